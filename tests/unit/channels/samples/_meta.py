"""What the samples of Meta's channels share."""

from collections.abc import Mapping
from hashlib import sha256
from hmac import new
from typing import Any

from shared.domain.channels.webhook import Secrets

SECRETS = {"app_secret": ["app-secret-now", "app-secret-before"], "verify_token": ["verify-me"]}


def headers(body: bytes, secrets: Secrets) -> Mapping[str, str]:
    return {"x-hub-signature-256": "sha256=" + new(secrets["app_secret"][0].encode(), body, sha256).hexdigest()}


def body(what: str, account_id: Any, section: str, *elements: Any, time: int) -> dict[str, Any]:
    return {"object": what, "entry": [{"id": account_id, "time": time, section: list(elements)}]}
