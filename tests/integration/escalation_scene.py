"""A desk whose escalations run on moto, through the real handlers, to a webhook and a topic that record."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import httpx
import pytest

from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.brand import read
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationReason
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Priority
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START
from tests.integration.workflows import Workflows, fresh_handler

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
TWO_TIERS = [
    {"name": "agent", "wait": "10m", "targets": ["oncall"]},
    {"name": "lead", "wait": "15m", "targets": ["oncall", "topic"]},
]


@dataclass
class Scene:
    """A desk with one urgent ticket, a webhook that is listening, and a clock that a test moves."""

    workflows: Workflows
    handler: ModuleType
    tickets: DynamoDBTickets
    history: DynamoDBHistory
    at: datetime = START
    posted: list[httpx.Request] = field(default_factory=list)
    answer: Callable[[httpx.Request], httpx.Response] = field(default=lambda request: httpx.Response(204))

    def call(self, **event: Any) -> Any:
        return self.workflows.invoke("escalate", event)

    def start(self) -> Any:
        return self.call(action="start", ticket_id="T-1")

    def run(self) -> list[str]:
        """Start the escalation and let it run to its end; the states of its latest execution."""
        self.start()
        assert set(self.workflows.finish()) == {"SUCCEEDED"}
        return self.workflows.states(self.workflows.executions()[-1])

    @property
    def ticket(self) -> Ticket:
        ticket = self.tickets.get("T-1")
        assert ticket is not None
        return ticket

    def change(self, **fields: Any) -> None:
        self.tickets.save(replace(self.ticket, **fields))

    def during_wait(self, number: int, action: Callable[[], None]) -> None:
        """Let something happen while the workflow waits for the nth time."""

        def waiting() -> None:
            if len(self.workflows.waits) == number:
                action()

        self.workflows.on_wait = waiting

    @property
    def recorded(self) -> list[str]:
        return [entry.what for entry in self.history.of_ticket("T-1", limit=200).items]

    @property
    def end(self) -> list[str]:
        entries = self.history.of_ticket("T-1", limit=200).items
        return [entry.details["end"] for entry in entries if entry.what == "escalation_ended"]

    @property
    def webhook_ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.posted]

    @cached_property
    def subscriber(self) -> tuple[Any, str]:
        """A queue that is subscribed to the topic, and how to read it."""
        sqs = boto3.client("sqs")
        return sqs, sqs.create_queue(QueueName="subscriber")["QueueUrl"]

    def published(self) -> list[dict[str, Any]]:
        """What reached the topic, as a subscribed queue has received it since it was last asked."""
        sqs, queue = self.subscriber
        found: list[dict[str, Any]] = []
        while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return found


def escalation_scene(workflows: Workflows, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """One ticket, ``T-1``, urgent and not yet escalated."""
    monkeypatch.setenv("NOTIFY_ALLOWED_HOSTS", "127.0.0.1")
    handler = fresh_handler("escalate")
    scene = Scene(workflows, handler, DynamoDBTickets(workflows.table), DynamoDBHistory(workflows.table))
    monkeypatch.setattr("shared.adapters.system_clock.SystemClock.now", lambda _clock: scene.at)
    monkeypatch.setattr("shared.adapters.notify.http.PAUSE_SECONDS", 0)

    def receive(request: httpx.Request) -> httpx.Response:
        scene.posted.append(request)
        return scene.answer(request)

    handler.target_http.transport = httpx.MockTransport(receive)
    workflows.functions["escalate"] = handler.lambda_handler
    workflows.functions["respond"] = lambda event, context: {}
    record = {"signing_secret": [SECRET], "url": ["http://127.0.0.1:1/oncall"]}
    boto3.client("secretsmanager").create_secret(Name="nightdesk/notify-acme-oncall", SecretString=json.dumps(record))
    push_tiers(workflows, TWO_TIERS)
    sqs, queue = scene.subscriber
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=handler.settings.topic_arn, Protocol="sqs", Endpoint=arn)
    scene.tickets.save(urgent_ticket())
    return scene


def urgent_ticket(ticket_id: str = "T-1") -> Ticket:
    """As store leaves it: to be escalated, at the latest by the sweep."""
    ticket = a_ticket(id=ticket_id, priority=Priority.URGENT, excerpt="Mon colis")
    return escalation.requested(ticket, EscalationReason.URGENT, START + timedelta(seconds=60))


@cache
def _acme() -> dict[str, Any]:
    return read(Path("brands/acme.yaml").read_bytes())


def push_pager(workflows: Workflows) -> None:
    """Put the demo brand in force with one tier, which is a pager."""
    record = {"routing_key": ["R0123456789"], "url": ["http://127.0.0.1:1/pager"]}
    boto3.client("secretsmanager").create_secret(Name="nightdesk/notify-acme-pager", SecretString=json.dumps(record))
    pager = {"name": "pager", "type": "pagerduty", "secret": "notify-acme-pager"}
    push_tiers(workflows, [{"name": "all", "wait": "10m", "targets": ["pager"]}], notification_targets=[pager])


def push_tiers(workflows: Workflows, tiers: list[dict[str, Any]], **more: Any) -> None:
    """Put the demo brand with other tiers in force."""

    class Now:
        def now(self) -> datetime:
            return START

    document = {**_acme(), "escalation": {"tiers": tiers}, **more}
    DynamoDBBrands(workflows.table, cache_seconds=0, clock=Now()).push("acme", document)
