"""Hours as people write them: slips are mended and said, and "24/7" means always."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.brand import load, notes
from shared.brand.hours import WEEKDAYS
from shared.domain.brand.model import Calendar
from shared.domain.business_time.hours import closed_period, is_open, next_opening
from tests.unit.acknowledgement.scenes import DOCUMENT

PARIS = ZoneInfo("Europe/Paris")
HOLIDAY = date(2026, 7, 14)


def with_hours(hours: Any, **fields: Any) -> dict[str, Any]:
    plain = {name: value for name, value in DOCUMENT.items() if name not in ("half_days", "closures", "openings")}
    plain.pop("channel_hours", None)
    return {**plain, "business_hours": hours, **fields}


def calendar(document: dict[str, Any]) -> Calendar:
    return load(document, "acme", 1).calendar


def every_day(*intervals: str) -> dict[str, list[str]]:
    return {day: list(intervals) for day in WEEKDAYS}


def test_until_a_minute_to_midnight_means_until_the_end_of_the_day() -> None:
    document = with_hours(every_day("00:00-23:59"), holidays={"country": "FR"})

    late = datetime(2026, 3, 3, 23, 59, 20, tzinfo=PARIS)
    assert closed_period(calendar(document), late) is None
    assert "business_hours.monday[0]: '00:00-23:59' is read as until 24:00: 23:59 means the end of the day" in notes(
        document, "acme"
    )


@pytest.mark.parametrize(
    ("hours", "at", "gap"),
    [
        (("09:00-12:29", "12:30-18:00"), datetime(2026, 3, 3, 12, 29, tzinfo=PARIS), "from 12:29 to 12:30"),
        (("09:00-12:00", "12:04-18:00"), datetime(2026, 3, 3, 12, 2, tzinfo=PARIS), "from 12:00 to 12:04"),
        (("00:00-23:58",), datetime(2026, 3, 3, 23, 59, tzinfo=PARIS), "from 23:58 to 00:00"),
        (("00:02-24:00",), datetime(2026, 3, 3, 0, 1, tzinfo=PARIS), "from 00:00 to 00:02"),
    ],
)
def test_a_gap_of_less_than_five_minutes_is_closed_and_said(hours: tuple[str, ...], at: datetime, gap: str) -> None:
    document = with_hours(every_day(*hours), holidays={"country": "FR"})

    assert is_open(calendar(document), at)
    assert f"business_hours.tuesday: the gap {gap} is closed: it is too short" in notes(document, "acme")


@pytest.mark.parametrize("hours", [("09:00-12:00", "12:05-18:00"), ("09:00-12:00", "14:00-18:00")])
def test_a_longer_gap_stays_and_nothing_is_said(hours: tuple[str, ...]) -> None:
    document = with_hours(every_day(*hours))

    assert not is_open(calendar(document), datetime(2026, 3, 3, 12, 3, tzinfo=PARIS))
    assert notes(document, "acme") == ()


def test_around_the_clock_is_open_on_a_public_holiday_and_the_check_says_so() -> None:
    document = with_hours("24/7", holidays={"country": "FR", "days": {HOLIDAY.isoformat(): "Fête nationale"}})

    assert is_open(calendar(document), datetime(2026, 7, 14, 10, 0, tzinfo=PARIS))
    assert notes(document, "acme") == (
        "holidays: they do not close the desk: '24/7' is open on public holidays too; name days off under 'closures'",
    )


def test_a_closure_and_a_half_day_close_a_desk_that_is_open_around_the_clock() -> None:
    document = with_hours(
        "24/7",
        closures=[{"from": "2026-07-14", "to": "2026-07-14"}],
        half_days={"2026-12-24": ["09:00-12:00"]},
    )

    assert next_opening(calendar(document), datetime(2026, 7, 14, 10, 0, tzinfo=PARIS)) - datetime(
        2026, 7, 15, tzinfo=PARIS
    ) == timedelta(0)
    assert not is_open(calendar(document), datetime(2026, 12, 24, 15, 0, tzinfo=PARIS))


def test_seven_whole_days_written_out_still_close_on_a_holiday() -> None:
    document = with_hours(every_day("00:00-24:00"), holidays={"country": "FR", "days": {"2026-07-14": "x"}})

    assert not is_open(calendar(document), datetime(2026, 7, 14, 10, 0, tzinfo=PARIS))


def test_a_channel_open_around_the_clock_ignores_the_holidays_of_the_brand() -> None:
    document = with_hours(
        DOCUMENT["business_hours"],
        holidays={"country": "FR", "days": {"2026-07-14": "x"}},
        channel_hours={"x": {"business_hours": "24/7"}},
    )
    brand = load(document, "acme", 1)

    at = datetime(2026, 7, 14, 10, 0, tzinfo=PARIS)
    (note,) = notes(document, "acme")
    assert note.startswith("channel_hours.x.business_hours: the brand's holidays do not close this channel")
    assert is_open(brand.calendar_of("x"), at)
    assert not is_open(brand.calendar_of("facebook"), at)


@pytest.mark.parametrize("field", ["openings", "closures"])
def test_an_opening_or_closure_until_a_minute_to_midnight_lasts_until_the_end_of_the_day(field: str) -> None:
    days = [{"from": f"2026-12-0{day} 00:00", "to": f"2026-12-0{day} 23:59"} for day in (5, 6)]
    document = with_hours("24/7" if field == "closures" else every_day("09:00-18:00"), **{field: days})

    between = datetime(2026, 12, 5, 23, 59, 20, tzinfo=PARIS)
    assert is_open(calendar(document), between) is (field == "openings")
    said = f"{field}[0].to: '2026-12-05 23:59' is read as until 24:00: 23:59 means the end of the day"
    assert said in notes(document, "acme")


BESIDE_AN_OPENING = {"openings": [{"from": "2026-03-03 18:03", "to": "2026-03-03 20:00"}]}
BEFORE_AN_OPENING = {"openings": [{"from": "2026-03-03 07:00", "to": "2026-03-03 08:58"}]}
TWO_OPENINGS = {
    "openings": [
        {"from": "2026-03-08 10:00", "to": "2026-03-08 12:00"},
        {"from": "2026-03-08 12:04", "to": "2026-03-08 14:00"},
    ]
}


@pytest.mark.parametrize(
    ("hours", "fields", "at", "said"),
    [
        (
            ("09:00-18:00",), BESIDE_AN_OPENING, datetime(2026, 3, 3, 18, 1, tzinfo=PARIS),
            "openings: the gap from 18:00 to 18:03 beside 2026-03-03",
        ),
        (
            ("09:00-18:00",), BEFORE_AN_OPENING, datetime(2026, 3, 3, 8, 59, tzinfo=PARIS),
            "openings: the gap from 08:58 to 09:00 beside 2026-03-03",
        ),
        (
            ("09:00-18:00",), TWO_OPENINGS, datetime(2026, 3, 8, 12, 2, tzinfo=PARIS),
            "openings: the gap from 12:00 to 12:04 beside 2026-03-08",
        ),
        (
            ("00:02-18:00",), {"half_days": {"2026-03-03": ["20:00-24:00"]}},
            datetime(2026, 3, 4, 0, 1, tzinfo=PARIS),
            "half_days: the gap from 00:00 to 00:02 beside 2026-03-03",
        ),
        (
            ("20:00-23:58",), {"half_days": {"03-04": ["00:00-10:00"]}},
            datetime(2026, 3, 3, 23, 59, tzinfo=PARIS),
            "half_days: the gap from 23:58 to 00:00 beside 03-04",
        ),
    ],
)  # fmt: skip
def test_a_short_gap_between_two_kinds_of_hours_is_closed_and_said(
    hours: tuple[str, ...], fields: dict[str, Any], at: datetime, said: str
) -> None:
    week = every_day(*hours) | ({"sunday": []} if fields is TWO_OPENINGS else {})
    document = with_hours(week, holidays={"country": "FR"}, **fields)

    assert is_open(calendar(document), at)
    assert closed_period(calendar(document), at) is None
    assert f"{said} is closed: it is too short" in notes(document, "acme")


def test_a_short_gap_beside_an_opening_of_one_channel_is_said_with_its_place() -> None:
    document = with_hours(every_day("09:00-18:00"), channel_hours={"x": BESIDE_AN_OPENING})

    said = "channel_hours.x.openings: the gap from 18:00 to 18:03 beside 2026-03-03 is closed: it is too short"
    assert notes(document, "acme") == (said,)


def test_a_gap_of_five_minutes_beside_an_opening_stays() -> None:
    openings = [{"from": "2026-03-03 18:05", "to": "2026-03-03 20:00"}]
    document = with_hours(every_day("09:00-18:00"), openings=openings)

    assert not is_open(calendar(document), datetime(2026, 3, 3, 18, 3, tzinfo=PARIS))
    assert notes(document, "acme") == ()


def test_a_closure_of_three_minutes_is_meant() -> None:
    closures = [{"from": "2026-03-03 12:00", "to": "2026-03-03 12:03", "reason": "fire drill"}]
    document = with_hours(every_day("09:00-18:00"), closures=closures)

    assert not is_open(calendar(document), datetime(2026, 3, 3, 12, 1, tzinfo=PARIS))
