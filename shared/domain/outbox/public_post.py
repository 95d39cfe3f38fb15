"""The outbox record of a post of our own in public: once for its group and key, whatever dies.

A group is what the post is about, such as one incident; the key names the post within it, such as the update's number
and the account. The states are those of ``record.py``. A post whose outcome nobody can tell is never published again by
itself: a person looks at the account first.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from shared.domain.channels.sending import NOT_LISTED, OutboundPost, SendResult
from shared.domain.outbox.accounts import bounded
from shared.domain.outbox.record import MAX_READS, OutboxStatus, SendAttempts
from shared.domain.vocabulary import SendClass

MAX_PINS = 3
_PASSING = (SendClass.RETRY_AT, SendClass.RETRY_BACKOFF, SendClass.UNKNOWN)


class PostState(StrEnum):
    """What people are told of a post."""

    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"  # surely not published
    UNCONFIRMED = "unconfirmed"  # nobody can tell: a person looks at the account


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPost(SendAttempts):
    """``place`` and ``continues``: see ``OutboundPost``. ``requested_by`` is who had it published.

    ``pin``: it is to be pinned; ``pinned_at`` and ``pin_error`` say what became of that, after so many ``pins``.
    ``pin_unsure``: the platform may have done it, whatever it answered.
    """

    group: str
    key: str
    brand: str
    requested_by: str
    place: str | None = None
    continues: str | None = None
    pin: bool = False
    pinned_at: datetime | None = None
    pin_error: str | None = None
    pins: int = 0
    pin_unsure: bool = False
    unpinned_at: datetime | None = None
    is_last: bool = False  # it says that what the group is about is over

    @property
    def state(self) -> PostState:
        if self.status is OutboxStatus.SENT:
            return PostState.PUBLISHED
        if self.status is not OutboxStatus.GIVEN_UP:
            return PostState.PUBLISHING
        return PostState.UNCONFIRMED if self.reads >= MAX_READS else PostState.FAILED

    @property
    def ended(self) -> bool:
        """Whether nothing is left to be done for it."""
        if self.status is OutboxStatus.SENT:
            return not self.is_to_be_pinned
        return self.status is OutboxStatus.GIVEN_UP

    @property
    def is_to_be_pinned(self) -> bool:
        is_done = self.pinned_at is not None or self.pin_error is not None or self.unpinned_at is not None
        return self.status is OutboxStatus.SENT and self.pin and not is_done

    @property
    def stays_pinned(self) -> bool:
        return (self.pinned_at is not None or self.pin_unsure) and self.unpinned_at is None

    def outbound(self) -> OutboundPost:
        """What the gateway is asked to publish, and later whether it was published."""
        return OutboundPost(
            channel=self.channel,
            account_id=self.account_id,
            text=self.text,
            reference=f"{self.group}/{self.key}",
            place=self.place,
            continues=self.continues,
        )

    def read(self, found: SendResult, now: datetime) -> Self:
        """As ``settled``. Where the platform lists nothing, reading it again tells nothing either."""
        if found.error == NOT_LISTED:
            reads = max(self.reads + 1, MAX_READS)
            return replace(self, status=OutboxStatus.GIVEN_UP, reads=reads, due_at=None, error=NOT_LISTED)
        return self.settled(found, now)

    def pinned(self, result: SendResult, now: datetime) -> Self:
        """A post that cannot be pinned stands all the same. What passes is tried again: pinning twice is one."""
        known = replace(self, pins=self.pins + 1, due_at=None)
        if result.outcome is SendClass.SENT:
            return replace(known, pinned_at=now)
        error = result.error or result.outcome.value
        unsure = result.outcome is SendClass.UNKNOWN or error.startswith("http_5")
        known = replace(known, pin_unsure=self.pin_unsure or unsure)
        if result.outcome not in _PASSING or known.pins >= MAX_PINS:
            return replace(known, pin_error=error)
        wait = now + timedelta(minutes=known.pins)
        return replace(known, due_at=max(bounded(result.retry_at or wait, now), wait))

    def unpinned(self, result: SendResult, now: datetime) -> Self:
        """What the platform refuses for good is left: a person may have unpinned or deleted it."""
        done = result.outcome in (SendClass.SENT, SendClass.PERMANENT)
        return replace(self, unpinned_at=now) if done else self
