"""What a list of a platform says about a message whose answer was lost.

A message that is taken for lost is sent again: "not sent" is said only of a list that would show it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.channels.sending import sent
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

PAGES_READ = 3
"""How many pages are read of a list in no known order: the function that asks has seconds."""

CUT_OFF = SendResult(outcome=SendClass.UNKNOWN, error="list_cut_off")
NO_LIST = SendResult(outcome=SendClass.UNKNOWN, error="answer_without_list")
NOT_SENT = SendResult(outcome=SendClass.RETRY_BACKOFF, error="not_sent")


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that the platform lists. ``ours``: it says what we sent, where ours would stand."""

    id: object
    at: datetime | None
    ours: bool


def settled_by(shown: Iterable[Shown], since: datetime, *, more: bool, newest_first: bool = True) -> SendResult:
    """What is ours and older than ``since`` is an earlier message in the same words, not the lost one.

    ``more``: the platform has more than it listed. Such a list proves an absence only if it is known to begin with the
    newest and reaches back beyond ``since``.
    """
    listed = list(shown)
    for one in listed:
        if one.ours and (one.at is None or one.at >= since):
            return sent(one.id)
    if more and not (newest_first and any(one.at is not None and one.at < since for one in listed)):
        return CUT_OFF
    return NOT_SENT


def unread(failure: SendResult) -> SendResult:
    """The list could not be read: nothing is known."""
    return SendResult(outcome=SendClass.UNKNOWN, error=failure.error)
