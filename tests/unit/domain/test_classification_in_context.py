"""What is known of a message beside its words."""

from dataclasses import replace

import pytest

from shared.domain.classification.context import (
    as_first_private_message,
    asking_after_thanks,
    needing_action,
    rated_as_complaint,
)
from shared.domain.messages.event import Author
from shared.domain.vocabulary import Category, Sentiment, Stage, Surface, Visibility
from tests.fakes.samples import a_classification, an_event

NOTHING = a_classification(category=Category.MENTION, needs_response=False)
PRIVATE = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE}


@pytest.mark.parametrize(
    "details",
    [{"recommendation_type": "negative"}, {"recommendation_type": "NEGATIVE"}, {"rating": "1"}, {"rating": "2"}],
)
def test_a_review_against_us_is_a_complaint_whatever_its_words(details: dict[str, str]) -> None:
    found = rated_as_complaint(an_event(text="bof", surface=Surface.REVIEW, details=details), NOTHING)
    assert (found.category, found.sentiment) == (Category.COMPLAINT, Sentiment.NEGATIVE)
    assert found.needs_response
    outage = a_classification(category=Category.OUTAGE)
    assert rated_as_complaint(an_event(surface=Surface.REVIEW, details=details), outage).category is Category.OUTAGE


@pytest.mark.parametrize(
    "fields",
    [
        {"surface": Surface.REVIEW, "details": {"recommendation_type": "positive"}},
        {"surface": Surface.REVIEW, "details": {"rating": "3"}},
        {"surface": Surface.REVIEW, "details": {"rating": "²"}},
        {"surface": Surface.COMMENT, "details": {"rating": "1"}},
    ],
)
def test_other_reviews_are_what_their_words_say(fields: dict[str, object]) -> None:
    assert rated_as_complaint(an_event(**fields), NOTHING) == NOTHING


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
