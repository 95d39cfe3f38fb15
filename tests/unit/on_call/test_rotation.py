"""Who is on duty: exactly one person at every instant, also in the nights in which the clocks change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.on_call.rotation import Override, Rotation, Shift, Turn, ends_at, next_duty, on_duty

PARIS = ZoneInfo("Europe/Paris")
ZONES = ("Europe/Paris", "America/New_York", "America/Montreal", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
MONDAY = date(2026, 1, 5)


def daily(hand_over: time = time(2), people: Sequence[str] = ("lea", "tom"), **fields: object) -> Rotation:
    shift = Shift(time_zone="Europe/Paris", hand_over=hand_over, people=tuple(people), start=MONDAY)
    return Rotation(name="night", shifts=(replace(shift, **fields),))


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold).astimezone(UTC)


def an_override(person: str, start: datetime, end: datetime, *, number: int = 1) -> Override:
    return Override(
        id=f"o{number}",
        rotation="night",
        person=person,
        start=start,
        end=end,
        created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        created_by="sophie",
    )


def test_a_daily_rotation_hands_over_at_its_hour() -> None:
    rotation = daily(time(9))
    assert on_duty(rotation, (), paris("2026-01-05T09:00")).person == "lea"
    assert on_duty(rotation, (), paris("2026-01-06T08:59")).person == "lea"
    assert on_duty(rotation, (), paris("2026-01-06T09:00")).person == "tom"


def test_a_weekly_rotation_hands_over_on_its_day() -> None:
    rotation = daily(time(9), weekday=0, turn=Turn.WEEK)
    assert on_duty(rotation, (), paris("2026-01-11T23:00")).person == "lea"
    duty = on_duty(rotation, (), paris("2026-01-12T09:00"))
    assert (duty.person, duty.until) == ("tom", paris("2026-01-19T09:00"))


def test_duty_follows_the_sun() -> None:
    shifts = (
        Shift(time_zone="Europe/Paris", hand_over=time(8), people=("lea",), start=MONDAY),
        Shift(time_zone="America/Montreal", hand_over=time(9), people=("zoe",), start=MONDAY),
        Shift(time_zone="Asia/Tokyo", hand_over=time(8), people=("kenji",), start=MONDAY),
    )
    rotation = Rotation(name="sun", shifts=shifts)
    assert on_duty(rotation, (), paris("2026-01-05T10:00")).person == "lea"
    assert on_duty(rotation, (), paris("2026-01-05T15:00")).person == "zoe"
    assert on_duty(rotation, (), paris("2026-01-06T00:00")).person == "kenji"
    # Between the two changes of clocks (8 and 29 March 2026) Montreal begins an hour earlier by the clock of Paris.
    assert on_duty(rotation, (), paris("2026-03-10T14:00")).person == "zoe"
    assert on_duty(rotation, (), paris("2026-03-05T14:00")).person == "lea"


@pytest.mark.parametrize(
    ("before", "after", "instant"),
    [
        # 29 March 2026: at 01:00 UTC clocks go from 02:00 to 03:00, so 02:00 is 03:00 and 02:30 is 03:30.
        (paris("2026-03-29T01:59"), paris("2026-03-29T03:00"), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        # 25 October 2026: at 01:00 UTC clocks go from 03:00 back to 02:00. The first 02:00 is the hand-over.
        (paris("2026-10-25T01:59"), paris("2026-10-25T02:00", fold=1), datetime(2026, 10, 25, 0, 0, tzinfo=UTC)),
    ],
    ids=["spring", "autumn"],
)
def test_a_hand_over_at_two_in_the_night_of_the_change_is_one_instant(
    before: datetime, after: datetime, instant: datetime
) -> None:
    rotation = daily()
    first, second = on_duty(rotation, (), before), on_duty(rotation, (), after)
    assert first.person != second.person
    assert first.until == second.since == instant
    assert on_duty(rotation, (), instant - timedelta(microseconds=1)).person == first.person
    assert on_duty(rotation, (), instant).person == second.person


def test_an_hour_that_does_not_exist_hands_over_where_unchanged_clocks_show_it() -> None:
    rotation = daily(time(2, 30))
    assert on_duty(rotation, (), paris("2026-03-29T03:00")).until == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_override_counts_in_its_time_and_the_last_one_wins() -> None:
    rotation = daily(time(9))
    evening = an_override("zoe", paris("2026-01-05T18:00"), paris("2026-01-05T22:00"))
    late = an_override("ana", paris("2026-01-05T20:00"), paris("2026-01-05T23:00"), number=2)

    def at(text: str) -> str:
        return on_duty(rotation, (evening, late), paris(text)).person

    hours = ("17:59", "18:00", "20:00", "22:00", "23:00")
    assert [at(f"2026-01-05T{hour}") for hour in hours] == ["lea", "zoe", "ana", "ana", "lea"]


def test_an_override_of_another_rotation_changes_nothing() -> None:
    other = replace(an_override("zoe", paris("2026-01-05T00:00"), paris("2026-02-05T00:00")), rotation="day")
    assert on_duty(daily(time(9)), (other,), paris("2026-01-05T10:00")).person == "lea"


def test_who_is_next_is_somebody_else() -> None:
    following = next_duty(daily(time(9), ("lea", "lea", "tom")), (), paris("2026-01-05T10:00"))
    assert following is not None
    assert (following.person, following.since) == ("tom", paris("2026-01-07T09:00"))
    assert next_duty(daily(time(9), ("lea",)), (), paris("2026-01-05T10:00")) is None


instants = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001  made aware
shifts = st.builds(
    Shift,
    time_zone=st.sampled_from(ZONES),
    hand_over=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    people=st.lists(st.sampled_from(["lea", "tom", "zoe"]), min_size=1, max_size=3).map(tuple),
    start=st.dates(date(2024, 1, 1), date(2029, 1, 1)),
    weekday=st.one_of(st.none(), st.integers(0, 6)),
    turn=st.sampled_from(Turn),
)
rotations = st.lists(shifts, min_size=1, max_size=3).map(lambda found: Rotation(name="night", shifts=tuple(found)))
overrides = st.lists(
    st.builds(
        lambda start, hours, person, number, imported: replace(
            an_override(person, start, start + timedelta(hours=hours), number=number), imported=imported
        ),
        instants,
        st.integers(1, 2000),
        st.sampled_from(["ana", "eve"]),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=4,
)


@given(rotations, overrides, instants, st.floats(0, 1))
def test_exactly_one_person_has_duty_at_every_instant(
    rotation: Rotation, known: list[Override], at: datetime, share: float
) -> None:
    duty = on_duty(rotation, known, at)
    assert duty.since <= at < duty.until
    between = at + (duty.until - at) * share * 0.999
    assert on_duty(rotation, known, between).person == duty.person, "nothing changes before the end that was told"
    assert on_duty(rotation, known, duty.until).since <= duty.until < on_duty(rotation, known, duty.until).until


@given(shifts, instants)
def test_a_shift_begins_once_on_each_of_its_days(shift: Shift, at: datetime) -> None:
    begins, day = shift.latest(at)
    following, next_day = shift.following(at)
    assert begins <= at < following
    assert day < next_day
    assert (next_day - day).days in (1, 7)


def test_a_duty_ends_where_somebody_else_begins_and_at_no_other_edge() -> None:
    shift = Shift(time_zone="UTC", hand_over=time(9), people=("lea", "tom"), start=date(2026, 3, 2), weekday=0)
    weekly = Rotation(name="week", shifts=(shift,))
    wednesday = datetime(2026, 3, 4, 8, tzinfo=UTC)
    made = {"rotation": "week", "created_at": wednesday, "created_by": "sb"}
    thursday = wednesday + timedelta(days=1)
    own = Override(id="1", person="lea", start=wednesday, end=wednesday + timedelta(hours=4), **made)
    gone = Override(id="2", person="tom", start=thursday, end=thursday + timedelta(days=1), **made)
    assert ends_at(weekly, (), wednesday) == datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert ends_at(weekly, (own,), wednesday) == datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert ends_at(weekly, (own, gone), wednesday) == thursday
    assert ends_at(replace(weekly, shifts=(replace(shift, people=("lea",)),)), (), wednesday) is None


CHANGES = {  # instants at which clocks change, in 2026
    "Europe/Paris": ("2026-03-29T01:00", "2026-10-25T01:00"),
    "America/New_York": ("2026-03-08T07:00", "2026-11-01T06:00"),
    "Australia/Lord_Howe": ("2026-04-04T15:00", "2026-10-03T15:30"),  # by half an hour
}


@cache
def shown(zone: str, hand_over: time, day: date) -> datetime:
    """When the clock on the wall shows that hour first on that day, as somebody finds out who looks each minute. On a
    day on which it never does: when a clock would that was not changed since the minute before midnight."""
    before = datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(minutes=1)
    offset = before.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    minutes = [before + timedelta(minutes=passed) for passed in range(1, 26 * 60)]
    for unchanged in (False, True):
        for minute in minutes:
            wall = (minute + offset).replace(tzinfo=None) if unchanged else minute.astimezone(ZoneInfo(zone))
            if (wall.date(), wall.time()) == (day, hand_over):
                return minute
    raise AssertionError("each day has each hour, on some clock")


def looked_up(shifts: Sequence[Shift], at: datetime) -> str:
    """Who has duty: whoever's shift began last."""
    begun = []
    for number, shift in enumerate(shifts):
        for back in range(-1, 9):
            day = at.date() - timedelta(days=back)
            if shift.weekday in (None, day.weekday()):
                begins = shown(shift.time_zone, shift.hand_over, day)
                begun += [(begins, number, shift.person_of(day))] if begins <= at else []
    return max(begun)[2]


changing = st.sampled_from([(zone, change) for zone, both in CHANGES.items() for change in both])


@st.composite
def nights(draw: st.DrawFn) -> tuple[tuple[Shift, ...], datetime]:
    """Shifts that hand over within two hours of a change of clocks, and an instant of that night."""
    zone, change = draw(changing)
    at = datetime.fromisoformat(change).replace(tzinfo=UTC)
    found = []
    for number in range(draw(st.integers(1, 3))):
        wall = (at + timedelta(minutes=draw(st.integers(-120, 120)))).astimezone(ZoneInfo(zone))
        hand_over = draw(st.sampled_from([wall.time().replace(fold=0), time(2), time(2, 30), time(1, 45), time(9)]))
        people = draw(st.lists(st.sampled_from(["lea", "tom", "zoe"]), min_size=1, max_size=3))
        other = draw(st.sampled_from(sorted(CHANGES))) if number else zone
        weekday = draw(st.sampled_from([None, wall.weekday()]))
        turn = Turn.DAY if weekday is None else draw(st.sampled_from(Turn))
        found.append(
            Shift(time_zone=other, hand_over=hand_over, people=tuple(people), start=MONDAY, weekday=weekday, turn=turn)
        )
    return tuple(found), at + timedelta(minutes=draw(st.integers(-180, 180)))


@given(nights())
@settings(deadline=None)  # a day that is looked at for the first time takes a while
def test_in_the_nights_of_the_clock_changes_duty_is_whose_the_clocks_on_the_wall_say(
    night: tuple[tuple[Shift, ...], datetime],
) -> None:
    shifts, at = night
    assert on_duty(Rotation(name="night", shifts=shifts), (), at).person == looked_up(shifts, at)


@given(rotations, overrides, st.sampled_from([change for both in CHANGES.values() for change in both]))
def test_duties_follow_each_other_without_a_gap_and_without_an_overlap(
    rotation: Rotation, known: list[Override], change: str
) -> None:
    """Over the four weeks around a change of clocks; of each override somebody has duty by it, or by a later one."""
    at = datetime.fromisoformat(change).replace(tzinfo=UTC) - timedelta(days=14)
    end = at + timedelta(days=28)
    while at < end:
        duty = on_duty(rotation, known, at)
        assert duty.since <= at < duty.until
        covering = [override for override in known if override.covers(at)]
        by_hand = [override for override in covering if not override.imported]
        assert (duty.overridden, duty.imported) == (bool(by_hand), bool(covering) and not by_hand)
        if covering:
            assert duty.person in {override.person for override in by_hand or covering}
        else:
            assert duty.person == rotation.scheduled(at)[0]
        last = duty.until - timedelta(microseconds=1)
        assert on_duty(rotation, known, last).person == duty.person
        at = duty.until
