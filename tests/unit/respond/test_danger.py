"""Somebody may be hurt: the ordinary acknowledgement is never sent; the brand's emergency text is, if there is one."""

from dataclasses import replace

import pytest

from shared.domain.incidents.model import Incident
from shared.domain.vocabulary import Category, Danger, SendClass, SuppressionReason
from tests.fakes.samples import a_classification
from tests.fakes.stored import START
from tests.unit.respond.evening import Evening

DANGER = a_classification(danger=Danger.POSSIBLE)
TEXTS = {"fr": "En cas de danger, appelez le 112.", "en": "If you are in danger, call 112."}


@pytest.fixture
def evening() -> Evening:
    return Evening()


def with_emergency_texts(evening: Evening) -> None:
    brand = evening.brands.stored["acme"]
    acknowledgement = replace(brand.acknowledgement, emergency_texts=TEXTS)
    evening.brands.stored["acme"] = replace(brand, acknowledgement=acknowledgement)


def test_nothing_is_sent_without_an_emergency_text(evening: Evening) -> None:
    assert evening.writes("ma maison brûle", says=DANGER) is None
    assert evening.told == []
    assert evening.ticket.suppression == SuppressionReason.DANGER


def test_a_danger_that_is_told_before_the_acknowledgement_goes_out_holds_it_back(evening: Evening) -> None:
    stored = evening.store(evening.event("m0", text="Mon colis ?"), a_classification())
    assert stored.acknowledge
    evening.writes("ça sent le gaz", says=DANGER)
    answered = evening.respond(stored.ticket_id or "")

    assert evening.told == []
    assert answered.suppressed in (SuppressionReason.DANGER, None)


@pytest.mark.parametrize(("language", "text"), list(TEXTS.items()))
@pytest.mark.parametrize("category", [Category.QUESTION, Category.SPAM])
def test_the_emergency_text_is_sent_instead(evening: Evening, language: str, text: str, category: Category) -> None:
    with_emergency_texts(evening)
    answered = evening.writes("au feu", says=replace(DANGER, language=language, category=category))

    assert answered is not None
    assert answered.sent is SendClass.SENT
    assert evening.told == [text]


def test_also_during_an_incident(evening: Evening) -> None:
    with_emergency_texts(evening)
    evening.incidents.open(Incident(id="I-1", brand="acme", title="panne", opened_at=START, opened_by="lead"))
    evening.writes("au feu", says=DANGER)

    assert evening.told == [TEXTS["fr"]]


def test_an_ordinary_message_gets_the_ordinary_text(evening: Evening) -> None:
    with_emergency_texts(evening)
    evening.writes("Mon colis ?")

    assert len(evening.told) == 1
    assert "112" not in evening.told[0]
