"""The stars of a review go with it, and a review that is written anew after our answer is the customer's answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.classification.model import Classification
from shared.domain.events.changes import MessageChange
from shared.domain.messages.edits import VERSION
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.messages.model import Message
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, EventKind, Outcome, Sentiment, Status, Surface
from tests.fakes.figures import FakeFigures
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

COMPLAINT = a_classification(category=Category.COMPLAINT, sentiment=Sentiment.NEGATIVE)
PRAISE = a_classification(category=Category.PRAISE, sentiment=Sentiment.POSITIVE, needs_response=False)


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def review(rating: int | None, text: str | None = "Cold food", **fields: Any) -> InboundEvent:
    return an_event("r1", surface=Surface.REVIEW, rating=rating, text=text, parent_id=None, **fields)


def rewritten(rating: int | None, text: str | None = "Cold food", *, minutes: int = 60) -> InboundEvent:
    return replace(
        review(rating, text),
        kind=EventKind.EDITED,
        event_id=f"facebook:100100100100100:r1:edited:{minutes}",
        occurred_at=START + timedelta(minutes=minutes),
    )


def stored(fakes: FakeStore) -> tuple[Message, Ticket]:
    (ticket,) = fakes.tickets.stored.values()
    (message,) = fakes.messages.stored.values()
    return message, ticket


def test_message_and_ticket_know_the_stars(fakes: FakeStore) -> None:
    fakes.store(review(2), COMPLAINT)
    message, ticket = stored(fakes)
    assert (message.rating, ticket.rating) == (2, 2)


def test_a_new_rating_replaces_the_one_before_and_an_edit_without_stars_leaves_it(fakes: FakeStore) -> None:
    fakes.store(review(2), COMPLAINT)
    fakes.store(rewritten(3), COMPLAINT)
    assert (stored(fakes)[0].rating, stored(fakes)[1].rating) == (3, 3)
    fakes.store(rewritten(None, "Cold food, again", minutes=70), COMPLAINT)
    assert (stored(fakes)[0].rating, stored(fakes)[0].text) == (3, "Cold food, again")


def test_stars_without_words_that_change_keep_no_words(fakes: FakeStore) -> None:
    fakes.store(review(2, None), COMPLAINT)
    fakes.store(rewritten(1, None), COMPLAINT)
    message, ticket = stored(fakes)
    assert (message.rating, message.text, ticket.rating) == (1, None, 1)


def test_a_deleted_review_has_no_stars(fakes: FakeStore) -> None:
    fakes.store(review(2), COMPLAINT)
    gone = replace(rewritten(None, None), kind=EventKind.DELETED, event_id="facebook:1:r1:deleted")
    fakes.store(gone, None)
    assert stored(fakes)[0].rating is None


def answered(fakes: FakeStore, status: Status) -> None:
    _, ticket = stored(fakes)
    at = START + timedelta(minutes=30)
    resolved = {"resolved_at": at} if status is Status.RESOLVED else {}
    after = replace(ticket, status=status, waiting_since=None, first_response_at=at, paused_at=at, **resolved)
    fakes.tickets.save(after)


@pytest.mark.parametrize("status", [Status.PENDING, Status.RESOLVED])
def test_a_review_that_is_written_anew_after_our_answer_waits_again(fakes: FakeStore, status: Status) -> None:
    fakes.store(review(2), COMPLAINT)
    answered(fakes, status)
    fakes.store(rewritten(1, "Cold food, and your answer is a bad joke"), COMPLAINT)
    _, ticket = stored(fakes)
    assert (ticket.status, ticket.waiting_since) == (Status.OPEN, START + timedelta(minutes=60))
    assert "reopened" in {entry.what for entry in fakes.history.stored.values()}


def test_praise_after_our_answer_waits_for_nothing(fakes: FakeStore) -> None:
    fakes.store(review(2), COMPLAINT)
    answered(fakes, Status.RESOLVED)
    fakes.store(rewritten(5, "They made it good"), PRAISE)
    message, ticket = stored(fakes)
    assert (ticket.status, ticket.waiting_since, message.rating) == (Status.RESOLVED, None, 5)


def test_another_message_that_is_edited_after_our_answer_does_not_wait_again(fakes: FakeStore) -> None:
    fakes.store(an_event("r1"), COMPLAINT)
    answered(fakes, Status.RESOLVED)
    fakes.store(replace(rewritten(None, "a typing error mended"), surface=Surface.COMMENT), COMPLAINT)
    assert stored(fakes)[1].status is Status.RESOLVED


def figures_after(fakes: FakeStore, *events: tuple[InboundEvent, Classification]) -> dict[str, int]:
    figures, before = FakeFigures(), None
    for event, classification in events:
        fakes.store(event, classification)
        after = stored(fakes)[0]
        figures.happened("acme", MessageChange(before=before, after=after), START + timedelta(hours=1))
        before = after
    found = figures.between("acme", START - timedelta(days=1), START + timedelta(days=1)).counts
    return {name: count for name, count in found.items() if name.startswith(("reviews|", "stars|")) and count}


def test_each_review_is_counted_once_and_moves_with_its_stars(fakes: FakeStore) -> None:
    counts = figures_after(
        fakes, (review(2), COMPLAINT), (rewritten(5), PRAISE), (rewritten(5, "x", minutes=80), PRAISE)
    )
    assert counts == {"reviews|stars=5": 1, "reviews|channel=facebook": 1, "stars|channel=facebook": 5}


def standing(version: str, rating: int, text: str, *, minutes: int = 0) -> InboundEvent:
    """As a site tells it that does not say whether the review was changed."""
    event_id = f"facebook:100100100100100:r1:version:{version}:{minutes}"
    at = START + timedelta(minutes=minutes)
    return review(rating, text, event_id=event_id, occurred_at=at, details={VERSION: version})


def test_the_first_version_of_a_review_is_the_review_and_each_other_one_an_edit_of_it(fakes: FakeStore) -> None:
    assert fakes.store(standing("v1", 2, "Cold food"), COMPLAINT).outcome is Outcome.TICKET
    assert stored(fakes)[0].edited_at is None
    assert fakes.store(standing("v1", 2, "Cold food"), COMPLAINT).duplicate
    assert fakes.store(standing("v2", 1, "Cold food, rude staff", minutes=60), COMPLAINT).outcome is Outcome.EDITED
    message, ticket = stored(fakes)
    assert (message.rating, message.text, ticket.rating) == (1, "Cold food, rude staff", 1)
    assert [edition.text for edition in message.editions] == ["Cold food"]


def test_a_review_that_goes_back_to_its_first_stars_stands_with_them(fakes: FakeStore) -> None:
    fakes.store(standing("v1", 1, "Cold food"), COMPLAINT)
    fakes.store(standing("v2", 5, "They made it good", minutes=60), PRAISE)
    assert fakes.store(standing("v1", 1, "Cold food", minutes=90), COMPLAINT).outcome is Outcome.EDITED
    message, ticket = stored(fakes)
    assert (message.rating, message.text, ticket.rating) == (1, "Cold food", 1)
    assert [edition.text for edition in message.editions] == ["Cold food", "They made it good"]


def announced(text: str, *, minutes: int) -> InboundEvent:
    """The same edit, told of by a push a second later than it is listed."""
    edit = rewritten(1, text, minutes=minutes)
    return replace(edit, event_id=f"{edit.event_id}:push", occurred_at=edit.occurred_at + timedelta(seconds=1))


def earlier_texts(fakes: FakeStore) -> list[str | None]:
    return [edition.text for edition in stored(fakes)[0].editions]


def test_an_edit_that_is_announced_and_then_listed_is_one(fakes: FakeStore) -> None:
    fakes.store(review(2, "Cold food"), COMPLAINT)
    fakes.store(announced("Cold and rude", minutes=60), COMPLAINT)
    fakes.store(rewritten(1, "Cold and rude", minutes=60), COMPLAINT)
    assert (stored(fakes)[0].text, earlier_texts(fakes)) == ("Cold and rude", ["Cold food"])


def test_it_is_one_too_when_it_is_listed_after_the_next_edit(fakes: FakeStore) -> None:
    fakes.store(review(2, "Cold food"), COMPLAINT)
    fakes.store(announced("Cold and rude", minutes=60), COMPLAINT)
    fakes.store(announced("Never again", minutes=80), COMPLAINT)
    fakes.store(rewritten(1, "Cold and rude", minutes=60), COMPLAINT)
    assert earlier_texts(fakes) == ["Cold food", "Cold and rude"]


def test_an_older_edit_with_words_of_its_own_is_an_earlier_text(fakes: FakeStore) -> None:
    fakes.store(review(2, "Cold food"), COMPLAINT)
    fakes.store(rewritten(1, "Never again", minutes=80), COMPLAINT)
    fakes.store(rewritten(1, "Cold and rude", minutes=60), COMPLAINT)
    assert earlier_texts(fakes) == ["Cold food", "Cold and rude"]


def blank(**fields: Any) -> InboundEvent:
    """What a platform announces by its name, and nobody could look up."""
    return replace(review(None, None, author=None, details={LOOK_UP: WANTED}), **fields)


LISTED = {
    "under the id of its announcement": {},
    "under an id of its own": {"event_id": "facebook:100100100100100:r1:listed"},
    "as it stands now": {"event_id": "facebook:100100100100100:r1:version:v1", "details": {VERSION: "v1"}},
}


@pytest.mark.parametrize("fields", LISTED.values(), ids=LISTED)
@pytest.mark.parametrize("surface", [Surface.REVIEW, Surface.COMMENT, Surface.MENTION])
def test_what_is_announced_without_words_and_listed_later_becomes_whole(
    fakes: FakeStore, surface: Surface, fields: dict[str, Any]
) -> None:
    fakes.store(blank(surface=surface), a_classification(category=Category.MENTION, sure=False))
    listed = review(2, "Cold food", **fields)
    for _ in range(2):
        fakes.store(replace(listed, surface=surface), COMPLAINT)
    message, ticket = stored(fakes)
    assert (message.text, message.rating, message.author_name) == ("Cold food", 2, "Mia")
    assert (message.editions, message.edited_at, message.waits) == ((), None, True)
    assert (ticket.category, ticket.message_count, ticket.wanted_words) == (Category.COMPLAINT, 1, ())


def test_stars_alone_make_an_announced_review_whole(fakes: FakeStore) -> None:
    fakes.store(blank(), COMPLAINT)
    fakes.store(review(1, None), COMPLAINT)
    assert (stored(fakes)[0].rating, stored(fakes)[1].rating) == (1, 1)


def test_words_that_were_taken_back_do_not_return_with_the_list(fakes: FakeStore) -> None:
    fakes.store(review(2), COMPLAINT)
    fakes.store(replace(rewritten(None, None), kind=EventKind.DELETED, event_id="facebook:1:r1:deleted"), None)
    fakes.store(review(2, event_id="facebook:100100100100100:r1:listed"), COMPLAINT)
    assert stored(fakes)[0].text is None


def test_a_private_file_that_is_listed_once_more_is_no_edit(fakes: FakeStore) -> None:
    fakes.store(review(None, None, details={}), COMPLAINT)
    assert fakes.store(review(None, None, event_id="x", details={}), COMPLAINT).outcome is Outcome.APPENDED


def answer(text: str, *, minutes: int) -> InboundEvent:
    return an_event(
        "r1/reply",
        kind=EventKind.ECHO,
        surface=Surface.REVIEW,
        event_id=f"facebook:1:r1/reply:echo:{minutes}",
        parent_id="r1",
        text=text,
        occurred_at=START + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize("text", ["We are sorry.", "We have called you."], ids=["the same words", "other words"])
def test_an_answer_that_was_deleted_and_is_given_anew_stands_there(fakes: FakeStore, text: str) -> None:
    fakes.store(review(2), COMPLAINT)
    fakes.store(answer("We are sorry.", minutes=10), None)
    at = START + timedelta(minutes=20)
    gone = replace(answer("", minutes=20), kind=EventKind.DELETED, text=None, event_id="gone", occurred_at=at)
    fakes.store(gone, None)
    fakes.store(replace(answer("We are sorry.", minutes=10), event_id="listed late"), None)  # from before
    assert fakes.messages.get("facebook", "100100100100100", "r1/reply").text is None
    fakes.store(answer(text, minutes=30), None)
    message = fakes.messages.get("facebook", "100100100100100", "r1/reply")
    assert message is not None
    assert (message.text, message.deleted_at, message.editions) == (text, None, ())
    assert message.occurred_at == START + timedelta(minutes=30)
