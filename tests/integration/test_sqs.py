"""The inbound queue, as the service answers and as it fails."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from moto import mock_aws

from shared.adapters.sqs.inbound_queue import SqsInboundQueue, message_group
from shared.contracts.events import load_event
from shared.domain.errors import LimitExceededError
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind

pytestmark = pytest.mark.integration
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/inbound.fifo"


def event(number: int, **fields: Any) -> InboundEvent:
    return InboundEvent(
        **{
            "event_id": f"facebook:1:{number}:created",
            "kind": EventKind.CREATED,
            "brand": "acme",
            "channel": "facebook",
            "account_id": "1",
            "conversation_id": "post:author",
            "message_id": str(number),
            "text": "Grüße 😀",
            "occurred_at": AT,
            "received_at": AT,
            **fields,
        }
    )


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@pytest.fixture
def queue() -> Iterator[SqsInboundQueue]:
    with mock_aws():
        client = boto3.client("sqs")
        url = client.create_queue(QueueName="inbound.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        yield SqsInboundQueue(url)


def received(queue: SqsInboundQueue) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        messages = queue.client.receive_message(
            QueueUrl=queue._url, MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=0
        ).get("Messages", [])
        if not messages:
            return found
        for message in messages:
            found.append(message)
            queue.client.delete_message(QueueUrl=queue._url, ReceiptHandle=message["ReceiptHandle"])


def test_what_is_put_can_be_read_by_the_next_function(queue: SqsInboundQueue) -> None:
    assert queue.put([event(1)]) == ()
    (message,) = received(queue)
    assert load_event(message["Body"]) == event(1)
    assert "😀" in message["Body"]
    assert message["Attributes"]["MessageGroupId"] == message_group(event(1))
    assert len(message["Attributes"]["MessageDeduplicationId"]) == 64


def test_more_than_ten_events_arrive_once_and_in_order(queue: SqsInboundQueue) -> None:
    many = [event(number) for number in range(25)]
    assert queue.put(many) == ()
    assert queue.put(many) == ()
    assert [json.loads(message["Body"])["message_id"] for message in received(queue)] == [str(n) for n in range(25)]


def test_characters_the_service_refuses_arrive_all_the_same(queue: SqsInboundQueue) -> None:
    assert queue.put([event(1, text="a\uffffb\x00")]) == ()
    (message,) = received(queue)
    assert load_event(message["Body"]).text == "a\uffffb\x00"


def test_an_event_larger_than_the_service_takes_is_refused_before_anything_is_sent(queue: SqsInboundQueue) -> None:
    with pytest.raises(LimitExceededError):
        queue.put([event(1), event(2, text="x" * 262_144)])
    assert received(queue) == []


def test_large_events_travel_in_smaller_batches(queue: SqsInboundQueue) -> None:
    assert queue.put([event(number, text="x" * 60_000) for number in range(9)]) == ()
    assert len(received(queue)) == 9


@pytest.mark.parametrize(
    ("fields", "other", "same"),
    [
        ({}, {"message_id": "9"}, True),
        ({}, {"conversation_id": "post:other"}, False),
        ({}, {"channel": "instagram"}, False),
        ({}, {"account_id": "2"}, False),
        ({"conversation_id": None, "parent_id": "p"}, {"conversation_id": None, "parent_id": "p"}, True),
        ({"conversation_id": None}, {"conversation_id": None, "message_id": "9"}, False),
        ({"conversation_id": "x" * 900}, {"conversation_id": "x" * 901}, False),
    ],
)
def test_a_group_is_a_conversation_as_far_as_the_event_tells(
    fields: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    assert (message_group(event(1, **fields)) == message_group(event(1, **other))) is same
    assert len(message_group(event(1, **fields))) == 64


def answers(*calls: dict[str, Any]) -> tuple[SqsInboundQueue, Stubber]:
    queue = SqsInboundQueue(URL)
    stubber = Stubber(queue.client)
    for call in calls:
        stubber.add_response("send_message_batch", {"Successful": [], "Failed": [], **call})
    stubber.activate()
    return queue, stubber


def failed(entry: str, *, ours: bool) -> dict[str, Any]:
    return {"Id": entry, "SenderFault": ours, "Code": "InternalError"}


def test_an_entry_that_failed_is_tried_once_more() -> None:
    queue, stubber = answers({"Failed": [failed("1", ours=False)]}, {})
    assert queue.put([event(0), event(1), event(2)]) == ()
    stubber.assert_no_pending_responses()


def test_an_entry_that_fails_twice_is_refused_and_the_next_batch_is_sent() -> None:
    queue, stubber = answers(
        {"Failed": [failed("1", ours=False), failed("2", ours=True)]}, {"Failed": [failed("1", ours=False)]}, {}
    )
    refused = queue.put([event(number) for number in range(12)])
    assert sorted(refused) == [event(1).event_id, event(2).event_id]
    stubber.assert_no_pending_responses()


def test_an_entry_that_is_our_fault_is_not_tried_again() -> None:
    queue, stubber = answers({"Failed": [failed("0", ours=True)]})
    assert queue.put([event(0)]) == (event(0).event_id,)
    stubber.assert_no_pending_responses()


@pytest.mark.parametrize("error", ["client", "connection"])
def test_when_the_service_is_gone_everything_left_is_refused_at_once(error: str) -> None:
    queue, stubber = answers({})
    if error == "client":
        stubber.add_client_error("send_message_batch", "ServiceUnavailable", http_status_code=503)
    else:
        send = queue.client.send_message_batch
        calls = []

        def fail(**request: Any) -> Any:
            calls.append(request)
            if len(calls) > 1:
                raise EndpointConnectionError(endpoint_url=URL)
            return send(**request)

        queue.client.send_message_batch = fail
    assert queue.put([event(number) for number in range(35)]) == tuple(event(n).event_id for n in range(10, 35))
