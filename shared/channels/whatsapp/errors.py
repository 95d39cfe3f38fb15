"""What the WhatsApp Cloud API means by its errors ("Error codes"). Codes of the Graph API mean what they mean there,
but for permissions: here they are the token's."""

from datetime import datetime, timedelta

import httpx

from shared.channels.meta.errors import failure as graph_failure
from shared.channels.sending import body, retry_after, retry_at
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

_CLASSES = {
    0: SendClass.AUTH_BROKEN,  # the token's person cannot be authenticated
    10: SendClass.AUTH_BROKEN,
    200: SendClass.AUTH_BROKEN,
    130429: SendClass.RETRY_BACKOFF,  # throughput of the number
    131000: SendClass.RETRY_BACKOFF,  # something went wrong
    131005: SendClass.AUTH_BROKEN,  # permission missing or taken back
    131016: SendClass.RETRY_BACKOFF,  # service unavailable
    130472: SendClass.PERMANENT,  # the person is part of an experiment
    131026: SendClass.PERMANENT,  # undeliverable
    131031: SendClass.ACCOUNT_BLOCKED,  # the account is locked or restricted
    131047: SendClass.PERMANENT,  # the 24 hours are over
    131048: SendClass.ACCOUNT_BLOCKED,  # too much spam reported on the number
    131049: SendClass.PERMANENT,  # not delivered for the sake of the ecosystem; not before a day has passed
    131050: SendClass.PERMANENT,  # the person opted out
    131051: SendClass.PERMANENT,  # unsupported type
    131062: SendClass.PERMANENT,  # business-scoped id not allowed here
    132000: SendClass.PERMANENT,
    132001: SendClass.PERMANENT,
    132015: SendClass.PERMANENT,
    133004: SendClass.RETRY_BACKOFF,  # the server is away for the moment
    133010: SendClass.AUTH_BROKEN,  # the number is not registered
}
_PAIR_RATE = 131056
# The documentation asks for 4^n seconds after the n-th refusal, and allows one message every six: the second step.
_PAIR_WAIT = timedelta(seconds=16)


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    error = body(response).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if code == _PAIR_RATE:
        return retry_at(retry_after(response, now) or now + _PAIR_WAIT, f"meta_{code}")
    known = _CLASSES.get(code) if isinstance(code, int) else None
    return SendResult(outcome=known, error=f"meta_{code}") if known else graph_failure(response, now)
