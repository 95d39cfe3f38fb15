"""A review as App Store Connect shows it (resources ``customerReviews`` and ``customerReviewResponses``)."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.channels import reading
from shared.channels.reviews import answer_entry, title_and_text
from shared.domain.messages.event import Author


def attributes(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    return reading.mapping(resource.get("attributes"))


def text_of(review: Mapping[str, Any]) -> str | None:
    return title_and_text(attributes(review).get("title"), attributes(review).get("body"))


def author_of(review: Mapping[str, Any], review_id: str) -> Author:
    """Apple tells no id: a person has one review of an app, so that the review is who they are."""
    return Author(id=review_id, name=reading.name(attributes(review).get("reviewerNickname")))


def answer_of(review: Mapping[str, Any], included: Any) -> Mapping[str, Any]:
    """The answer below a review, among what the list has included."""
    relation = reading.mapping(reading.mapping(review.get("relationships")).get("response"))
    wanted = reading.identifier(reading.mapping(relation.get("data")).get("id"))
    if wanted is None:
        return {}
    shown = (reading.mapping(each) for each in reading.sequence(included))
    return next((each for each in shown if reading.identifier(each.get("id")) == wanted), {})


def entries_of(told: Mapping[str, Any]) -> Iterator[Any]:
    """The reviews of a list, and the answers below them."""
    for review in reading.sequence(told.get("data")):
        yield review
        held = reading.mapping(review)
        name, answer = reading.identifier(held.get("id")), answer_of(held, told.get("included"))
        if name is not None and answer:
            yield answer_entry(name, attributes(answer))
