"""Which hours a report reads: each once, in whichever zone and by whatever is fewest."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from shared.adapters.dynamodb.figures import spans
from shared.domain.figures.letter import week_before
from shared.domain.figures.topics import Before

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = ("Europe/Paris", "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide", "Pacific/Chatham")


def hours_read(since: datetime, until: datetime, rolled: date) -> list[datetime]:
    """Hours that count once when everything is added and taken off."""
    found: Counter[datetime] = Counter()
    for span in spans(since, until, rolled):
        assert (span.first.year, span.first.month) == (span.last.year, span.last.month) or span.kind == "MONTH"
        begin = span.first.replace(hour=0) if span.kind != "HOUR" else span.first
        end = {"HOUR": span.last + HOUR, "DAY": span.last.replace(hour=0) + DAY}.get(span.kind) or (
            span.last.replace(day=1, hour=0) + 32 * DAY
        ).replace(day=1)
        assert span.kind == "HOUR" or (end - DAY).date() <= rolled, "not added up yet"
        for number in range((end - begin) // HOUR):
            found[begin + number * HOUR] += span.sign
    assert set(found.values()) <= {0, 1}
    return sorted(hour for hour, count in found.items() if count)


def hours_touched(since: datetime, until: datetime) -> list[datetime]:
    at = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    found = []
    while at < until:
        found.append(at)
        at += HOUR
    return found


@pytest.mark.parametrize("seed", range(200))
def test_each_hour_that_a_span_touches_is_read_once(seed: int) -> None:
    random = Random(seed)  # noqa: S311  repeatable chance
    zone = ZoneInfo(random.choice(ZONES))
    since = datetime(2026, 1, 1, tzinfo=UTC) + random.choice((30 * timedelta(minutes=1), timedelta(seconds=1))) * (
        random.randrange(20_000)
    )
    length = random.choice((HOUR, DAY, 7 * DAY, 40 * DAY, 366 * DAY)) * random.random()
    until = since + length + random.choice((timedelta(), timedelta(seconds=30), timedelta(microseconds=1), HOUR))
    rolled = (until - random.choice((-2, 0, 1, 3, 50)) * DAY).date()
    assert hours_read(since.astimezone(zone), until.astimezone(zone), rolled) == hours_touched(since, until)


@pytest.mark.parametrize("zone", ZONES)
def test_weeks_of_letters_share_no_hour_and_leave_none_out(zone: str) -> None:
    mondays = [date(2026, 3, 2) + number * 7 * DAY for number in range(60)]
    weeks = [week_before(monday, zone) for monday in mondays]
    found = [hour for week in weeks for hour in hours_read(*week, date(2027, 12, 31))]
    assert found == hours_touched(weeks[0][0], weeks[-1][1])


@pytest.mark.parametrize("minutes", [0, 15, 30])
def test_what_a_span_is_compared_with_shares_no_hour_with_it(minutes: int) -> None:
    since = datetime(2026, 3, 2, 10, minutes, tzinfo=UTC)
    before = Before.of(since, since + 7 * DAY)
    assert (before.number, before.until) == (4, since.replace(minute=0))
    assert not {*hours_read(before.since, before.until, date(2027, 1, 1))} & {
        *hours_read(since, since + 7 * DAY, date(2027, 1, 1))
    }


@pytest.mark.parametrize(
    ("days", "begin", "number"), [(28, (2025, 11), 120 / 28), (91, (2025, 3), 365 / 91), (365, (2024, 3), 1.0)]
)
def test_a_long_span_is_compared_with_whole_months_of_a_year_at_most(
    days: int, begin: tuple[int, int], number: float
) -> None:
    since = datetime(2026, 3, 16, 12, 30, tzinfo=UTC) if days < 365 else datetime(2025, 3, 16, 12, 30, tzinfo=UTC)
    before = Before.of(since, since + days * DAY)
    assert (before.since, before.until) == (datetime(*begin, 1, tzinfo=UTC), since.replace(day=1, hour=0, minute=0))
    assert before.number == pytest.approx(number)


def test_most_of_a_month_is_the_month_without_its_other_days() -> None:
    since, until = datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 4, 30, 23, tzinfo=UTC)
    assert sum(span.items for span in spans(since, until, date(2026, 5, 1))) == 5
