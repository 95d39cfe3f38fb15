"""What is written when the outcome of a question, or of thanks, is known. Each of these writes may be repeated."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from functions.respond.automatic import save_automatic_message
from functions.respond.satisfaction.ports import SatisfactionOutcome, SatisfactionPorts
from functions.respond.ticket_changes import change_ticket
from shared.domain.brand.model import Brand
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.record import OutboxStatus
from shared.domain.tickets.model import Ticket

_LOOK_AGAIN = timedelta(minutes=1)
_SENT = {AutomaticKind.QUESTION: "satisfaction_asked", AutomaticKind.THANKS: "satisfaction_thanked"}
_NOT_SENT = {AutomaticKind.QUESTION: "satisfaction_not_asked", AutomaticKind.THANKS: "satisfaction_not_thanked"}


def finish(ports: SatisfactionPorts, brand: Brand, record: AutomaticMessage) -> SatisfactionOutcome:
    """Everything that follows from where the record stands."""
    outcome = SatisfactionOutcome(
        ticket_id=record.ticket_id, kind=record.kind, status=record.status, error=record.error
    )
    if record.status is OutboxStatus.SENT:
        _record_sent(ports, brand, record)
    elif record.status is OutboxStatus.GIVEN_UP:
        details = {"reason": record.error or "given_up"}
        ports.history.add(record.entry(_NOT_SENT[record.kind], details))
        update(ports, record.ticket_id, lambda ticket: _not_due(ticket, record, asked=not record.held_back))
    else:
        postpone(ports, record.ticket_id, record.kind, record.due_at or ports.clock.now() + _LOOK_AGAIN)
    return outcome


def postpone(ports: SatisfactionPorts, ticket_id: str, kind: AutomaticKind, until: datetime) -> SatisfactionOutcome:
    update(ports, ticket_id, lambda ticket: replace(ticket, satisfaction_due_at=until))
    return SatisfactionOutcome(ticket_id=ticket_id, kind=kind)


def _record_sent(ports: SatisfactionPorts, brand: Brand, record: AutomaticMessage) -> None:
    sent_at = record.sent_at or ports.clock.now()
    save_automatic_message(ports.messages, ports.policies, brand, record, sent_at)
    ports.history.add(record.entry(_SENT[record.kind], {"message_id": record.message_id or "", "channel": record.home}))
    update(ports, record.ticket_id, lambda ticket: _not_due(ticket, record, asked=True))


def _not_due(ticket: Ticket, record: AutomaticMessage, *, asked: bool) -> Ticket:
    """Nothing is left to be done for this record. What the customer wrote meanwhile may ask for the next one."""
    if record.kind is AutomaticKind.QUESTION and ticket.satisfaction is not None:
        return ticket  # already answered: what is due are the thanks
    asked_at = ticket.satisfaction_asked_at if asked or record.kind is AutomaticKind.THANKS else None
    return replace(ticket, satisfaction_asked_at=asked_at, satisfaction_due_at=None)


def update(ports: SatisfactionPorts, ticket_id: str, change: Callable[[Ticket], Ticket]) -> None:
    """Change the ticket as it is now. Raises ``ConflictError`` when others keep writing it."""
    change_ticket(ports.tickets, ports.clock, ticket_id, change)
