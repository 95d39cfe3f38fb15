"""YouTube's Data API: how it is asked, and what its errors mean ("YouTube Data API - Errors")."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import httpx

from shared.channels import reading
from shared.channels.oauth import RefreshTokenGrant
from shared.channels.sending import THROTTLED_FOR, body, failed_status, permanent, retry_at
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

API = "https://www.googleapis.com"
sign_in = RefreshTokenGrant(api_host=API, host="https://oauth2.googleapis.com", path="/token")

_DAYS_QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_SHORT_QUOTA = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_AGAIN = frozenset({"processingFailure", "backendError", "internalError"})
_PACIFIC = ZoneInfo("America/Los_Angeles")


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """The reason of the first error decides. A day's units are given anew at midnight Pacific time."""
    if response.is_success:
        return None
    errors = reading.sequence(reading.mapping(body(response).get("error")).get("errors"))
    reason = reading.word(reading.mapping(errors[0]).get("reason")) if errors else ""
    code = f"youtube_{reason}" if reason.isalnum() else f"http_{response.status_code}"
    if reason in _DAYS_QUOTA:
        return retry_at(_midnight_after(now), code)
    if reason in _SHORT_QUOTA:
        return retry_at(now + THROTTLED_FOR, code)
    if reason in _AGAIN:
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error=code)
    return failed_status(response, now) if response.status_code not in (400, 403, 404) else permanent(code)


def _midnight_after(now: datetime) -> datetime:
    today = now.astimezone(_PACIFIC).date()
    return datetime.combine(today + timedelta(days=1), time(0, 1), _PACIFIC).astimezone(now.tzinfo)
