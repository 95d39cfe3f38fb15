"""A customer deleted a message: text and attachments go, a tombstone stays, the clocks stop, the history says so."""

from dataclasses import replace

from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from functions.store.saving import earlier_result, message_named_by, save_handled
from functions.store.waiting import first_waiting, last_remaining
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.tickets.deletion import with_message_deleted
from shared.domain.tickets.excerpt import DELETED
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import Direction, Outcome


def store(ports: StorePorts, event: InboundEvent, _: Classification | None) -> StoreResult:
    """Raises ``UnreadableEventError`` for a deletion that does not say of what."""
    known = message_named_by(ports, event)
    earlier = earlier_result(ports, known, event)
    if earlier is not None:
        return earlier
    if known.complete and known.ticket_id is not None and known.direction is Direction.INBOUND:
        _stop_clocks(ports, event, known)
    save_handled(ports, known, _erased(known, event), event, Outcome.DELETED)
    return StoreResult(outcome=Outcome.DELETED, ticket_id=known.ticket_id)


def _erased(known: Message, event: InboundEvent) -> Message:
    return replace(
        known,
        text=None,
        text_key=None,
        transcribed=False,
        rating=None,
        attachments=(),
        editions=(),
        reactions=(),
        pending_classification=None,
        deleted_at=event.occurred_at,
        waits=False,
    )


def _stop_clocks(ports: StorePorts, event: InboundEvent, known: Message) -> None:
    ticket = ports.tickets.get(known.ticket_id or "")
    if ticket is None:
        return
    now = ports.clock.now()
    if ticket.merged_into is not None:
        if known.message_id == ticket.opening_message_id:
            ports.tickets.save(replace(ticket.with_excerpt(DELETED), updated_at=now))
        ticket = ports.tickets.get(ticket.merged_into) or ticket
    waiting = None
    if ticket.waiting_since is not None:
        waiting = first_waiting(ports, ticket, since=ticket.waiting_since, without=known.message_id)
    after = with_message_deleted(ticket, known.message_id, waiting_since=waiting, now=now)
    if known.message_id == ticket.last_message_id:
        # Acknowledgements and replies answer the latest message that remains.
        remaining = last_remaining(ports, ticket, known.message_id)
        if remaining is not None and remaining.occurred_at is not None:
            after = after.replying_to(remaining.message_id, remaining.occurred_at)
    ports.tickets.save(after)
    ports.history.add(
        HistoryEntry(
            ticket_id=ticket.id,
            at=event.received_at,
            key=f"withdrawn#{known.message_id}",
            what="withdrawn_by_customer",
            details={"message_id": known.message_id},
        )
    )
