"""What the X API means by its errors (X API, "Response codes & errors" and "Rate limits").

X answers the current endpoints with a problem document and some with a list of older numeric codes.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from shared.channels.sending import THROTTLED_FOR, body, failed_status, permanent, retry_after, retry_at
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

_TOKEN_REFUSED = frozenset({32, 89, 135, 215})  # not authenticated, invalid or expired, clock skew, bad request
_BLOCKED = frozenset({64, 326})  # account suspended, account locked
_DUPLICATE = 187
# The current endpoints give no code for these; the first words of the sentence are all there is.
_BLOCKED_WORDS = ("your account is suspended", "your account is temporarily locked", "your account is locked")


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """The class of an answer of the X API; ``None`` when it is none of a failure."""
    content = body(response)
    status = response.status_code
    code = _code(content)
    name = f"x_{status}_{code}" if code else f"x_{status}"
    if response.is_success:
        # An answer can carry errors instead of data although its status says success.
        return None if "data" in content or "errors" not in content else permanent("x_error")
    if status == 402 or _problem(content).endswith(("/usage-capped", "/credits-depleted")):
        # Paid for no more posts this period: a person has to decide, no waiting helps.
        return SendResult(outcome=SendClass.ACCOUNT_BLOCKED, error="x_usage_capped")
    if code in _BLOCKED or (status == 403 and _text(content, "detail").startswith(_BLOCKED_WORDS)):
        return SendResult(outcome=SendClass.ACCOUNT_BLOCKED, error=name)
    if status == 401 or code in _TOKEN_REFUSED:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=name)
    if status == 429:
        return retry_at(_welcome_at(response, now), name)
    if status == 403 and (code == _DUPLICATE or "duplicate content" in _text(content, "detail")):
        return permanent("x_duplicate")
    if status < 500 and status not in (408, 425):
        return permanent(name)
    return failed_status(response, now)


def _welcome_at(response: httpx.Response, now: datetime) -> datetime:
    """``x-rate-limit-reset`` is in seconds since 1970; the day's limits have headers of their own."""
    for limit in ("x-user-limit-24hour", "x-app-limit-24hour", "x-rate-limit"):
        spent = response.headers.get(f"{limit}-remaining", "0") == "0"
        reset = response.headers.get(f"{limit}-reset", "")
        if spent and reset.isascii() and reset.isdecimal():
            # A little later than told: clocks differ, and a refused call counts against the limit again.
            return max(datetime.fromtimestamp(min(int(reset), 32_503_680_000), UTC), now) + timedelta(seconds=5)
    return retry_after(response, now) or now + THROTTLED_FOR


def _code(content: Mapping[str, Any]) -> int | None:
    errors = content.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    code = first.get("code") if isinstance(first, dict) else content.get("code")
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _problem(content: Mapping[str, Any]) -> str:
    return str(content.get("type") or "")


def _text(content: Mapping[str, Any], key: str) -> str:
    return str(content.get(key) or "").casefold()
