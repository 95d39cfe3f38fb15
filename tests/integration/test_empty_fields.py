"""What is empty comes back from DynamoDB as it was, also where the entity has no default for it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.messages.model import Edition, Message
from tests.fakes.samples import a_classification, a_ticket
from tests.fakes.stored import START, FixedClock
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as table:
        yield table


def test_a_ticket_that_needs_no_response_can_be_read(table: DynamoDBTable) -> None:
    """One that could not would stop every list and every sweep that meets it."""
    tickets = DynamoDBTickets(table)
    stored = tickets.save(a_ticket(needs_response=False, message_count=0))
    assert tickets.get("T-1") == stored


def test_a_message_with_an_edition_that_had_no_text_can_be_read(table: DynamoDBTable) -> None:
    messages = DynamoDBMessages(table, FixedClock())
    message = Message(
        channel="facebook",
        account_id="1",
        message_id="m",
        brand="acme",
        editions=(Edition(text=None, since=START),),
        pending_classification=a_classification(needs_response=False, confidence=0, reasons=()),
    )
    stored = messages.save(message)
    assert messages.get("facebook", "1", "m") == replace(stored)
