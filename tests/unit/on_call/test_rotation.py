"""Who is on duty: exactly one person at every instant, also in the nights in which the clocks change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.on_call.rotation import Override, Rotation, Shift, Turn, ends_at, next_duty, on_duty

PARIS = ZoneInfo("Europe/Paris")
ZONES = ("Europe/Paris", "America/New_York", "America/Montreal", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
MONDAY = date(2026, 1, 5)


def daily(hand_over: time = time(2), people: Sequence[str] = ("lea", "tom"), **fields: object) -> Rotation:
    shift = Shift(time_zone="Europe/Paris", hand_over=hand_over, people=tuple(people), start=MONDAY)
    return Rotation(name="night", shifts=(replace(shift, **fields),))  # type: ignore[arg-type]


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
