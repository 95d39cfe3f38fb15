"""Batches of the stream through publish, on the deployed table: told in order, counted once, whatever is repeated."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from functions.publish.look_ups import OpeningMessage
from functions.publish.service import PublishBatch
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.stream import StreamReader, reference, sequence_number
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.eventbridge.bus import EventBridgeBus
from shared.adapters.sqs.set_aside import SqsSetAside
from shared.domain.errors import ConflictError, UpstreamError
from shared.domain.events.changes import MessageChange, StreamRecord
from shared.domain.subscriptions.model import Subscription
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import Sentiment, Status
from tests.fakes.events import FakeBus, FakeSetAside
from tests.fakes.stored import FixedClock
from tests.fakes.subscriptions import FakeDeliveries
from tests.integration.aws_units import counted
from tests.integration.faults import Faults
from tests.integration.table_on_moto import table_on_moto
from tests.integration.table_stream import TableStream, filtered
from tests.unit.events.states import MESSAGE, MINUTE, NOW, PERSONAL, TICKET

pytestmark = pytest.mark.integration


class Scene:
    def __init__(self, table: DynamoDBTable) -> None:
        self.table = table
        self.clock = FixedClock(NOW)
        self.tickets = DynamoDBTickets(table)
        self.messages = DynamoDBMessages(table, self.clock)
        self.history = DynamoDBHistory(table)
        self.bus, self.set_aside = FakeBus(), FakeSetAside()
        self.log = DynamoDBEventLog(table)
        self.subscriptions = DynamoDBSubscriptions(table, cache_seconds=0, clock=self.clock)
        self.deliveries = FakeDeliveries()
        self.stream = TableStream()

    @property
    def publish(self) -> PublishBatch:
        def brand_of_ticket(ticket_id: str) -> str | None:
            ticket = self.tickets.get(ticket_id)
            return None if ticket is None else ticket.brand

        reader = StreamReader(
            brand_of_ticket=brand_of_ticket,
            brand_of_account=lambda channel, account: "acme",
            opening_message=OpeningMessage(self.messages),
        )
        return PublishBatch(
            read=reader.read,
            sequence_of=sequence_number,
            reference_of=reference,
            bus=self.bus,
            log=self.log,
            set_aside=self.set_aside,
            subscriptions=self.subscriptions,
            deliveries=self.deliveries,
            clock=self.clock,
        )

    def records(self) -> list[dict[str, Any]]:
        return filtered(self.stream.records(self.clock.now()))

    def opened(self, number: int) -> list[dict[str, Any]]:
        """A ticket is opened by a message; the records of it."""
        self.tickets.save(replace(TICKET, id=f"T-{number}", version=0))
        self.messages.save(replace(MESSAGE, message_id=f"9000001:{number}", ticket_id=f"T-{number}", revision=0))
        return self.records()

    @property
    def logged(self) -> list[str]:
        entries = self.log.after("acme", 0, limit=100)
        return [str(event["id"]) for entry in entries for event in entry.events]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with table_on_moto(monkeypatch) as table:
        yield Scene(table)


def test_what_was_written_is_told_and_logged_in_order(scene: Scene) -> None:
    result = scene.publish(scene.opened(1))
    assert (result.records, result.events, result.new, result.set_aside) == (2, 2, 2, 0)
    assert sorted(event.type for event in scene.bus.told) == ["message.received", "ticket.created"]
    assert sorted(scene.logged) == sorted(event.id for event in scene.bus.told)


def test_a_correction_moves_the_message_that_opened_the_ticket_where_it_was_counted(scene: Scene) -> None:
    """It was written in the hour before its ticket was opened, and its customer has another tone by now."""
    facts = ("messages", "negative", "frustrated")
    wrote, came = NOW.replace(minute=0) - MINUTE, NOW.replace(minute=1)
    scene.messages.save(
        replace(MESSAGE, listening=facts, occurred_at=wrote, stored_at=came, sentiment=Sentiment.NEGATIVE, revision=0)
    )
    ticket = replace(
        TICKET,
        version=0,
        channel=MESSAGE.channel,
        account_id=MESSAGE.account_id,
        opening_message_id=MESSAGE.message_id,
        created_at=came,
    )
    stored = scene.tickets.save(ticket)
    labelled = replace(stored, sentiment=Sentiment.POSITIVE, labels={"sentiment": "positive"})
    scene.tickets.save(labelled)
    for record in scene.records():
        scene.publish([record])
    found = DynamoDBFigures(scene.table).between("acme", wrote.replace(minute=0), wrote + MINUTE)
    assert {name: found.count(name) for name in (*facts, "positive")} == {
        "messages": 1,
        "negative": 0,
        "frustrated": 0,
        "positive": 1,
    }


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "bluesky", "google_business", "facebook"])
def test_an_erased_message_is_told_as_deleted_under_the_name_that_was_told_before(scene: Scene, channel: str) -> None:
    """Also one without a ticket, and where its id names the person, so that its tombstone has another key."""
    stored = scene.messages.save(replace(MESSAGE, channel=channel, ticket_id=None, revision=0))
    scene.publish(scene.records())
    [received] = scene.bus.told
    scene.messages.erase(stored, replace(stored, text=None, author_id=None, conversation_id=None, deleted_at=NOW))
    scene.publish(scene.records())
    deleted = [event for event in scene.bus.told if event.type == "message.deleted"]
    assert [event.data["message"] for event in deleted] == [received.data["message"]]
    kept = scene.messages.get(channel, stored.account_id, stored.message_id)
    assert kept is not None
    assert (kept.message_id == stored.message_id) == (channel == "facebook")


def test_a_write_that_asks_for_it_says_how_far_changes_are_counted(scene: Scene) -> None:
    """Also in a brand in which nothing happens; it tells nobody anything."""
    figures = DynamoDBFigures(scene.table)
    assert figures.counted_until("acme") is None
    scene.publish(scene.opened(1))
    assert figures.counted_until("acme") == NOW
    told = len(scene.bus.told)
    scene.clock.pass_time(hours=20)
    DynamoDBAccountStates(scene.table).note_asked("x", "2001", at=scene.clock.now())
    scene.publish(scene.records())
    assert figures.counted_until("acme") == scene.clock.now()
    assert len(scene.bus.told) == told


def test_a_batch_that_is_read_again_is_logged_once(scene: Scene) -> None:
    batch = scene.opened(1) + scene.opened(2)
    assert scene.publish(batch).new == 4
    before = scene.logged
    assert scene.publish(batch).new == 0
    assert scene.logged == before
    assert {event.id for event in scene.bus.told} == set(before), "told again with the same ids"


def test_batches_cut_in_another_way_after_a_failure_are_logged_once(scene: Scene) -> None:
    batch = [*scene.opened(1), *scene.opened(2), *scene.opened(3)]
    scene.publish(batch[:4])
    scene.clock.pass_time(seconds=40)
    scene.publish(batch[2:5])
    scene.publish(batch[:1])
    scene.publish(batch[4:])
    scene.publish(batch)
    assert len(scene.logged) == 6
    assert len(set(scene.logged)) == 6


def test_an_old_batch_that_comes_back_hours_later_is_known(scene: Scene) -> None:
    old = scene.opened(1)
    scene.publish(old)
    for number in range(2, 30):
        scene.clock.pass_time(minutes=10)
        scene.publish(scene.opened(number))
    before = scene.logged
    assert scene.publish(old).new == 0
    assert scene.logged == before


def test_a_record_that_comes_twice_in_one_batch_is_logged_once(scene: Scene) -> None:
    batch = scene.opened(1)
    assert scene.publish(batch + batch).new == 2
    assert len(scene.logged) == 2


def test_two_shards_that_write_at_once_are_both_logged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = scene.opened(1), scene.opened(2)
    other = DynamoDBEventLog(scene.table)
    counted = scene.log._counted
    raced: list[int] = []

    def meanwhile(*asked: Any) -> set[bytes]:
        if not raced:
            raced.append(1)
            replace(scene.publish, log=other)(second)
        return counted(*asked)

    scene.table.pause = lambda _seconds: None
    scene.publish(first)
    third = scene.opened(3)
    monkeypatch.setattr(scene.log, "_counted", meanwhile)
    scene.publish(third)
    numbers = [entry.number for entry in scene.log.after("acme", 0, limit=100)]
    assert raced
    assert len(set(scene.logged)) == len(scene.logged) == 6
    assert numbers == sorted(set(numbers))


def test_a_shard_that_is_overtaken_twenty_times_running_waits_longer_each_time_and_fails_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, pauses, overtaken = scene.log._append, list[float](), iter(range(20))

    def often_too_late(brand_id: str, entry: Any) -> None:
        if next(overtaken, None) is not None:
            raise ConflictError("overtaken")
        append(brand_id, entry)

    scene.table.pause = pauses.append
    monkeypatch.setattr(scene.log, "_append", often_too_late)
    scene.publish(scene.opened(1))
    assert len(scene.logged) == 2
    assert len(pauses) == 20
    assert max(pauses[:2]) <= 0.08
    assert all(0 <= pause <= 1 for pause in pauses)


def test_who_reads_by_number_misses_nothing(scene: Scene) -> None:
    read: list[str] = []
    number = 0
    for each in range(1, 6):
        scene.publish(scene.opened(each))
        for entry in scene.log.after("acme", number, limit=1):
            number = entry.number
            read += [str(event["id"]) for event in entry.events]
    assert read == scene.logged
    assert scene.log.after("acme", number, limit=10) == ()


def test_numbers_go_on_after_everything_has_expired(scene: Scene) -> None:
    scene.publish(scene.opened(1))
    (entry,) = scene.log.after("acme", 0, limit=10)
    scene.clock.pass_time(days=15)
    scene.table.table.delete_item(Key=keys.event_log("acme", 0))
    scene.publish(scene.opened(2))
    later = scene.log.after("acme", entry.number, limit=100)
    assert [event["subject"] for each in later for event in each.events] == ["T-2", "T-2"]


def test_a_record_that_cannot_be_read_is_set_aside_by_name_and_the_others_go_on(scene: Scene) -> None:
    good, bad = scene.opened(1), scene.opened(2)
    for record in bad:
        record["dynamodb"]["NewImage"]["brand"] = {"M": {}}
    result = scene.publish([*bad, *good])
    assert (result.set_aside, result.new) == (2, 2)
    assert len(scene.logged) == 2
    kept = json.dumps(scene.set_aside.kept, ensure_ascii=False)
    assert "T-2" in kept
    assert [each for each in PERSONAL if each in kept] == []


def test_a_record_on_which_our_own_code_fails_is_set_aside_and_the_others_go_on(scene: Scene) -> None:
    read, no_facts = scene.publish.read, 5

    def broken(record: Any) -> StreamRecord | None:
        found = read(record)
        if found is not None and isinstance(found.change, MessageChange) and found.change.after is not None:
            after: Any = replace(found.change.after, listening=no_facts)
            return replace(found, change=replace(found.change, after=after))
        return found

    result = replace(scene.publish, read=broken)(scene.opened(1))
    assert (result.records, result.new, result.set_aside) == (2, 1, 1)
    (aside,) = scene.set_aside.kept
    assert aside["error"] == "stream record: TypeError of our own code"


def test_a_record_on_which_the_hours_of_a_brand_fail_is_set_aside_and_the_others_go_on(scene: Scene) -> None:
    def broken(_brand: str, _channel: str) -> Any:
        raise KeyError("calendar")

    scene.publish(scene.opened(1))
    scene.tickets.save(scene.tickets.get("T-1").answered(True, NOW + MINUTE, NOW + MINUTE))
    answered = scene.records()
    result = replace(scene.publish, calendars=broken)([*answered, *scene.opened(2)])
    assert (result.new, result.set_aside) == (2, 1)
    (aside,) = scene.set_aside.kept
    assert aside["error"] == "stream record: KeyError of our own code"


@pytest.mark.parametrize("record", [{}, {"dynamodb": None}, {"dynamodb": {"Keys": {"pk": {"S": "TICKET#1"}}}}])
def test_a_record_of_no_known_shape_is_set_aside(scene: Scene, record: dict[str, Any]) -> None:
    assert scene.publish([record, *scene.opened(1)]).set_aside == 1
    assert len(scene.logged) == 2


def test_nothing_is_logged_before_the_bus_has_it(scene: Scene) -> None:
    batch = scene.opened(1)
    scene.bus.broken = True
    with pytest.raises(UpstreamError):
        scene.publish(batch)
    assert scene.logged == []
    scene.bus.broken = False
    scene.publish(batch)
    assert len(scene.logged) == 2


def test_a_history_entry_is_told_under_the_brand_of_its_ticket(scene: Scene) -> None:
    scene.publish(scene.opened(1))
    scene.history.add(HistoryEntry(ticket_id="T-1", at=NOW, key="reply_failed#1", what="reply_failed"))
    scene.publish(scene.records())
    assert scene.bus.told[-1].type == "message.failed"
    assert scene.bus.told[-1].brand == "acme"


def test_the_log_of_a_day_holds_nothing_of_a_person(scene: Scene) -> None:
    scene.publish(scene.opened(1))
    entries = [dict(event) for entry in scene.log.after("acme", 0, limit=10) for event in entry.events]
    told = json.dumps(entries, ensure_ascii=False)
    assert [each for each in PERSONAL if each in told] == []


def test_an_entry_expires_long_after_the_last_attempt_to_deliver_it(scene: Scene) -> None:
    scene.publish(scene.opened(1))
    (item,) = [each for each in scene.table.table.scan()["Items"] if str(each["sk"]).startswith("AFTER#")]
    assert int(str(item["expires_at"])) >= (NOW + timedelta(days=10)).timestamp()


def test_a_rule_on_the_bus_of_the_stack_gets_the_envelope(scene: Scene) -> None:
    events, sqs = boto3.client("events"), boto3.client("sqs")
    events.create_event_bus(Name="desk")
    queue = sqs.create_queue(QueueName="crm")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = json.dumps({"source": ["nightdesk"], "detail-type": ["ticket.resolved"]})
    events.put_rule(Name="crm", EventBusName="desk", EventPattern=pattern)
    events.put_targets(Rule="crm", EventBusName="desk", Targets=[{"Id": "crm", "Arn": arn}])
    publish = replace(scene.publish, bus=EventBridgeBus("desk"))
    publish(scene.opened(1))
    ticket = scene.tickets.get("T-1")
    assert ticket is not None
    scene.tickets.save(replace(ticket, status=Status.RESOLVED, waiting_since=None, updated_at=NOW + MINUTE))
    publish(scene.records())
    (message,) = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    told = json.loads(message["Body"])
    assert (told["source"], told["detail-type"]) == ("nightdesk", "ticket.resolved")
    assert told["detail"]["subject"] == "T-1"
    assert told["detail"]["data"]["status"] == "resolved"


def test_events_are_put_on_the_bus_only_while_a_rule_that_is_enabled_listens(scene: Scene) -> None:
    events = boto3.client("events")
    events.create_event_bus(Name="desk")
    seconds = iter(range(0, 600, 30))
    bus = EventBridgeBus("desk", cache_seconds=20, now=lambda: next(seconds))
    publish = replace(scene.publish, bus=bus)

    def put(number: int) -> int:
        with counted() as calls:
            publish(scene.opened(number))
        return calls["PutEvents"]

    assert put(1) == 0
    events.put_rule(Name="crm", EventBusName="desk", EventPattern='{"source": ["nightdesk"]}')
    assert put(2) == 1
    events.disable_rule(Name="crm", EventBusName="desk")
    assert put(3) == 0


def test_events_are_put_on_the_bus_when_nobody_can_say_whether_it_has_rules(scene: Scene) -> None:
    boto3.client("events").create_event_bus(Name="desk")
    publish = replace(scene.publish, bus=EventBridgeBus("desk"))
    faults = Faults(lambda operation, _: operation == "ListRules")
    with faults.installed(), counted() as calls:
        publish(scene.opened(1))
    assert calls["PutEvents"] == 1


def test_what_is_set_aside_lies_on_the_queue_with_its_reason(scene: Scene) -> None:
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName="set-aside")["QueueUrl"]
    SqsSetAside(queue).put(sequence="17", item="TICKET#T-1/TICKET", error="stream record: KeyError")
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(message["Body"]) == {
        "sequence_number": "17",
        "item": "TICKET#T-1/TICKET",
        "error": "stream record: KeyError",
    }


def test_who_wants_what_happened_is_woken_and_also_when_the_batch_comes_again(scene: Scene) -> None:
    for number, events in enumerate((("ticket.*",), ("incident.*",), ("*",))):
        made = Subscription(
            id=f"wh{number}", brand="acme", url="https://a.example", events=events, owner="o", created_at=NOW
        )
        scene.subscriptions.add(made, entry=0)
    other = Subscription(id="wh9", brand="other", url="https://a.example", events=("*",), owner="o", created_at=NOW)
    scene.subscriptions.add(other, entry=0)
    batch = scene.opened(1)
    scene.publish(batch)
    assert scene.deliveries.woken == ["wh0", "wh2"]
    scene.publish(batch)
    assert scene.deliveries.woken == ["wh0", "wh2"] * 2


def test_one_that_is_far_behind_comes_by_itself_and_is_not_woken_for_each_batch(scene: Scene) -> None:
    made = Subscription(id="wh1", brand="acme", url="https://a.example", events=("*",), owner="o", created_at=NOW)
    scene.subscriptions.add(made, entry=0)
    told = scene.subscriptions.progress("wh1")
    assert told is not None
    scene.subscriptions.save_progress("wh1", replace(told, behind_told_at=NOW))
    scene.publish(scene.opened(1))
    assert scene.deliveries.woken == []
