"""Nothing stays for ever, and what leads to a ticket stays as long as the ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.store.context import EXPIRY_SLACK
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

UNSEEN = {
    "deletion": an_event(event_id="e", kind=EventKind.DELETED, text=None),
    "hiding": an_event(event_id="e", kind=EventKind.HIDDEN, text=None),
    "edit": an_event(event_id="e", kind=EventKind.EDITED, text="Oui"),
    "early answer": an_event("a1", event_id="e", kind=EventKind.ECHO, conversation_id=None, parent_id="m1", text="Oui"),
    "failed delivery": an_event("a1", event_id="e", kind=EventKind.RECEIPT, text=None, details={"error_code": "1"}),
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_what_is_known_of_a_message_that_never_comes_expires(kind: str) -> None:
    fakes = FakeStore()
    fakes.store(UNSEEN[kind], a_classification())
    kept = fakes.brands.current("acme").retention.messages

    assert fakes.messages.stored
    for message in fakes.messages.stored.values():
        assert message.expires_at == UNSEEN[kind].received_at + kept


def test_a_conversation_that_begins_with_our_own_message_expires() -> None:
    fakes = FakeStore()
    private = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE, "conversation_id": "7"}
    fakes.store(an_event("a1", event_id="echo", kind=EventKind.ECHO, parent_id=None, text="Bonjour", **private), None)

    kept = fakes.brands.current("acme").retention.tickets
    assert [c.expires_at for c in fakes.conversations.stored.values()] == [fakes.clock.now() + kept + EXPIRY_SLACK]


def test_conversation_and_customer_outlive_a_ticket_that_is_written_to_for_years() -> None:
    fakes = FakeStore()
    saves: list[str] = []
    save = fakes.conversations.save

    def counting(conversation: object) -> object:
        saves.append("save")
        return save(conversation)

    fakes.conversations.save = counting
    fakes.store(an_event(), a_classification())
    weeks = 52 * 5
    for week in range(1, weeks):
        fakes.clock.pass_time(days=7)
        at = START + timedelta(days=7 * week)
        event: InboundEvent = an_event(f"m{week}", occurred_at=at, received_at=at)
        fakes.store(event, a_classification())
        (ticket,) = fakes.tickets.stored.values()
        (conversation,) = fakes.conversations.stored.values()
        (customer,) = fakes.customers.stored.values()
        assert ticket.expires_at is not None
        assert conversation.expires_at is not None
        assert customer.expires_at is not None
        assert min(conversation.expires_at, customer.expires_at) >= ticket.expires_at

    assert customer.tickets == {ticket.id}
    assert len(saves) <= 1 + weeks * 7 / 30  # once in 30 days, not with each message


def test_a_message_that_joins_soon_after_costs_no_write_more() -> None:
    fakes = FakeStore()
    fakes.store(an_event(), a_classification())
    before = dict(fakes.conversations.stored)
    fakes.clock.pass_time(days=20)
    fakes.store(replace(an_event("m2"), occurred_at=START + timedelta(days=20)), a_classification())
    assert fakes.conversations.stored == before


def test_a_customer_outlives_the_ticket_also_where_answers_kept_the_conversation_longer() -> None:
    fakes = FakeStore()
    private = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE, "conversation_id": "7"}
    fakes.store(an_event(**private), a_classification())
    for day, kind in ((40, EventKind.ECHO), (60, EventKind.CREATED)):
        fakes.clock.at = START + timedelta(days=day)
        at = fakes.clock.at
        told = an_event(f"m{day}", event_id=f"e{day}", kind=kind, occurred_at=at, received_at=at, **private)
        fakes.store(told, a_classification() if kind is EventKind.CREATED else None)

    (ticket,) = fakes.tickets.stored.values()
    (customer,) = fakes.customers.stored.values()
    assert ticket.last_message_id == "m60"
    assert ticket.expires_at is not None
    assert customer.expires_at is not None
    assert customer.expires_at >= ticket.expires_at
