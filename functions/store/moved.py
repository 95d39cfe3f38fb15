"""A customer is known under another id from now on: they changed their number, or the platform gave them a new id.

Both ids are one person. Their open ticket goes with them, so that an answer reaches the new number; messages that were
written before stay where they are and belong to the same ticket. Every write may be repeated.
"""

from dataclasses import replace
from datetime import datetime

from functions.store.automatic_texts import BY_CUSTOMER
from functions.store.context import EXPIRY_SLACK
from functions.store.ports import StorePorts
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.conversations.model import Conversation
from shared.domain.customers.model import Customer, spelled
from shared.domain.identifiers import customer_id_of
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket

EXPLANATION = "The customer is known under another number or id from now on. Replies go there."


def note_move(ports: StorePorts, event: InboundEvent) -> None:
    """Raises ``ConflictError`` when somebody writes to the conversation at the same time."""
    before, after = event.details["moved_from"], event.details["moved_to"]
    if ports.automatic_texts.are_off(event.channel, event.account_id, before):
        off, at = AutomaticTexts.OFF, event.occurred_at
        ports.automatic_texts.set(event.channel, event.account_id, after, off, by=BY_CUSTOMER, at=at)
    old = ports.conversations.get(event.channel, event.account_id, before)
    customer_id = _linked(ports, event, before, after, known=None if old is None else old.customer_id)
    new = ports.conversations.get(event.channel, event.account_id, after)
    if new is None:
        new = Conversation(
            channel=event.channel,
            account_id=event.account_id,
            conversation_id=after,
            brand=event.brand,
            author_id=after,
            customer_id=customer_id,
            last_person_answer_at=None if old is None else old.last_person_answer_at,
            expires_at=_kept_until(ports, event),
        )
    if old is None or old.open_ticket_id is None:
        if new.revision == 0:
            ports.conversations.save(new)
        return
    ticket = ports.tickets.get(old.open_ticket_id)
    moves = new.open_ticket_id in (None, old.open_ticket_id)
    if moves and new.open_ticket_id is None:
        new = ports.conversations.save(replace(new, open_ticket_id=old.open_ticket_id))
    if ticket is not None:
        _move_ticket(ports, event, ticket, whole=moves)
    if moves:
        ports.conversations.save(replace(old, open_ticket_id=None, previous_ticket_id=old.open_ticket_id))


def _move_ticket(ports: StorePorts, event: InboundEvent, ticket: Ticket, *, whole: bool) -> None:
    """``whole``: the new conversation is the ticket's own. It is not if the customer has opened another one there."""
    before, after = event.details["moved_from"], event.details["moved_to"]
    if ticket.author_id != after:
        moved = replace(ticket, author_id=after, moved_at=event.occurred_at, updated_at=ports.clock.now())
        if whole:
            moved = replace(moved, conversation_id=after, private_channel=event.channel, private_conversation_id=before)
        ports.tickets.save(moved)
    reason = event.details.get("reason", "moved")
    ports.history.add(
        HistoryEntry(
            ticket_id=ticket.id,
            at=event.received_at,
            key=f"customer_moved#{event.event_id}",
            what="customer_moved",
            details={"reason": reason, "says": EXPLANATION},
        )
    )


def _linked(ports: StorePorts, event: InboundEvent, before: str, after: str, *, known: str | None) -> str | None:
    """The customer under both ids; each names the other, so that an erasure of one erases both.

    A ticket names two conversations only, and there may be no ticket: the records name both, for the erasure.
    """
    one = known or customer_id_of(replace(event, author=Author(id=before)))
    other = customer_id_of(replace(event, author=Author(id=after)))
    if one is None or other is None or one == other:
        return one
    for customer_id, identity in ((one, before), (other, after)):
        ports.customers.remember(
            Customer(
                id=customer_id,
                brand=event.brand,
                identities={event.channel: identity},
                first_seen_at=event.occurred_at,
                last_seen_at=event.occurred_at,
                conversations=frozenset({spelled((event.channel, event.account_id, identity))}),
                expires_at=_kept_until(ports, event),
            )
        )
    ports.customers.note_same(one, frozenset({other}))
    ports.customers.note_same(other, frozenset({one}))
    return one


def _kept_until(ports: StorePorts, event: InboundEvent) -> datetime:
    return ports.clock.now() + ports.brands.current(event.brand).retention.tickets + EXPIRY_SLACK
