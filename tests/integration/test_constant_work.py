"""What one event costs does not depend on how long the conversation is."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from functions.store.service import StoreEvent
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.shards import DynamoDBShards
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.conversations.model import Conversation
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.vocabulary import EventKind, Outcome, Visibility
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START, FixedClock
from tests.integration.aws_units import counted
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

PAGE = "100100100100100"
KINDS = {
    "message": an_event("new", text="Toujours rien ?"),
    "edit": an_event("m3", event_id="edit", kind=EventKind.EDITED, text="Mon colis, svp"),
    "deletion of the last": an_event("last", event_id="gone", kind=EventKind.DELETED, text=None),
    "deletion of the first": an_event("m0", event_id="gone", kind=EventKind.DELETED, text=None),
    "deletion of one between": an_event("m4", event_id="gone", kind=EventKind.DELETED, text=None),
    "hide": an_event("m3", event_id="hide", kind=EventKind.HIDDEN, text=None),
    "early answer": an_event("a1", event_id="echo", kind=EventKind.ECHO, parent_id="m3", text="Oui"),
}


class Collected:
    """Stands in for the table while many items are made, which are then written in batches."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []

    def put(self, item: dict[str, Any], **_: object) -> None:
        self.items.append(item)

    def get(self, key: dict[str, str], *, consistent: bool = True) -> None:
        """The brand has said nothing about its shards."""


def fill(table: DynamoDBTable, length: int, *, waits: bool) -> None:
    collected = Collected()
    messages = DynamoDBReferencedMessages(cast("DynamoDBTable", collected), FixedClock())
    for number in range(length):
        at = START + timedelta(seconds=number)
        messages.save(
            Message(
                channel="facebook",
                account_id=PAGE,
                message_id="last" if number == length - 1 else f"m{number}",
                brand="acme",
                conversation_id="post:7",
                ticket_id="T-1",
                visibility=Visibility.PUBLIC,
                text="Bonjour",
                waits=waits,
                occurred_at=at,
                received_at=at,
                stored_at=at,
                outcomes={f"e{number}": Outcome.APPENDED},
            )
        )
    end = START + timedelta(seconds=length - 1)
    DynamoDBTickets(cast("DynamoDBTable", collected)).save(
        a_ticket(opening_message_id="m0", last_message_id="last", last_customer_message_at=end, message_count=length)
    )
    place = {"channel": "facebook", "account_id": PAGE, "conversation_id": "post:7"}
    DynamoDBConversations(cast("DynamoDBTable", collected)).save(
        Conversation(**place, brand="acme", author_id="7", open_ticket_id="T-1")
    )
    with table.table.batch_writer() as batch:
        for item in collected.items:
            batch.put_item(item)


def work_of(table: DynamoDBTable, event: InboundEvent) -> Counter[str]:
    fakes = FakeStore()
    ports = replace(
        fakes.ports,
        messages=DynamoDBReferencedMessages(table, fakes.clock),
        conversations=DynamoDBConversations(table),
        tickets=DynamoDBTickets(table),
    )
    fakes.clock.pass_time(hours=1)
    with counted() as work:
        StoreEvent(ports)(event, a_classification())
    return work


@pytest.mark.parametrize("waits", [True, False])
def test_an_event_costs_the_same_in_a_conversation_of_ten_and_of_a_thousand(
    monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    work: dict[tuple[str, int], Counter[str]] = {}
    for length in (10, 1_000):
        with table_on_moto(monkeypatch) as table:
            DynamoDBShards(table).begin("acme", 1)
            fill(table, length, waits=waits)
            for kind, event in KINDS.items():
                before = [table.get(key) for key in kept(event)]
                later = event.message_id in ("new", "a1")
                at = START + timedelta(seconds=length if later else 1)
                work[kind, length] = work_of(table, replace(event, occurred_at=at))
                for key, item in zip(kept(event), before, strict=True):
                    table.table.delete_item(Key=key) if item is None else table.put(item)

    for kind in KINDS:
        few, many = work[kind, 10], work[kind, 1_000]
        assert many["written"] == few["written"], kind
        # While all wait, the first that is looked at decides. When none does, as many are read as are allowed.
        assert many["read"] <= (few["read"] + 3 if waits else 150), kind


def kept(event: InboundEvent) -> list[keys.Key]:
    """What the event changes, to be put back afterwards."""
    return [
        keys.message("facebook", PAGE, event.message_id or ""),
        keys.ticket("T-1"),
        keys.conversation("facebook", PAGE, "post:7"),
    ]
