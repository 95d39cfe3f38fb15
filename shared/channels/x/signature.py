"""The two proofs X asks for and gives: the challenge of our address, and the signature of a delivery.

X API, "Webhooks: securing webhooks". Both are the same function of the same secret, so whoever could have our
address sign any text as a challenge could sign deliveries. A token that could be a body is therefore refused.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence

from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest, WebhookResponse

MAX_TOKEN_LENGTH = 256
_PREFIX = "sha256="


def handshake(request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
    """Answer the challenge-response check: at registration, then about once an hour."""
    token = request.query.get("crc_token", "")
    if not token or len(token) > MAX_TOKEN_LENGTH or any(character in token for character in '{["'):
        return WebhookResponse(status=400)
    keys = _keys(secrets, "client_secret") or _keys(secrets, "consumer_secret")
    if not keys:
        return WebhookResponse(status=403)
    answer = json.dumps({"response_token": _signature(keys[0], token.encode("utf-8", "replace"))})
    return WebhookResponse(status=200, body=answer, content_type="application/json")


def verify(request: WebhookRequest, secrets: Secrets) -> Verdict:
    """The newer header decides where the app has an OAuth 2.0 client secret, the older one otherwise."""
    newer = request.headers.get("x-twitter-webhooks-signature-oauth2")
    client_secrets = _keys(secrets, "client_secret")
    if newer and client_secrets:
        return _verdict(newer, client_secrets, request.body)
    older = request.headers.get("x-twitter-webhooks-signature")
    if older:
        return _verdict(older, _keys(secrets, "consumer_secret"), request.body)
    return Verdict.INVALID if newer else Verdict.MISSING


def _verdict(given: str, keys: Sequence[str], body: bytes) -> Verdict:
    matches = [
        hmac.compare_digest(_signature(key, body).encode(), given.strip().encode("utf-8", "replace")) for key in keys
    ]
    return Verdict.VALID if any(matches) else Verdict.INVALID


def _signature(key: str, message: bytes) -> str:
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return _PREFIX + base64.b64encode(digest).decode()


def _keys(secrets: Secrets, name: str) -> Sequence[str]:
    """The secrets of that name; an empty one would be a key anybody knows."""
    return [key for key in secrets.get(name, ()) if key]
