"""A message too short to tell its language is answered in that of the conversation, or the brand's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.classify.model.classifier import TrainedClassifier
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status, Surface, Visibility
from tests.fakes.brands import acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

PRIVATE = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE, "conversation_id": "7"}
classify = TrainedClassifier()


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def written(fakes: FakeStore, text: str, message_id: str = "m1", days: float = 0) -> Ticket:
    event = an_event(message_id, text=text, **PRIVATE, occurred_at=START + timedelta(days=days))
    return fakes.tickets.stored[fakes.store(event, classify(event, acme())).ticket_id or ""]


@pytest.mark.parametrize("text", ["slt", "STOP", "Service client", "12345"])
def test_the_brands_language_if_nothing_is_known(fakes: FakeStore, text: str) -> None:
    assert written(fakes, text).language == "fr"
    fakes = FakeStore()
    fakes.brands.stored["acme"] = replace(acme(), default_language="en")
    assert written(fakes, text).language == "en"


def test_the_message_itself_when_it_tells(fakes: FakeStore) -> None:
    assert written(fakes, "Hello, where is my parcel please?").language == "en"


def test_the_language_of_the_conversation_so_far(fakes: FakeStore) -> None:
    first = written(fakes, "Hello, where is my parcel please?")
    written(fakes, "STOP", "m2")
    message = fakes.messages.get("facebook", "100100100100100", "m2")
    assert message is not None
    assert message.language == "en"

    fakes.tickets.save(replace(fakes.tickets.stored[first.id], status=Status.CLOSED, waiting_since=None))
    later = written(fakes, "slt", "m3", days=30)
    assert (later.id == first.id, later.language) == (False, "en")


def test_a_language_that_is_surely_another_stays_undetermined(fakes: FakeStore) -> None:
    event = an_event(text="Добрый день, где моя посылка?", **PRIVATE)
    fakes.store(event, replace(classify(event, acme())))
    (ticket,) = fakes.tickets.stored.values()
    assert ticket.language == "und"


def test_without_a_certainty_it_is_taken_as_sure(fakes: FakeStore) -> None:
    fakes.store(an_event(**PRIVATE), a_classification(language="en"))
    (ticket,) = fakes.tickets.stored.values()
    assert ticket.language == "en"
