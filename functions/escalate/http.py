"""API Gateway's HTTP API event (payload format 2.0) of ``POST /notifications/{type}/{brand}/{target}``."""

from typing import Any

from functions.escalate.callbacks import Callback
from shared.domain.channels.request_body import raw_body
from shared.domain.channels.webhook import WebhookRequest


def is_request(event: dict[str, Any]) -> bool:
    return "http" in (event.get("requestContext") or {})


def read_callback(event: dict[str, Any]) -> Callback:
    """The request with the very bytes that were sent."""
    path = event.get("pathParameters") or {}
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    method = event["requestContext"]["http"].get("method", "POST")
    return Callback(
        type=path.get("type", ""),
        brand=path.get("brand", ""),
        target=path.get("target", ""),
        request=WebhookRequest(method=method, headers=headers, query={}, body=raw_body(event)),
    )


def answer(status: int) -> dict[str, Any]:
    """Without a word: nobody but the tool reads it, and strangers learn nothing."""
    return {"statusCode": status, "headers": {"content-type": "text/plain"}, "body": ""}
