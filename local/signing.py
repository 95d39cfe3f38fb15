"""Signs a body as its platform would, with the made-up secrets of the local accounts.

The way out of the platforms, written apart from ``shared/channels`` on purpose: a mistake there must not be
repeated here.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from local import google_tokens

META = frozenset({"facebook", "messenger", "instagram", "whatsapp", "threads"})


def headers(
    channel: str, body: bytes, secret: Mapping[str, Sequence[str]], *, now: datetime | None = None
) -> dict[str, str]:
    """The headers of a signed delivery. ``secret`` is the record of the account: key → [current, previous]. Where the
    time is signed it is ``now``, or else the clock's.

    Raises ``KeyError`` for a channel that we cannot sign for, or a record without the key that is needed.
    """
    written = {"content-type": "application/json"}
    seconds = str(int((now or datetime.now(UTC)).timestamp()))
    if channel in META:
        digest = hmac.new(secret["app_secret"][0].encode(), body, sha256).hexdigest()
        return {**written, "x-hub-signature-256": f"sha256={digest}", "user-agent": "facebookexternalua"}
    if channel == "x":
        mac = hmac.new(secret["client_secret"][0].encode(), body, sha256).digest()
        return {**written, "x-twitter-webhooks-signature-oauth2": f"sha256={base64.b64encode(mac).decode()}"}
    if channel == "linkedin":
        mac = hmac.new(secret["client_secret"][0].encode(), b"hmacsha256=" + body, sha256).digest()
        return {**written, "x-li-signature": mac.hex()}
    if channel == "tiktok":
        mac = hmac.new(secret["client_secret"][0].encode(), seconds.encode() + b"." + body, sha256).digest()
        return {**written, "tiktok-signature": f"t={seconds},s={mac.hex()}"}
    if channel == "telegram":
        return {**written, "x-telegram-bot-api-secret-token": secret["secret_token"][0]}
    if channel == "line":
        mac = hmac.new(secret["channel_secret"][0].encode(), body, sha256).digest()
        return {**written, "x-line-signature": base64.b64encode(mac).decode()}
    if channel == "viber":
        return {
            **written,
            "x-viber-content-signature": hmac.new(secret["auth_token"][0].encode(), body, sha256).hexdigest(),
        }
    if channel == "google_business":
        signed = google_tokens.token(
            audience=secret["push_audience"][0], service_account=secret["push_service_account"][0]
        )
        return {**written, "authorization": f"Bearer {signed}"}
    if channel == "webhook":
        return {**written, **_standard_webhook(secret["signing_secret"][0], body, seconds)}
    raise KeyError(channel)


def _standard_webhook(secret: str, body: bytes, seconds: str) -> dict[str, str]:
    """The time is signed too, so what was signed is good for five minutes."""
    name = f"msg_{sha256(body).hexdigest()[:24]}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{name}.{seconds}.".encode() + body, sha256).digest()
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {"webhook-id": name, "webhook-timestamp": seconds, "webhook-signature": signature}
