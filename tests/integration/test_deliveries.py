"""Subscribers on the deployed table, the queue and a socket: what is kept, what is sent, how it is signed."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import boto3
import pytest
from standardwebhooks import Webhook

from functions.deliver.service import DeliverEvents
from functions.deliver.texts import TextsOfMessages
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.notify.endpoint_failures import EndpointFailures
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.subscriber_secrets import SECRETS
from shared.adapters.notify.subscribers import HttpSubscribers
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.sqs.deliveries import SqsDeliveries
from shared.domain.errors import ConflictError, NotFoundError
from shared.domain.events.changes import MessageChange, StreamRecord
from shared.domain.events.model import message_reference
from shared.domain.subscriptions.model import OPENS_AFTER, Attempt, Position, Progress, Subscription
from tests.fakes.stored import FixedClock
from tests.fakes.subscriptions import FakeNotices, FakeSubscriber
from tests.fakes.subscriptions import FakeTexts as EventTexts
from tests.fakes.texts import FakeTexts
from tests.integration.table_on_moto import table_on_moto
from tests.unit.events.states import MESSAGE, NOW, TICKET

pytestmark = pytest.mark.integration

OLD, NEW = (
    "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "whsec_" + "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=",
)
CRM = Subscription(
    id="wh1", brand="acme", url="https://crm.example.com/x", events=("*",), owner="crm", created_at=NOW - timedelta(1)
)


class _Endpoint(BaseHTTPRequestHandler):
    received: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.status)
        self.send_header("location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(b"x" * 1000)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    _Endpoint.received, _Endpoint.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), _Endpoint)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/in"
    server.shutdown()
    server.server_close()
    serving.join()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as found:
        yield found


@pytest.fixture
def subscriptions(table: DynamoDBTable) -> DynamoDBSubscriptions:
    return DynamoDBSubscriptions(table, cache_seconds=0, clock=FixedClock(NOW))


def post(url: str, secrets: list[str], allowed: frozenset[str] = frozenset({"127.0.0.1"})) -> str | None:
    store = SecretsManagerSecrets("nightdesk/", cache_seconds=0)
    store.put(SECRETS, {"wh1": secrets})
    http = TargetHttp(allowed_hosts=allowed)
    subscribers = HttpSubscribers(secrets=store, clock=FixedClock(NOW), http=http)
    event = {"id": "evt_1", "type": "ticket.created", "subject": "T-1", "data": {"team": "équipe"}}
    with subscribers.line(replace(CRM, url=url)) as post_one:
        return post_one(event)


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_a_subscriber_verifies_with_either_secret_while_it_is_rotated(
    table: DynamoDBTable, endpoint: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standardwebhooks.webhooks.WEBHOOK_TOLERANCE_IN_SECONDS", 10**9, raising=False)
    assert post(endpoint, [NEW, OLD]) is None
    ((headers, body),) = _Endpoint.received
    assert headers["webhook-id"] == "evt_1"
    signer = Webhook(secret)
    assert signer.sign("evt_1", NOW, body.decode()) in headers["webhook-signature"].split()
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert json.loads(body)["data"] == {"team": "équipe"}


@pytest.mark.parametrize(("status", "expected"), [(204, None), (302, "http_302"), (400, "http_400"), (503, "http_503")])
def test_only_the_status_of_the_answer_counts_and_one_attempt_is_made(
    table: DynamoDBTable, endpoint: str, status: int, expected: str | None
) -> None:
    _Endpoint.status = status
    assert post(endpoint, [NEW]) == expected
    assert len(_Endpoint.received) == 1


def test_an_address_that_is_not_public_is_never_called(table: DynamoDBTable, endpoint: str) -> None:
    assert post(endpoint, [NEW], allowed=frozenset()) == "address_not_https"
    assert post("https://127.0.0.1/in", [NEW], allowed=frozenset()) == "address_not_public"
    assert post("https://169.254.169.254/latest", [NEW], allowed=frozenset()) == "address_not_public"
    assert _Endpoint.received == []


def test_without_a_secret_nothing_is_sent(table: DynamoDBTable, endpoint: str) -> None:
    assert post(endpoint, []) == "no_secret"
    assert _Endpoint.received == []


def test_a_subscriber_and_its_place_are_kept(subscriptions: DynamoDBSubscriptions) -> None:
    subscriptions.add(CRM, entry=17)
    assert subscriptions.every() == (CRM,)
    assert subscriptions.of_brand("acme") == (CRM,)
    assert subscriptions.of_brand("other") == ()
    progress = subscriptions.progress("wh1")
    assert progress == Progress(version=1, entry=17)
    held = progress.hold("T-1", Position(entry=18, index=0), NOW).failed(NOW)
    assert subscriptions.save_progress("wh1", held) == replace(held, version=2)
    assert subscriptions.progress("wh1") == replace(held, version=2)
    with pytest.raises(ConflictError):
        subscriptions.save_progress("wh1", held)
    subscriptions.remove("wh1")
    assert subscriptions.get("wh1") is None
    assert subscriptions.progress("wh1") is None
    with pytest.raises(NotFoundError):
        subscriptions.remove("wh1")


def test_what_was_tried_is_listed_the_newest_first_and_expires(
    subscriptions: DynamoDBSubscriptions, table: DynamoDBTable
) -> None:
    first = [Attempt(at=NOW, event_id=f"e{n}", event_type="ticket.created", subject="T-1") for n in range(2)]
    later = [replace(first[0], at=NOW + timedelta(hours=1), event_id="e3", problem="http_503")]
    subscriptions.log("wh1", first)
    subscriptions.log("wh1", later)
    assert [each.event_id for each in subscriptions.attempts("wh1", NOW, limit=10)] == ["e3", "e1", "e0"]
    assert subscriptions.attempts("wh1", NOW + timedelta(minutes=1), limit=10) == tuple(later)
    assert len(subscriptions.attempts("wh1", NOW, limit=2)) == 2
    assert all("expires_at" in item for item in table.table.scan()["Items"])


def test_a_trusted_subscriber_is_told_the_text_as_it_is_now(table: DynamoDBTable) -> None:
    tickets, messages = DynamoDBTickets(table), DynamoDBMessages(table, FixedClock(NOW))
    tickets.save(replace(TICKET, version=0, channel="telegram", account_id="700", conversation_id="9000001"))
    saved = messages.save(replace(MESSAGE, revision=0))
    store = FakeTexts()
    texts = TextsOfMessages(tickets=tickets, messages=messages, texts=store)
    at = MESSAGE.occurred_at
    reference = message_reference(MESSAGE.channel, MESSAGE.account_id, MESSAGE.message_id)
    assert texts.text_of("T-1", reference, at) == MESSAGE.text
    for later in range(60):
        after = NOW + timedelta(minutes=later)
        messages.save(replace(MESSAGE, revision=0, message_id=f"later-{later}", occurred_at=after))
    assert texts.text_of("T-1", reference, at) == MESSAGE.text, "however many came since"
    key = store.put("a long text", message=("telegram", "700", "5"), part="text", keep_for=timedelta(days=1))
    long = messages.save(replace(saved, text=None, text_key=key))
    assert texts.text_of("T-1", reference, at) == "a long text"
    messages.save(replace(long, deleted_at=NOW))
    assert texts.text_of("T-1", reference, at) is None
    assert texts.text_of("T-1", "m-other", at) is None
    assert texts.text_of("T-9", reference, at) is None


def test_an_event_goes_from_the_log_to_the_socket(
    table: DynamoDBTable, subscriptions: DynamoDBSubscriptions, endpoint: str
) -> None:
    store = SecretsManagerSecrets("nightdesk/", cache_seconds=0)
    store.put(SECRETS, {"wh1": [NEW]})
    log = DynamoDBEventLog(table)
    subscriptions.add(replace(CRM, url=endpoint), entry=milliseconds(NOW) - 1)
    log.add_batch("acme", [StreamRecord(sequence="1", at=NOW, change=MessageChange(before=None, after=MESSAGE))], NOW)
    http = TargetHttp(allowed_hosts=frozenset({"127.0.0.1"}))
    clock = FixedClock(NOW)
    deliver = DeliverEvents(
        subscriptions=subscriptions,
        log=log,
        subscribers=HttpSubscribers(secrets=store, clock=clock, http=http),
        texts=TextsOfMessages(
            tickets=DynamoDBTickets(table), messages=DynamoDBMessages(table, clock), texts=FakeTexts()
        ),
        notices=FakeNotices(),
        clock=clock,
    )
    assert deliver("wh1") is None
    ((_, body),) = _Endpoint.received
    assert json.loads(body)["type"] == "message.received"
    (attempt,) = subscriptions.attempts("wh1", NOW, limit=10)
    assert attempt.problem is None


def test_entries_that_expired_before_they_were_told_are_said_to_the_owner(
    table: DynamoDBTable, subscriptions: DynamoDBSubscriptions
) -> None:
    log, clock, notices = DynamoDBEventLog(table), FixedClock(NOW), FakeNotices()
    subscriptions.add(replace(CRM, created_at=NOW), entry=milliseconds(NOW) - 1)
    for number in range(4):
        at = NOW + timedelta(minutes=number)
        change = MessageChange(before=None, after=MESSAGE)
        log.add_batch("acme", [StreamRecord(sequence=str(number), at=at, change=change)], at)
    places = [entry.previous for entry in log.after("acme", milliseconds(NOW) - 1, limit=10)]
    for previous in places[:2]:
        table.table.delete_item(Key=keys.event_log("acme", previous))
    deliver = DeliverEvents(
        subscriptions=subscriptions,
        log=log,
        subscribers=FakeSubscriber(clock),
        texts=EventTexts(),
        notices=notices,
        clock=clock,
    )
    deliver("wh1")
    assert notices.told == [f"lost {milliseconds(NOW) - 1}-{places[2]}"]
    progress = subscriptions.progress("wh1")
    assert progress is not None
    assert progress.lost is None


def test_each_subscriber_has_a_group_of_its_own_and_waits_for_itself(table: DynamoDBTable) -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="deliveries.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    queue = SqsDeliveries(url)
    queue.wake([f"wh{number}" for number in range(12)], "batch-1")
    queue.wake(["wh0"], "batch-1")
    queue.wake(["wh0"], "batch-2")
    received = []
    for _ in range(4):
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["MessageGroupId"])
        received += answer.get("Messages", [])
    assert {each["Attributes"]["MessageGroupId"] for each in received} == {f"wh{number}" for number in range(12)}
    assert sorted(each["Body"] for each in received).count("wh0") <= 2
    queue.put_off(received[0]["ReceiptHandle"], 10**9)


def test_the_owner_is_told_through_the_topic_without_the_address(table: DynamoDBTable) -> None:
    sqs, sns = boto3.client("sqs"), boto3.client("sns")
    url = sqs.create_queue(QueueName="people")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name="notifications")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    secret = replace(CRM, url="https://crm.example.com/very-secret")
    failing = Progress(failing_since=NOW, failures=OPENS_AFTER)
    people = EndpointFailures(NotificationTopic(topic))
    people.endpoint_fails(secret, failing, NOW)
    people.events_given_up(secret, 3, NOW)
    people.falls_behind(secret, NOW - timedelta(hours=2), NOW)
    people.events_lost(secret, NOW - timedelta(days=16), NOW - timedelta(days=14), NOW)
    for kind in ("failing", "given_up", "behind", "events_lost"):
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
        assert f"webhook.{kind}" in message["Body"]
        assert "crm.example.com" in message["Body"]
        assert "very-secret" not in message["Body"]
