"""What leaves the house automatically: one record per conversation and closed period, written before the platform is
called. Whoever can write it may call; nobody else may.

    (none) ──► claimed ──► sent
                  │ ├────► waiting ──► claimed        surely not sent: tried again when ``due_at`` has come
                  │ ├────► unknown ──► sent, waiting   nobody knows: the platform is read first
                  │ └────► given_up
                  └── its function died ──► unknown

A claim that is older than any function can live counts as unknown, not as free.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from shared.domain.sending import SendResult
from shared.domain.vocabulary import SendClass, Visibility

CLAIM_LASTS = timedelta(seconds=60)
"""Three times the time-out of the function that claims."""

SETTLE_AFTER = timedelta(seconds=60)
"""How long a platform has to show what it took, before we look for it."""

MOST_ATTEMPTS = 6
MOST_READS = 5
KEPT = timedelta(days=30)


class OutboxStatus(StrEnum):
    CLAIMED = "claimed"
    SENT = "sent"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRecord:
    """``period_start`` names the closed period. ``due_at`` is when to try, or to look, again.

    ``claimed_at`` is when the platform was last about to be called, ``created_at`` when first; ``attempts`` counts
    calls that may have sent, ``reads`` the times we looked what became of one.
    """

    channel: str
    account_id: str
    conversation_id: str
    period_start: datetime
    revision: int = 0
    ticket_id: str
    status: OutboxStatus
    text: str
    visibility: Visibility
    recipient_id: str | None
    in_reply_to: str | None
    root_id: str | None = None
    created_at: datetime
    claimed_at: datetime
    attempts: int = 0
    reads: int = 0
    due_at: datetime | None = None
    message_id: str | None = None
    sent_at: datetime | None = None
    error: str | None = None
    expires_at: datetime | None = None

    def claimed(self, now: datetime, text: str) -> Self:
        """About to be sent, in these words: an opening time is said differently the next morning."""
        return replace(
            self, status=OutboxStatus.CLAIMED, claimed_at=now, text=text, attempts=self.attempts + 1, due_at=None
        )

    def after(self, result: SendResult, now: datetime) -> Self:
        """What the platform's answer makes of a claimed record."""
        known = replace(self, error=result.error, due_at=None)
        outcome = result.outcome
        if outcome is SendClass.SENT:
            return replace(known, status=OutboxStatus.SENT, message_id=result.message_id, sent_at=now)
        if outcome is SendClass.UNKNOWN:
            return replace(known, status=OutboxStatus.UNKNOWN, due_at=self.claimed_at + SETTLE_AFTER)
        if outcome in (SendClass.RETRY_AT, SendClass.RETRY_BACKOFF) and self.attempts < MOST_ATTEMPTS:
            wait = timedelta(minutes=2 ** max(self.attempts - 1, 0))
            return replace(known, status=OutboxStatus.WAITING, due_at=max(result.retry_at or now + wait, now))
        return replace(known, status=OutboxStatus.GIVEN_UP)

    def settled(self, found: SendResult, now: datetime) -> Self:
        """What reading the platform tells about a record whose outcome was unknown."""
        read = replace(self, reads=self.reads + 1)
        if found.outcome is SendClass.SENT:
            return replace(read, status=OutboxStatus.SENT, message_id=found.message_id, sent_at=now, due_at=None)
        if found.outcome is not SendClass.UNKNOWN:
            if self.attempts < MOST_ATTEMPTS:
                return replace(read, status=OutboxStatus.WAITING, due_at=now)
            return replace(read, status=OutboxStatus.GIVEN_UP, due_at=None)
        if read.reads >= MOST_READS:
            return replace(read, status=OutboxStatus.GIVEN_UP, due_at=None, error=found.error or self.error)
        return replace(read, status=OutboxStatus.UNKNOWN, due_at=now + SETTLE_AFTER * 2**self.reads)

    def gave_up(self, error: str) -> Self:
        return replace(self, status=OutboxStatus.GIVEN_UP, due_at=None, error=error)

    def seen(self, now: datetime) -> Self:
        """The record as it stands now: a claim whose function must have died is an unknown outcome."""
        if self.status is OutboxStatus.CLAIMED and now >= self.claimed_at + CLAIM_LASTS:
            return replace(self, status=OutboxStatus.UNKNOWN, error=self.error or "interrupted", due_at=now)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """What all functions know about one of our accounts.

    ``paused_until``: the platform asked for patience. ``stopped_at``: its token or the account itself was refused;
    nothing automatic is sent until a person says so.
    """

    channel: str
    account_id: str
    paused_until: datetime | None = None
    stopped_at: datetime | None = None
    stopped_because: str | None = None

    @property
    def stopped(self) -> bool:
        return self.stopped_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """At most ``limit`` of something in one window of time. ``scope`` and ``window`` name what is counted."""

    scope: str
    window: str
    limit: int
    ends_at: datetime
