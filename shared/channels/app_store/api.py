"""App Store Connect: how it is asked, and what its errors mean.

App Store Connect API, "Generating Tokens for API Requests", "Identifying Rate Limits", "Interpreting and Handling
Errors".
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx

from shared.channels import reading
from shared.channels.sending import PlatformApi, body, failed_status, permanent, retry_after, retry_at
from shared.channels.sign_in import AccessToken
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import Quota
from shared.domain.vocabulary import SendClass

API = "https://api.appstoreconnect.apple.com"
AUDIENCE = "appstoreconnect-v1"
LIFETIME = timedelta(minutes=15)
"""Apple refuses tokens that are good for more than twenty minutes."""

THROTTLED_FOR = timedelta(minutes=15)
"""The limit is that of a rolling hour, and no answer says when it ends."""

_LIMITS = re.compile(r"user-hour-(lim|rem):(\d{1,9})")


def sign_in(api: PlatformApi, credentials: Mapping[str, str], before: AccessToken | None) -> AccessToken | SendResult:
    """A token that we sign ourselves, with the key that Apple gave: nobody is asked for it."""
    import jwt  # noqa: PLC0415  slow to import, and of no use to the other channels

    now = api.now()
    claims = {"iss": credentials.get("issuer_id", ""), "iat": now, "exp": now + LIFETIME, "aud": AUDIENCE}
    headers = {"kid": credentials.get("key_id", "")}
    try:
        token = jwt.encode(claims, _pem(credentials.get("private_key", "")), algorithm="ES256", headers=headers)
    except (ValueError, TypeError, jwt.PyJWTError):
        return SendResult(outcome=SendClass.AUTH_BROKEN, error="private_key_invalid")
    return AccessToken(value=token, expires_at=now + LIFETIME)


def _pem(key: str) -> str:
    """The file that Apple gives (``AuthKey_….p8``), or the base64 within it in one line."""
    if "-----BEGIN" in key:
        return key.replace("\\n", "\n")
    return f"-----BEGIN PRIVATE KEY-----\n{key.strip()}\n-----END PRIVATE KEY-----\n"


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """The code of the first error names it; its HTTP status says what it means."""
    if response.is_success:
        return None
    errors = reading.sequence(body(response).get("errors"))
    code = reading.word(reading.mapping(errors[0]).get("code")) if errors else ""
    name = f"apple_{code}" if code.replace("_", "").replace(".", "").isalnum() else ""
    if response.status_code == 429:
        return retry_at(retry_after(response, now) or now + THROTTLED_FOR, name or "http_429")
    if response.status_code in (400, 403, 404, 409, 422) and name:
        return permanent(name)
    return failed_status(response, now)


def quota_of(response: httpx.Response, now: datetime) -> Quota | None:
    """``X-Rate-Limit: user-hour-lim:3600;user-hour-rem:3545;``"""
    told = {name: int(number) for name, number in _LIMITS.findall(response.headers.get("x-rate-limit", ""))}
    if "rem" not in told:
        return None
    return Quota(limit=told.get("lim"), remaining=told["rem"], resets_at=now + THROTTLED_FOR)
