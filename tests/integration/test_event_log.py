"""The event log without a transaction: a run may be killed between any two writes, another one may do all its work
between them, and a batch may come again in part or in another cut. Each record is logged and counted once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

import pytest

from shared.adapters.dynamodb.change_log import ChangeLog
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.errors import UpstreamError
from shared.domain.events.changes import StreamRecord
from shared.domain.figures.counting import TIMED_FACETS
from tests.integration.aws_units import counted, read_units
from tests.integration.table_on_moto import table_on_moto
from tests.integration.test_figures import DAY, HOUR, MIDNIGHT, answered, opened, written

pytestmark = pytest.mark.integration

MINUTE = timedelta(minutes=1)
AT = MIDNIGHT + 10 * HOUR


class Meddled(DynamoDBTable):
    """A table before one of whose reads and writes something happens."""

    def __init__(self, table: DynamoDBTable, number: int, happens: Callable[[], object]) -> None:
        super().__init__(table.name, pause=lambda _: None)
        self.table = table.table
        self.calls: list[str] = []
        self._number, self._happens = number, happens

    def get(self, key: dict[str, str], *, consistent: bool = True) -> dict[str, Any] | None:
        self._meddle("get")
        return super().get(key, consistent=consistent)

    def put(self, item: dict[str, Any], **condition: Any) -> None:
        self._meddle("put")
        super().put(item, **condition)

    def _meddle(self, call: str) -> None:
        self.calls.append(call)
        if len(self.calls) == self._number:
            self._happens()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as found:
        yield found


def batch(first: int, at: datetime, *, yesterday: bool = False) -> list[StreamRecord]:
    """Three tickets in two hours; with two more changes that are counted for an hour of the day before."""
    records = [make(first + each, at + each * MINUTE) for each in range(3) for make in (opened, written)]
    records.append(answered(first, at + 5 * MINUTE, 3))
    records.append(opened(first + 3, at + HOUR))
    late = [replace(each, at=at + HOUR) for each in (written(first + 4, at - DAY), answered(first + 5, at - DAY, 7))]
    return [*records, *late] if yesterday else records


EARLIER = batch(0, AT - DAY)
BATCH = batch(10, AT, yesterday=True)
NEXT = batch(20, AT + HOUR, yesterday=True)
NOW = AT + 2 * HOUR


class Desk:
    """One brand of its own on the table, on which a day before was told."""

    brands = count()

    def __init__(self, table: DynamoDBTable) -> None:
        self.table, self.brand = table, f"b{next(self.brands)}"
        DynamoDBEventLog(table).add_batch(self.brand, EARLIER, AT - DAY + 2 * HOUR)

    def told(self, *batches: Sequence[StreamRecord]) -> object:
        """What readers see after these batches. Yesterday was added up, so hours, days and both are read."""
        log = DynamoDBEventLog(self.table)
        for each in batches:
            log.add_batch(self.brand, each, NOW)
        figures = DynamoDBFigures(self.table)
        spans = [(MIDNIGHT - 2 * DAY, MIDNIGHT + 2 * DAY), (AT - DAY, AT - DAY + 3 * HOUR), (MIDNIGHT - DAY, MIDNIGHT)]
        mentions = list(ChangeLog(self.table).forward(self.brand, first=0))
        places = [each.place for each in mentions]
        assert places == sorted(set(places))
        return (
            [figures.between(self.brand, *span, timed=TIMED_FACETS) for span in spans],
            sorted(str(event["id"]) for entry in log.after(self.brand, 0, limit=100) for event in entry.events),
            sorted((each.ticket_id, each.at) for each in mentions),
        )

    def meddled(self, number: int, happens: Callable[[], object]) -> Sequence[str]:
        """The batch is told while something happens at one of its calls. Its calls."""
        meddled = Meddled(self.table, number, happens)
        DynamoDBEventLog(meddled).add_batch(self.brand, BATCH, NOW)
        return meddled.calls


def killed() -> None:
    raise UpstreamError("killed")


def test_a_run_that_is_killed_between_two_writes_loses_and_doubles_nothing(table: DynamoDBTable) -> None:
    """The stream gives the batch again: whole, in halves, or after that of another shard."""
    one, both = Desk(table).told(BATCH), Desk(table).told(BATCH, NEXT)
    half = len(BATCH) // 2
    again: dict[str, tuple[Sequence[Sequence[StreamRecord]], object]] = {
        "whole": ([BATCH], one),
        "in halves": ([BATCH[:half], BATCH[half:]], one),
        "the second half first": ([BATCH[half:], BATCH], one),
        "behind another batch": ([NEXT, BATCH], both),
        "with another batch": ([[*NEXT, *BATCH]], both),
    }
    calls = Desk(table).meddled(0, killed)
    writes = [number for number, call in enumerate(calls, 1) if call == "put"]
    assert len(writes) > 6
    for number in writes:
        for name, (batches, end) in again.items():
            desk = Desk(table)
            with pytest.raises(UpstreamError):
                desk.meddled(number, killed)
            assert desk.told(*batches) == end, (number, name)


def test_a_run_that_goes_on_beside_another_one_loses_and_doubles_nothing(table: DynamoDBTable) -> None:
    """Before each call of the one, the other does all its work: on the same batch, on the next one, and on both."""
    both = Desk(table).told(BATCH, NEXT)
    cases: list[tuple[list[list[StreamRecord]], object]] = [
        ([BATCH], Desk(table).told(BATCH)),
        ([NEXT], both),
        ([BATCH, NEXT], both),
    ]
    calls = Desk(table).meddled(0, killed)
    for others, end in cases:
        for number in range(1, len(calls) + 1):
            desk = Desk(table)
            desk.meddled(number, partial(desk.told, *others))
            assert desk.told() == end, (number, len(others))


SECOND = timedelta(seconds=1)


def others(log: DynamoDBEventLog, brand: str, since: datetime, until: datetime, step: timedelta) -> None:
    """Another shard of the stream goes on meanwhile: an entry for each of its messages."""
    at = since
    while at < until:
        log.add_batch(brand, [written(int(at.timestamp()), at)], at + 10 * SECOND)
        at += step


def behind(first: int, last: int) -> list[StreamRecord]:
    """Of a shard that is going to fall behind: a ticket every 20 seconds."""
    return [opened(number, AT + number * 20 * SECOND) for number in range(first, last)]


def test_a_late_batch_reads_as_much_however_far_its_shard_fell_behind(table: DynamoDBTable) -> None:
    spent: list[tuple[int, float]] = []
    for entries in (50, 200, 400):
        log, brand, now = DynamoDBEventLog(table), f"b{entries}", AT + entries * 3 * SECOND
        others(log, brand, AT, now, 3 * SECOND)
        with counted() as calls, read_units() as read:
            assert log.add_batch(brand, behind(0, 1), now) == 1
        spent.append((calls["calls"], read.total))
    assert len(set(spent)) == 1, spent
    assert spent[0][0] <= 9


def test_late_records_that_come_again_are_counted_once_in_whatever_cut(table: DynamoDBTable) -> None:
    log = DynamoDBEventLog(table)
    for number in range(3):
        assert log.add_batch("acme", behind(number, number + 1), AT + number * 20 * SECOND + 10 * SECOND) == 1
    others(log, "acme", AT + MINUTE, AT + 10 * MINUTE, 20 * SECOND)
    now = AT + 11 * MINUTE
    new = []
    for first, last in ((1, 8), (0, 8), (6, 12), (0, 20), (12, 20)):
        new.append(log.add_batch("acme", behind(first, last), now))
        others(log, "acme", now, now + 3 * MINUTE, 20 * SECOND)
        now += 4 * MINUTE
    assert new == [5, 0, 4, 8, 0]
    assert DynamoDBFigures(table).counts("acme", AT, AT + HOUR)["opened"] == 20


@pytest.mark.parametrize("seed", range(3))
def test_shards_that_fall_behind_by_turns_count_each_record_once(table: DynamoDBTable, seed: int) -> None:
    random, log, now = Random(seed), DynamoDBEventLog(table), AT  # noqa: S311  repeatable chance
    come: list[StreamRecord] = []
    told: dict[int, int] = dict.fromkeys(range(3), 0)  # by shard: how many of its records were told, or told in part
    for number in range(60):
        now += random.randrange(1, 60) * SECOND
        come.append(written(number, now))
        for shard, known in told.items():
            of_it = come[shard::3]
            if random.random() < 0.2 and known < len(of_it):
                begin, end = max(0, known - random.randrange(4)), random.randrange(known, len(of_it)) + 1
                log.add_batch("acme", of_it[begin:end], now)
                told[shard] = end
    for _ in range(20):
        begin = random.randrange(len(come))
        log.add_batch("acme", come[begin : begin + random.randrange(1, 9)], now)
        now += random.randrange(1, 200) * SECOND
    log.add_batch("acme", come, now)
    assert DynamoDBFigures(table).counts("acme", AT, now + HOUR)["messages"] == len(come)


def test_a_late_batch_that_is_killed_between_two_writes_is_found_again(table: DynamoDBTable) -> None:
    def late(brand: str, number: int) -> list[str]:
        DynamoDBEventLog(table).add_batch(brand, [written(0, AT)], AT)
        others(DynamoDBEventLog(table), brand, AT + MINUTE, AT + 5 * MINUTE, MINUTE)
        meddled = Meddled(table, number, killed)
        DynamoDBEventLog(meddled).add_batch(brand, behind(0, 9), AT + 6 * MINUTE)
        return meddled.calls

    calls = late("whole", 0)
    puts = [number for number, call in enumerate(calls, 1) if call == "put"]
    assert len(puts) >= 12, "the entry, its change log, nine tickets in as many periods, the figures"
    for number in puts:
        brand = f"k{number}"
        with pytest.raises(UpstreamError):
            late(brand, number)
        log = DynamoDBEventLog(table)
        others(log, brand, AT + 6 * MINUTE, AT + 9 * MINUTE, 5 * SECOND)
        log.add_batch(brand, behind(0, 9), AT + 10 * MINUTE)
        assert DynamoDBFigures(table).counts(brand, AT, AT + HOUR)["opened"] == 9, number


def test_a_place_that_is_an_instant_misses_no_entry_that_was_written_later(table: DynamoDBTable) -> None:
    log = DynamoDBEventLog(table)
    for number in range(4):
        log.add_batch("acme", [opened(number, AT + number * MINUTE)], AT + number * MINUTE)
    numbers = [entry.number for entry in log.after("acme", 0, limit=10) if entry.events]
    for place in (number + off for number in numbers for off in (-1, 0, 1)):
        assert [entry.number for entry in log.after("acme", place, limit=10)] == [n for n in numbers if n > place]
