"""What is known of a message beside its words."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.classification.context import (
    as_first_private_message,
    asking_after_thanks,
    needing_action,
    rated,
)
from shared.domain.messages.event import Author
from shared.domain.vocabulary import Category, Sentiment, Stage, Surface, Visibility
from tests.fakes.samples import a_classification, an_event

NOTHING = a_classification(category=Category.MENTION, needs_response=False)
PRIVATE = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE}


@pytest.mark.parametrize(
    "fields",
    [
        {"details": {"recommendation_type": "negative"}},
        {"details": {"recommendation_type": "NEGATIVE"}},
        {"rating": 1},
        {"rating": 2},
    ],
)
def test_a_review_against_us_is_a_complaint_whatever_its_words(fields: dict[str, Any]) -> None:
    review = an_event(text="bof", surface=Surface.REVIEW, **fields)
    found = rated(review, NOTHING, "bof")
    assert (found.category, found.sentiment) == (Category.COMPLAINT, Sentiment.NEGATIVE)
    assert found.needs_response
    outage = a_classification(category=Category.OUTAGE)
    assert rated(review, outage, "bof").category is Category.OUTAGE


@pytest.mark.parametrize(
    "fields",
    [
        {"surface": Surface.REVIEW, "details": {"recommendation_type": "positive"}},
        {"surface": Surface.REVIEW, "rating": 3},
        {"surface": Surface.REVIEW},
        {"surface": Surface.COMMENT, "rating": 1},
    ],
)
def test_other_reviews_are_what_their_words_say(fields: dict[str, object]) -> None:
    assert rated(an_event(**fields), NOTHING, "bof") == NOTHING


@pytest.mark.parametrize("stars", [4, 5])
def test_many_stars_are_never_merely_neutral(stars: int) -> None:
    review = an_event(surface=Surface.REVIEW, rating=stars)
    found = rated(review, NOTHING, "Opening hours as announced")
    assert (found.category, found.sentiment) == (Category.PRAISE, Sentiment.POSITIVE)
    question = a_classification(category=Category.QUESTION, sentiment=Sentiment.NEUTRAL, needs_response=True)
    asked = rated(review, question, "Nice! Do you deliver?")
    assert (asked.category, asked.sentiment, asked.needs_response) == (Category.QUESTION, Sentiment.POSITIVE, True)
    angry = a_classification(category=Category.COMPLAINT, sentiment=Sentiment.NEGATIVE)
    assert rated(review, angry, "Good food, but the bill was wrong") == angry


def test_many_stars_without_words_wait_for_nothing() -> None:
    found = rated(an_event(surface=Surface.REVIEW, rating=5, text=None), replace(NOTHING, needs_response=True), None)
    assert (found.category, found.needs_response) == (Category.PRAISE, False)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_an_event_has_no_other_stars_than_one_to_five(stars: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        an_event(surface=Surface.REVIEW, rating=stars)


@pytest.mark.parametrize("category", ["outage", "urgent_request", "account_or_technical", "complaint"])
def test_what_somebody_has_to_settle_needs_an_answer_when_it_is_addressed_to_us(category: str) -> None:
    said = a_classification(category=Category(category), needs_response=False)
    assert needing_action(said).needs_response
    about_us = replace(said, stage=Stage.BROAD)
    assert needing_action(about_us) == about_us
    assert needing_action(NOTHING) == NOTHING


def test_thanks_and_something_more_need_an_answer() -> None:
    thanks = a_classification(category=Category.PRAISE, needs_response=False)
    found = asking_after_thanks(thanks, goes_on=True)
    assert (found.category, found.needs_response) == (Category.QUESTION, True)
    assert asking_after_thanks(thanks, goes_on=False) == thanks
    assert asking_after_thanks(NOTHING, goes_on=True) == NOTHING


def test_whoever_begins_to_write_in_private_waits_for_an_answer() -> None:
    found = as_first_private_message(an_event(text="Hello World", **PRIVATE), NOTHING, closing=False)
    assert found.needs_response
    assert found.reasons[-1] == "private: somebody waits for an answer"


@pytest.mark.parametrize(
    ("fields", "category", "closing"),
    [
        ({}, Category.MENTION, True),
        ({}, Category.PRAISE, False),
        ({}, Category.SPAM, False),
        ({"author": Author(id="7", is_bot=True)}, Category.MENTION, False),
        ({"surface": Surface.STORY_REPLY}, Category.MENTION, False),
        ({"surface": Surface.COMMENT, "visibility": Visibility.PUBLIC}, Category.MENTION, False),
    ],
)
def test_but_not_with_thanks_praise_or_as_a_robot_nor_elsewhere(
    fields: dict[str, object], category: Category, closing: bool
) -> None:
    said = a_classification(category=category, needs_response=False)
    assert as_first_private_message(an_event(**{**PRIVATE, **fields}), said, closing=closing) == said
