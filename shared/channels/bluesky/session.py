"""The session of an app password, and what the errors of the AT Protocol mean (specification "HTTP API (XRPC)")."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx

from shared.channels.sending import PlatformApi, body, failed_status, no_credentials, permanent, retry_at
from shared.channels.sign_in import AccessToken, host_of
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import Quota
from shared.domain.vocabulary import SendClass

API = "https://bsky.social"
"""Leads to the servers of Bluesky itself. An account may live on another one, which the record then names."""

_LIFETIME = timedelta(hours=1)  # of an access token that does not say; it is some two hours
_REFUSED = frozenset(
    {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "AuthFactorTokenRequired"}
)
_BLOCKED = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated"})


def host(tokens: Sequence[str]) -> str:
    """The account's own server (AT Protocol, "Personal Data Server"), which passes ``app.bsky`` calls on."""
    return host_of(tokens, "server", default=API)


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """A token that ended is a 400 with the error ``ExpiredToken``. A rate limit says in seconds when it ends."""
    if response.is_success:
        return None
    error = body(response).get("error")
    if response.status_code == 429:
        quota = quota_of(response)
        if quota is not None and quota.resets_at > now:
            return retry_at(quota.resets_at, "http_429")
    if error in _REFUSED:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=f"bluesky_{error}")
    if error in _BLOCKED:
        return SendResult(outcome=SendClass.ACCOUNT_BLOCKED, error=f"bluesky_{error}")
    if response.status_code == 400 and isinstance(error, str) and error.isalnum():
        return permanent(f"bluesky_{error[:40]}")
    return failed_status(response, now)


def quota_of(response: httpx.Response) -> Quota | None:
    """``RateLimit-Limit``, ``-Remaining`` and ``-Reset`` (seconds since 1970), as Bluesky's servers send them."""
    try:
        limit, remaining, reset = (
            int(response.headers[f"ratelimit-{name}"]) for name in ("limit", "remaining", "reset")
        )
        return Quota(limit=limit, remaining=remaining, resets_at=datetime.fromtimestamp(reset, UTC))
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def sign_in(api: PlatformApi, credentials: Mapping[str, str], before: AccessToken | None) -> AccessToken | SendResult:
    """Refresh the session, or begin one with the app password: those are counted, and few are allowed."""
    if before is not None and before.refresh is not None:
        refreshing = replace(api, credentials=lambda _: {"Authorization": f"Bearer {before.refresh}"})
        found = _session(refreshing.call("POST", "/xrpc/com.atproto.server.refreshSession"), api.now())
        if not isinstance(found, SendResult) or found.outcome is not SendClass.AUTH_BROKEN:
            return found
    identifier = credentials.get("identifier", "")
    password = credentials.get("app_password") or credentials.get("", "")
    beginning = replace(api, credentials=no_credentials)
    content = {"identifier": identifier, "password": password}
    return _session(beginning.call("POST", "/xrpc/com.atproto.server.createSession", json=content), api.now())


def _session(answer: httpx.Response | SendResult, now: datetime) -> AccessToken | SendResult:
    if isinstance(answer, SendResult):
        return answer
    told = body(answer)
    access, refresh = told.get("accessJwt"), told.get("refreshJwt")
    if not isinstance(access, str) or not access:
        return permanent("answer_without_token")
    return AccessToken(
        value=access,
        expires_at=_end_of(access) or now + _LIFETIME,
        refresh=refresh if isinstance(refresh, str) else None,
    )


def _end_of(token: str) -> datetime | None:
    """When a JSON web token ends, as it says itself. It is not ours to verify."""
    try:
        payload = token.split(".")[1]
        told = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return datetime.fromtimestamp(told["exp"], UTC)
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
