"""The next opening, as a person would say it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.adapters.date_time_formatter import BabelDateTimeFormatter

FRIDAY_NIGHT = datetime(2026, 7, 10, 21, 10, tzinfo=UTC)  # 23:10 in Paris
SATURDAY_TEN = datetime(2026, 7, 11, 8, 0, tzinfo=UTC)
MONDAY_NINE = datetime(2026, 7, 13, 7, 0, tzinfo=UTC)
IN_AUGUST = datetime(2026, 8, 24, 7, 30, tzinfo=UTC)
FIRST_OF_SEPTEMBER = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "opening", "said"),
    [
        ("fr", SATURDAY_TEN, "demain à 10 h"),
        ("fr", MONDAY_NINE, "lundi à 9 h"),
        ("fr", IN_AUGUST, "lundi 24 août à 9 h 30"),
        ("fr", FIRST_OF_SEPTEMBER, "mardi 1er septembre à 9 h"),
        ("en", SATURDAY_TEN, "tomorrow at 10 am"),
        ("en", MONDAY_NINE, "Monday at 9 am"),
        ("en", IN_AUGUST, "Monday 24 August at 9:30 am"),
        ("de", SATURDAY_TEN, "morgen um 10:00 Uhr"),
        ("es", IN_AUGUST, "lunes 24 de agosto a las 9:30"),
        ("pl", MONDAY_NINE, "poniedziałek, 09:00"),
        ("tlh", SATURDAY_TEN, "tomorrow at 10 am"),  # Babel speaks no Klingon
    ],
)
def test_the_next_opening_in_words(language: str, opening: datetime, said: str) -> None:
    assert BabelDateTimeFormatter().opening(opening, FRIDAY_NIGHT, language, "Europe/Paris") == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "demain à 10 h (heure de Paris)"), ("en", "tomorrow at 10 am (Paris time)")],
)
def test_the_zone_is_named_for_somebody_who_may_live_in_another(language: str, said: str) -> None:
    assert (
        BabelDateTimeFormatter().opening(SATURDAY_TEN, FRIDAY_NIGHT, language, "Europe/Paris", name_zone=True) == said
    )


@pytest.mark.parametrize(("language", "said"), [("fr", "heure de Montréal"), ("en", "Montréal time")])
def test_in_quebec_it_is_the_time_of_montreal(language: str, said: str) -> None:
    words = BabelDateTimeFormatter().opening(SATURDAY_TEN, FRIDAY_NIGHT, language, "America/Montreal", name_zone=True)
    assert words.endswith(f"({said})")


def in_paris(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))


# It is Friday 10 July, 23:10.
@pytest.mark.parametrize(
    ("opening", "name_day", "fr", "en"),
    [
        (in_paris(2026, 7, 11), False, "ce soir à minuit", "tonight at midnight"),
        (in_paris(2026, 7, 12), False, "demain soir à minuit", "tomorrow night at midnight"),
        (in_paris(2026, 7, 13), False, "dimanche soir à minuit", "Sunday night at midnight"),
        (in_paris(2026, 8, 25), False, "lundi 24 août au soir à minuit", "the night of Monday 24 August at midnight"),
        (in_paris(2026, 7, 11), True, "vendredi soir à minuit", "Friday night at midnight"),
        (in_paris(2026, 7, 12), True, "samedi soir à minuit", "Saturday night at midnight"),
        (in_paris(2026, 7, 11, 12), False, "demain à midi", "tomorrow at noon"),
        (in_paris(2026, 7, 11, 12), True, "demain samedi à midi", "tomorrow, Saturday, at noon"),
        (in_paris(2026, 7, 12, 12), False, "dimanche à midi", "Sunday at noon"),
        (in_paris(2026, 7, 11, 12, 30), False, "demain à 12 h 30", "tomorrow at 12:30 pm"),
        (in_paris(2026, 7, 11, 0, 30), False, "demain à 0 h 30", "tomorrow at 12:30 am"),
    ],
)
def test_twelve_is_noon_or_the_midnight_that_ends_a_day(opening: datetime, name_day: bool, fr: str, en: str) -> None:
    for language, said in (("fr", fr), ("en", en)):
        assert (
            BabelDateTimeFormatter().opening(opening, FRIDAY_NIGHT, language, "Europe/Paris", name_day=name_day) == said
        )


@pytest.mark.parametrize(
    ("language", "opening", "said"),
    [
        ("fr", SATURDAY_TEN, "demain samedi à 10 h"),
        ("en", SATURDAY_TEN, "tomorrow, Saturday, at 10 am"),
        ("de", SATURDAY_TEN, "morgen, Samstag, um 10:00 Uhr"),
        ("fr", MONDAY_NINE, "lundi à 9 h"),
        ("en", IN_AUGUST, "Monday 24 August at 9:30 am"),
    ],
)
def test_a_text_that_stands_for_days_names_the_day_beside_tomorrow(language: str, opening: datetime, said: str) -> None:
    assert BabelDateTimeFormatter().opening(opening, FRIDAY_NIGHT, language, "Europe/Paris", name_day=True) == said


def test_after_midnight_the_same_opening_is_today() -> None:
    after_midnight = datetime(2026, 7, 10, 22, 30, tzinfo=UTC)

    assert BabelDateTimeFormatter().opening(SATURDAY_TEN, after_midnight, "fr", "Europe/Paris") == "aujourd'hui à 10 h"


def test_it_is_still_tomorrow_where_the_desk_is_although_it_is_another_day_in_utc() -> None:
    late = datetime(2026, 7, 11, 1, 0, tzinfo=UTC)  # 21:00 on the 10th in Montreal
    opening = datetime(2026, 7, 11, 13, 0, tzinfo=UTC)

    assert BabelDateTimeFormatter().opening(opening, late, "fr", "America/Montreal") == "demain à 9 h"


def test_an_afternoon_opening() -> None:
    lunch = datetime(2026, 7, 10, 11, 0, tzinfo=UTC)

    assert (
        BabelDateTimeFormatter().opening(datetime(2026, 7, 10, 12, 0, tzinfo=UTC), lunch, "en", "Europe/Paris")
        == "today at 2 pm"
    )
