"""Tells several people by one target, each for themselves: what is wrong with one costs no other their notification."""

from collections.abc import Callable, Sequence
from hashlib import sha256

from shared.adapters.http.in_time import time_left
from shared.adapters.notify.contract import Delivery
from shared.domain.errors import NightdeskError, PartlyToldError, PermanentError, RejectedError, UpstreamError

MAX_FAILURES = 2
"""Of the service, after which no other of its people is tried: it is down, and each attempt takes seconds."""


def tell_each(delivery: Delivery, people: Sequence[str], send: Callable[[str], None]) -> None:
    """Every one is tried whom the notification of this key did not reach before.

    Raises ``PartlyToldError`` when some could not be told, and when none could ``UpstreamError``, or ``RejectedError``
    where trying again cannot help.
    """
    if not any(people):
        raise UpstreamError("no_recipient")
    told = _told_before(delivery)
    failed: list[str] = []
    refused = ""
    for person in people:
        if _mark(person) in told or len(failed) >= MAX_FAILURES:
            continue
        left = time_left()
        if left is not None and left <= 0:
            failed.append("timeout")  # the other targets of the tier have their turn; the rest is told later
            break
        try:
            send(person)
            told = (*told, _mark(person))
        except PermanentError as error:  # no address or number of anybody, or its owner wants none
            refused = str(error)
        except NightdeskError as error:
            failed.append(str(error))
    if not (failed or refused):
        return
    if not told:
        raise UpstreamError(failed[-1]) if failed else RejectedError(refused)
    problem = failed[-1] if failed else refused
    raise PartlyToldError(problem, reference=f"{delivery.key}|{','.join(told)}", final=not failed)


def _told_before(delivery: Delivery) -> tuple[str, ...]:
    """The marks of those who took the notification of this key."""
    key, _, marks = (delivery.reference or "").partition("|")
    return tuple(marks.split(",")) if marks and key == delivery.key else ()


def _mark(person: str) -> str:
    return sha256(person.encode()).hexdigest()[:12]
