"""What users of other desks complain about most, each as a night at ours."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.business_hours import add_business_time, is_open, next_opening
from shared.domain.message import Message
from shared.domain.vocabulary import Direction, SendClass, Suppression, Surface, Visibility
from tests.unit.acknowledgement.scenes import MINUTE, TUESDAY_NIGHT, brand, paris
from tests.unit.respond.night import Night


def outbound(night: Night, *, automatic: bool) -> Message:
    """Something written from our own account in the customer's conversation."""
    return night.messages.save(
        Message(
            channel="facebook",
            account_id="1001",
            message_id="ours",
            brand="acme",
            direction=Direction.OUTBOUND,
            automatic=automatic,
            surface=Surface.COMMENT,
            visibility=Visibility.PUBLIC,
            conversation_id="5001:7001",
            occurred_at=TUESDAY_NIGHT,
            stored_at=TUESDAY_NIGHT,
        )
    )


def test_the_out_of_office_text_is_sent_once_and_not_on_every_message() -> None:
    night = Night()
    night.direct_message()
    night.run()
    for number in range(5):
        night.clock.pass_time(minutes=20)
        night.change(acknowledge_at=night.clock.at, last_customer_message_at=night.clock.at, message_count=number + 2)
        assert night.run().suppressed is Suppression.ALREADY_ACKNOWLEDGED

    assert len(night.platform.posts) == 1


def test_it_is_not_sent_in_the_middle_of_a_chat_with_an_agent() -> None:
    night = Night()
    night.direct_message()
    conversation = night.conversations.get("messenger", "1001", "7001")
    assert conversation is not None
    night.conversations.save(replace(conversation, last_person_answer_at=paris("2026-03-03 18:05")))

    assert night.run().suppressed is Suppression.PERSON_ANSWERED


def test_a_robots_answer_does_not_silence_it() -> None:
    """A bot of ours wrote; the customer still does not know when a person will."""
    night = Night()
    night.question()
    outbound(night, automatic=True)

    assert night.run().sent is SendClass.SENT


def test_a_claim_or_a_note_does_not_silence_it() -> None:
    night = Night()
    night.question(claimed_by="sabine", tags=("vip",))

    assert night.run().sent is SendClass.SENT


def test_a_public_holiday_is_a_closed_day() -> None:
    night = Night()
    night.clock.at = paris("2026-07-14 10:00")
    night.question()

    assert night.run().sent is SendClass.SENT
    assert "Wednesday" in night.platform.posts[0].text


def test_lunch_breaks_nights_and_exceptional_days_are_all_in_the_calendar() -> None:
    calendar = brand(
        business_hours={"monday": ["09:00-12:00", "13:00-18:00"], "friday": ["22:00-06:00"], "sunday": []},
        closures=[{"from": "2026-03-02 15:00", "to": "2026-03-02 16:00"}],
        openings=[{"from": "2026-03-08 10:00", "to": "2026-03-08 12:00"}],
    ).calendar

    open_ = ["2026-03-02 11:59", "2026-03-02 13:00", "2026-03-06 23:00", "2026-03-07 05:59", "2026-03-08 11:00"]
    closed = ["2026-03-02 12:30", "2026-03-02 15:30", "2026-03-07 06:00", "2026-03-08 12:00", "2026-03-03 10:00"]
    assert [is_open(calendar, paris(text)) for text in open_] == [True] * 5
    assert [is_open(calendar, paris(text)) for text in closed] == [False] * 5


@pytest.mark.parametrize(("saturday", "monday"), [("2026-03-28", "2026-03-30"), ("2026-10-24", "2026-10-26")])
def test_the_promised_hour_is_right_on_the_sundays_on_which_clocks_change(saturday: str, monday: str) -> None:
    night = Night()
    night.clock.at = paris(f"{saturday} 12:00")
    night.question()
    night.run()

    assert next_opening(night.brand.calendar, night.clock.at) == paris(f"{monday} 09:00")
    assert f"Monday {paris(f'{monday} 09:00'):%H:%M}" in night.platform.posts[0].text


def test_deadlines_do_not_run_at_night() -> None:
    calendar = brand().calendar

    assert add_business_time(calendar, TUESDAY_NIGHT, timedelta(hours=1)) == paris("2026-03-04 10:00")


def test_two_robots_do_not_talk_to_each_other() -> None:
    """Their automatic answer to ours arrives a second later, again and again, under another post each time."""
    night = Night()
    for number in range(30):
        night.question(f"T{number}", author="robot", post=f"50{number:02d}")
        night.run(f"T{number}")
        night.clock.pass_time(seconds=1)

    assert len(night.platform.posts) == 3


def test_our_own_post_is_never_acknowledged() -> None:
    night = Night()
    night.question()
    ours = outbound(night, automatic=False)
    night.change(last_message_id=ours.message_id)

    assert night.run().suppressed is Suppression.NOT_A_CUSTOMER_MESSAGE


def test_nothing_is_sent_into_a_window_that_has_closed() -> None:
    night = Night()
    night.direct_message(reply_window_closes_at=TUESDAY_NIGHT - MINUTE)

    assert night.run().suppressed is Suppression.WINDOW_CLOSED


def test_the_acknowledgement_is_no_first_response() -> None:
    night = Night()
    night.question()
    night.run()

    assert (night.ticket().first_response_at, night.ticket().waiting_since is not None) == (None, True)


@pytest.mark.parametrize(
    ("language", "begins"), [("fr", ("Merci", "Bien reçu")), ("en", ("Thanks",)), ("de", ("Merci", "Bien reçu"))]
)
def test_the_customers_language_and_else_the_brands(language: str, begins: tuple[str, ...]) -> None:
    night = Night()
    night.question(language=language)
    night.run()

    assert night.platform.posts[0].text.startswith(begins)


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
def test_it_leaves_on_the_channel_it_came_from(channel: str) -> None:
    night = Night()
    night.question(channel=channel)
    night.run()

    (post,) = night.platform.posts
    assert (post.channel, post.account_id, post.in_reply_to) == (channel, "1001", "5001_T1")
