"""The platform's own app answers by itself: an away message is nobody's first response."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest

from shared.domain.messages.automatic_texts import digest_of, is_listed
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, EventKind, Priority, Sentiment, Status, Surface, Visibility
from tests.fakes.brands import acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

AWAY = "Merci de votre message ! Nous sommes absents et revenons vers vous dès que possible."
URGENT = a_classification(category=Category.OUTAGE, sentiment=Sentiment.NEGATIVE, urgent=True)


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def private(message_id: str, customer: str, seconds: float, **fields: object) -> InboundEvent:
    event = an_event(
        message_id,
        event_id=f"messenger:{message_id}",
        channel="messenger",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=customer,
        parent_id=None,
        author=Author(id=customer),
        occurred_at=START + timedelta(seconds=seconds),
    )
    return replace(event, **fields)


def echo(message_id: str, customer: str, seconds: float, text: str = AWAY) -> InboundEvent:
    return private(message_id, customer, seconds, kind=EventKind.ECHO, text=text, author=Author(id="100100100100100"))


def ticket_of(fakes: FakeStore, customer: str) -> Ticket:
    (ticket,) = (ticket for ticket in fakes.tickets.stored.values() if ticket.conversation_id == customer)
    return ticket


def waits(ticket: Ticket) -> bool:
    return (ticket.first_response_at, ticket.waits_for_us) == (None, True)


def test_a_text_of_the_brand_file_is_no_answer(fakes: FakeStore) -> None:
    listed = ("merci de  votre message ! Nous sommes *",)
    fakes.brands.stored["acme"] = replace(acme(), automatic_texts=listed)
    fakes.store(private("m1", "7", 0), a_classification())
    fakes.store(echo("a1", "7", 400), None)

    assert waits(ticket_of(fakes, "7"))
    message = fakes.messages.get("messenger", "100100100100100", "a1")
    assert message is not None
    assert message.automatic


def test_the_same_text_within_seconds_to_two_customers_is_no_answer_to_either(fakes: FakeStore) -> None:
    fakes.store(private("m1", "7", 0), URGENT)
    fakes.store(echo("a1", "7", 2), None)
    assert ticket_of(fakes, "7").status is Status.PENDING, "one such answer may be a person's"
    fakes.store(private("m2", "8", 60), URGENT)
    fakes.store(echo("a2", "8", 61), None)
    fakes.store(private("m3", "9", 90), a_classification())
    fakes.store(echo("a3", "9", 95), None)

    for customer in "789":
        assert waits(ticket_of(fakes, customer)), customer
    first = ticket_of(fakes, "7")
    assert (first.status, first.waiting_since, first.priority) == (Status.OPEN, START, Priority.URGENT)
    assert first.escalate_at is not None
    assert "answer_was_automatic" in fakes.trail(first.id)
    conversation = fakes.conversations.get("messenger", "100100100100100", "7")
    assert conversation is not None
    assert conversation.last_person_answer_at is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(240, AWAY), (61, "Bonjour, quel est votre numéro de commande ?")],
    ids=["as late as a person", "another text"],
)
def test_what_a_person_may_have_written_is_an_answer(fakes: FakeStore, seconds: float, text: str) -> None:
    fakes.store(private("m1", "7", 0), a_classification())
    fakes.store(echo("a1", "7", 2), None)
    fakes.store(private("m2", "8", 60), a_classification())
    fakes.store(echo("a2", "8", seconds, text), None)

    assert ticket_of(fakes, "7").first_response_at == START + timedelta(seconds=2)
    assert ticket_of(fakes, "8").first_response_at == START + timedelta(seconds=seconds)


def test_a_persons_later_answer_stays_one(fakes: FakeStore) -> None:
    fakes.store(private("m1", "7", 0), a_classification())
    fakes.store(echo("a1", "7", 2), None)
    fakes.store(private("m2", "8", 60), a_classification())
    fakes.store(echo("a2", "8", 61), None)
    fakes.store(echo("a3", "8", 300, "Bonjour, je regarde."), None)

    assert ticket_of(fakes, "8").first_response_at == START + timedelta(seconds=300)


def test_the_same_customer_twice_is_no_proof(fakes: FakeStore) -> None:
    fakes.store(private("m1", "7", 0), a_classification())
    fakes.store(echo("a1", "7", 2, "Oui"), None)
    fakes.store(private("m2", "7", 60), a_classification())
    fakes.store(echo("a2", "7", 61, "Oui"), None)

    assert ticket_of(fakes, "7").first_response_at == START + timedelta(seconds=2)


def test_a_short_word_to_two_customers_is_a_persons(fakes: FakeStore) -> None:
    for number, customer in enumerate("78"):
        fakes.store(private(f"m{customer}", customer, number * 60), a_classification())
        fakes.store(echo(f"a{customer}", customer, number * 60 + 8, "Bonjour !"), None)

    assert [ticket_of(fakes, customer).first_response_at is None for customer in "78"] == [False, False]


def test_who_chats_with_two_customers_answers_them_as_quickly(fakes: FakeStore) -> None:
    wait = "Un instant, je regarde votre commande."
    for number, customer in enumerate("78"):
        at = number * 300
        fakes.store(private(f"m{customer}", customer, at), a_classification())
        fakes.store(echo(f"a{customer}", customer, at + 60, f"Bonjour {customer}, que puis-je pour vous ?"), None)
        fakes.store(private(f"n{customer}", customer, at + 90), a_classification())
        fakes.store(echo(f"b{customer}", customer, at + 97, wait), None)

    assert [ticket_of(fakes, customer).waiting_since for customer in "78"] == [None, None]


def test_case_spacing_and_names_do_not_matter() -> None:
    assert is_listed("Bonjour MIA,\nnous   sommes absents.", ("bonjour *, nous sommes absents.",))
    assert not is_listed("Bonjour Mia", ("bonjour *, nous sommes absents.",))
    assert not is_listed(None, ("*",))
    assert is_listed("a b c", ("a*b*c",))
    assert not is_listed("aa", ("aa*a",))
    assert not is_listed("a c b", ("a*b*c",))


def test_many_wildcards_are_compared_in_bounded_time() -> None:
    began = perf_counter()
    assert not is_listed("a " * 3000, ("*a*a*a*a*a*a*b*",))
    assert perf_counter() - began < 1
    assert digest_of("Oui  merci") == digest_of("oui merci")
