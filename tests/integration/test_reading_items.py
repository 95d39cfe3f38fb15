"""What is read from the table when not everything there is as it should be."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.errors import RefusedError, UpstreamError
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from shared.ports.pages import TicketFilter
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FixedClock
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

LATER = START + timedelta(days=1)
ALL = TicketFilter()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as made:
        yield made


def spoil(table: DynamoDBTable, ticket_id: str) -> None:
    """As a newer version could have written it."""
    table.table.update_item(
        Key=keys.ticket(ticket_id),
        UpdateExpression="SET category = :new, customer_name = :name",
        ExpressionAttributeValues={":new": "from_the_future", ":name": "Mia Example"},
    )


def test_one_ticket_that_cannot_be_read_hides_no_other(table: DynamoDBTable, caplog: pytest.LogCaptureFixture) -> None:
    tickets = DynamoDBTickets(table)
    for number in range(3):
        tickets.save(a_ticket(id=f"T-{number}"))
    spoil(table, "T-1")

    with caplog.at_level(logging.ERROR):
        assert {ticket.id for ticket in tickets.due("acme", LATER, limit=10).tickets} == {"T-0", "T-2"}
    assert {ticket.id for ticket in tickets.open_page("acme", ALL, limit=10).items} == {"T-0", "T-2"}
    assert "T-1" in caplog.text
    assert "from_the_future" not in caplog.text


def test_more_due_tickets_than_one_sweep_takes_that_cannot_be_read_hide_no_later_one(table: DynamoDBTable) -> None:
    tickets = DynamoDBTickets(table)
    for number in range(12):
        tickets.save(a_ticket(id=f"T-{number:02d}", acknowledge_at=LATER - timedelta(minutes=30 - number)))
    for number in range(10):
        spoil(table, f"T-{number:02d}")

    due = tickets.due("acme", LATER, limit=3)
    assert [ticket.id for ticket in due.tickets] == ["T-10", "T-11"]
    assert due.unreadable == tuple(f"T-{number:02d}" for number in range(10))


def test_an_item_that_cannot_be_read_is_not_quoted(table: DynamoDBTable) -> None:
    tickets = DynamoDBTickets(table)
    tickets.save(a_ticket(id="T-1"))
    spoil(table, "T-1")

    with pytest.raises(UpstreamError) as raised:
        tickets.get("T-1")
    assert str(raised.value) == "dynamodb: an item cannot be read (category)"
    assert raised.value.__suppress_context__


def test_a_filter_that_admits_nothing_is_read_in_few_calls_even_one_by_one(table: DynamoDBTable) -> None:
    tickets = DynamoDBTickets(table)
    for number in range(120):
        tickets.save(a_ticket(id=f"T-{number}", first_response_due_at=START + timedelta(minutes=number)))
    calls: list[str] = []
    table.table.meta.client.meta.events.register("before-call.dynamodb.*", lambda model, **_: calls.append(model.name))

    page = tickets.open_page("acme", TicketFilter(claimed_by=frozenset({"nobody"})), limit=1)

    assert page.items == ()
    assert len(calls) < 60


def test_a_key_no_item_can_have_is_not_asked_for(table: DynamoDBTable) -> None:
    nowhere = DynamoDBTable("there-is-no-such-table")

    assert nowhere.get(keys.ticket("x" * 3000)) is None
    assert nowhere.get(keys.incident("acme", "x" * 2000)) is None


def test_a_cursor_that_was_tampered_with_is_refused(table: DynamoDBTable) -> None:
    incidents = DynamoDBIncidents(table, cache_seconds=0, clock=FixedClock())
    with pytest.raises(RefusedError):
        DynamoDBTickets(table).open_page("acme", ALL, limit=5, cursor=index.cursor("open", "acme", ""))
    with pytest.raises(RefusedError):
        DynamoDBHistory(table).of_ticket("T-1", cursor=index.cursor("history", "T-1", "Z"))
    with pytest.raises(RefusedError):
        incidents.of_brand("acme", cursor=index.cursor("incidents", "acme", "A"))


def test_an_attachment_that_version_0_2_stored_is_still_read(table: DynamoDBTable) -> None:
    messages = DynamoDBMessages(table, FixedClock())
    messages.save(Message(channel="whatsapp", account_id="1", message_id="m1", brand="acme"))
    table.table.update_item(
        Key=keys.message("whatsapp", "1", "m1"),
        UpdateExpression="SET attachments = :earlier",
        ExpressionAttributeValues={
            ":earlier": [{"type": "document", "id": "778"}, {"type": "ig_reel", "url": "https://cdn.example/r"}]
        },
    )
    found = messages.get("whatsapp", "1", "m1")
    assert found is not None
    assert found.attachments == (
        Attachment(type="file", source_type="document", source_id="778"),
        Attachment(type="reel", source_type="ig_reel", source_url="https://cdn.example/r"),
    )
