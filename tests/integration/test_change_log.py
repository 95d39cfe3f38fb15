"""Lists by change come from the change log: nothing is skipped, whatever changed and whenever it became known."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from typer.testing import CliRunner

from cli.main import app
from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.change_log import changed_tickets
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.errors import InvalidCursorError
from shared.domain.events.changes import StreamRecord, TicketChange
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status
from shared.ports.pages import TicketFilter
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START
from tests.integration.aws_units import write_units
from tests.integration.published import PublishedTickets
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto

pytestmark = pytest.mark.integration

ALL = TicketFilter()
RESOLVED = TicketFilter(status=frozenset({"resolved"}))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as found:
        yield found


def opened(number: int, at: datetime = START, **fields: object) -> Ticket:
    return a_ticket(id=f"T-{number:02d}", updated_at=at, **fields)


def ids(tickets: DynamoDBTickets, *, limit: int = 2, latest: bool = False) -> list[str]:
    """The ids of a whole list, page by page."""
    seen: list[str] = []
    cursor = None
    while True:
        page = (
            tickets.latest_page("acme", ALL, limit=limit, cursor=cursor)
            if latest
            else tickets.updated_page("acme", START, ALL, limit=limit, cursor=cursor)
        )
        seen += [ticket.id for ticket in page.items]
        cursor = page.cursor
        if cursor is None:
            return seen


def test_a_ticket_that_changed_often_is_listed_once_at_its_last_change(table: DynamoDBTable) -> None:
    tickets = PublishedTickets(table)
    for number in range(4):
        tickets.save(opened(number, START + number * MINUTE))
    for minute in (5, 6):
        again = tickets.get("T-01")
        assert again is not None
        tickets.save(replace(again, updated_at=START + minute * MINUTE))

    assert ids(tickets) == ["T-00", "T-02", "T-03", "T-01"]
    assert ids(tickets, latest=True) == ["T-01", "T-03", "T-02", "T-00"]


def test_what_is_not_published_yet_is_listed_where_it_was_and_after_that_where_it_is(table: DynamoDBTable) -> None:
    tickets = PublishedTickets(table)
    for number in range(3):
        tickets.save(opened(number, START + number * timedelta(seconds=1)))
    known = tickets.get("T-00")
    assert known is not None
    changed = DynamoDBTickets(table).save(
        replace(known, status=Status.RESOLVED, updated_at=START + timedelta(seconds=9))
    )

    assert ids(tickets, latest=True) == ["T-02", "T-01", "T-00"]
    assert [t.id for t in tickets.latest_page("acme", RESOLVED, limit=5).items] == ["T-00"]

    record = StreamRecord(sequence="late", at=changed.updated_at, change=TicketChange(before=known, after=changed))
    DynamoDBEventLog(table).add_batch("acme", [record], changed.updated_at + 3 * MINUTE)
    assert ids(tickets, latest=True) == ["T-00", "T-02", "T-01"]
    assert ids(tickets) == ["T-01", "T-02", "T-00"]


def test_a_change_that_became_known_late_is_in_the_next_reading(table: DynamoDBTable) -> None:
    saved = DynamoDBTickets(table).save(opened(1))
    tickets = DynamoDBTickets(table)
    end = START + MINUTE
    assert tickets.updated_page("acme", START, ALL, limit=5, until=end).items == ()

    record = StreamRecord(sequence="1", at=START, change=TicketChange(before=None, after=saved))
    DynamoDBEventLog(table).add_batch("acme", [record], START + 2 * MINUTE)

    assert [t.id for t in tickets.updated_page("acme", end, ALL, limit=5).items] == ["T-01"]


def test_a_write_that_leaves_the_instant_of_the_change_is_no_change(table: DynamoDBTable) -> None:
    before = opened(1)
    after = replace(before, version=2, reply_at=START)
    record = StreamRecord(sequence="1", at=START, change=TicketChange(before=before, after=after))
    assert changed_tickets([record]) == {}
    assert changed_tickets([replace(record, change=TicketChange(before=None, after=after))]) == {
        "T-01": milliseconds(START)
    }


def test_a_batch_of_thirty_tickets_costs_the_log_of_changes_one_unit(table: DynamoDBTable) -> None:
    records = [
        StreamRecord(sequence=str(n), at=START, change=TicketChange(before=None, after=opened(n))) for n in range(30)
    ]
    with write_units() as written:
        DynamoDBEventLog(table).add_batch("acme", records, START)
    assert written.by_key["CHANGES"] == 1


@pytest.mark.parametrize("kind", ["updated", "latest"])
def test_a_cursor_of_the_version_before_goes_on_and_skips_nothing(table: DynamoDBTable, kind: str) -> None:
    """Those named an instant and a ticket."""
    tickets = PublishedTickets(table)
    for number in range(6):
        tickets.save(opened(number, START + number * MINUTE))
    place = f"{keys.instant(START + 2 * MINUTE)}#T-02"
    if kind == "updated":
        cursor = index.cursor(kind, "acme", f"{keys.instant(START + 4 * MINUTE)}|{place}")
        page = tickets.updated_page("acme", START, ALL, limit=9, cursor=cursor, until=START + 9 * MINUTE)
        assert [t.id for t in page.items] == ["T-02", "T-03", "T-04"]
    else:
        page = tickets.latest_page("acme", ALL, limit=9, cursor=index.cursor(kind, "acme", place))
        assert {"T-01", "T-00"} <= {t.id for t in page.items}
    with pytest.raises(InvalidCursorError):
        tickets.updated_page("acme", START, ALL, limit=9, cursor=index.cursor("updated", "acme", "|nonsense"))
    with pytest.raises(InvalidCursorError):
        tickets.updated_page("acme", START, ALL, limit=9, cursor=index.cursor("updated", "acme", "x|y"))


def test_tickets_of_a_table_that_is_older_than_the_log_are_entered_once(
    table: DynamoDBTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NIGHTDESK_TABLE", TABLE_NAME)
    old = DynamoDBTickets(table)
    for number in range(5):
        old.save(opened(number, START + number * 20 * timedelta(seconds=1)))
    tickets = PublishedTickets(table)
    tickets.save(opened(7, START + 9 * MINUTE))
    assert ids(tickets) == ["T-07"]

    for _ in range(2):
        result = CliRunner().invoke(app, ["changes", "fill", "--json"])
        assert result.exit_code == 0, result.output

    assert ids(tickets) == ["T-00", "T-01", "T-02", "T-03", "T-04", "T-07"]
    assert ids(tickets, latest=True) == ["T-07", "T-04", "T-03", "T-02", "T-01", "T-00"]
    assert "expires_at" in next(
        iter(table.table.scan(FilterExpression="filled = :f", ExpressionAttributeValues={":f": True})["Items"])
    )
