"""What the review sites that are asked tell, and what is made of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.messages.edits import VERSION
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.parsed import parse
from tests.unit.channels.samples import Samples, app_store, google_play, trustpilot

SITES: dict[str, Any] = {"app_store": app_store, "google_play": google_play, "trustpilot": trustpilot}
UNDATED = ("app_store", "google_play")
"""Sites that do not tell whether a review was changed."""


def only(channel: str, *items: Any) -> InboundEvent:
    site = SITES[channel]
    (event,) = parse(channel, site.ACCOUNT, site.body(*items))
    assert isinstance(event, InboundEvent)
    return event


@pytest.mark.parametrize("channel", SITES)
def test_a_review_is_a_public_conversation_of_its_own_with_its_stars(channel: str) -> None:
    site = SITES[channel]
    samples: Samples = site.SAMPLES
    event = only(channel, site.review())
    assert (event.kind, event.surface, event.visibility) == (EventKind.CREATED, Surface.REVIEW, Visibility.PUBLIC)
    assert (event.message_id, event.conversation_id, event.rating) == (samples.message_id, samples.message_id, 2)
    assert event.author is not None
    assert event.author.name
    assert event.occurred_at.hour == 12


@pytest.mark.parametrize("channel", SITES)
def test_the_answer_below_it_is_an_echo(channel: str) -> None:
    site = SITES[channel]
    event = only(channel, site.answer())
    assert (event.kind, event.text) == (EventKind.ECHO, "Sorry")
    assert (event.parent_id, event.message_id) == (site.SAMPLES.message_id, f"{site.SAMPLES.message_id}/reply")


@pytest.mark.parametrize("channel", UNDATED)
def test_each_version_of_a_review_is_an_event_of_its_own_and_the_same_one_twice_is_one(channel: str) -> None:
    site = SITES[channel]
    first, again, changed = (only(channel, site.review(text=text)) for text in ("Slow", "Slow", "Slow again"))
    fewer = only(channel, site.review(text="Slow", **{"starRating" if channel == "google_play" else "rating": 1}))
    assert first.event_id == again.event_id
    assert len({first.event_id, changed.event_id, fewer.event_id}) == 3
    assert VERSION in first.details


@pytest.mark.parametrize("channel", UNDATED)
def test_a_review_that_goes_back_to_earlier_words_is_an_event_once_more(channel: str) -> None:
    site = SITES[channel]

    def told(minute: int, text: str) -> InboundEvent:
        at = datetime(2026, 7, 31, 12, minute, tzinfo=UTC)
        when = {"lastModified": {"seconds": str(int(at.timestamp()))}}
        when = when if channel == "google_play" else {"createdDate": at.isoformat()}
        return only(channel, site.review(text=text, **when))

    first, other, back = told(1, "Slow"), told(2, "Slower"), told(3, "Slow")
    assert len({first.event_id, other.event_id, back.event_id}) == 3
    assert first.details[VERSION] == back.details[VERSION]
    assert back.event_id == told(3, "Slow").event_id


def test_trustpilot_tells_when_a_review_was_changed() -> None:
    event = only("trustpilot", trustpilot.review(updatedAt="2026-07-31T12:20:00Z"))
    assert (VERSION in event.details, event.occurred_at.minute) == (True, 20)
    assert event.permalink == f"https://www.trustpilot.com/reviews/{trustpilot.REVIEW}"


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        ("Never again", "They lost it", "Never again\n\nThey lost it"),
        ("They lost…", "They lost it", "They lost it"),
        ("Never again", None, "Never again"),
        (None, "They lost it", "They lost it"),
        (None, None, None),
    ],
)
def test_a_title_stands_before_the_text_unless_it_begins_it(title: Any, text: Any, shown: str | None) -> None:
    assert only("trustpilot", trustpilot.review(title=title, text=text)).text == shown
    assert only("app_store", app_store.review(title=title, text=text)).text == shown


def test_google_play_puts_a_title_before_a_tab() -> None:
    assert only("google_play", google_play.review(text="Bad\tIt crashes")).text == "Bad\n\nIt crashes"
    assert only("google_play", google_play.review(text="\tIt crashes")).text == "It crashes"


@pytest.mark.parametrize("stars", [0, 6, None, "five", True])
@pytest.mark.parametrize(("channel", "field"), [("trustpilot", "stars"), ("app_store", "rating")])
def test_odd_stars_are_none(channel: str, field: str, stars: Any) -> None:
    assert only(channel, SITES[channel].review(**{field: stars})).rating is None
