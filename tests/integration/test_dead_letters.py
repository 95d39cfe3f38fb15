"""The dead-letter queue on moto: parking, listing, sending back; and asking respond to work."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from moto import mock_aws

from shared.adapters import limits
from shared.adapters.aws_lambda.respond_trigger import LambdaRespondInvoker
from shared.adapters.sqs.dead_letters import MAX_ATTRIBUTE_LENGTH, SqsDeadLetters
from shared.domain.errors import LimitExceededError, UpstreamError
from tests.integration.faults import Faults

pytestmark = pytest.mark.integration


@dataclass
class Queues:
    parked: str
    inbound: str

    @property
    def letters(self) -> SqsDeadLetters:
        return SqsDeadLetters(self.parked, self.inbound)

    def park(self, event_id: str = "e1", **fields: str) -> None:
        given = {
            "event_body": json.dumps({"event_id": event_id, "text": "é"}, ensure_ascii=False),
            "group": "g1",
            "reason": "UnreadableEventError",
            "error": "text: missing",
            "execution": "arn:run",
            **fields,
        }
        self.letters.park(given.pop("event_body"), event_id=event_id, **given)

    def sent_back(self) -> list[dict[str, Any]]:
        client = boto3.client("sqs")
        found = client.receive_message(
            QueueUrl=self.inbound, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        ).get("Messages", [])
        return [{"body": message["Body"], **message["Attributes"]} for message in found]


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queues]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setattr("shared.adapters.sqs.dead_letters._WAIT_SECONDS", 0)
    with mock_aws():
        create = boto3.client("sqs").create_queue
        fifo = {
            "FifoQueue": "true",
            "DeduplicationScope": "messageGroup",
            "FifoThroughputLimit": "perMessageGroupId",
        }
        yield Queues(
            create(QueueName="dead.fifo", Attributes=fifo)["QueueUrl"],
            create(QueueName="inbound.fifo", Attributes=fifo)["QueueUrl"],
        )


def test_a_parked_message_says_what_it_is_and_why(queues: Queues) -> None:
    queues.park()
    [letter] = queues.letters.list()
    assert (letter.event_id, letter.reason, letter.error, letter.execution, letter.group) == (
        "e1",
        "UnreadableEventError",
        "text: missing",
        "arn:run",
        "g1",
    )
    assert json.loads(letter.body)["text"] == "é"


def test_what_is_parked_is_counted_also_while_somebody_looks_at_it(queues: Queues) -> None:
    for event_id in ("e1", "e2"):
        queues.park(event_id, group=event_id)
    boto3.client("sqs").receive_message(QueueUrl=queues.parked, MaxNumberOfMessages=1, VisibilityTimeout=60)

    assert queues.letters.count() == 2


def test_parked_twice_it_is_there_once(queues: Queues) -> None:
    queues.park(execution="first")
    queues.park(execution="second")
    assert [letter.execution for letter in queues.letters.list()] == ["first"]


def test_parked_twice_from_one_delivery_it_is_there_once(queues: Queues) -> None:
    queues.park(delivery="m1")
    queues.park(delivery="m1")
    assert len(queues.letters.list()) == 1


def test_an_event_that_was_sent_back_and_fails_again_is_parked_again(queues: Queues) -> None:
    """Within five minutes the queue would drop it silently, were it not for the delivery."""
    queues.park(delivery="m1")
    assert queues.letters.redrive() == ("e1",)
    assert queues.letters.list() == ()
    queues.park(delivery="m2")
    assert len(queues.letters.list()) == 1


def test_listing_changes_nothing(queues: Queues) -> None:
    for number in range(3):
        queues.park(f"e{number}", group=f"g{number}")
    assert len(queues.letters.list()) == 3
    assert [letter.event_id for letter in queues.letters.list()] == ["e0", "e1", "e2"]


def test_more_than_one_receive_can_return_are_listed(queues: Queues) -> None:
    for number in range(23):
        queues.park(f"e{number}", group=f"g{number}")
    assert len(queues.letters.list()) == 23
    assert len(queues.letters.list(limit=12)) == 12


def test_everything_goes_back_as_it_came(queues: Queues) -> None:
    queues.park("e1")
    queues.park("e2", group="g2")
    assert sorted(queues.letters.redrive()) == ["e1", "e2"]
    back = sorted(queues.sent_back(), key=lambda message: message["body"])
    assert [json.loads(message["body"])["event_id"] for message in back] == ["e1", "e2"]
    assert [message["MessageGroupId"] for message in back] == ["g1", "g2"]
    assert queues.letters.list() == ()


def test_one_goes_back_and_the_others_stay_at_hand(queues: Queues) -> None:
    queues.park("e1")
    queues.park("e2", group="g2")
    assert queues.letters.redrive("e2") == ("e2",)
    assert [letter.event_id for letter in queues.letters.list()] == ["e1"]


def test_what_is_no_event_and_comes_back_at_once_under_another_name_goes_back_once(
    queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dispatch parks it again within a second; sending all back must come to an end."""
    queues.park("unreadable:m1", event_body="no json")
    letters = queues.letters
    send = letters._send

    def sent_and_parked_again(url: str, body: str, **known: Any) -> None:
        send(url, body, **known)
        if url == queues.inbound and len(names) < 20:
            names.append(f"unreadable:m{len(names) + 2}")
            queues.park(names[-1], event_body=body, group="another")

    names: list[str] = []
    monkeypatch.setattr(letters, "_send", sent_and_parked_again)

    assert letters.redrive() == ("unreadable:m1",)
    assert [letter.event_id for letter in queues.letters.list()] == ["unreadable:m2"]


def test_one_is_deleted_for_good_and_the_others_stay_at_hand(queues: Queues) -> None:
    queues.park("e1")
    queues.park("e2", group="g2")
    assert (queues.letters.forget("e2"), queues.letters.forget("e2")) == (1, 0)
    assert [letter.event_id for letter in queues.letters.list()] == ["e1"]


def test_sending_back_an_event_that_is_not_there_does_nothing(queues: Queues) -> None:
    queues.park()
    assert queues.letters.redrive("other") == ()
    assert len(queues.letters.list()) == 1


def test_what_goes_back_is_not_taken_for_the_delivery_of_before(queues: Queues) -> None:
    """The inbound queue forgets a deduplication id after five minutes; a person is faster than that."""
    body = json.dumps({"event_id": "e1"})
    boto3.client("sqs").send_message(
        QueueUrl=queues.inbound, MessageBody=body, MessageGroupId="g1", MessageDeduplicationId="first"
    )
    assert len(queues.sent_back()) == 1
    queues.park(event_body=body, group="g2")
    queues.letters.redrive()
    assert [message["MessageGroupId"] for message in queues.sent_back()] == ["g2"]


def test_killed_between_sending_and_deleting_it_goes_back_once(queues: Queues) -> None:
    queues.park()
    faults = Faults(lambda operation, arguments: operation == "DeleteMessage")
    with faults.installed(), pytest.raises(UpstreamError):
        queues.letters.redrive()
    assert queues.letters.redrive() == ("e1",)
    assert len(queues.sent_back()) == 1
    assert queues.letters.list() == ()


def test_a_message_the_queue_itself_put_here_has_no_reason_and_can_go_back(queues: Queues) -> None:
    boto3.client("sqs").send_message(
        QueueUrl=queues.parked, MessageBody='{"event_id":"e9"}', MessageGroupId="g9", MessageDeduplicationId="d"
    )
    [letter] = queues.letters.list()
    assert (letter.event_id, letter.reason) == ("e9", None)
    assert queues.letters.redrive() == ("e9",)


@pytest.mark.parametrize("body", ["no json", "[]", "{}", '{"event_id":5}'])
def test_a_body_that_is_no_event_is_known_by_the_id_it_was_parked_under(queues: Queues, body: str) -> None:
    queues.park("unreadable:m1", event_body=body)
    assert [letter.event_id for letter in queues.letters.list()] == ["unreadable:m1"]


def test_errors_of_any_length_and_kind_can_be_parked(queues: Queues) -> None:
    queues.park(
        error="\x00bad\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") + "x" * 5000, execution=""
    )
    [letter] = queues.letters.list()
    assert letter.error is not None
    assert letter.error.startswith("?bad")
    assert len(letter.error) == MAX_ATTRIBUTE_LENGTH
    assert letter.execution is None


def test_a_message_as_large_as_the_inbound_queue_takes_can_be_parked(queues: Queues) -> None:
    body = json.dumps({"event_id": "e1", "text": ""})
    body = body.replace('""', '"' + "x" * (limits.SQS_MESSAGE_BYTES - len(body)) + '"')
    assert len(body) == limits.SQS_MESSAGE_BYTES
    queues.park(event_body=body)
    [letter] = queues.letters.list()
    assert letter.body == body


def test_ids_that_the_queue_refuses_are_never_sent(queues: Queues) -> None:
    with pytest.raises(LimitExceededError):
        queues.park(group="g" * 129)


@pytest.mark.parametrize("operation", ["SendMessage", "ReceiveMessage"])
def test_a_queue_that_fails_is_an_upstream_error_and_loses_nothing(queues: Queues, operation: str) -> None:
    queues.park()
    faults = Faults(lambda called, arguments: called == operation)
    with faults.installed(), pytest.raises(UpstreamError):
        queues.letters.redrive()
    assert queues.sent_back() == []
    assert len(queues.letters.list()) == 1


def test_a_message_that_cannot_be_parked_is_an_upstream_error(queues: Queues) -> None:
    faults = Faults(lambda called, arguments: called == "SendMessage")
    with faults.installed(), pytest.raises(UpstreamError, match="sqs: ConnectTimeoutError"):
        queues.park()


def test_sending_back_needs_a_queue_to_send_to(queues: Queues) -> None:
    with pytest.raises(ValueError, match="inbound queue"):
        SqsDeadLetters(queues.parked).redrive()


# --- respond --------------------------------------------------------------------------------------------------------


class FakeLambda:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.calls: list[dict[str, Any]] = []

    def invoke(self, **call: Any) -> None:
        if self.error is not None:
            raise self.error
        self.calls.append(call)


def test_respond_is_asked_and_not_waited_for() -> None:
    acknowledger = LambdaRespondInvoker("respond")
    acknowledger._function.__dict__["_client"] = client = FakeLambda()
    acknowledger.request("T-1")
    assert client.calls == [{"FunctionName": "respond", "InvocationType": "Event", "Payload": b'{"ticket_id": "T-1"}'}]


def test_respond_out_of_reach_is_an_upstream_error() -> None:
    acknowledger = LambdaRespondInvoker("respond")
    acknowledger._function.__dict__["_client"] = FakeLambda(ConnectTimeoutError(endpoint_url="https://lambda.example"))
    with pytest.raises(UpstreamError, match="lambda: ConnectTimeoutError"):
        acknowledger.request("T-1")
