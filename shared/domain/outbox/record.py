"""The outbox record of something that is sent: written before the platform is called. Only the worker whose conditional
write succeeds may call the platform. An acknowledgement has one per conversation and closed period.

    (none) ──► claimed ──► sent
                  │ ├────► waiting ──► claimed         surely not sent: retried at ``due_at``
                  │ ├────► unknown ──► sent, waiting   the outcome is unknown: the platform is read before a retry
                  │ └────► given_up
                  └── its function died ──► unknown

A claim that is older than a function can run counts as unknown.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from shared.domain.channels.sending import NOT_LISTED, OutboundMessage, SendResult
from shared.domain.outbox.accounts import bounded
from shared.domain.vocabulary import SendClass, Visibility

CLAIM_DURATION = timedelta(seconds=60)
"""Three times the time-out of the function that claims."""

READ_AFTER = timedelta(seconds=60)
"""How long a platform has to show what it took, before we look for it."""

MAX_ATTEMPTS = 6

MAX_READS = 5

MAX_THROTTLED = timedelta(hours=24)
"""For how long we keep waiting for a platform that asks to wait, again and again. A throttled call is no attempt: it
surely sent nothing, and after an evening of throttles the customer still wants to know."""

RETENTION = timedelta(days=30)

_SURELY_NOT_SENT = frozenset({"connect_timeout", "connect_failed"})
"""Errors after which the platform has surely taken nothing; one that answers "error" may have taken it all the same."""


BEFORE_SENDING = "upload_"
"""How the error of a step begins that comes before the sending itself, such as the upload of a file."""


class OutboxStatus(StrEnum):
    CLAIMED = "claimed"
    SENT = "sent"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAttempts:
    """What is sent on an account of ours, and what is known of the attempts.

    ``due_at`` is when to try, or to look, again. ``claimed_at`` is when the platform was last about to be called,
    ``created_at`` when first; ``attempts`` counts calls that may have sent, ``reads`` the times we looked what became
    of one.
    """

    channel: str
    account_id: str
    revision: int = 0
    status: OutboxStatus
    text: str
    created_at: datetime
    claimed_at: datetime
    attempts: int = 0
    reads: int = 0
    due_at: datetime | None = None
    reserved_minute: str | None = None  # the minute of the account in which it may be sent, when many wait at once
    message_id: str | None = None
    sent_at: datetime | None = None
    error: str | None = None
    expires_at: datetime | None = None
    refused: bool = False  # its outcome is unknown although the platform said no: where nothing can be read, it counts
    held_back: bool = False  # given up, and surely not sent: it may be sent later

    def claimed(self, now: datetime, text: str) -> Self:
        """About to be sent, in these words: an opening time is said differently the next morning."""
        return replace(
            self,
            status=OutboxStatus.CLAIMED,
            claimed_at=now,
            text=text,
            attempts=self.attempts + 1,
            due_at=None,
            refused=False,
        )

    def with_result(self, result: SendResult, now: datetime) -> Self:
        """What the platform's answer makes of a claimed record."""
        known = replace(self, error=result.error, due_at=None)
        outcome = result.outcome
        if outcome is SendClass.SENT:
            return replace(known, status=OutboxStatus.SENT, message_id=result.message_id, sent_at=now)
        if outcome is SendClass.UNKNOWN:
            return replace(known, status=OutboxStatus.UNKNOWN, due_at=self.claimed_at + READ_AFTER)
        if outcome is SendClass.RETRY_AT and now - self.created_at < MAX_THROTTLED:
            due_at = max(bounded(result.retry_at or now + READ_AFTER, now), now)
            later = replace(known, status=OutboxStatus.WAITING, attempts=max(self.attempts - 1, 0), due_at=due_at)
            # A throttle takes nothing; a server in trouble may have, although it says when to come back.
            in_trouble = (result.error or "").startswith("http_5")
            unsure = replace(later, status=OutboxStatus.UNKNOWN, refused=not _of_a_gateway(result))
            return unsure if in_trouble else later
        if outcome is SendClass.RETRY_BACKOFF and self.attempts < MAX_ATTEMPTS:
            wait = timedelta(minutes=2 ** max(self.attempts - 1, 0))
            if _surely_not_sent(result):
                return replace(known, status=OutboxStatus.WAITING, due_at=now + wait)
            refused = not _of_a_gateway(result)
            return replace(known, status=OutboxStatus.UNKNOWN, due_at=now + wait, refused=refused)
        refused_us = outcome in (SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED)  # not this text, but all we say
        return replace(known, status=OutboxStatus.GIVEN_UP, held_back=refused_us)

    def settled(self, found: SendResult, now: datetime) -> Self:
        """What reading the platform tells about a record whose outcome was unknown."""
        read = replace(self, reads=self.reads + 1)
        if found.outcome is SendClass.SENT:
            return replace(read, status=OutboxStatus.SENT, message_id=found.message_id, sent_at=now, due_at=None)
        if found.outcome is not SendClass.UNKNOWN or (self.refused and found.error == NOT_LISTED):
            if self.attempts < MAX_ATTEMPTS:
                return replace(read, status=OutboxStatus.WAITING, due_at=now)
            return replace(read, status=OutboxStatus.GIVEN_UP, due_at=None)
        if read.reads >= MAX_READS:
            return replace(read, status=OutboxStatus.GIVEN_UP, due_at=None, error=found.error or self.error)
        return replace(read, status=OutboxStatus.UNKNOWN, due_at=now + READ_AFTER * 2**self.reads)

    def postponed_to(self, until: datetime, reserved_minute: str) -> Self:
        """Not sent yet: this minute of the account is full. ``reserved_minute`` keeps a place in a later one."""
        attempts = max(self.attempts - 1, 0)
        return replace(
            self, status=OutboxStatus.WAITING, attempts=attempts, due_at=until, reserved_minute=reserved_minute
        )

    def given_up(self, error: str) -> Self:
        """Surely not sent: something spoke against it before the platform was called."""
        return replace(self, status=OutboxStatus.GIVEN_UP, due_at=None, error=error, held_back=True)

    def restarted(self, now: datetime) -> Self:
        """What was only tried out, or held back for a while, is to be sent after all."""
        return replace(
            self,
            status=OutboxStatus.WAITING,
            created_at=now,
            attempts=0,
            reads=0,
            due_at=None,
            error=None,
            held_back=False,
        )

    def as_of(self, now: datetime) -> Self:
        """The record as it stands now: a claim whose function must have died is an unknown outcome."""
        if self.status is OutboxStatus.CLAIMED and now >= self.claimed_at + CLAIM_DURATION:
            return replace(self, status=OutboxStatus.UNKNOWN, error=self.error or "interrupted", due_at=now)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRecord(SendAttempts):
    """A message to a customer. ``period_start`` names the closed period of an acknowledgement."""

    conversation_id: str
    period_start: datetime
    ticket_id: str
    visibility: Visibility
    recipient_id: str | None
    in_reply_to: str | None
    root_id: str | None = None
    reply_token: str | None = None
    answers: str | None = None  # a digest of the customer's words

    def outbound_as(self, reference: str, **rest: Any) -> OutboundMessage:
        """What the gateway is asked to send, and later to look for. ``rest`` are other fields of the message."""
        return OutboundMessage(
            channel=self.channel,
            account_id=self.account_id,
            visibility=self.visibility,
            text=self.text,
            recipient_id=self.recipient_id,
            in_reply_to=self.in_reply_to,
            root_id=self.root_id,
            reply_token=self.reply_token,
            reference=reference,
            **rest,
        )


def _surely_not_sent(result: SendResult) -> bool:
    error = result.error or ""
    return error in _SURELY_NOT_SENT or error.startswith(BEFORE_SENDING)


def _of_a_gateway(result: SendResult) -> bool:
    """Whether a server in between answered, which does not know what the platform behind it has done (RFC 9110, 15.6.3
    and 15.6.5).
    """
    return (result.error or "").endswith(("_502", "_504"))
