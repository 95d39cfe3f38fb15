"""What must hold of every calendar, whatever its hours."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.brand.model import Calendar, Exceptional, Interval
from shared.domain.business_time.hours import (
    CalendarError,
    add_business_time,
    business_time_between,
    closed_period,
    is_open,
    next_opening,
)
from tests.examples import examples

ZONES = ("Europe/Paris", "America/Montreal", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "UTC")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants bounds without a zone
LOCAL = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001  hypothesis wants bounds without a zone
DURATIONS = st.timedeltas(timedelta(0), timedelta(days=6))


@st.composite
def intervals(draw: st.DrawFn, most: int = 3) -> tuple[Interval, ...]:
    """Intervals of one day that do not overlap, the last perhaps across midnight."""
    edges = sorted(draw(st.lists(st.integers(0, 1440), max_size=2 * most, unique=True)))
    return tuple(Interval(start=a, end=b) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def exceptions(draw: st.DrawFn) -> Exceptional:
    start = draw(LOCAL)
    return Exceptional(start=start, end=start + draw(st.timedeltas(timedelta(minutes=1), timedelta(days=20))))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weekly = {day: draw(intervals()) for day in range(7)}
    if not any(weekly.values()):
        weekly[draw(st.integers(0, 6))] = (Interval(start=1320, end=1800),)
    days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
    return Calendar(
        time_zone=draw(st.sampled_from(ZONES)),
        weekly=weekly,
        holidays=dict.fromkeys(draw(st.lists(days, max_size=5)), "holiday"),
        half_days={day: draw(intervals(1)) for day in draw(st.lists(days, max_size=2))},
        closures=tuple(draw(st.lists(exceptions(), max_size=3))),
        openings=tuple(draw(st.lists(exceptions(), max_size=2))),
    )


def touches_opening(hours: Calendar, instant: datetime) -> bool:
    """Open at that instant, or closing at it."""
    return is_open(hours, instant) or is_open(hours, instant - timedelta(microseconds=1))


@settings(max_examples=examples(60))
@given(calendars(), INSTANTS, DURATIONS)
def test_a_deadline_is_never_outside_hours_and_never_before_its_start(
    calendar: Calendar, start: datetime, duration: timedelta
) -> None:
    try:
        deadline = add_business_time(calendar, start, duration)
    except CalendarError:
        return  # a desk that opens for a minute a week has no six days within a year
    assert deadline >= start + duration
    assert touches_opening(calendar, deadline)
    assert business_time_between(calendar, start, deadline) == duration


@settings(max_examples=examples(60))
@given(calendars(), INSTANTS, DURATIONS, DURATIONS)
def test_business_time_adds_up(calendar: Calendar, start: datetime, first: timedelta, second: timedelta) -> None:
    hours = calendar
    middle, end = start + first, start + first + second

    assert business_time_between(hours, start, end) == business_time_between(
        hours, start, middle
    ) + business_time_between(hours, middle, end)


@settings(max_examples=examples(60))
@given(calendars(), INSTANTS)
def test_a_closed_period_is_closed_from_its_beginning_to_its_end_and_not_longer(
    calendar: Calendar, instant: datetime
) -> None:
    hours = calendar
    period = closed_period(hours, instant)
    if period is None:
        assert is_open(hours, instant)
        assert next_opening(hours, instant) == instant
        return
    start, end = period
    assert start <= instant < end
    assert next_opening(hours, instant) == end
    assert is_open(hours, end)
    assert business_time_between(hours, start, end) == timedelta(0)
    for other in (start, start + (end - start) / 2, end - timedelta(microseconds=1)):
        if other > datetime(2020, 1, 1, tzinfo=UTC):
            assert closed_period(hours, other) == period


@settings(max_examples=examples(60))
@given(st.sampled_from(ZONES), INSTANTS, DURATIONS)
def test_a_desk_that_never_closes_counts_every_minute(zone: str, start: datetime, duration: timedelta) -> None:
    hours = Calendar(time_zone=zone, weekly=dict.fromkeys(range(7), (Interval(start=0, end=1440),)))

    assert business_time_between(hours, start, start + duration) == duration
    assert add_business_time(hours, start, duration) == start + duration
