"""A night on moto: respond as it is deployed, and a pretended platform that answers its HTTP requests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import httpx
import pytest

from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.holiday_calendar import LibraryHolidays
from shared.brand import read
from shared.brand.push import prepare
from shared.channels import CHANNELS, load_policy
from shared.domain.conversations.model import Conversation
from shared.domain.messages.model import Message
from shared.domain.tickets.history import stated_entries
from shared.domain.tickets.model import Ticket
from tests.fakes.samples import a_ticket
from tests.fakes.stored import FixedClock
from tests.integration.table_on_moto import table_on_moto
from tests.integration.workflows import fresh_handler

NIGHT = datetime(2026, 3, 3, 22, 10, tzinfo=UTC)
CONTEXT = SimpleNamespace(
    function_name="respond", memory_limit_in_mb=512, invoked_function_arn="arn:respond", aws_request_id="request"
)


@dataclass
class Scene:
    handler: ModuleType
    table: DynamoDBTable
    clock: FixedClock
    requests: list[httpx.Request] = field(default_factory=list)
    answers: list[httpx.Response | Exception] = field(default_factory=list)

    def platform(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else httpx.Response(200, json={"id": "5001_9999"})
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stored(self, **fields: Any) -> Ticket:
        """A ticket that store has just opened and wants acknowledged."""
        now = self.clock.at
        ticket = a_ticket(acknowledge_at=now, last_customer_message_at=now, created_at=now, updated_at=now, **fields)
        place = {"channel": ticket.channel, "account_id": ticket.account_id}
        DynamoDBMessages(self.table, self.clock).save(
            Message(
                **place,
                message_id=ticket.last_message_id,
                brand="acme",
                surface=ticket.surface,
                visibility=ticket.visibility,
                conversation_id=ticket.conversation_id,
                ticket_id=ticket.id,
                text="Où est mon colis ?",
                occurred_at=now,
                stored_at=now,
            )
        )
        DynamoDBConversations(self.table).save(
            Conversation(**place, conversation_id=ticket.conversation_id, brand="acme", open_ticket_id=ticket.id)
        )
        return DynamoDBTickets(self.table).save(ticket)

    def run(self, ticket_id: str = "T-1") -> dict[str, Any]:
        done: dict[str, Any] = self.handler.lambda_handler({"ticket_id": ticket_id}, CONTEXT)
        return done

    @property
    def ticket(self) -> Ticket:
        return self.ticket_of("T-1")

    def ticket_of(self, ticket_id: str) -> Ticket:
        found = DynamoDBTickets(self.table).get(ticket_id)
        assert found is not None
        return found

    def history(self, ticket_id: str = "T-1") -> list[str]:
        stated = stated_entries(self.ticket_of(ticket_id))
        return [entry.what for entry in DynamoDBHistory(self.table).of_ticket(ticket_id, stated=stated).items]


@cache
def acme() -> dict[str, Any]:
    """The example brand, as it is stored."""
    document, _ = prepare(
        read(Path("brands/acme.yaml").read_bytes()),
        "acme",
        holidays=LibraryHolidays(),
        formatter=BabelDateTimeFormatter(),
        policies={channel: load_policy(channel) for channel in CHANNELS},
        now=NIGHT,
    )
    return document


@contextmanager
def respond_scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A table, a secret, the example brand with generous rate limits, and the clock at ten past eleven in Paris."""
    with table_on_moto(monkeypatch) as table:
        for name, value in {
            "TABLE_NAME": table.name,
            "BUCKET_NAME": "desk",
            "SECRET_PREFIX": "nightdesk/",
            "INBOUND_QUEUE_URL": "https://sqs.example/inbound.fifo",
            "GATEWAY_BASE_URLS": json.dumps({channel: f"https://{channel}.example" for channel in CHANNELS}),
            "CACHE_SECONDS": "0",
        }.items():
            monkeypatch.setenv(name, value)
        boto3.client("secretsmanager").create_secret(
            Name="nightdesk/acme-meta", SecretString=json.dumps({"access_token": ["token-now", "token-before"]})
        )
        clock = FixedClock(NIGHT)
        monkeypatch.setattr("shared.adapters.system_clock.SystemClock.now", lambda _: clock.now())
        DynamoDBBrands(table, cache_seconds=0, clock=clock).push("acme", acme())
        scene = Scene(fresh_handler("respond"), table, clock)
        gateways = scene.handler.acknowledge.ports.gateways
        gateways.__dict__["http"] = httpx.Client(transport=httpx.MockTransport(scene.platform))
        yield scene
