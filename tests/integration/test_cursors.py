"""The cursors of what is asked for again and again: the fake and DynamoDB, by one suite."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.polling import WRITE_UNITS
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.cursors import DynamoDBCursors, DynamoDBPolledSources
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.polling.cursor import KEPT, LEASE, MAX_SEEN, Cursor
from shared.ports.polling import CursorRepository, PolledSources
from tests.fakes.polling import TERMS, FakeCursors, FakePolledSources, entry
from tests.integration.aws_units import write_units
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

NOW = datetime(2026, 7, 31, 12, 0, tzinfo=UTC)
NEW = Cursor(channel="bluesky", account_id="did:plc:acme", source="notifications", brand="acme")


@pytest.fixture(scope="module")
def table() -> Iterator[DynamoDBTable]:
    with pytest.MonkeyPatch.context() as monkeypatch, table_on_moto(monkeypatch) as table:
        yield table


@pytest.fixture(params=["fake", "dynamodb"])
def cursors(request: pytest.FixtureRequest, table: DynamoDBTable) -> CursorRepository:
    if request.param == "fake":
        return FakeCursors()
    for cursor in DynamoDBCursors(table).known():
        table.table.delete_item(Key=keys.cursor(*cursor.key))
    return DynamoDBCursors(table)


def claimed(cursor: Cursor = NEW, by: str = "run-1", at: datetime = NOW) -> Cursor:
    return cursor.claimed(by, TERMS, at)


def test_a_cursor_that_is_not_there_is_made_by_one_run(cursors: CursorRepository) -> None:
    assert cursors.claim(NEW, claimed())
    assert not cursors.claim(NEW, claimed(by="run-2"))
    assert cursors.known() == (claimed(),)


def test_a_cursor_that_is_due_is_claimed_by_one_of_two_runs(cursors: CursorRepository) -> None:
    cursors.claim(NEW, claimed())
    (known,) = cursors.known()
    later = NOW + timedelta(minutes=2)
    assert cursors.claim(known, claimed(known, "run-2", later))
    assert not cursors.claim(known, claimed(known, "run-3", later))
    (known,) = cursors.known()
    assert (known.lease, known.lease_until) == ("run-2", later + LEASE)


def test_a_cursor_that_was_moved_meanwhile_is_not_claimed(cursors: CursorRepository) -> None:
    cursors.claim(NEW, claimed())
    (known,) = cursors.known()
    cursors.save(known.failed("http_429", TERMS, NOW).released(), "run-1")
    assert not cursors.claim(known, claimed(known, "run-2", NOW + timedelta(minutes=2)))


def test_a_cursor_that_was_deleted_meanwhile_is_not_claimed(cursors: CursorRepository) -> None:
    known = claimed()
    assert not cursors.claim(known, claimed(known, "run-2"))
    assert cursors.known() == ()


def test_everything_that_a_poll_found_out_is_kept(cursors: CursorRepository) -> None:
    cursors.claim(NEW, claimed())
    found = [entry("a", NOW - timedelta(minutes=1)), entry("b", NOW)]
    read = (
        claimed()
        .read(found, TERMS, NOW, gap=(NOW - timedelta(hours=1), "page-7"), marks=[each.mark for each in found])
        .released()
    )
    assert cursors.save(read, "run-1")
    assert cursors.known() == (read,)
    assert (read.position, len(read.seen), read.gap_page) == (NOW, 2, "page-7")


def test_a_run_whose_lease_another_one_took_writes_nothing(cursors: CursorRepository) -> None:
    cursors.claim(NEW, claimed())
    (known,) = cursors.known()
    cursors.claim(known, claimed(known, "run-2", NOW + timedelta(minutes=2)))
    assert not cursors.save(replace(known, error="stale"), "run-1")
    assert cursors.known()[0].error is None


@pytest.fixture(params=["fake", "dynamodb"])
def polled(request: pytest.FixtureRequest, table: DynamoDBTable) -> PolledSources:
    if request.param == "fake":
        return FakePolledSources()
    for source in DynamoDBPolledSources(table).known():
        table.table.delete_item(Key=keys.polled_source(*source.key))
    return DynamoDBPolledSources(table)


def test_since_when_a_source_is_read_is_noted_once_and_outlives_its_cursor(
    polled: PolledSources, cursors: CursorRepository
) -> None:
    assert polled.begin(NEW.key, NOW) == NOW
    assert polled.begin(NEW.key, NOW + timedelta(days=3)) == NOW
    assert [source.began for source in polled.known()] == [NOW]
    assert cursors.known() == ()


def test_a_source_is_paused_and_resumed_whatever_is_known_of_it(polled: PolledSources) -> None:
    polled.pause(NEW.key, by="mia", at=NOW)
    (paused,) = polled.known()
    assert (paused.key, paused.paused_at, paused.paused_by, paused.began) == (NEW.key, NOW, "mia", None)
    assert polled.begin(NEW.key, NOW) == NOW
    polled.resume(NEW.key)
    (resumed,) = polled.known()
    assert (resumed.paused_at, resumed.paused_by, resumed.began) == (None, None, NOW)


def test_the_cursors_of_all_accounts_are_read_together(cursors: CursorRepository) -> None:
    others = [replace(NEW, account_id=f"did:plc:{number}") for number in range(30)]
    for other in others:
        assert cursors.claim(other, claimed(other))
    assert {cursor.account_id for cursor in cursors.known()} == {other.account_id for other in others}


@pytest.mark.parametrize(("remembered", "expected"), [(50, 1), (MAX_SEEN, WRITE_UNITS)])
def test_a_poll_without_news_costs_as_much_as_the_operations_page_counts(
    table: DynamoDBTable, remembered: int, expected: int
) -> None:
    cursors = DynamoDBCursors(table)
    seen = [entry(str(number), NOW) for number in range(remembered)]
    name = f"did:plc:full{remembered}"
    full = replace(claimed().read(seen, TERMS, NOW, gap=None, marks=[each.mark for each in seen]), account_id=name)
    cursors.claim(replace(NEW, account_id=name), full)
    with write_units() as units:
        assert cursors.claim(full, full.claimed("run-2", TERMS, NOW + timedelta(minutes=2)))
    assert units.total == expected
    assert next(each for each in cursors.known() if each.account_id == name).seen == full.seen


def test_a_cursor_of_before_is_read_as_it_was_written(table: DynamoDBTable) -> None:
    cursors = DynamoDBCursors(table)
    earlier = replace(claimed(), account_id="did:plc:earlier", seen=("0123456789", "abcdef0123"))
    cursors.claim(replace(NEW, account_id="did:plc:earlier"), earlier)
    key = keys.cursor(*earlier.key)
    table.table.update_item(
        Key=key, UpdateExpression="SET seen = :seen", ExpressionAttributeValues={":seen": list(earlier.seen)}
    )
    assert next(each for each in cursors.known() if each.account_id == "did:plc:earlier") == earlier


def test_a_cursor_expires_when_it_is_polled_no_longer(table: DynamoDBTable) -> None:
    cursors = DynamoDBCursors(table)
    other = replace(NEW, account_id="did:plc:removed")
    cursors.claim(other, claimed(other))
    item = table.get(keys.cursor(*other.key)) or {}
    assert int(str(item["expires_at"])) == int((NOW + KEPT).timestamp())
