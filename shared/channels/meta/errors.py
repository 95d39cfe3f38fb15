"""What Meta's Graph API means by its errors (Graph API, "Error handling" and "Rate limiting"; Messenger Platform,
"Error codes"). One table for Facebook, Messenger and Instagram."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import httpx

from shared.channels.sending import body, failed_status, retry_after, retry_at
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import Quota
from shared.domain.vocabulary import SendClass

# 4 application, 17 user, 32 Page, 341 application (temporary), 613 this call; 8000x by business use case: Pages,
# Instagram, Messenger, WhatsApp.
THROTTLED = frozenset({4, 17, 32, 341, 613, 80001, 80002, 80006, 80007})
OF_APP = frozenset({4, 341})  # whichever of its accounts called: none of them may now
PASSING = frozenset({1, 2})  # unknown error, service down for the moment
TOKEN_REFUSED = frozenset({102, 190})
BLOCKED = frozenset({368})  # temporarily blocked for policy reasons: calling again makes it worse
BLOCKED_SUBCODES = frozenset({(10, 1893063)})  # this Page may not send for the moment

# Meta counts in rolling hours, and calls made while throttled lengthen the wait.
THROTTLED_FOR = timedelta(minutes=15)


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """The class of a Graph API answer; ``None`` when it is none of a failure."""
    error = body(response).get("error")
    if not isinstance(error, dict):
        if response.status_code == 429:
            return retry_at(throttled_until(response, now), "http_429")
        return failed_status(response, now)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    if code is None:
        return failed_status(response, now) or SendResult(outcome=SendClass.PERMANENT, error="meta_error")
    name = f"meta_{code}_{subcode}" if subcode else f"meta_{code}"
    if code in THROTTLED or (response.status_code == 429 and code not in _REFUSED):
        return replace(retry_at(throttled_until(response, now), name), of_app=code in OF_APP)
    if code in TOKEN_REFUSED or (response.status_code == 401 and code not in _REFUSED):
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=name)
    if code in BLOCKED or (code, subcode) in BLOCKED_SUBCODES:
        return SendResult(outcome=SendClass.ACCOUNT_BLOCKED, error=name)
    if code in PASSING or error.get("is_transient") is True:
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error=name)
    if response.status_code >= 500 and code not in _REFUSED:
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error=name)
    return SendResult(outcome=SendClass.PERMANENT, error=name)


# Known refusals stay refusals whatever the HTTP status: invalid parameter (100), no permission or window closed
# (10, 200 to 299), duplicate (506), person not available (551), called as a person (1705).
_REFUSED = frozenset({10, 100, 506, 551, 1705, *range(200, 300)})


def throttled_until(response: httpx.Response, now: datetime) -> datetime:
    """When calls are welcome again: the usage header says it in minutes."""
    minutes = 0
    try:
        usage = json.loads(response.headers.get("X-Business-Use-Case-Usage", ""))
        for entries in usage.values():
            for entry in entries:
                minutes = max(minutes, _number(entry.get("estimated_time_to_regain_access")) or 0)
    except (ValueError, AttributeError, TypeError):
        minutes = 0
    if minutes:
        return now + timedelta(minutes=min(minutes, 60 * 24 * 7))
    return retry_after(response, now) or now + THROTTLED_FOR


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() else None


def quota_of(response: httpx.Response, now: datetime) -> Quota | None:
    """What is left of the rate limits of the app, the Page and the business use case, in percent: the least counts.

    Graph API, "Rate limits": ``X-App-Usage``, ``X-Page-Usage``, ``X-Business-Use-Case-Usage``. They are counted in a
    rolling hour, so that some of it comes back before it is over.
    """
    used = {header: max(_shares(response.headers.get(header, "")), default=None) for header in _USAGE}
    most = max((share for share in used.values() if share is not None), default=None)
    if most is None:
        return None
    left = max(0, 100 - int(most))
    return Quota(limit=100, remaining=left, resets_at=throttled_until(response, now), of_app=used[_OF_APP] == most)


_COUNTED = ("call_count", "total_cputime", "total_time")
_OF_APP = "X-App-Usage"
_USAGE = (_OF_APP, "X-Page-Usage", "X-Business-Use-Case-Usage")


def _shares(header: str) -> Iterator[float]:
    """Of one limit, or of several: the latter as lists under the ids of what they are of."""
    try:
        told = json.loads(header)
    except ValueError:
        return
    if not isinstance(told, dict):
        return
    listed = [entry for entries in told.values() if isinstance(entries, list) for entry in entries]
    for entry in (told, *listed):
        shares = (entry.get(name) for name in _COUNTED) if isinstance(entry, dict) else ()
        yield from (share for share in shares if isinstance(share, int | float) and not isinstance(share, bool))
