"""Reddit's interface: how it is asked, and what its errors mean (reddit.com/dev/api, "Reddit Data API Wiki")."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx

from shared.channels import reading
from shared.channels.oauth import RefreshTokenGrant
from shared.channels.sending import THROTTLED_FOR, bearer, body, failed_status, permanent, retry_at
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import Quota

API = "https://oauth.reddit.com"
USER_AGENT = "aws:nightdesk:v1 (customer service)"
"""Reddit refuses the common user agents of libraries; it wants one that names the program."""

sign_in = RefreshTokenGrant(
    api_host=API,
    host="https://www.reddit.com",
    path="/api/v1/access_token",
    headers={"User-Agent": USER_AGENT},
    basic=True,
)


def credentials(token: str) -> Mapping[str, str]:
    return {**bearer(token), "User-Agent": USER_AGENT}


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """Writing answers 200 with ``json.errors``; a throttle there says for how many seconds."""
    told = reading.mapping(body(response).get("json"))
    errors = reading.sequence(told.get("errors"))
    if response.is_success and errors:
        code = reading.word(reading.sequence(errors[0])[0]) if reading.sequence(errors[0]) else ""
        if code == "RATELIMIT":
            seconds = reading.whole_number(told.get("ratelimit"))
            wait = THROTTLED_FOR if seconds is None else timedelta(seconds=min(seconds + 1, 86_400))
            return retry_at(now + wait, "reddit_RATELIMIT")
        return permanent(f"reddit_{code}" if code.replace("_", "").isalnum() else "reddit_error")
    if response.status_code == 429:
        quota = quota_of(response, now)
        if quota is not None and quota.resets_at > now:
            return retry_at(quota.resets_at, "http_429")
    return failed_status(response, now)


def quota_of(response: httpx.Response, now: datetime) -> Quota | None:
    """``X-Ratelimit-Used``, ``-Remaining`` and ``-Reset``: the seconds *until* the window ends."""
    try:
        used, remaining, reset = (
            float(response.headers[f"x-ratelimit-{name}"]) for name in ("used", "remaining", "reset")
        )
        resets_at = now + timedelta(seconds=min(max(reset, 0), 3600))
        return Quota(limit=int(used + remaining), remaining=int(remaining), resets_at=resets_at)
    except (KeyError, ValueError, OverflowError):
        return None
