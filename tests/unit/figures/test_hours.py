"""When customers write, beside the hours of a usual week; and which more hours would cover what."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from functions.report.texts import TEXTS, sentences_of_hours
from shared.contracts.reports import ListeningView
from shared.domain.brand.model import Calendar, Exceptional, Interval
from shared.domain.business_time.hours import is_open
from shared.domain.figures.counting import slot_of
from shared.domain.figures.hours import ListeningFigures, listening_figures, weekly_shares
from shared.domain.figures.letter import week_before
from shared.domain.figures.model import Counted, Figures

NINE_TO_SIX = (Interval(start=9 * 60, end=18 * 60),)
PARIS = "Europe/Paris"
MONDAY_TO_SATURDAY = dict.fromkeys(range(6), NINE_TO_SIX)
EASTER_MONDAY = Calendar(time_zone=PARIS, weekly=MONDAY_TO_SATURDAY, holidays={date(2026, 4, 6): "Easter Monday"})


def week(calendar: Calendar, monday: date) -> ListeningFigures:
    """Ten messages an hour from 9 to 18 h on each day, and one an hour at night."""
    zone, counts = ZoneInfo(calendar.time_zone), Counter[str]()
    at, until = since, _ = week_before(monday, calendar.time_zone)
    while at < until:
        number = 10 if 9 <= at.astimezone(zone).hour < 18 else 1
        names = ["messages", f"messages|slot={slot_of(at, zone)}"]
        names += [] if is_open(calendar, at) else ["desk_closed", f"desk_closed|slot={slot_of(at, zone)}"]
        counts.update(dict.fromkeys(names, number))
        at += timedelta(hours=1)
    return listening_figures(Figures(counts=counts), calendar, "acme", since, until)


def test_a_holiday_is_no_gap_of_the_week() -> None:
    found = week(EASTER_MONDAY, date(2026, 4, 13))
    assert found.closed_exceptionally == 90
    assert [(each.weekday, each.hour, each.until_hour, each.messages) for each in found.extra_hours[:1]] == [
        (6, 9, 18, 90)
    ]
    assert not [each for each in found.extra_hours if each.weekday < 6 and 9 <= each.hour < 18]


@pytest.mark.parametrize(("language", "words"), [("en", "at your usual hours"), ("fr", "à vos heures habituelles")])
def test_what_came_on_a_holiday_is_said_for_itself(language: str, words: str) -> None:
    def said(monday: date) -> str:
        view = ListeningView.of(week(EASTER_MONDAY, monday), Counted(until=None, complete=True)).model_dump(
            mode="json", by_alias=True
        )
        return " ".join(sentences_of_hours(view, TEXTS[language], language))

    assert words in said(date(2026, 4, 13))
    assert words not in said(date(2026, 4, 20))


def test_a_gap_of_an_hour_in_which_the_desk_opens_at_half_past_is_one() -> None:
    calendar = Calendar(time_zone="UTC", weekly={day: (Interval(start=570, end=1080),) for day in range(7)})
    figures = Figures(counts={"messages": 10, "desk_closed": 4, "desk_closed|slot=0T9": 4})
    since = datetime(2026, 3, 2, tzinfo=UTC)
    found = listening_figures(figures, calendar, "acme", since, since + timedelta(days=7))
    assert [(each.weekday, each.hour, each.messages) for each in found.extra_hours] == [(0, 9, 4)]


def test_a_shift_across_midnight_and_a_short_gap_are_open() -> None:
    calendar = Calendar(
        time_zone=PARIS, weekly={6: (Interval(start=1320, end=1560),), 2: (Interval(start=540, end=600),)}
    )
    shares = weekly_shares(calendar)
    assert [slot for slot, share in shares.items() if share] == [(0, 0), (0, 1), (2, 9), (6, 22), (6, 23)]


def shares(calendar: Calendar, since: datetime, until: datetime) -> dict[int, float]:
    return {each.hour: each.open_share for each in listening_figures(Figures(), calendar, "acme", since, until).hours}


def test_a_closure_at_the_end_of_a_year_does_not_stand_for_the_year() -> None:
    closed = Exceptional(start=datetime.fromisoformat("2026-12-19"), end=datetime.fromisoformat("2027-01-01"))
    calendar = Calendar(time_zone=PARIS, weekly=dict.fromkeys(range(7), NINE_TO_SIX), closures=(closed,))
    found = shares(calendar, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert [hour for hour, share in found.items() if share == 1] == list(range(9, 18))
    assert {share for hour, share in found.items() if not 9 <= hour < 18} == {0}


@pytest.mark.parametrize(
    "zone", ["Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Adelaide", PARIS, "UTC"]
)
@pytest.mark.parametrize("monday", [date(2026, 3, 9), date(2026, 3, 30), date(2026, 10, 26), date(2026, 11, 2)])
def test_hours_are_those_of_the_clock_on_the_wall_wherever_the_brand_is(zone: str, monday: date) -> None:
    calendar = Calendar(time_zone=zone, weekly=dict.fromkeys(range(7), NINE_TO_SIX))
    found = shares(calendar, *week_before(monday, zone))
    assert [hour for hour, share in found.items() if share == 1] == list(range(9, 18))
    assert {share for hour, share in found.items() if not 9 <= hour < 18} == {0}


def test_a_day_is_shown_with_the_hours_of_its_day_of_the_week() -> None:
    calendar = Calendar(time_zone="UTC", weekly={0: NINE_TO_SIX, 1: (Interval(start=600, end=660),)})
    tuesday = datetime(2026, 3, 3, tzinfo=UTC)
    found = shares(calendar, tuesday, tuesday + timedelta(days=1))
    assert {hour: share for hour, share in found.items() if share} == {10: 1.0}


def test_a_calendar_that_never_opens_counts_as_open() -> None:
    since = datetime(2026, 3, 3, tzinfo=UTC)
    assert set(shares(Calendar(time_zone="UTC", weekly={}), since, since + timedelta(days=1)).values()) == {1.0}
