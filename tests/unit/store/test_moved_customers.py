"""A customer of WhatsApp changes their number: one person, one ticket, and the answer goes to the new number."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.store.context import EXPIRY_SLACK
from shared.channels import load_policy
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.replies.model import ReplyRoute
from shared.domain.replies.routes import route_for
from shared.domain.vocabulary import EventKind, Outcome, Surface, Visibility
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

NUMBER = "106540352242922"
OLD, NEW = "4915112345678", "4915187654321"
QUESTION = a_classification()


def said(message_id: str, writer: str, *, minutes: float = 0) -> InboundEvent:
    return an_event(
        message_id,
        event_id=f"whatsapp:{NUMBER}:{message_id}:created",
        channel="whatsapp",
        account_id=NUMBER,
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=writer,
        parent_id=None,
        author=Author(id=writer, name="Mia"),
        occurred_at=START + timedelta(minutes=minutes),
    )


def moved() -> InboundEvent:
    return replace(
        said("wamid.S1", OLD, minutes=5),
        event_id=f"whatsapp:{NUMBER}:wamid.S1:signal",
        kind=EventKind.SIGNAL,
        author=None,
        text=None,
        details={"moved_from": OLD, "moved_to": NEW, "reason": "user_changed_number"},
    )


@pytest.mark.parametrize("times", [1, 2])
def test_the_open_ticket_moves_and_the_answer_goes_to_the_new_number(times: int) -> None:
    fakes = FakeStore()
    ticket_id = fakes.store(said("m1", OLD), QUESTION).ticket_id or ""
    for _ in range(times):
        assert fakes.store(moved()).outcome is Outcome.SIGNAL
    joined = fakes.store(said("m2", NEW, minutes=10), QUESTION)
    assert (joined.outcome, joined.ticket_id) == (Outcome.APPENDED, ticket_id)
    ticket = fakes.tickets.get(ticket_id)
    assert ticket is not None
    assert ticket.conversations == (("whatsapp", NEW), ("whatsapp", OLD))
    route = route_for(ticket, Visibility.PRIVATE, load_policy, START + timedelta(minutes=11))
    assert isinstance(route, ReplyRoute)
    assert (route.recipient_id, route.conversation_id) == (NEW, NEW)
    assert fakes.trail(ticket_id).count("customer_moved") == 1


def test_an_answer_names_no_message_of_the_old_chat_until_the_customer_writes_in_the_new_one() -> None:
    fakes = FakeStore()
    ticket_id = fakes.store(said("m1", OLD), QUESTION).ticket_id or ""

    def answered() -> str | None:
        ticket = fakes.tickets.get(ticket_id)
        assert ticket is not None
        route = route_for(ticket, Visibility.PRIVATE, load_policy, START + timedelta(minutes=11))
        assert isinstance(route, ReplyRoute)
        return route.in_reply_to

    assert answered() == "m1"
    fakes.store(moved())
    assert answered() is None
    fakes.store(said("m2", NEW, minutes=10), QUESTION)
    assert answered() == "m2"


def test_who_wants_no_automatic_texts_gets_none_under_the_new_number() -> None:
    fakes = FakeStore()
    fakes.store(replace(said("m1", OLD), text="STOP"), QUESTION)
    assert not fakes.automatic_texts.are_off("whatsapp", NUMBER, NEW)
    fakes.store(moved())
    assert fakes.automatic_texts.are_off("whatsapp", NUMBER, NEW)


def test_an_edit_can_ask_for_no_automatic_texts() -> None:
    fakes = FakeStore()
    ticket_id = fakes.store(said("m1", OLD), QUESTION).ticket_id or ""
    fakes.store(replace(said("m1", OLD, minutes=1), kind=EventKind.EDITED, event_id="edit", text="STOP"), QUESTION)
    assert fakes.automatic_texts.are_off("whatsapp", NUMBER, OLD)
    assert "automatic_texts_stopped" in fakes.trail(ticket_id)


def test_both_numbers_are_one_person() -> None:
    fakes = FakeStore()
    fakes.store(said("m1", OLD), QUESTION)
    fakes.store(moved())
    fakes.store(said("m2", NEW, minutes=10), QUESTION)
    (ticket,) = fakes.tickets.stored.values()
    customer = fakes.customers.get(ticket.customer_id or "")
    assert customer is not None
    (other_id,) = customer.same_as
    other = fakes.customers.get(other_id)
    assert other is not None
    places = [f"whatsapp|{NUMBER}|{OLD}", f"whatsapp|{NUMBER}|{NEW}"]
    assert [sorted(known.conversations) for known in (customer, other)] == [[place] for place in places], "to erase"
    assert (dict(other.identities), other.same_as) == ({"whatsapp": NEW}, frozenset({customer.id}))


def test_who_comes_back_later_is_known_under_the_new_number() -> None:
    fakes = FakeStore()
    fakes.store(moved())
    stored = fakes.store(said("m1", NEW, minutes=10), QUESTION)
    ticket = fakes.tickets.get(stored.ticket_id or "")
    assert ticket is not None
    customer = fakes.customers.get(ticket.customer_id or "")
    assert customer is not None
    assert len(customer.same_as) == 1


def test_a_ticket_that_was_opened_under_the_new_number_stays_and_the_old_one_is_answered_there() -> None:
    fakes = FakeStore()
    first = fakes.store(said("m1", OLD), QUESTION).ticket_id or ""
    second = fakes.store(said("m2", NEW, minutes=3), QUESTION).ticket_id or ""
    fakes.store(moved())
    old, new = fakes.tickets.get(first), fakes.tickets.get(second)
    assert old is not None
    assert new is not None
    assert (old.author_id, old.conversation_id, new.conversation_id) == (NEW, OLD, NEW)
    assert "customer_moved" in fakes.trail(first)


def test_who_moves_is_remembered_for_as_long_as_their_tickets_and_no_record_expires_sooner() -> None:
    fakes = FakeStore()
    fakes.store(said("m1", OLD), QUESTION)
    (before,) = fakes.customers.stored.values()
    fakes.clock.pass_time(minutes=5)
    fakes.store(moved())
    kept = fakes.brands.current("acme").retention.tickets
    for customer in fakes.customers.stored.values():
        assert customer.expires_at is not None
        assert before.expires_at is not None
        assert customer.expires_at >= max(before.expires_at, fakes.clock.now() + kept + EXPIRY_SLACK)
    for day in (10, 20, 29):
        fakes.clock.at = START + timedelta(days=day)
        fakes.store(said(f"m-{day}", NEW, minutes=day * 24 * 60), QUESTION)
        (ticket,) = fakes.tickets.stored.values()
        known = fakes.customers.get(ticket.customer_id or "")
        assert known is not None
        assert (known.expires_at or START) >= (ticket.expires_at or START)


def test_a_move_that_is_told_once_more_after_the_customer_moved_back_moves_nothing() -> None:
    fakes = FakeStore()
    ticket_id = fakes.store(said("m1", OLD), QUESTION).ticket_id or ""
    back = replace(moved(), event_id="back", details={"moved_from": NEW, "moved_to": OLD, "reason": "moved"})
    for signal in (moved(), back, moved()):
        fakes.store(signal)
    ticket = fakes.tickets.get(ticket_id)
    assert ticket is not None
    assert (ticket.author_id, ticket.conversation_id) == (OLD, OLD)
    assert fakes.store(moved()).duplicate
