"""The platform tells us of what we sent: recognised, whenever it comes, and it changes nothing."""

from datetime import timedelta

import pytest

from shared.domain.channels.sending import SendResult
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode
from shared.domain.vocabulary import Direction, EventKind, SendClass, Status, Surface, Visibility
from tests.fakes.outbox import FakePlatform
from tests.fakes.stored import START
from tests.unit.replies.day import PAGE, Day

SAID = "Bonjour Mia, nous regardons. ^SB"


@pytest.fixture
def day() -> Day:
    return Day()


def test_the_echo_of_an_answer_changes_nothing(day: Day) -> None:
    day.writes()
    day.answers()
    before, trail = day.ticket, day.trail()

    day.echo("post-1", SAID)

    assert (day.ticket, day.trail()) == (before, trail)
    message = day.store_side.messages.get("facebook", PAGE, "post-1")
    assert message is not None
    assert message.author_name == "Sophie Bernard"


def test_an_echo_that_overtakes_our_own_record_is_the_same_answer(day: Day) -> None:
    """It comes while the platform's answer to us is still under way."""
    day.writes()
    day.platform.after_send = lambda: day.echo("post-1", SAID) and None

    day.answers()

    assert day.trail().count("replied") == 1
    assert "answered_in_app" not in day.trail()
    assert day.ticket.status is Status.PENDING
    assert day.statuses == [OutboxStatus.SENT]
    message = day.store_side.messages.get("facebook", PAGE, "post-1")
    assert message is not None
    assert (message.direction, message.automatic, message.author_name) == (Direction.OUTBOUND, False, "Sophie Bernard")


def test_an_echo_proves_an_answer_whose_outcome_nobody_knew(day: Day) -> None:
    """The private conversation cannot be read; the echo says more than reading would."""
    day.platform.readable = False
    day.writes()
    day.platform.answers = [SendResult(outcome=SendClass.UNKNOWN, error="timeout")]
    day.answers()
    assert day.statuses == [OutboxStatus.UNKNOWN]

    day.echo("p9", "@mia Bonjour Mia, nous  regardons. ^SB")

    assert day.statuses == [OutboxStatus.SENT]
    assert (day.ticket.status, day.ticket.first_response_at) == (Status.PENDING, START + timedelta(minutes=11))
    day.sweep()
    assert (day.platform.calls, day.platform.reads) == (1, 0)
    assert day.ticket.reply_at is None
    assert day.trail().count("replied") == 1
    assert (day.answers().replies[0].message_id, day.platform.calls) == ("p9", 1)


def test_an_answer_that_was_taken_without_an_id_is_not_told_again_by_its_echo(day: Day) -> None:
    day.writes()
    day.platform.answers = [SendResult(outcome=SendClass.SENT, message_id="unnamed:reply:1")]
    day.answers()
    before, trail = day.ticket, day.trail()

    day.echo("t4_9", SAID)

    assert (day.ticket, day.trail()) == (before, trail)
    assert day.answers().replies[0].message_id == "unnamed:reply:1"
    told = day.store_side.messages.get("facebook", PAGE, "t4_9")
    assert told is not None
    assert (told.conversation_id, told.ticket_id) == (None, None)  # it stands there under the other id


def test_a_reference_that_comes_back_is_enough(day: Day) -> None:
    day.writes_in_private("d1", 0)
    day.platform.answers = [SendResult(outcome=SendClass.UNKNOWN, error="timeout")]
    (reply,) = day.answers("Bonjour", mode=Mode.PRIVATE).replies

    day.echo(
        "p9",
        "Bonjour",
        channel="messenger",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id="psid",
        parent_id=None,
        details={"reference": reply.reference},
    )

    assert day.statuses == [OutboxStatus.SENT]


def test_another_answer_in_the_platforms_app_is_not_taken_for_ours(day: Day) -> None:
    day.writes()
    day.answers()

    day.echo("p9", SAID, minutes=30)  # the very same words, by hand

    assert "answered_in_app" in day.trail()


def test_an_answer_given_in_the_app_while_ours_waits_is_a_persons_too(day: Day) -> None:
    day.writes()
    day.platform.answers = [
        SendResult(outcome=SendClass.RETRY_AT, retry_at=START + timedelta(hours=1)),
    ]
    day.answers()
    day.echo("p9", "Nous regardons")
    assert (day.ticket.status, "answered_in_app" in day.trail()) == (Status.PENDING, True)


def test_a_platform_without_echoes_that_cannot_be_read_is_given_up_and_said_so() -> None:
    """Telegram: nobody will ever know."""
    day = Day(platform=FakePlatform(readable=False, answers=[SendResult(outcome=SendClass.UNKNOWN, error="timeout")]))
    day.writes()
    day.answers()
    day.sweep(minutes=60)

    assert day.statuses == [OutboxStatus.GIVEN_UP]
    assert (day.trail()[-1], day.ticket.status, day.ticket.reply_at) == ("reply_failed", Status.NEW, None)
    says = day.store_side.history.of_ticket(day.ticket.id).items[-1].details["message"]
    assert says.startswith("Nobody knows whether it was sent")
    assert day.platform.calls == 1


# --- a review has one answer: the next one stands in its place, under its id ------------------------------------------

REVIEW = {"surface": Surface.REVIEW, "conversation_id": "m1", "parent_id": None}
AGAIN = "Appelez-nous, nous vous remboursons. ^SB"


@pytest.fixture
def reviewed() -> Day:
    """A review that was answered, and written anew after it."""
    taken = SendResult(outcome=SendClass.SENT, message_id="m1/reply")
    day = Day(platform=FakePlatform(answers=[taken, taken]))
    day.writes(**REVIEW)
    day.answers()
    kept = day.store_side.messages.get("facebook", PAGE, "m1/reply")
    assert kept is not None
    assert kept.text == SAID
    at = {"minutes": 60, "kind": EventKind.EDITED, "text": "Encore pire, et votre réponse est une blague"}
    day.writes(**REVIEW, **at)
    assert day.ticket.waiting_since is not None
    day.store_side.clock.pass_time(minutes=80)
    return day


def answer_below(day: Day) -> tuple[str | None, list[str | None], str | None]:
    kept = day.store_side.messages.get("facebook", PAGE, "m1/reply")
    assert kept is not None
    return kept.text, [each.text for each in kept.editions], kept.author_name


def review_echo(day: Day, text: str, minutes: float) -> None:
    day.echo("m1/reply", text, minutes=minutes, surface=Surface.REVIEW, event_id=f"m1/reply:echo:{minutes}")


def test_a_second_answer_to_a_review_keeps_the_first_as_an_earlier_text(reviewed: Day) -> None:
    reviewed.answers(AGAIN.removesuffix(" ^SB"), key="k2")
    assert answer_below(reviewed) == (AGAIN, [SAID], "Sophie Bernard")

    review_echo(reviewed, AGAIN, 91)
    review_echo(reviewed, SAID, 11)  # the first one is listed late
    assert answer_below(reviewed) == (AGAIN, [SAID], "Sophie Bernard")
    assert "answered_in_app" not in reviewed.trail()


def test_a_second_answer_on_the_site_itself_answers_the_review(reviewed: Day) -> None:
    review_echo(reviewed, "Appelez-nous.", 90)

    assert answer_below(reviewed) == ("Appelez-nous.", [SAID], None)
    assert reviewed.ticket.waiting_since is None
    assert "answered_in_app" in reviewed.trail()


def test_the_echo_of_a_second_answer_that_overtakes_our_record_is_the_same_answer(reviewed: Day) -> None:
    reviewed.platform.after_send = lambda: review_echo(reviewed, AGAIN, 90)
    reviewed.answers(AGAIN.removesuffix(" ^SB"), key="k2")

    assert answer_below(reviewed) == (AGAIN, [SAID], "Sophie Bernard")
    assert reviewed.trail().count("replied") == 2
    assert "answered_in_app" not in reviewed.trail()
