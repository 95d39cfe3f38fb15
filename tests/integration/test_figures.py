"""Figures on the deployed table: each record counted once however it comes, added up by days and months, and cheap to
read however many tickets there are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from random import Random

import pytest

from functions.api.reports.use_cases import HowFarCounted, ReportKinds, ReportListening, ReportService, ReportTopics
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.figures import ACCURACY, DynamoDBFigures, bucket, figures_from, packed
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.access.agents import Agent
from shared.domain.events.changes import MessageChange, StreamRecord, TicketChange
from shared.domain.figures.counting import DURATIONS, KIND_FACETS, TIMED_FACETS
from shared.domain.figures.topics import Before
from shared.domain.figures.words import LISTS, PREFIX
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.stored import FixedClock
from tests.integration.aws_units import read_units, write_units
from tests.integration.large_desk import DAY, HOUR, fill_figures
from tests.integration.table_on_moto import table_on_moto
from tests.unit.events.states import MESSAGE, NOW, TICKET

pytestmark = pytest.mark.integration

LENGTHS = [number * timedelta(days=1) for number in (7, 27, 28, 45, 92, 200, 366)]
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as found:
        yield found


def opened(number: int, at: datetime) -> StreamRecord:
    ticket = replace(TICKET, id=f"T-{number}", created_at=at)
    return StreamRecord(sequence=f"o{number}", at=at, change=TicketChange(before=None, after=ticket))


def answered(number: int, at: datetime, minutes: int) -> StreamRecord:
    before = replace(TICKET, id=f"T-{number}", created_at=at - timedelta(minutes=minutes), waiting_since=at)
    after = replace(before, version=2, first_response_at=at, waiting_since=None, claimed_by="lea")
    return StreamRecord(sequence=f"a{number}", at=at, change=TicketChange(before=before, after=after))


def written(number: int, at: datetime) -> StreamRecord:
    """Stored when the record of it says."""
    facts = ("messages", "frustrated", "negative")
    message = replace(MESSAGE, message_id=str(number), occurred_at=at, stored_at=None, listening=facts)
    return StreamRecord(sequence=f"m{number}", at=at, change=MessageChange(before=None, after=message))


def totals(table: DynamoDBTable, since: datetime, until: datetime) -> tuple[int, int, int]:
    found = DynamoDBFigures(table).between("acme", since, until)
    return found.count("opened"), found.count("answered"), found.count("messages")


@pytest.mark.parametrize("seed", range(5))
def test_records_that_come_again_in_any_cut_and_order_are_counted_once(table: DynamoDBTable, seed: int) -> None:
    random, log = Random(seed), DynamoDBEventLog(table)  # noqa: S311  repeatable chance
    records = [make(number, NOW + timedelta(seconds=number)) for number in range(20) for make in (opened, written)]
    records += [answered(number, NOW + timedelta(seconds=number), 10) for number in range(20)]
    log.add_batch("acme", records[:30], NOW + HOUR)
    for _ in range(8):
        start = random.randrange(len(records))
        log.add_batch("acme", records[start : start + random.randrange(1, 25)], NOW + HOUR)
    log.add_batch("acme", records, NOW + 2 * HOUR)
    assert totals(table, NOW.replace(minute=0), NOW + HOUR) == (20, 20, 20)


def test_a_batch_whose_answer_was_lost_is_not_counted_again(table: DynamoDBTable) -> None:
    log = DynamoDBEventLog(table)
    records = [opened(number, NOW) for number in range(10)]
    assert log.add_batch("acme", records, NOW) == 10
    assert log.add_batch("acme", records[:5], NOW + HOUR) == 0
    assert log.add_batch("acme", records[5:], NOW + HOUR) == 0
    assert totals(table, NOW.replace(minute=0), NOW + HOUR) == (10, 0, 0)


def test_a_word_that_comes_once_a_batch_counts_in_an_hour_that_is_full_of_words(table: DynamoDBTable) -> None:
    hour, day_before, figures = NOW.replace(minute=0), NOW.date() - DAY, DynamoDBFigures(table)
    others = [f"{PREFIX}{word}" for word in sorted(LISTS["fr"] | LISTS["en"]) if word != "panne"]
    figures.add_entry("acme", {hour: Counter(dict.fromkeys(others, 2))}, day_before, 1)
    for number in range(2, 32):
        figures.add_entry("acme", {hour: Counter({f"{PREFIX}panne": 1})}, day_before, number)
    assert figures.counts("acme", hour, hour + HOUR)[f"{PREFIX}panne"] == 30


def test_what_is_taken_back_before_it_was_counted_is_not_lost(table: DynamoDBTable) -> None:
    """A message and its ticket come from two shards of the stream, in either order."""
    log = DynamoDBEventLog(table)
    message = replace(written(1, NOW), at=NOW + HOUR)
    assert isinstance(message.change, MessageChange)
    assert message.change.after is not None
    opening = replace(message.change.after, stored_at=NOW)
    after = replace(TICKET, version=2, labels={"category": "spam"})
    corrected = StreamRecord(sequence="c1", at=NOW, change=TicketChange(before=TICKET, after=after, opening=opening))
    for record in (corrected, message):
        log.add_batch("acme", [record], NOW + HOUR)
    assert DynamoDBFigures(table).between("acme", NOW - HOUR, NOW + HOUR).count("frustrated") == 0


def test_days_and_months_that_are_over_are_added_up_and_what_comes_late_is_added_to_them(table: DynamoDBTable) -> None:
    log = DynamoDBEventLog(table)
    expected: Counter[str] = Counter()
    for number in range(70):
        at = MIDNIGHT + number * DAY + 5 * HOUR
        log.add_batch("acme", [opened(number, at), opened(1000 + number, at + HOUR)], at + 2 * HOUR)
        expected[f"{at:%Y-%m}"] += 2
    kinds = Counter(str(item["sk"]).partition("#")[0] for item in table.table.scan()["Items"])
    assert kinds["MONTH"] == 2
    assert kinds["DAY"] >= 68
    late = written(1, MIDNIGHT + 40 * DAY)
    log.add_batch("acme", [replace(late, at=MIDNIGHT + 69 * DAY)], MIDNIGHT + 69 * DAY + HOUR)
    for since, until in (
        (MIDNIGHT, MIDNIGHT + 70 * DAY),
        (MIDNIGHT + 3 * HOUR, MIDNIGHT + 69 * DAY + 6 * HOUR),
        (MIDNIGHT + 5 * DAY, MIDNIGHT + 6 * DAY),
        (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)),
    ):
        days = [MIDNIGHT + number * DAY + each * HOUR for number in range(70) for each in (5, 6)]
        came = sum(since <= at < until for at in days)
        messages = int(since <= MIDNIGHT + 40 * DAY < until)
        assert totals(table, since, until) == (came, 0, messages), (since, until)


def test_an_answer_is_counted_by_category_and_priority_without_a_write_of_its_own(table: DynamoDBTable) -> None:
    log = DynamoDBEventLog(table)
    log.add_batch("acme", [opened(1, NOW)], NOW)
    with write_units() as spent:
        log.add_batch("acme", [answered(1, NOW, 10)], NOW)
    found = DynamoDBFigures(table).between("acme", NOW - HOUR, NOW + HOUR, timed=KIND_FACETS)
    assert found.duration(f"first_response|priority={TICKET.priority}").count == 1
    assert spent.by_key == {"EVENTS": 1, "FIGURES": 1}, "the log, and the figures of the hour"


def test_durations_by_kind_of_any_span_are_those_of_its_hours(table: DynamoDBTable) -> None:
    """Of hours, days and months; taken off a day or a month; and of what came late for one that was added up."""
    log, figures = DynamoDBEventLog(table), DynamoDBFigures(table)
    lived: list[tuple[datetime, int]] = []
    for number in range(70):
        at = MIDNIGHT + number * DAY
        lived += [(at + 5 * HOUR, 10), (at + 15 * HOUR, 40)]
        log.add_batch("acme", [answered(2 * number, *lived[-2]), answered(2 * number + 1, *lived[-1])], at + 16 * HOUR)
    lived.append((MIDNIGHT + 3 * DAY + 5 * HOUR, 90))
    log.add_batch("acme", [replace(answered(1000, *lived[-1]), at=MIDNIGHT + 32 * DAY)], MIDNIGHT + 70 * DAY)
    for since, until in (
        (MIDNIGHT + 3 * DAY, MIDNIGHT + 4 * DAY),
        (MIDNIGHT + 3 * DAY + 4 * HOUR, MIDNIGHT + 3 * DAY + 6 * HOUR),
        (MIDNIGHT + 3 * DAY + 6 * HOUR, MIDNIGHT + 60 * DAY + 6 * HOUR),
        (MIDNIGHT, MIDNIGHT + 71 * DAY),
        (MIDNIGHT + 71 * DAY, MIDNIGHT + 72 * DAY),
    ):
        took = sorted(60 * minutes for at, minutes in lived if since <= at < until)
        p95 = took[ceil(0.95 * len(took)) - 1] if took else 0
        for facet in TIMED_FACETS:
            found = figures.between("acme", since, until, timed=(facet,))
            named = [each for name, each in found.durations.items() if name.startswith(f"first_response|{facet}=")]
            assert sum(each.count for each in named) == len(took), (since, until, facet)
            assert all(each.p95 == pytest.approx(p95, rel=ACCURACY) for each in named if each.count)


def test_a_day_that_an_earlier_version_added_up_still_has_the_times_of_its_parts(table: DynamoDBTable) -> None:
    """It held them with all others, and none by category."""
    of_the_day = Counter({"answered": 1, bucket("first_response|team=triage", 600): 1})
    item = {**keys.figures("acme", MIDNIGHT, "DAY"), "figures": packed(of_the_day), "applied": 7}
    table.put(item)
    figures, late = (
        DynamoDBFigures(table),
        Counter({bucket(f"first_response|{each}", 600): 1 for each in ("team=triage", "category=outage")}),
    )
    figures.add_entry("acme", {MIDNIGHT: late}, MIDNIGHT.date(), 8)
    table.put({**keys.event_log_head("acme"), "last": 8, "rolled": MIDNIGHT.date().isoformat()})
    found = figures.between("acme", MIDNIGHT, MIDNIGHT + DAY, timed=TIMED_FACETS)
    assert {name: each.count for name, each in found.durations.items()} == {
        "first_response|team=triage": 2,
        "first_response|category=outage": 1,
    }


def test_a_brand_that_was_quiet_for_weeks_goes_on(table: DynamoDBTable) -> None:
    log = DynamoDBEventLog(table)
    log.add_batch("acme", [opened(1, MIDNIGHT)], MIDNIGHT)
    for number, day in ((2, 75), (3, 76), (4, 77)):
        log.add_batch("acme", [opened(number, MIDNIGHT + day * DAY)], MIDNIGHT + day * DAY)
    assert totals(table, MIDNIGHT, MIDNIGHT + 80 * DAY) == (4, 0, 0)


def test_a_batch_over_many_hours_is_counted(table: DynamoDBTable) -> None:
    log = DynamoDBEventLog(table)
    log.add_batch("acme", [opened(0, MIDNIGHT)], MIDNIGHT)
    now = MIDNIGHT + 20 * DAY
    records = [replace(written(number, MIDNIGHT + 10 * DAY + number * HOUR), at=now) for number in range(150)]
    assert log.add_batch("acme", records, now) == 150
    assert totals(table, MIDNIGHT, now + DAY) == (1, 0, 150)


@pytest.mark.parametrize("seed", range(3))
def test_percentiles_are_within_two_per_cent_of_what_was_measured(seed: int) -> None:
    random = Random(seed)  # noqa: S311  repeatable chance
    measured = sorted(random.lognormvariate(6, 1.5) for _ in range(999))
    found = figures_from(Counter(bucket("first_response", each) for each in measured)).duration("first_response")
    assert found.count == 999
    for share, told in ((0.5, found.p50), (0.9, found.p90), (0.95, found.p95)):
        exact = measured[int(-(-share * 999 // 1)) - 1]
        assert told == pytest.approx(exact, rel=ACCURACY, abs=1)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (NOW.replace(minute=0) - DAY, NOW),
        (MIDNIGHT - 7 * DAY, MIDNIGHT),
        (MIDNIGHT - 30 * DAY + 5 * HOUR, MIDNIGHT + 20 * HOUR),
        (MIDNIGHT - 92 * DAY + 5 * HOUR, MIDNIGHT + 20 * HOUR),
        (MIDNIGHT - 366 * DAY + HOUR, MIDNIGHT + 20 * HOUR),
        *((MIDNIGHT + 13 * DAY + 14 * HOUR - length, MIDNIGHT + 13 * DAY + 14 * HOUR) for length in LENGTHS),
    ],
)
def test_any_report_of_any_span_of_a_large_desk_costs_at_most_sixty_read_units(
    table: DynamoDBTable, since: datetime, until: datetime
) -> None:
    """Half a million tickets a year, answered by twenty agents."""
    begin = Before.of(since, until).since
    midnights = {at.replace(hour=0, minute=0) for at in (begin, Before.of(since, until).until, since, until)}
    fill_figures(table, "acme", begin, until, midnights)
    figures, brands, clock = DynamoDBFigures(table), FakeBrands.of(acme()), FixedClock(until)
    agents = DynamoDBAgents(table, cache_seconds=0, clock=clock)
    for number in range(20):
        agents.put(Agent(email=f"a{number}@acme.example", name=f"Agent {number}", initials="A", added_at=since))
    how_far_counted = HowFarCounted(figures=figures, clock=clock)
    for report in (
        ReportListening(figures=figures, brands=brands),
        ReportService(figures=figures, agents=agents),
        ReportTopics(figures=figures),
        *(partial(ReportKinds(figures=figures), facet=facet) for facet in KIND_FACETS),
    ):
        with read_units() as spent:
            how_far_counted("acme", since, until)
            assert report("acme", since, until)
        assert spent.total <= 60, report
    found = figures.between("acme", since, until, timed=TIMED_FACETS)
    assert found.count("opened") > 0
    assert set(DURATIONS[:4]) <= set(found.durations)
    assert {f"{name}|priority=urgent" for name in DURATIONS[:4]} <= set(found.durations)
