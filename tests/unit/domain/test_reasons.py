"""Why a ticket is as urgent as it is: at most four reasons, each said once, those that decided."""

from dataclasses import replace

import pytest

from shared.domain.brand.model import PriorityWeights
from shared.domain.classification.context import (
    addressed_to_parent,
    as_first_private_message,
    asking_after_thanks,
    calling_for_help,
    for_a_person_to_look_at,
    rated,
    with_fraud,
)
from shared.domain.classification.model import Classification
from shared.domain.messages.model import Message
from shared.domain.priority.scoring import PriorityFactors, assess
from shared.domain.tickets.reasons import reasons_for
from shared.domain.vocabulary import Category, Danger, Sentiment, Stage, Surface, Visibility
from tests.fakes.samples import a_classification, an_event

FOUR = ("says the parcel is lost", "waits for a refund", "is angry", "unsure: 31 %")
LONG = PriorityFactors(account_id="1", followers=120_000, hours_waiting=5, unanswered=3, earlier_complaints=2)
ALONE = PriorityFactors(account_id="1")


def on_a_ticket(said: Classification, factors: PriorityFactors = ALONE) -> tuple[str, ...]:
    return reasons_for(said, assess(said, factors, PriorityWeights()).reasons)


def test_what_the_words_say_comes_first_then_what_else_decided() -> None:
    said = a_classification(category=Category.COMPLAINT, sentiment=Sentiment.NEGATIVE, urgent=True, reasons=FOUR[:2])

    assert on_a_ticket(said, LONG) == (*FOUR[:2], "urgent words", "waiting for 5 h")


@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("danger", list(Danger))
@pytest.mark.parametrize("reasons", [(), FOUR[:1], FOUR])
def test_never_more_than_four_and_never_one_twice(
    category: Category, stage: Stage, danger: Danger, reasons: tuple[str, ...]
) -> None:
    said = a_classification(category=category, stage=stage, danger=danger, sure=False, urgent=True, reasons=reasons)

    found = on_a_ticket(said, LONG)

    assert 0 < len(found) <= 4
    assert len(set(found)) == len(found)


def test_a_danger_and_a_doubt_are_told_once_and_closely() -> None:
    danger = a_classification(danger=Danger.POSSIBLE, reasons=("possible danger: gas or toxic fumes",))
    doubt = a_classification(sure=False, reasons=("like: “still no network”", "unsure: 31 %"))

    assert on_a_ticket(danger) == ("possible danger: gas or toxic fumes",)
    assert "unsure" not in on_a_ticket(doubt)
    assert "unsure: 31 %" in on_a_ticket(doubt)


def test_where_the_words_tell_nothing_the_category_does() -> None:
    said = a_classification(category=Category.COMPLAINT, reasons=())

    assert on_a_ticket(said)[0] == "category: complaint"


def test_what_the_place_of_a_message_adds_makes_no_fifth_reason() -> None:
    said = a_classification(category=Category.MENTION, needs_response=False, reasons=FOUR)
    review = an_event(surface=Surface.REVIEW, rating=1)
    private = an_event(surface=Surface.DIRECT_MESSAGE, visibility=Visibility.PRIVATE)
    thanks = replace(said, category=Category.PRAISE)
    talk = an_event(surface=Surface.COMMENT, visibility=Visibility.PUBLIC, text="Mia Martin quel drôle de truc")
    parent = Message(
        channel="facebook", account_id="1", message_id="m0", brand="acme", author_id="other", author_name="Mia Martin"
    )
    found = {
        "review": rated(review, said, "bof"),
        "stars": rated(replace(review, rating=5), thanks, "bof"),
        "call": calling_for_help(said, "Au secours !!"),
        "link": for_a_person_to_look_at(an_event(surface=Surface.MENTION), said, "@acme"),
        "fraud": with_fraud(said, "on m'a piraté mon compte"),
        "thanks": asking_after_thanks(thanks, goes_on=True),
        "private": as_first_private_message(private, said, closing=False),
        "talk": addressed_to_parent(talk, said, parent, talk.text),
    }

    for name, each in found.items():
        assert len(each.reasons) == len(set(each.reasons)) <= 4, name
        assert each.reasons != said.reasons, name


def test_what_has_become_sure_names_no_doubt() -> None:
    called = calling_for_help(a_classification(sure=False, reasons=FOUR), "Au secours !!")

    assert called.sure
    assert called.reasons == (*FOUR[:3], "calls: rescue")


def test_a_fraud_that_the_words_named_is_not_named_again() -> None:
    for label in ("fears a fraud", "craint une fraude"):
        said = a_classification(reasons=(label,))
        assert with_fraud(said, "on m'a piraté mon compte").reasons == (label,)
