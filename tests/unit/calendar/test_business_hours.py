"""The calendar: when the desk is open, and what a deadline in business time is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.domain.brand.model import Calendar, Exceptional, Interval
from shared.domain.business_time.hours import (
    CalendarError,
    add_business_time,
    business_time_between,
    closed_period,
    is_open,
    next_opening,
)

PARIS = ZoneInfo("Europe/Paris")
NINE_TO_SIX_WITH_LUNCH = (Interval(start=540, end=750), Interval(start=840, end=1080))
DESK = Calendar(time_zone="Europe/Paris", weekly=dict.fromkeys(range(5), NINE_TO_SIX_WITH_LUNCH))
ALWAYS = Calendar(time_zone="Europe/Paris", weekly=dict.fromkeys(range(7), (Interval(start=0, end=1440),)))
NIGHT = Calendar(time_zone="Europe/Paris", weekly=dict.fromkeys(range(7), (Interval(start=1320, end=1800),)))


def paris(text: str) -> datetime:
    """A local time in Paris, as the instant it is."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS).astimezone(UTC)


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the calendar's own times have no zone


@pytest.mark.parametrize(
    ("when", "open_"),
    [
        ("2026-03-02 08:59", False),
        ("2026-03-02 09:00", True),
        ("2026-03-02 12:29", True),
        ("2026-03-02 12:30", False),  # lunch
        ("2026-03-02 14:00", True),
        ("2026-03-02 17:59", True),
        ("2026-03-02 18:00", False),
        ("2026-03-07 10:00", False),  # a Saturday
    ],
)
def test_several_intervals_a_day(when: str, open_: bool) -> None:
    assert is_open(DESK, paris(when)) is open_


@pytest.mark.parametrize(
    ("when", "opening"),
    [
        ("2026-03-02 07:00", "2026-03-02 09:00"),
        ("2026-03-02 10:00", "2026-03-02 10:00"),
        ("2026-03-02 13:00", "2026-03-02 14:00"),
        ("2026-03-02 23:10", "2026-03-03 09:00"),
        ("2026-03-06 18:00", "2026-03-09 09:00"),  # Friday evening to Monday morning
    ],
)
def test_the_next_opening(when: str, opening: str) -> None:
    assert next_opening(DESK, paris(when)) == paris(opening)


def test_every_instant_of_a_closed_period_gives_the_same_period() -> None:
    hours = DESK
    weekend = (paris("2026-03-06 18:00"), paris("2026-03-09 09:00"))

    for when in ("2026-03-06 18:00", "2026-03-07 12:00", "2026-03-09 08:59"):
        assert closed_period(hours, paris(when)) == weekend
    assert closed_period(hours, paris("2026-03-09 09:00")) is None


def test_a_closed_period_after_three_weeks_of_closure_begins_at_the_last_closing() -> None:
    hours = replace(DESK, closures=(Exceptional(start=local("2026-08-01 00:00"), end=local("2026-08-24 00:00")),))

    assert closed_period(hours, paris("2026-08-15 12:00")) == (paris("2026-07-31 18:00"), paris("2026-08-24 09:00"))


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    hours = NIGHT

    assert is_open(hours, paris("2026-03-02 23:30"))
    assert is_open(hours, paris("2026-03-03 05:59"))
    assert not is_open(hours, paris("2026-03-03 06:00"))
    assert next_opening(hours, paris("2026-03-03 06:00")) == paris("2026-03-03 22:00")


def test_a_desk_that_never_closes_has_no_closed_period() -> None:
    hours = ALWAYS
    instant = paris("2026-12-25 00:00")

    assert is_open(hours, instant)
    assert closed_period(hours, instant) is None
    assert next_opening(hours, instant) == instant
    assert add_business_time(hours, instant, timedelta(days=30)) == instant + timedelta(days=30)


def test_a_holiday_is_closed_and_the_day_after_it_is_not() -> None:
    hours = replace(DESK, holidays={date(2026, 7, 14): "Fête nationale"})

    assert not is_open(hours, paris("2026-07-14 10:00"))
    assert next_opening(hours, paris("2026-07-13 20:00")) == paris("2026-07-15 09:00")


def test_a_night_shift_that_began_on_the_eve_of_a_holiday_is_finished() -> None:
    hours = replace(NIGHT, holidays={date(2026, 7, 14): "Fête nationale"})

    assert is_open(hours, paris("2026-07-14 05:00"))
    assert not is_open(hours, paris("2026-07-14 23:00"))


def test_half_days_replace_the_hours_of_the_day_and_win_over_a_holiday() -> None:
    morning = (Interval(start=540, end=720),)
    hours = replace(
        DESK,
        holidays={date(2026, 5, 8): "Victoire"},
        half_days={date(2026, 5, 8): morning},
        yearly_half_days={"12-24": morning},
    )

    for day in ("2026-05-08", "2026-12-24", "2027-12-24"):
        assert is_open(hours, paris(f"{day} 11:00"))
        assert not is_open(hours, paris(f"{day} 15:00"))


def test_a_half_day_without_hours_is_a_closed_day() -> None:
    hours = replace(DESK, half_days={date(2026, 3, 3): ()})

    assert not is_open(hours, paris("2026-03-03 10:00"))


def test_a_closure_takes_its_part_out_of_the_day() -> None:
    closure = Exceptional(start=local("2026-03-03 10:00"), end=local("2026-03-03 15:30"))
    hours = replace(DESK, closures=(closure,))

    assert is_open(hours, paris("2026-03-03 09:59"))
    assert not is_open(hours, paris("2026-03-03 14:30"))
    assert next_opening(hours, paris("2026-03-03 10:00")) == paris("2026-03-03 15:30")


def test_an_exceptional_opening_wins_over_the_week_a_holiday_and_a_closure() -> None:
    hours = replace(
        DESK,
        holidays={date(2026, 7, 14): "Fête nationale"},
        closures=(Exceptional(start=local("2026-07-13 00:00"), end=local("2026-07-20 00:00")),),
        openings=(
            Exceptional(start=local("2026-07-14 10:00"), end=local("2026-07-14 12:00")),
            Exceptional(start=local("2026-03-08 10:00"), end=local("2026-03-08 18:00")),
        ),
    )

    assert is_open(hours, paris("2026-07-14 11:00"))
    assert is_open(hours, paris("2026-03-08 11:00"))  # a Sunday
    assert next_opening(hours, paris("2026-07-14 12:00")) == paris("2026-07-20 09:00")


def test_a_channel_may_have_hours_of_its_own_in_another_zone() -> None:
    montreal = replace(DESK, time_zone="America/Montreal")

    assert next_opening(montreal, paris("2026-03-02 12:00")) == datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


# --- the two Sundays on which clocks change ---------------------------------------------------------------------------


def test_on_the_short_night_a_paris_desk_opens_at_nine_in_paris() -> None:
    hours = DESK

    assert next_opening(hours, datetime(2026, 3, 28, 12, 0, tzinfo=UTC)) == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
    assert next_opening(hours, datetime(2026, 3, 21, 12, 0, tzinfo=UTC)) == datetime(2026, 3, 23, 8, 0, tzinfo=UTC)


def test_on_the_long_night_a_paris_desk_opens_at_nine_in_paris() -> None:
    hours = DESK

    assert next_opening(hours, datetime(2026, 10, 24, 12, 0, tzinfo=UTC)) == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "worked"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-06", 8)], ids=["short", "long", "ordinary"]
)
def test_a_night_shift_is_an_hour_shorter_or_longer_when_clocks_change(day: str, worked: int) -> None:
    evening = paris(f"{day} 20:00")
    worked_time = business_time_between(NIGHT, evening, evening + timedelta(hours=14))

    assert worked_time == timedelta(hours=worked)


def test_an_hour_that_is_skipped_is_the_instant_of_the_change() -> None:
    early = replace(DESK, weekly={6: (Interval(start=150, end=240),)})  # Sundays 02:30-04:00

    assert closed_period(early, paris("2026-03-28 12:00")) == (
        paris("2026-03-22 04:00"),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    )


def test_an_interval_wholly_inside_the_skipped_hour_is_no_opening() -> None:
    early = replace(DESK, weekly={6: (Interval(start=135, end=165),)})  # Sundays 02:15-02:45

    assert next_opening(early, paris("2026-03-28 12:00")) == paris("2026-04-05 02:15")


def test_an_hour_that_occurs_twice_is_open_both_times() -> None:
    early = replace(DESK, weekly={6: (Interval(start=120, end=180),)})  # Sundays 02:00-03:00
    hours = early

    assert is_open(hours, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert is_open(hours, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert business_time_between(hours, start, start + timedelta(days=1)) == timedelta(hours=2)


# --- deadlines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "minutes", "deadline"),
    [
        ("2026-03-02 09:00", 60, "2026-03-02 10:00"),
        ("2026-03-02 12:00", 60, "2026-03-02 14:30"),  # over lunch
        ("2026-03-02 17:30", 60, "2026-03-03 09:30"),  # over night
        ("2026-03-06 17:30", 60, "2026-03-09 09:30"),  # over the weekend
        ("2026-03-02 23:10", 240, "2026-03-03 14:30"),
        ("2026-03-02 11:30", 60, "2026-03-02 12:30"),  # a deadline may be the very instant of closing
    ],
)
def test_a_deadline_counts_only_opening_time(start: str, minutes: int, deadline: str) -> None:
    assert add_business_time(DESK, paris(start), timedelta(minutes=minutes)) == paris(deadline)


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar(time_zone="Europe/Paris", weekly={}),
        replace(DESK, closures=(Exceptional(start=local("2020-01-01 00:00"), end=local("2040-01-01 00:00")),)),
    ],
    ids=["no hours", "closed for ever"],
)
def test_a_calendar_without_an_opening_is_an_error_of_its_own(calendar: Calendar) -> None:
    instant = paris("2026-03-02 03:00")

    with pytest.raises(CalendarError):
        is_open(calendar, instant)
    with pytest.raises(CalendarError):
        next_opening(calendar, instant)
    with pytest.raises(CalendarError):
        closed_period(calendar, instant)
    with pytest.raises(CalendarError):
        add_business_time(calendar, instant, timedelta(hours=2))
    assert business_time_between(calendar, instant, instant + timedelta(hours=2)) == timedelta(0)
