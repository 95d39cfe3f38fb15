"""The two proofs X asks for and gives: the challenge of our address, and the signature of a delivery.

X API, "Webhooks: securing webhooks". Both are the same function of the same secret, so whoever could have our
address sign any text as a challenge could sign deliveries. A token that could be a body is therefore refused.
"""

import base64
import hashlib
import hmac
import json

from shared.channels.proofs import secrets_named, verdict_of
from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest, WebhookResponse

MAX_TOKEN_LENGTH = 256
_PREFIX = "sha256="


def handshake(request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
    """Answer the challenge-response check: at registration, then about once an hour."""
    token = request.query.get("crc_token", "")
    if not token or len(token) > MAX_TOKEN_LENGTH or any(character in token for character in '{["'):
        return WebhookResponse(status=400)
    keys = secrets_named(secrets, "client_secret") or secrets_named(secrets, "consumer_secret")
    if not keys:
        return WebhookResponse(status=403)
    answer = json.dumps({"response_token": _signature(keys[0], token.encode("utf-8", "replace"))})
    return WebhookResponse(status=200, body=answer, content_type="application/json")


def verify(request: WebhookRequest, secrets: Secrets) -> Verdict:
    """The newer header decides where the app has an OAuth 2.0 client secret, the older one otherwise."""
    newer = request.headers.get("x-twitter-webhooks-signature-oauth2")
    client_secrets = secrets_named(secrets, "client_secret")
    if newer and client_secrets:
        return verdict_of(newer.strip(), [_signature(key, request.body) for key in client_secrets])
    older = request.headers.get("x-twitter-webhooks-signature")
    if older:
        consumer_secrets = secrets_named(secrets, "consumer_secret")
        return verdict_of(older.strip(), [_signature(key, request.body) for key in consumer_secrets])
    return Verdict.INVALID if newer else Verdict.MISSING


def _signature(key: str, message: bytes) -> str:
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return _PREFIX + base64.b64encode(digest).decode()
