"""Evenings that somebody who wants to break the desk would play."""

from collections import Counter
from datetime import timedelta

import pytest

from shared.domain.channels.sending import SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import Category, SendClass, Status, SuppressionReason, Surface, Visibility
from tests.fakes.samples import a_classification
from tests.unit.respond.evening import Evening

INSTAGRAM = "17841400000000001"
THANKS = a_classification(category=Category.PRAISE, needs_response=False)


@pytest.fixture
def evening() -> Evening:
    return Evening()


def on_instagram(evening: Evening, *, comment: str | None = None, text: str = "Où est mon colis ?") -> object:
    """The same person, under a post or in private: Instagram gives them one id."""
    private = comment is None
    return evening.writes(
        text,
        channel="instagram",
        account_id=INSTAGRAM,
        author=Author(id="77"),
        surface=Surface.DIRECT_MESSAGE if private else Surface.COMMENT,
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        conversation_id="77" if private else f"{comment}:77",
        parent_id=comment,
        reply_window_closes_at=evening.clock.at + timedelta(hours=24) if private else None,
    )


def test_thirty_messages_are_one_acknowledgement_one_ticket_and_thirty_messages(evening: Evening) -> None:
    for number in range(30):
        evening.writes(f"Allô ? ({number})")
        evening.passes(seconds=20)

    assert len(evening.told) == 1
    assert evening.ticket.message_count == 30
    assert evening.metrics.of("AcknowledgementsSuppressed", reason="already_acknowledged") == 29


def test_thirty_messages_during_a_throttle_are_one_acknowledgement_too(evening: Evening) -> None:
    until = evening.clock.at + timedelta(minutes=8)
    evening.platform.answers = [SendResult(outcome=SendClass.RETRY_AT, retry_at=until)] * 3
    for number in range(30):
        evening.writes(f"Allô ? ({number})")
        evening.passes(seconds=20)
    for _ in range(5):
        evening.passes(minutes=1)
        evening.respond(evening.ticket.id)

    assert len(evening.told) == 1
    assert evening.ticket.acknowledge_at is None


def test_one_person_under_posts_and_in_private_is_told_in_each_place_up_to_three_a_day(evening: Evening) -> None:
    on_instagram(evening)
    for post in ("p1", "p2", "p3", "p4"):
        on_instagram(evening, comment=post)

    assert Counter(post.visibility for post in evening.platform.posts) == {Visibility.PRIVATE: 1, Visibility.PUBLIC: 2}
    assert evening.metrics.of("AcknowledgementsSuppressed", reason="author_rate_limit") == 2


def test_what_is_written_a_moment_before_nine_and_looked_at_at_nine_is_left_to_people(evening: Evening) -> None:
    evening.at("2026-03-04 08:59")
    evening.passes(seconds=30)
    stored = evening.store(evening.event("m1"), a_classification())
    assert stored.acknowledge
    evening.passes(seconds=30)

    assert evening.asked(stored).suppressed is SuppressionReason.DESK_OPEN
    assert evening.told == []


def test_what_is_written_a_moment_before_closing_is_left_to_people_with_its_deadline(evening: Evening) -> None:
    evening.at("2026-03-04 18:29")
    evening.passes(seconds=59)
    stored = evening.store(evening.event("m1"), a_classification())
    assert evening.ticket.first_response_due_at is not None
    evening.passes(seconds=2)

    assert evening.asked(stored) is None  # people were there when it came; its deadline runs
    assert evening.told == []


def test_thanks_while_the_acknowledgement_waits_do_not_cost_the_question_its_own(evening: Evening) -> None:
    until = evening.clock.at + timedelta(minutes=5)
    evening.platform.answers = [SendResult(outcome=SendClass.RETRY_AT, retry_at=until)]
    evening.writes()
    evening.passes(minutes=1)
    evening.writes("merci", says=THANKS)
    evening.passes(minutes=5)
    evening.respond(evening.ticket.id)

    assert len(evening.told) == 1


def test_a_person_in_the_app_just_before_the_claim_and_just_after_the_post(evening: Evening) -> None:
    place = {"conversation_id": "psid", "surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE}
    stored = evening.store(evening.event("m1"), a_classification())
    evening.passes(seconds=1)
    evening.we_write(**place)
    assert evening.asked(stored).sent is None
    assert evening.told == []

    evening.passes(hours=26)
    evening.platform.after_send = lambda: evening.we_write("Bonsoir, je regarde.", **place)
    evening.writes("Et maintenant ?")

    assert len(evening.told) == 1  # it was on its way already
    assert (evening.ticket.status, evening.ticket.waiting_since) == (Status.PENDING, None)
    assert evening.ticket.acknowledged_at is not None
    evening.platform.after_send = lambda: None
    evening.passes(minutes=5)
    evening.writes("Merci de regarder, mais quand ?")
    assert len(evening.told) == 1


@pytest.mark.parametrize("language", ["de", "es", "und", "pt"])
def test_who_writes_another_language_is_answered_in_the_brands_with_no_gap(evening: Evening, language: str) -> None:
    evening.writes("Hola?", says=a_classification(language=language))

    (told,) = evening.told
    assert told.startswith("Bonjour")
    assert "{" not in told


@pytest.mark.parametrize("words", ["STOP", "arrêtez de m'envoyer des messages automatiques", "No more bot messages"])
def test_who_asks_for_no_automatic_texts_gets_none_until_they_ask_for_them_again(evening: Evening, words: str) -> None:
    evening.writes(words)

    assert evening.told == []
    assert evening.why_not == ["opted_out"]
    assert evening.ticket.waiting_since is not None, "the message is a person's work"
    trail = [entry.what for entry in evening.history.of_ticket(evening.ticket.id).items]
    assert "automatic_texts_stopped" in trail
    evening.passes(minutes=5)
    evening.writes("Où est mon colis ?")
    assert evening.told == []
    evening.passes(minutes=5)
    evening.writes("START")
    evening.passes(minutes=5)
    evening.writes("Alors, où est mon colis ?")
    assert len(evening.told) == 1


def test_an_opt_out_is_for_that_person_on_that_account_only(evening: Evening) -> None:
    evening.writes("STOP")
    evening.comments(author="8")

    assert len(evening.told) == 1
