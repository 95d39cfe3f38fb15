"""Until when a customer may be answered: robots have a day, people a week where the platform says so."""

from datetime import datetime, timedelta

import pytest

from shared.channels import CHANNELS, load_policy
from shared.domain.replies.model import Mode, Refusal, RefusalReason, ReplyRoute
from shared.domain.replies.routes import route_for
from shared.domain.vocabulary import Surface, Visibility
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START
from tests.unit.replies.day import Day

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def private_ticket(channel: str, closes_at: datetime | None = START + DAY):
    return a_ticket(
        channel=channel,
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id="7",
        reply_window_closes_at=closes_at,
    )


@pytest.mark.parametrize(
    ("channel", "after", "possible", "human_agent"),
    [
        ("messenger", 23 * HOUR, True, False),
        ("messenger", 24 * HOUR, True, True),
        ("messenger", 7 * DAY - HOUR, True, True),
        ("messenger", 7 * DAY, False, None),
        ("instagram", 2 * DAY, True, True),
        ("instagram", 7 * DAY, False, None),
        ("whatsapp", 23 * HOUR, True, False),
        ("whatsapp", 24 * HOUR, False, None),  # after that only templates, also for people
        ("telegram", 90 * DAY, True, False),
        ("x", 90 * DAY, True, False),
    ],
)
def test_a_private_answer_is_possible_until_the_window_for_people_closes(
    channel: str, after: timedelta, possible: bool, human_agent: bool | None
) -> None:
    closes_at = START + DAY if load_policy(channel).reply_window else None

    found = route_for(private_ticket(channel, closes_at), Visibility.PRIVATE, load_policy, START + after)

    assert isinstance(found, ReplyRoute) is possible
    if isinstance(found, ReplyRoute):
        assert found.human_agent is human_agent
    else:
        assert found.reason is RefusalReason.WINDOW_CLOSED


def test_the_end_of_the_window_is_shown() -> None:
    found = route_for(private_ticket("messenger"), Visibility.PRIVATE, load_policy, START)
    assert isinstance(found, ReplyRoute)
    assert found.closes_at == START + 7 * DAY


def test_a_window_the_platform_did_not_name_is_counted_from_the_customers_last_message() -> None:
    found = route_for(private_ticket("whatsapp", None), Visibility.PRIVATE, load_policy, START)
    assert isinstance(found, ReplyRoute)
    assert found.closes_at == START + DAY


def test_a_comment_can_be_answered_in_private_for_seven_days() -> None:
    found = route_for(a_ticket(), Visibility.PRIVATE, load_policy, START + 7 * DAY - HOUR)
    assert isinstance(found, ReplyRoute)
    assert (found.home, found.conversation_id, found.human_agent) == ("messenger", None, False)
    late = route_for(a_ticket(), Visibility.PRIVATE, load_policy, START + 7 * DAY)
    assert isinstance(late, Refusal)
    assert late.reason is RefusalReason.WINDOW_CLOSED


def test_in_public_there_is_no_window() -> None:
    found = route_for(a_ticket(), Visibility.PUBLIC, load_policy, START + 90 * DAY)
    assert isinstance(found, ReplyRoute)
    assert found.closes_at is None


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_says_how_it_can_be_answered(channel: str) -> None:
    for ticket in (a_ticket(channel=channel), private_ticket(channel)):
        for visibility in Visibility:
            found = route_for(ticket, visibility, load_policy, START)
            if isinstance(found, Refusal):
                assert found.message.endswith(".")
            else:
                assert found.limit == load_policy(found.channel).lengths[visibility]


def test_row_13_only_a_persons_late_answer_carries_the_tag() -> None:
    """Robots never do."""
    day = Day()
    day.writes_in_private("d1", 0)
    day.answers("Bonjour", mode=Mode.PRIVATE)
    day.writes_in_private("d2", 20)
    day.store_side.clock.at = START + 3 * DAY
    day.answers("Voici", key="k2", mode=Mode.PRIVATE)

    assert [post.human_agent for post in day.platform.posts] == [False, True]
