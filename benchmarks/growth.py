"""What a message, a page, a sweep and a report read and write, in a small table and in a large one.

On moto, which counts nothing itself: units are counted from what each call reads and writes (``aws_units.py``). Tickets
are put straight into moto's memory, since its own writes are slow.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from moto.dynamodb.models import dynamodb_backends

from functions.store.service import StoreEvent
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.shards import DynamoDBShards
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.figures.counting import PART_FACETS
from shared.domain.messages.event import Author
from shared.ports.pages import TicketFilter
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.integration.aws_units import counted, read_units, write_units
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto

SMALL, LARGE = 100, 100_000
SHARDS = 8  # of a brand that gets more than a new one
ACCOUNT, REGION = "123456789012", "eu-west-1"  # moto's account

Units = dict[str, float]


class _Collected:
    """Stands for a table: keeps what would be written."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table
        self.items: list[dict[str, Any]] = []

    def put(self, item: dict[str, Any], **_: Any) -> None:
        self.items.append(item)

    def get(self, key: dict[str, str], **options: Any) -> dict[str, Any] | None:
        return self._table.get(key, **options)


def fill(table: DynamoDBTable, number: int) -> None:
    """Open tickets whose deadlines lie a day ahead, one second after the other."""
    collected: Any = _Collected(table)
    DynamoDBShards(table).begin("acme", SHARDS)
    tickets = DynamoDBTickets(collected)
    for each in range(number):
        due = START + timedelta(days=1, seconds=each)
        tickets.save(a_ticket(id=f"T-{each:06d}", first_response_due_at=due))
    backend = dynamodb_backends[ACCOUNT][REGION].tables[TABLE_NAME]
    serialize = TypeSerializer().serialize
    for item in collected.items:
        backend.put_item({name: serialize(value) for name, value in item.items()})


def measure(table: DynamoDBTable) -> dict[str, Units]:
    """Read units, write units and calls of each kind of work."""
    shards = DynamoDBShards(table, now=lambda: 0.0)  # what is known of them stays known, however slow moto is
    tickets, figures = DynamoDBTickets(table, shards), DynamoDBFigures(table)
    first = tickets.get("T-000001")
    assert first is not None
    tickets.due("acme", START, limit=1)  # the number of shards is known from here on
    store = _store(table, tickets)
    store(an_event("m1", event_id="e1"), a_classification())
    joins = an_event("m2", event_id="e2", text="Toujours rien ?", occurred_at=START + timedelta(minutes=2))
    opens = an_event("n1", event_id="e3", conversation_id="post:8", author=Author(id="8"))
    works: dict[str, Callable[[], object]] = {
        "a message that joins a ticket": lambda: store(joins, a_classification()),
        "a message that opens a ticket": lambda: store(opens, a_classification()),
        "a ticket is changed": lambda: tickets.save(first),
        "a page of 20 open tickets": lambda: tickets.open_page("acme", TicketFilter(), limit=20),
        "a sweep with nothing due": lambda: tickets.due("acme", START, limit=100),
        "a report of a week": lambda: figures.between("acme", START - timedelta(days=7), START, timed=PART_FACETS),
    }
    return {name: _units(work) for name, work in works.items()}


def _store(table: DynamoDBTable, tickets: DynamoDBTickets) -> StoreEvent:
    """Store, with what it writes for a message on the table and all else in memory."""
    fakes = FakeStore()
    on_the_table = replace(
        fakes.ports,
        tickets=tickets,
        messages=DynamoDBReferencedMessages(table, fakes.clock),
        conversations=DynamoDBConversations(table),
        customers=DynamoDBCustomers(table),
    )
    return StoreEvent(on_the_table)


def _units(work: Callable[[], object]) -> Units:
    with counted() as calls, read_units() as read, write_units() as written:
        work()
    return {
        "read units": read.total,
        "items read": calls["read"],
        "write units": written.total,
        "calls": calls["calls"],
    }


def main(sizes: tuple[int, int] = (SMALL, LARGE)) -> dict[str, dict[str, Units]]:
    found = {}
    for size in sizes:
        with pytest.MonkeyPatch.context() as monkeypatch, table_on_moto(monkeypatch) as table:
            fill(table, size)
            found[f"{size} tickets"] = measure(table)
    return found
