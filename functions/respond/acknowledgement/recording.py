"""What is written when the outcome of an acknowledgement is known. Each of these writes is idempotent."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.respond.acknowledgement.ports import AcknowledgementOutcome
from functions.respond.acknowledgement.ticket_context import TicketContext
from functions.respond.sent_messages import save_sent_message
from shared.domain.errors import ConflictError
from shared.domain.messages.model import Message
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.tickets.history import ACKNOWLEDGED, BEFORE_OUTCOME, HistoryEntry, acknowledged_as
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass, SuppressionReason

_MAX_WRITE_ATTEMPTS = 4
"""For a ticket that others write at the same time: an agent claims it, a message joins it."""


def record_sent(context: TicketContext, record: OutboxRecord) -> AcknowledgementOutcome:
    """The platform has it: the message, the ticket, whose audit trail says it."""
    ports, sent_at = context.ports, record.sent_at or context.now
    known = context.message.occurred_at if context.message is not None else None
    written_at = known or context.ticket.last_written_here_at
    _save_message(context, record, sent_at)
    stated = acknowledged_as(sent_at, message_id=record.message_id, visibility=record.visibility)

    def acknowledged(ticket: Ticket) -> Ticket:
        if ticket.acknowledged_as not in ((), stated):  # the ticket tells its first one; this is a later night's
            details = {"message_id": record.message_id or "", "channel": record.channel}
            key = f"{ACKNOWLEDGED}#{record.period_start:%Y-%m-%dT%H:%M}"
            _add_history(
                context, record.created_at, key, ACKNOWLEDGED, {**details, "visibility": record.visibility.value}
            )
        return replace(
            ticket,
            acknowledged_at=sent_at,
            acknowledged_message_at=written_at,
            acknowledged_as=ticket.acknowledged_as or stated,
            acknowledge_at=None,
            updated_at=ports.clock.now(),
        )

    _update_ticket(context, acknowledged)
    ports.metrics.count("AcknowledgementsSent", channel=record.channel)
    delay = (sent_at - written_at) / timedelta(seconds=1)
    ports.metrics.measure("AcknowledgementDelay", max(delay, 0.0))
    return AcknowledgementOutcome(context.ticket.id, sent=SendClass.SENT)


def record_suppressed(
    context: TicketContext,
    reason: SuppressionReason | None,
    record: OutboxRecord | None,
    *,
    would_have_sent: str | None = None,
) -> AcknowledgementOutcome:
    """No acknowledgement, for this reason; ``None``: it was said before. A record that still waited is closed."""
    if record is not None and record.status in (OutboxStatus.WAITING, OutboxStatus.CLAIMED):
        context.ports.outbox.save(record.given_up(reason or "given_up"))
    if reason is not None:
        details = {"reason": reason.value, "message_id": context.ticket.last_message_id}
        if would_have_sent is not None:
            details["text"] = would_have_sent
        key = f"acknowledgement_suppressed#{context.ticket.last_message_id}"
        _add_history(context, context.now, key, "acknowledgement_suppressed", details)
        context.ports.metrics.count("AcknowledgementsSuppressed", reason=reason)
        if reason is SuppressionReason.CALENDAR_INVALID:
            context.ports.metrics.count("CalendarsInvalid")
    _update_ticket(context, _clear_request(context))
    return AcknowledgementOutcome(context.ticket.id, suppressed=reason)


def record_given_up(context: TicketContext, record: OutboxRecord, outcome: SendClass) -> AcknowledgementOutcome:
    """It could not be sent, or its outcome stays unknown. The history and a metric say so."""
    details = {"class": outcome.value, "error": record.error or "", "attempts": str(record.attempts)}
    key = f"acknowledgement_failed#{record.period_start:%Y-%m-%dT%H:%M}"
    _add_history(context, record.created_at, key, "acknowledgement_failed", details)
    _update_ticket(context, _clear_request(context))
    dimension: dict[str, Any] = {"class": outcome}
    context.ports.metrics.count("AcknowledgementsFailed", **dimension)
    return AcknowledgementOutcome(context.ticket.id, sent=outcome)


def record_unconfirmed(context: TicketContext, record: OutboxRecord) -> None:
    """The platform's answer does not say whether it was sent. The ticket shows this at once; the sweep finds out."""
    key = f"{BEFORE_OUTCOME}unconfirmed#{record.period_start:%Y-%m-%dT%H:%M}"
    details = {"error": record.error or "", "attempts": str(record.attempts)}
    _add_history(context, record.created_at, key, "acknowledgement_unconfirmed", details)


def postpone(context: TicketContext, until: datetime, outcome: SendClass | None) -> AcknowledgementOutcome:
    """The sweep tries again then; nothing waits for it in the meantime."""

    def later(ticket: Ticket) -> Ticket:
        return ticket if ticket.acknowledge_at in (None, until) else replace(ticket, acknowledge_at=until)

    _update_ticket(context, later)
    return AcknowledgementOutcome(context.ticket.id, sent=outcome)


def _clear_request(context: TicketContext) -> Callable[[Ticket], Ticket]:
    """Nothing more to do for the message that was looked at; a newer one keeps its own reserved_minute."""

    def cleared(ticket: Ticket) -> Ticket:
        if ticket.last_message_id != context.ticket.last_message_id or ticket.acknowledge_at is None:
            return ticket
        return replace(ticket, acknowledge_at=None)

    return cleared


def _update_ticket(context: TicketContext, change: Callable[[Ticket], Ticket]) -> None:
    """Apply a change to the ticket as it is now. Raises ``ConflictError`` when it never stands still."""
    ticket: Ticket | None = context.ticket
    for attempt in range(_MAX_WRITE_ATTEMPTS):
        if ticket is None:
            return
        after = change(ticket)
        if after == ticket:
            return
        try:
            context.ports.tickets.save(after)
        except ConflictError:
            if attempt == _MAX_WRITE_ATTEMPTS - 1:
                raise
            ticket = context.ports.tickets.get(context.ticket.id)
        else:
            return


def _save_message(context: TicketContext, record: OutboxRecord, sent_at: datetime) -> None:
    """The acknowledgement stands in the conversation, under the platform's id."""
    if record.message_id is None:
        return
    ticket, answered = context.ticket, context.message
    kept, allowed = context.brand.retention.messages, context.policy.content_retention

    def complete(base: Message) -> Message | None:
        if base.complete and base.automatic:
            return None
        return replace(
            base,
            automatic=True,
            surface=base.surface or (answered.surface if answered is not None else ticket.surface),
            visibility=record.visibility,
            conversation_id=record.conversation_id,
            ticket_id=ticket.id,
            parent_id=base.parent_id or record.in_reply_to,
            author_id=record.account_id,
            author_handle=context.account.handle or None,
        )

    save_sent_message(
        context.ports.messages,
        Message(channel=record.channel, account_id=record.account_id, message_id=record.message_id, brand=ticket.brand),
        text=record.text,
        sent_at=sent_at,
        retention=kept if allowed is None else min(kept, allowed),
        complete=complete,
    )


def _add_history(context: TicketContext, at: datetime, key: str, what: str, details: Mapping[str, str]) -> None:
    context.ports.history.add(
        HistoryEntry(ticket_id=context.ticket.id, at=at, key=key, what=what, details=dict(details))
    )
