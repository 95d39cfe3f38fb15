"""Tickets and messages are small items, and those of earlier versions are read as they are."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.store.service import StoreEvent
from shared.adapters import limits
from shared.adapters.dynamodb import keys, messages, tickets
from shared.adapters.dynamodb.compact import MESSAGE_NAMES, STATED, TICKET_NAMES
from shared.adapters.dynamodb.items import encode
from shared.adapters.dynamodb.messages import message_from
from shared.adapters.dynamodb.tickets import ticket_from
from shared.domain.messages.event import Author
from shared.domain.messages.model import Message
from shared.domain.tickets.first_response import with_response_noted
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Direction, Outcome, Priority, Status
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.unit.respond.evening import acme_with_holidays

PAGE, COMMENT = "100100100100100", "122114567890123456_987654321012345"
TEXT = "Bonjour, ma commande n'est toujours pas arrivée, pouvez-vous me dire où elle est ?"
RESERVED = {"pk", "sk", "shard", "open_sk", "work_sk", "updated_sk", "conversation_pk", "conversation_sk", "expires_at"}


def stored() -> tuple[Ticket, Message]:
    """A comment of 83 characters by somebody with a name, as a desk stores most."""
    fakes = FakeStore()
    event = an_event(
        COMMENT,
        event_id=f"facebook:{PAGE}:{COMMENT}:created",
        account_id=PAGE,
        conversation_id=f"{PAGE}_122114567890123456:6655443322110099",
        parent_id=f"{PAGE}_122114567890123456",
        author=Author(id="6655443322110099", name="Mia Larsen"),
        text=TEXT,
    )
    StoreEvent(fakes.ports)(event, a_classification())
    (ticket,), (message,) = fakes.tickets.stored.values(), fakes.messages.stored.values()
    return ticket, message


def size(item: dict[str, Any]) -> int:
    return limits.item_bytes(item) - 3


def test_a_typical_ticket_and_a_typical_message_are_well_below_a_write_unit() -> None:
    ticket, message = stored()
    assert size(tickets._item(ticket, 8)) <= 900
    assert size(messages._item(message)) <= 700


def test_a_ticket_that_an_agent_took_and_answered_is_still_below_a_write_unit() -> None:
    ticket, _ = stored()
    agent, at = "3f0c1e9e-52c4-4d35-9c0b-3f6a8e0d1c2b", START + timedelta(hours=1)
    claimed = ticket.claimed(agent, at, name="Léa Marchetti")
    answered = with_response_noted(claimed, claimed.answered(True, at, at), acme_with_holidays())
    assert answered.answered_as
    assert size(tickets._item(answered, 8)) <= 1024


def test_what_is_stored_comes_back() -> None:
    ticket, message = stored()
    assert ticket_from(tickets._item(ticket, 8)) == ticket
    assert message_from(messages._item(message)) == message


TICKETS = [
    a_ticket(),
    a_ticket(status=Status.CLOSED, message_count=0, needs_response=False, acknowledgements_needed=2),
    a_ticket(danger=Danger.POSSIBLE, priority=Priority.URGENT, unconfirmed=("m1",), labels={"category": "praise"}),
    a_ticket(breached_at=START, escalate_at=START, satisfaction=5, tags=("a",), merged_into="T-2"),
]


@pytest.mark.parametrize("ticket", TICKETS, ids=["new", "closed", "in danger", "rated"])
def test_a_ticket_of_an_earlier_version_is_read_as_it_is(ticket: Ticket) -> None:
    item = {**encode(ticket), **keys.ticket(ticket.id), "updated_sk": "2026-03-02T09:00:00.000Z#T-1"}
    assert ticket_from(item) == ticket
    assert ticket_from(tickets._item(ticket, 8)) == ticket


MESSAGES = {
    "a customer's": {"text": "Bonjour", "occurred_at": START, "stored_at": START, "outcomes": {"e1": Outcome.TICKET}},
    "ours": {"direction": Direction.OUTBOUND, "automatic": True, "outcomes": {"facebook:1:m#1:echo": Outcome.OUTGOING}},
    "a tombstone": {"deleted_at": START, "expires_at": START + timedelta(days=1)},
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_of_an_earlier_version_is_read_as_it_is(kind: str) -> None:
    message = Message(channel="facebook", account_id="1", message_id="m#1", brand="acme", **MESSAGES[kind])
    item = {**encode(message), **keys.message("facebook", "1", "m#1")}
    assert message_from(item) == message
    assert message_from(messages._item(message)) == message
    assert message_from(messages._item(replace(message, revision=3))).revision == 3


@pytest.mark.parametrize(
    ("kind", "names"), [(Ticket, TICKET_NAMES), (Message, MESSAGE_NAMES)], ids=["ticket", "message"]
)
def test_a_short_name_is_nobody_elses(kind: type[Any], names: dict[str, str]) -> None:
    own = {field.name for field in fields(kind)}
    assert set(names) <= own
    assert not set(names.values()) & (own | RESERVED)
    assert len(set(names.values())) == len(names)
    assert not set(names) & STATED
    assert all(len(short) < len(name) for name, short in names.items())
