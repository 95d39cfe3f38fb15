"""Public holidays: computed when a brand file is pushed, so that no function needs the library."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shared.adapters.holiday_calendar import LibraryHolidays
from shared.brand import load, read
from shared.brand.hours import with_holidays
from shared.domain.business_time.hours import is_open, next_opening

HOLIDAYS = LibraryHolidays()
ACME = read(Path("brands/acme.yaml").read_bytes())


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "closed"),
    [
        ("FR", None, "2026-07-14", True),
        ("FR", None, "2026-04-06", True),  # Easter Monday
        ("FR", None, "2026-05-14", True),  # Ascension
        ("FR", None, "2027-05-17", True),  # Whit Monday of another year
        ("FR", None, "2026-04-03", False),  # Good Friday is a working day in Paris
        ("FR", "57", "2026-04-03", True),  # and a holiday in Moselle
        ("FR", "57", "2026-12-26", True),
        ("FR", "6AE", "2026-12-26", True),  # Alsace
        ("CA", "QC", "2026-06-24", True),  # Saint-Jean-Baptiste
        ("CA", "ON", "2026-06-24", False),
        ("BE", None, "2026-07-21", True),
        ("BE", None, "2026-07-14", False),
        ("GB", "ENG", "2026-08-31", True),  # the last Monday of August
        ("GB", "SCT", "2026-11-30", True),  # Saint Andrew
        ("US", None, "2026-11-26", True),  # Thanksgiving
        ("US", None, "2026-07-03", True),  # the Friday before a Fourth of July that is a Saturday
    ],
)
def test_holidays_of_a_country_and_its_regions(country: str, subdivision: str | None, day: str, closed: bool) -> None:
    assert (HOLIDAYS.name_of(date.fromisoformat(day), country, subdivision) is not None) is closed


@pytest.mark.parametrize(("country", "subdivision"), [("FR", "Alsace-Lorraine"), ("Atlantis", None)])
def test_an_unknown_country_or_region_is_said_to_be_unknown(country: str, subdivision: str | None) -> None:
    with pytest.raises(LookupError, match="are not known"):
        HOLIDAYS.name_of(date(2026, 1, 1), country, subdivision)


def test_a_pushed_file_knows_its_holidays_from_last_year_to_three_years_ahead() -> None:
    calendar = load(with_holidays(ACME, HOLIDAYS, date(2026, 3, 2)), "acme", 1).calendar

    assert calendar.holidays_until == date(2029, 12, 31)
    assert {date(2025, 12, 25), date(2026, 4, 6), date(2029, 12, 25)} <= set(calendar.holidays)
    bastille_day = datetime(2026, 7, 14, 8, 0, tzinfo=UTC)
    assert not is_open(calendar, bastille_day)
    assert next_opening(calendar, bastille_day) == datetime(2026, 7, 15, 7, 0, tzinfo=UTC)


def test_days_of_the_brands_own_are_kept_beside_the_computed_ones() -> None:
    own = {"country": "FR", "days": {"2026-03-20": "Founders' day"}}
    calendar = load(with_holidays({**ACME, "holidays": own}, HOLIDAYS, date(2026, 3, 2)), "acme", 1).calendar

    assert calendar.holidays[date(2026, 3, 20)] == "Founders' day"
    assert date(2026, 7, 14) in calendar.holidays


def test_a_channel_can_keep_the_holidays_of_another_country() -> None:
    document = {**ACME, "channel_hours": {"x": {"holidays": {"country": "CA", "subdivision": "QC"}}}}
    brand = load(with_holidays(document, HOLIDAYS, date(2026, 3, 2)), "acme", 1)

    assert date(2026, 6, 24) in brand.calendar_of("x").holidays
    assert date(2026, 6, 24) not in brand.calendar_of("facebook").holidays
    assert brand.calendar_of("x").weekly == brand.calendar.weekly
