"""Every call by which events go out fails once: each event is still told, in order, and counted once."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import milliseconds
from shared.adapters.notify.subscriber_secrets import SECRETS
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.domain.subscriptions.model import Subscription
from tests.fakes.stored import FixedClock
from tests.integration.acme_at_night import NIGHT, QUESTION, body, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.integration.walk import WAYS, Faults, Walk

pytestmark = pytest.mark.integration

SECRET = "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


@pytest.fixture(params=WAYS)
def walk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    with stack_on_moto(monkeypatch) as stack:
        stack.orderly = True
        logging.disable(logging.CRITICAL)
        faults = Faults(request.param)
        stack.meddle = faults.aws

        with faults.http():
            yield Walk(stack, faults)
        logging.disable(logging.NOTSET)


def subscribe(stack: StackOnMoto) -> None:
    SecretsManagerSecrets("nightdesk/", cache_seconds=0).put(SECRETS, {"wh1": (SECRET,)})
    made = Subscription(
        id="wh1", brand="acme", url=f"{stack.simulator.url}/notify/crm", events=("*",), owner="crm", created_at=NIGHT
    )
    subscriptions = DynamoDBSubscriptions(stack.workflows.table, cache_seconds=0, clock=FixedClock(NIGHT))
    subscriptions.add(made, entry=milliseconds(NIGHT) - 1)


def told(stack: StackOnMoto) -> list[dict[str, Any]]:
    """Every event that the subscriber took, in the order in which it came."""
    calls = [call for call in stack.calls("notify") if call["path"] == "/crm"]
    assert all(call["headers"]["webhook-id"] == call["body"]["id"] for call in calls)
    return [call["body"] for call in calls if call["status"] == 200]


def test_a_question_and_what_follows_is_told_in_order_and_counted_once(walk: Walk) -> None:
    def scenario(walk: Walk, customer: str) -> None:
        stack = walk.stack
        stack.stream.records(stack.at)  # what an earlier run wrote
        subscribe(stack)
        for name in ("m", "n"):
            assert stack.post(body(direct(customer, f"{name}{customer}", QUESTION))) == 200
            stack.work()
        with walk.faults.during():
            stack.publish()
            stack.tell_subscribers()
        stack.tell_everything()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        stack = walk.stack
        logged = [
            event
            for entry in DynamoDBEventLog(stack.workflows.table).after("acme", 0, limit=50)
            for event in entry.events
        ]
        assert len({event["id"] for event in logged}) == len(logged), "logged twice"
        assert [event["type"] for event in logged].count("ticket.created") == 1
        assert [event["type"] for event in logged].count("message.received") == 2
        came = told(stack)
        for subject in {event["subject"] for event in logged}:
            first_seen = list(dict.fromkeys(event["id"] for event in came if event["subject"] == subject))
            assert first_seen == [event["id"] for event in logged if event["subject"] == subject], failed
        figures = DynamoDBFigures(stack.workflows.table).between(
            "acme", NIGHT - timedelta(hours=1), NIGHT + timedelta(hours=2)
        )
        assert (figures.count("messages"), figures.count("opened")) == (2, 1)
        again = len(came) - len({event["id"] for event in came})
        assert again == 0 or failed in ("POST", "PutItem", "SendMessageBatch"), f"{again} told twice after {failed}"

    calls = walk.over(scenario, verify)
    assert {"PutEvents", "SendMessageBatch", "POST", "PutItem"} <= set(calls)


def test_a_subscriber_that_is_down_is_told_of_by_the_topic_and_gets_everything_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with stack_on_moto(monkeypatch) as stack:
        stack.orderly = True
        stack.stream.records(stack.at)
        subscribe(stack)
        stack.simulator.faults.add({"match": {"channel": "notify", "path": "^/crm"}, "status": 503})
        for number in range(6):
            assert stack.post(body(direct(f"70{number}", f"m{number}", QUESTION))) == 200
            stack.work()
            stack.publish()
            stack.tell_subscribers()
            stack.pass_time(minutes=10)
        assert told(stack) == []
        stack.simulator.faults.clear()
        stack.tell_everything(minutes=90)
        came = told(stack)
        entries = DynamoDBEventLog(stack.workflows.table).after("acme", 0, limit=50)
        logged = [event for entry in entries for event in entry.events]
        assert sorted(event["id"] for event in came) == sorted(event["id"] for event in logged)
        for subject in {event["subject"] for event in logged}:
            assert [event["id"] for event in came if event["subject"] == subject] == [
                event["id"] for event in logged if event["subject"] == subject
            ]
