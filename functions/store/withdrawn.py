"""A customer deleted a message: text and media go, a tombstone stays, the clocks stop, the agent is told."""

from dataclasses import replace

from functions.store.created import repeated
from functions.store.desk import Desk, Stored
from functions.store.facts import first_waiting, last_left
from shared.domain.classification.model import Classification
from shared.domain.errors import UnreadableEventError
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.tickets.customer_messages import withdrawn
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import Direction, Outcome


def store(desk: Desk, event: InboundEvent, _: Classification | None) -> Stored:
    """Raises ``UnreadableEventError`` for a deletion that does not say of what."""
    if event.message_id is None:
        raise UnreadableEventError("message_id: missing")
    known = desk.messages.get(event.channel, event.account_id, event.message_id)
    if known is None:
        known = Message(
            channel=event.channel, account_id=event.account_id, message_id=event.message_id, brand=event.brand
        )
    if event.event_id in known.outcomes:
        return repeated(known, event)
    if known.complete and known.ticket_id is not None and known.direction is Direction.INBOUND:
        _stop_clocks(desk, event, known)
    desk.messages.save(_erased(known, event))
    return Stored(outcome=Outcome.DELETED, ticket_id=known.ticket_id)


def _erased(known: Message, event: InboundEvent) -> Message:
    return replace(
        known,
        text=None,
        text_key=None,
        attachments=(),
        editions=(),
        pending_classification=None,
        deleted_at=event.occurred_at,
        waits=False,
        outcomes={**known.outcomes, event.event_id: Outcome.DELETED},
    )


def _stop_clocks(desk: Desk, event: InboundEvent, known: Message) -> None:
    ticket = desk.tickets.get(known.ticket_id or "")
    if ticket is None:
        return
    now = desk.clock.now()
    waiting = None
    if ticket.waiting_since is not None:
        waiting = first_waiting(desk, ticket, since=ticket.waiting_since, without=known.message_id)
    after = withdrawn(ticket, known.message_id, waiting_since=waiting, now=now)
    if known.message_id == ticket.last_message_id:
        # Answers, a robot's and an agent's, go to what still stands there.
        after = replace(after, last_message_id=last_left(desk, ticket, known.message_id) or known.message_id)
    desk.tickets.save(after)
    desk.history.add(
        HistoryEntry(
            ticket_id=ticket.id,
            at=event.received_at,
            key=f"withdrawn#{known.message_id}",
            what="withdrawn_by_customer",
            details={"message_id": known.message_id},
        )
    )
