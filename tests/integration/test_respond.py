"""The respond function as it is deployed: its handler, DynamoDB and Secrets Manager on moto, and real HTTP requests
that a pretended platform answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import StringIO
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import httpx
import pytest

from shared.adapters.calendar import LibraryHolidays
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.words import BabelWords
from shared.brand import read
from shared.brand.push import prepare
from shared.channels import CHANNELS, policy
from shared.domain.conversation import Conversation
from shared.domain.message import Message
from shared.domain.ticket import Ticket
from shared.domain.vocabulary import Surface, Visibility
from shared.observability import logger
from tests.fakes.samples import a_ticket
from tests.fakes.stored import FixedClock
from tests.integration.desk_table import desk_table
from tests.integration.workflows import fresh_handler

pytestmark = pytest.mark.integration

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
        ticket = a_ticket(
            acknowledge_at=NIGHT, last_customer_message_at=NIGHT, created_at=NIGHT, updated_at=NIGHT, **fields
        )
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
                occurred_at=NIGHT,
                stored_at=NIGHT,
            )
        )
        DynamoDBConversations(self.table).save(
            Conversation(**place, conversation_id=ticket.conversation_id, brand="acme", open_ticket_id=ticket.id)
        )
        return DynamoDBTickets(self.table).save(ticket)

    def run(self) -> dict[str, Any]:
        done: dict[str, Any] = self.handler.lambda_handler({"ticket_id": "T-1"}, CONTEXT)
        return done

    @property
    def ticket(self) -> Ticket:
        found = DynamoDBTickets(self.table).get("T-1")
        assert found is not None
        return found

    def history(self) -> list[str]:
        return [entry.what for entry in DynamoDBHistory(self.table).of_ticket("T-1").items]


@cache
def acme() -> dict[str, Any]:
    """The example brand, as it is stored."""
    document, _ = prepare(
        read(Path("brands/acme.yaml").read_bytes()),
        "acme",
        holidays=LibraryHolidays(),
        words=BabelWords(),
        policies={channel: policy(channel) for channel in CHANNELS},
        now=NIGHT,
    )
    return document


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with desk_table(monkeypatch) as table:
        for name, value in {
            "TABLE_NAME": table.name,
            "SECRET_PREFIX": "nightdesk/",
            "GATEWAY_BASE_URLS": json.dumps({channel: f"https://{channel}.example" for channel in CHANNELS}),
            "CACHE_SECONDS": "0",
        }.items():
            monkeypatch.setenv(name, value)
        boto3.client("secretsmanager").create_secret(
            Name="nightdesk/acme-meta", SecretString=json.dumps({"access_token": ["token-now", "token-before"]})
        )
        clock = FixedClock(NIGHT)
        monkeypatch.setattr("shared.adapters.clock.SystemClock.now", lambda _: clock.now())
        DynamoDBBrands(table, cache_seconds=0, clock=clock).push("acme", acme())
        scene = Scene(fresh_handler("respond"), table, clock)
        gateways = scene.handler.acknowledge.desk.gateways
        gateways.__dict__["http"] = httpx.Client(transport=httpx.MockTransport(scene.platform))
        yield scene


def test_a_comment_in_the_night_is_answered_under_it(scene: Scene) -> None:
    scene.stored()

    assert scene.run() == {"ticket_id": "T-1", "sent": "sent", "suppressed": None}

    (request,) = scene.requests
    assert (request.method, request.url.host) == ("POST", "facebook.example")
    assert request.url.path.endswith("/m1/comments")
    assert request.headers["Authorization"] == "Bearer token-now"
    assert "demain à 9 h" in json.loads(request.content)["message"]
    assert scene.ticket.acknowledged_at == NIGHT
    assert scene.ticket.acknowledge_at is None
    assert scene.history() == ["acknowledged"]
    message = DynamoDBMessages(scene.table, scene.clock).get("facebook", "100100100100100", "5001_9999")
    assert message is not None
    assert message.automatic


def test_a_private_message_in_english_is_answered_in_english_and_names_the_zone(scene: Scene) -> None:
    scene.answers = [httpx.Response(200, json={"message_id": "mid.1", "recipient_id": "7"})]
    scene.stored(
        channel="messenger",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id="7",
        language="en",
    )
    scene.run()

    body = json.loads(scene.requests[0].content)
    assert body["recipient"] == {"id": "7"}
    assert "tomorrow at 9 am (Paris time)" in body["message"]["text"]
    assert "automatic" in body["message"]["text"].lower()
    assert body["message"]["metadata"].startswith("ack:T-1")
    assert "tag" not in body


def test_asked_twice_it_is_sent_once(scene: Scene) -> None:
    scene.stored()
    scene.run()

    assert scene.run() == {"ticket_id": "T-1", "sent": None, "suppressed": None}
    assert len(scene.requests) == 1


def test_a_lost_answer_is_settled_by_reading_the_comments(scene: Scene) -> None:
    scene.stored()
    scene.answers = [httpx.ReadTimeout("late")]
    assert scene.run()["sent"] == "unknown"
    sent = json.loads(scene.requests[0].content)["message"]

    scene.clock.pass_time(minutes=2)
    listed = {"data": [{"id": "5001_9999", "message": sent, "created_time": "2026-03-03T22:10:01+0000"}]}
    scene.answers = [httpx.Response(200, json=listed)]

    assert scene.run()["sent"] == "sent"
    assert [request.method for request in scene.requests] == ["POST", "GET"]
    assert scene.ticket.acknowledged_at is not None


def test_a_throttle_pauses_the_account_for_everybody(scene: Scene) -> None:
    scene.stored()
    scene.answers = [httpx.Response(429, headers={"Retry-After": "600"}, json={})]

    assert scene.run()["sent"] == "retry_at"
    state = scene.handler.acknowledge.desk.accounts.get("facebook", "100100100100100")
    assert state.paused_until is not None
    assert scene.ticket.acknowledge_at == state.paused_until


def test_the_kill_switch_stops_it(scene: Scene) -> None:
    scene.stored()
    DynamoDBSwitches(scene.table, cache_seconds=0, clock=scene.clock).set("acme", None, "off", by="lead")

    assert scene.run() == {"ticket_id": "T-1", "sent": None, "suppressed": "switched_off"}
    assert scene.requests == []
    assert scene.history() == ["acknowledgement_suppressed"]


def test_nothing_of_the_customer_or_the_token_is_logged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    logged = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", logged)
    scene.stored()
    scene.run()

    assert "acknowledgement handled" in logged.getvalue()
    for secret in ("Où est mon colis", "token-now", "demain", "Merci", "Bonjour"):
        assert secret not in logged.getvalue()
