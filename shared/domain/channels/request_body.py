"""The body of API Gateway's HTTP API event (payload format 2.0)."""

from base64 import b64decode
from typing import Any


def raw_body(event: dict[str, Any]) -> bytes:
    """The very bytes that were sent. Broken base64, which API Gateway never sends, is an empty body."""
    body: str = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body.encode("utf-8", "surrogatepass")
    try:
        return b64decode(body)
    except ValueError:
        return b""
