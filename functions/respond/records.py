"""What is written down once it is known what became of an acknowledgement.

Each of these may be repeated: the same run again leaves the same records.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.respond.desk import Case, Done
from shared.domain.errors import ConflictError
from shared.domain.figures.listening import ACKNOWLEDGED, FAILED, SUPPRESSED
from shared.domain.messages.model import Message
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Direction, SendClass, SuppressionReason

_TRIES = 4
"""A ticket that is busy: an agent claims it, a message joins it."""


def remember_sent(case: Case, record: OutboxRecord) -> Done:
    """The platform has it: the message, the ticket, the audit trail, the figures."""
    desk, sent_at = case.desk, record.sent_at or case.now
    known = case.message.occurred_at if case.message is not None else None
    written_at = known or case.ticket.last_customer_message_at
    _keep_message(case, record, sent_at)
    _history(
        case,
        record.created_at,
        f"acknowledged#{record.period_start:%Y-%m-%dT%H:%M}",
        "acknowledged",
        {"message_id": record.message_id or "", "channel": record.channel, "visibility": record.visibility},
    )

    def acknowledged(ticket: Ticket) -> Ticket:
        return replace(
            ticket,
            acknowledged_at=sent_at,
            acknowledged_message_at=written_at,
            acknowledge_at=None,
            updated_at=desk.clock.now(),
        )

    _change(case, acknowledged)
    _figure(case, ACKNOWLEDGED)
    desk.metrics.count("AcknowledgementsSent", channel=record.channel)
    delay = (sent_at - written_at) / timedelta(seconds=1)
    desk.metrics.measure("AcknowledgementDelay", max(delay, 0.0))
    return Done(case.ticket.id, sent=SendClass.SENT)


def suppress(
    case: Case, reason: SuppressionReason | None, record: OutboxRecord | None, *, would_have_sent: str | None = None
) -> Done:
    """No acknowledgement, for this reason; ``None``: it was said before. A record that still waited is closed."""
    if record is not None and record.status in (OutboxStatus.WAITING, OutboxStatus.CLAIMED):
        case.desk.outbox.save(record.gave_up(reason or "given_up"))
    if reason is not None:
        details = {"reason": reason.value, "message_id": case.ticket.last_message_id}
        if would_have_sent is not None:
            details["text"] = would_have_sent
        key = f"acknowledgement_suppressed#{case.ticket.last_message_id}"
        _history(case, case.now, key, "acknowledgement_suppressed", details)
        _figure(case, SUPPRESSED + reason.value)
        case.desk.metrics.count("AcknowledgementsSuppressed", reason=reason)
        if reason is SuppressionReason.CALENDAR_INVALID:
            case.desk.metrics.count("CalendarsInvalid")
    _change(case, _cleared_of(case))
    return Done(case.ticket.id, suppressed=reason)


def give_up(case: Case, record: OutboxRecord, outcome: SendClass) -> Done:
    """It could not be sent, or nobody will ever know whether it was: the ticket says so, and operators are told."""
    details = {"class": outcome.value, "error": record.error or "", "attempts": str(record.attempts)}
    key = f"acknowledgement_failed#{record.period_start:%Y-%m-%dT%H:%M}"
    _history(case, record.created_at, key, "acknowledgement_failed", details)
    _change(case, _cleared_of(case))
    _figure(case, FAILED + outcome.value)
    dimension: dict[str, Any] = {"class": outcome}
    case.desk.metrics.count("AcknowledgementsFailed", **dimension)
    return Done(case.ticket.id, sent=outcome)


def postpone(case: Case, until: datetime, outcome: SendClass | None) -> Done:
    """The sweep tries again then; nothing waits for it in the meantime."""

    def later(ticket: Ticket) -> Ticket:
        return ticket if ticket.acknowledge_at in (None, until) else replace(ticket, acknowledge_at=until)

    _change(case, later)
    return Done(case.ticket.id, sent=outcome)


def _cleared_of(case: Case) -> Callable[[Ticket], Ticket]:
    """Nothing more to do for the message that was looked at; a newer one keeps its own turn."""

    def cleared(ticket: Ticket) -> Ticket:
        if ticket.last_message_id != case.ticket.last_message_id or ticket.acknowledge_at is None:
            return ticket
        return replace(ticket, acknowledge_at=None)

    return cleared


def _change(case: Case, change: Callable[[Ticket], Ticket]) -> None:
    """Apply a change to the ticket as it is now. Raises ``ConflictError`` when it never stands still."""
    ticket: Ticket | None = case.ticket
    for attempt in range(_TRIES):
        if ticket is None:
            return
        after = change(ticket)
        if after == ticket:
            return
        try:
            case.desk.tickets.save(after)
        except ConflictError:
            if attempt == _TRIES - 1:
                raise
            ticket = case.desk.tickets.get(case.ticket.id)
        else:
            return


def _keep_message(case: Case, record: OutboxRecord, sent_at: datetime) -> None:
    """Our answer stands in the conversation, under the platform's id. Its echo may have been here first."""
    if record.message_id is None:
        return
    desk, ticket = case.desk, case.ticket
    for attempt in range(_TRIES):
        known = desk.messages.get(record.channel, record.account_id, record.message_id)
        if known is not None and known.complete and known.automatic:
            return
        base = known or Message(
            channel=record.channel, account_id=record.account_id, message_id=record.message_id, brand=ticket.brand
        )
        kept = case.brand.retention.messages
        allowed = case.policy.content_retention
        message = replace(
            base,
            direction=Direction.OUTBOUND,
            automatic=True,
            surface=base.surface or (case.message.surface if case.message is not None else ticket.surface),
            visibility=record.visibility,
            conversation_id=record.conversation_id,
            ticket_id=ticket.id,
            parent_id=base.parent_id or record.in_reply_to,
            author_id=record.account_id,
            author_handle=case.account.handle or None,
            text=None if base.deleted_at is not None else record.text,
            occurred_at=base.occurred_at or sent_at,
            received_at=base.received_at or sent_at,
            stored_at=base.stored_at or sent_at,
            expires_at=base.expires_at or sent_at + (kept if allowed is None else min(kept, allowed)),
        )
        try:
            desk.messages.save(message)
        except ConflictError:
            if attempt == _TRIES - 1:
                raise
        else:
            return


def _figure(case: Case, name: str) -> None:
    """For the service report, by the hour. Killed here a figure is lost, and a run that is repeated counts twice."""
    case.desk.listening.add(case.ticket.brand, case.desk.clock.now(), {name: 1})


def _history(case: Case, at: datetime, key: str, what: str, details: Mapping[str, str]) -> None:
    case.desk.history.add(HistoryEntry(ticket_id=case.ticket.id, at=at, key=key, what=what, details=dict(details)))
