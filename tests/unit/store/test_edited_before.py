"""An edit of a message that was never delivered to us: who asks for something is heard."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.look_up import FOUND, LOOK_UP
from shared.domain.vocabulary import Category, EventKind, Outcome, Priority, Sentiment, Status
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.unit.store.test_what_happens_later import PAGE, deletion, echo, edit, played, stored, ticket_of

QUESTION = a_classification()
URGENT = a_classification(category=Category.OUTAGE, sentiment=Sentiment.NEGATIVE, urgent=True)
NOTHING = a_classification(category=Category.MENTION, needs_response=False)


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def test_it_opens_a_ticket_like_a_new_message(fakes: FakeStore) -> None:
    night = START.replace(hour=23)
    fakes.clock.at = night
    written = replace(edit("m1", "Où est mon colis ?", minutes=2), occurred_at=night, received_at=night)
    result = fakes.store(written, QUESTION)

    ticket, message = ticket_of(fakes), stored(fakes, "m1")
    assert (result.outcome, result.ticket_id, result.acknowledge) == (Outcome.EDITED, ticket.id, True)
    assert (ticket.status, ticket.waiting_since, ticket.excerpt) == (Status.NEW, night, "Où est mon colis ?")
    assert (message.text, message.ticket_id, message.waits) == ("Où est mon colis ?", ticket.id, True)
    assert fakes.trail(ticket.id) == ["opened"]
    assert fakes.customers.stored[ticket.customer_id or ""].tickets == {ticket.id}
    assert fakes.metrics.of("TicketsOpened", priority=ticket.priority) == 1
    assert fakes.store(written, QUESTION).duplicate


def test_an_urgent_one_is_escalated(fakes: FakeStore) -> None:
    result = fakes.store(edit("m1", "Plus de réseau dans toute la ville", minutes=2), URGENT)

    assert (ticket_of(fakes).priority, result.escalate_now) == (Priority.URGENT, True)


def test_it_joins_the_ticket_of_its_conversation(fakes: FakeStore) -> None:
    fakes.store(an_event("m1"), QUESTION)
    fakes.store(edit("m2", "C'est encore moi", minutes=5), NOTHING)

    assert ticket_of(fakes).message_count == 2
    assert stored(fakes, "m2").ticket_id == ticket_of(fakes).id


def test_one_that_asks_for_nothing_waits_for_its_message(fakes: FakeStore) -> None:
    result = fakes.store(edit("m1", "joli !", minutes=2), NOTHING)

    assert (result.outcome, result.ticket_id, fakes.tickets.stored) == (Outcome.EDITED, None, {})
    assert stored(fakes, "m1").text == "joli !"
    assert stored(fakes, "m1").expires_at is not None


def test_when_its_message_comes_after_all_it_adds_what_it_first_said_and_is_counted_once(fakes: FakeStore) -> None:
    fakes.store(edit("m1", "Où est mon colis ?", minutes=20), QUESTION)
    due = ticket_of(fakes).first_response_due_at
    result = fakes.store(an_event("m1", text="Bonjour"), QUESTION)

    ticket, message = ticket_of(fakes), stored(fakes, "m1")
    assert (result.outcome, result.acknowledge, result.escalate_now) == (Outcome.TICKET, False, False)
    assert (message.text, [edition.text for edition in message.editions]) == ("Où est mon colis ?", ["Bonjour"])
    assert (ticket.message_count, ticket.waiting_since, message.occurred_at) == (1, START, START)
    assert due is not None
    assert ticket.first_response_due_at == due - timedelta(minutes=20)
    assert fakes.store(an_event("m1", text="Bonjour"), QUESTION).duplicate


def test_when_a_person_had_answered_before_the_edit_nobody_waits(fakes: FakeStore) -> None:
    fakes.store(edit("m1", "Où est mon colis ?", minutes=20), QUESTION)
    fakes.store(echo("a1", "m1", minutes=5), None)
    fakes.store(an_event("m1", text="Bonjour, mon colis ?"), QUESTION)

    ticket = ticket_of(fakes)
    assert (ticket.status, ticket.waiting_since) == (Status.PENDING, None)
    assert (ticket.first_response_at, ticket.first_response_since) == (START + timedelta(minutes=5), START)


def test_after_a_deletion_nothing_comes_back(fakes: FakeStore) -> None:
    fakes.store(edit("m1", "Où est mon colis ?", minutes=2), QUESTION)
    fakes.store(deletion("m1"), None)
    fakes.store(an_event("m1", text="Bonjour"), QUESTION)

    assert (stored(fakes, "m1").text, stored(fakes, "m1").editions) == (None, ())
    assert not any(ticket.is_open for ticket in fakes.tickets.stored.values())


@pytest.mark.parametrize(
    "fields",
    [{"author": Author(id=PAGE)}, {"author": None}, {"text": None}, {"details": {LOOK_UP: FOUND}}],
    ids=["our own message", "nobody knows by whom", "without words", "words that were looked up"],
)
def test_what_is_no_message_of_a_customer_opens_nothing(fakes: FakeStore, fields: dict[str, object]) -> None:
    fakes.store(replace(edit("m1", "Où est mon colis ?", minutes=2), **fields), QUESTION)

    assert fakes.tickets.stored == {}
    assert not stored(fakes, "m1").complete


STORY: list[tuple[InboundEvent, object]] = [
    (an_event("m1", text="Bonjour"), QUESTION),
    (edit("m1", "Bonjour, et mon colis ?", minutes=12), QUESTION),
    (echo("a1", "m1", minutes=5), None),
    (an_event("m2", text="Toujours rien", occurred_at=START + timedelta(minutes=20)), QUESTION),
    (edit("m2", "Toujours rien !", minutes=25), QUESTION),
]


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=3))
@settings(max_examples=150)
def test_an_edit_after_the_answer_ends_in_the_same_state_in_any_order(order: list, repeated: list) -> None:
    assert played([*order, *repeated]) == played(STORY)


def test_nothing_of_this_happens_to_other_kinds(fakes: FakeStore) -> None:
    hidden = an_event("m1", event_id="h", kind=EventKind.HIDDEN)
    assert fakes.store(hidden, None).ticket_id is None


def test_the_real_time_of_a_comment_is_that_of_the_window_of_its_private_reply(fakes: FakeStore) -> None:
    fakes.store(edit("m1", "Où est mon colis ?", minutes=20), QUESTION)
    elsewhere = START + timedelta(hours=1)
    fakes.tickets.save(
        replace(ticket_of(fakes), last_customer_message_at=elsewhere, last_message_at=START + timedelta(minutes=20))
    )

    fakes.store(an_event("m1", text="Bonjour"), QUESTION)

    ticket = ticket_of(fakes)
    assert (ticket.last_written_here_at, ticket.last_customer_message_at) == (START, elsewhere)
