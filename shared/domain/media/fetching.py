"""One attempt to fetch a file, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.vocabulary import AttachmentStatus

MAX_ATTEMPTS = 9
"""Over a day and a half. Platforms give files away for days; what failed for as long will not come."""

_DELAYS = (10, 30, 120, 600, 1_800, 7_200, 21_600, 43_200)  # seconds; a queue hides a message for 12 hours at most
MAX_DELAY = timedelta(hours=12)


class FetchClass(StrEnum):
    """Why a file was not fetched."""

    GONE = "gone"  # expired, deleted, or never there
    TOO_LARGE = "too_large"
    REFUSED = "refused"  # the address leads where we must not go, or the content is not what it says
    LATER = "later"  # throttled: not before the named instant
    BACKOFF = "backoff"  # failed for a passing reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailure:
    """``error`` is a code. It names no part of an address, which may hold a token."""

    outcome: FetchClass
    error: str
    retry_at: datetime | None = None

    @property
    def status(self) -> AttachmentStatus | None:
        """What it makes of the attachment; ``None`` while trying again may help."""
        return _FINAL.get(self.outcome)


_FINAL = {
    FetchClass.GONE: AttachmentStatus.GONE,
    FetchClass.TOO_LARGE: AttachmentStatus.TOO_LARGE,
    FetchClass.REFUSED: AttachmentStatus.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLocation:
    """Where a file can be had now.

    ``headers`` (a token) are for the host of ``url`` alone: they are never sent to another one. ``size`` is in bytes,
    if the platform told it.
    """

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRequest:
    """An entry of the media queue: one attachment that waits to be fetched."""

    brand: str
    channel: str
    account_id: str
    message_id: str
    attachment_id: str

    @property
    def message(self) -> tuple[str, str, str]:
        return self.channel, self.account_id, self.message_id


def delay_after(attempt: int, failure: FetchFailure, now: datetime) -> timedelta:
    """How long to wait after the attempt of this number (the first is 1)."""
    delay = timedelta(seconds=_DELAYS[min(attempt, len(_DELAYS)) - 1])
    if failure.retry_at is not None:
        delay = max(delay, failure.retry_at - now)
    return min(delay, MAX_DELAY)
