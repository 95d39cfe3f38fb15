"""Very many deadlines of one brand are missed in the same minute."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from botocore.client import BaseClient

from benchmarks.sustained import CALL_SECONDS, TICKETS, Storage, add, in_memory, measure
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.notice_groups import DynamoDBNoticeGroups
from shared.adapters.dynamodb.shards import CACHE_SECONDS, SETTLED_AFTER, DynamoDBShards
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.tickets.parts import parts
from shared.ports.pages import TicketFilter
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FixedClock
from tests.integration.respond_scene import acme
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

ALL = TicketFilter()


def seconds(clock: FixedClock) -> Callable[[], float]:
    return lambda: clock.now().timestamp()


@contextmanager
def each_call_takes(clock: FixedClock, duration: float) -> Iterator[None]:
    real = BaseClient._make_api_call

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        clock.pass_time(seconds=duration)
        return real(client, operation, arguments)

    with patch.object(BaseClient, "_make_api_call", call):
        yield


@pytest.mark.parametrize("shards", [1, 8])
def test_twenty_thousand_deadlines_missed_in_one_minute_are_told_within_five(shards: int) -> None:
    """A tenth of the tickets in a tenth of the time. ``make bench`` runs all of them."""
    clock = FixedClock()
    storage = in_memory(clock, shards)
    add(storage.tickets, TICKETS // 10)
    result = measure(clock, storage, TICKETS // 10)

    assert result.noted + result.told <= 0.5


def test_every_ticket_of_a_shard_is_in_exactly_one_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        clock = FixedClock()
        tickets = DynamoDBTickets(table, DynamoDBShards(table, seconds(clock)))
        ids = {f"T-{number}" for number in range(60)}
        for each in ids:
            tickets.save(a_ticket(id=each, acknowledge_at=START))
        found = [
            [ticket.id for ticket in tickets.due("acme", START, limit=5, shard=shard, part=part).tickets]
            for part in parts(32, 8)
            for shard in range(8)
        ]
        assert len(found) == 32
        assert sorted(each for part in found for each in part) == sorted(ids)


@pytest.mark.parametrize("shards", [1, 2])
def test_on_dynamodb_it_takes_as_many_calls_as_were_counted(monkeypatch: pytest.MonkeyPatch, shards: int) -> None:
    number = 60
    with table_on_moto(monkeypatch) as table:
        clock = FixedClock()
        DynamoDBShards(table).begin("acme", shards)
        tickets = DynamoDBTickets(table, DynamoDBShards(table, seconds(clock)))
        add(tickets, number)
        stored = Storage(tickets=tickets, history=DynamoDBHistory(table), groups=DynamoDBNoticeGroups(table))
        with each_call_takes(clock, CALL_SECONDS):
            on_dynamodb = measure(clock, stored, number)
    clock = FixedClock()
    storage = in_memory(clock, shards)
    add(storage.tickets, number)
    counted = measure(clock, storage, number)

    assert on_dynamodb.noted == pytest.approx(counted.noted, rel=0.2)
    assert on_dynamodb.told == pytest.approx(counted.told, rel=0.2)


@pytest.mark.parametrize(("before", "after"), [(None, 32), (None, 2), (1, 8), (1, 32), (4, 1)])
def test_while_the_number_of_shards_changes_no_ticket_is_missed(
    monkeypatch: pytest.MonkeyPatch, before: int | None, after: int
) -> None:
    """Two containers, of which one still has the old number in its cache. ``None``: a brand that is older than the
    number is written down."""
    with table_on_moto(monkeypatch) as table:
        clock = FixedClock()
        if before is not None:
            DynamoDBShards(table).begin("acme", before)
        early, late = (DynamoDBTickets(table, DynamoDBShards(table, seconds(clock))) for _ in range(2))
        early.save(a_ticket(id="T-before", acknowledge_at=START))
        DynamoDBShards(table).put("acme", after, clock.at)
        clock.pass_time(seconds=CACHE_SECONDS - 1)
        for number in range(10):
            late.save(a_ticket(id=f"T-{number}", acknowledge_at=START))
        expected = {"T-before", *(f"T-{number}" for number in range(10))}
        assert {t.id for t in early.due("acme", START, limit=100).tickets} == expected

        clock.pass_time(seconds=SETTLED_AFTER.total_seconds())
        for number in range(10, 20):
            late.save(a_ticket(id=f"T-{number}", acknowledge_at=START))
            expected.add(f"T-{number}")
        for reader in (early, late):
            assert {t.id for t in reader.due("acme", START, limit=100).tickets} == expected
            assert {t.id for t in reader.open_page("acme", ALL, limit=100).items} == expected
        in_shards = [early.due("acme", START, limit=100, shard=s).tickets for s in range(early.shards("acme"))]
        assert sum(len(tickets) for tickets in in_shards) == len(expected)
        moved = next(t for t in early.due("acme", START, limit=100).tickets if t.id == "T-before")
        late.save(moved)
        assert {t.id for t in early.due("acme", START, limit=100).tickets} == expected, "once, wherever it is now"


def test_a_new_brand_begins_with_one_shard_and_an_older_one_keeps_its_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        clock = FixedClock()

        def pushed(**given: int) -> tuple[int, int]:
            DynamoDBBrands(table, cache_seconds=0, clock=clock).push("acme", {**acme(), **given})
            shards = DynamoDBShards(table, seconds(clock))
            return shards.to_read("acme"), shards.to_write("acme")

        assert pushed() == (1, 1)
        assert pushed(shards=8) == (8, 1)
        clock.pass_time(seconds=SETTLED_AFTER.total_seconds())
        assert pushed() == (8, 8), "a file that says nothing changes nothing"

        older = DynamoDBShards(table, seconds(clock))
        table.table.delete_item(Key=keys.brand_shards("acme"))
        assert (older.to_read("acme"), older.to_write("acme")) == (8, 8)
        assert pushed(media={}) == (8, 8)
        assert table.get(keys.brand_shards("acme")) is not None


def test_who_asked_before_a_brand_was_there_writes_nothing_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        clock = FixedClock()
        early = DynamoDBShards(table, seconds(clock))
        assert early.to_read("acme") == 8
        DynamoDBShards(table).begin("acme", 1)
        assert early.to_write("acme") == 1


def test_two_who_push_a_new_brand_at_once_agree_on_its_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        one, other = DynamoDBShards(table), DynamoDBShards(table)
        one.begin("acme", 1)
        other.begin("acme", 16)
        assert [(each.to_read("acme"), each.to_write("acme")) for each in (one, other)] == [(1, 1), (1, 1)]


def test_new_shards_are_used_only_when_no_reader_can_be_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        clock = FixedClock()
        shards = DynamoDBShards(table, seconds(clock))
        assert (shards.to_read("acme"), shards.to_write("acme")) == (8, 8)
        shards.put("acme", 32, clock.at)
        assert (shards.to_read("acme"), shards.to_write("acme")) == (32, 8)
        clock.pass_time(seconds=SETTLED_AFTER.total_seconds())
        assert (shards.to_read("acme"), shards.to_write("acme")) == (32, 32)
        shards.put("acme", 4, clock.at)
        clock.pass_time(minutes=1)
        shards.put("acme", 4, clock.at + timedelta(minutes=1))
        assert (shards.to_read("acme"), shards.to_write("acme")) == (32, 32)
        clock.pass_time(minutes=9)
        assert (shards.to_read("acme"), shards.to_write("acme")) == (32, 4), "old tickets stay where they are"
