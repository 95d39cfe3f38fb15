"""The whole desk on moto: from a signed webhook to the platform's answer, through the handlers that are deployed.

What AWS does between our functions is done here: API Gateway's event, the queue's batches, the clock's sweep, a
synchronous execution. The platforms are the simulator, over a socket. Time stands still unless a test moves it.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import count
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from botocore.client import BaseClient
from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from functions.dispatch.health import TriageHealth
from local import signing
from local.simulator.server import Simulator
from local.simulator.world import World
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.channels import CHANNELS
from shared.domain.errors import NightdeskError
from tests.fakes.stored import FixedClock
from tests.integration.acme_at_night import NIGHT, RECORDS, SECRETS, acme, store_secrets
from tests.integration.faults import Killed
from tests.integration.stack_records import Records
from tests.integration.table_stream import TableStream, filtered
from tests.integration.workflows import ACCOUNT, CONTEXT, REGION, fresh_handler, running_workflows

VERBS = (
    "ingest",
    "dispatch",
    "classify",
    "store",
    "respond",
    "escalate",
    "media",
    "publish",
    "deliver",
    "poll",
    "accounts",
)

# What moto does in one piece, as the service does it. A start of an execution runs our own functions.
_ATOMIC = frozenset({"dynamodb", "sqs", "s3", "secretsmanager", "sns", "events"})

MAX_GIVEN = 5  # times that a batch of the stream is given; AWS gives it for a day

_really_call = BaseClient._make_api_call


@dataclass
class StackOnMoto(Records):
    """``orderly``: escalations wait until whatever started them has ended, so that a run is the same each time."""

    at: datetime = NIGHT
    orderly: bool = False
    handlers: dict[str, ModuleType] = field(default_factory=dict)
    executions: Iterator[int] = field(default_factory=count)
    meddle: Callable[[BaseClient, str, Callable[[], Any]], Any] = field(default=lambda client, operation, do: do())
    _busy: threading.RLock = field(default_factory=threading.RLock)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # --- what happens to the desk -----------------------------------------------------------------------------------

    def post(self, body: bytes, *, channel: str = "facebook", headers: dict[str, str] | None = None) -> int:
        """A platform calls the webhook; the status of the answer."""
        secrets = SECRETS[RECORDS.get(channel, "acme-meta")]
        event = {
            "version": "2.0",
            "routeKey": "POST /webhooks/{channel}/{brand}",
            "rawPath": f"/webhooks/{channel}/acme",
            "rawQueryString": "",
            "headers": signing.headers(channel, body, secrets) if headers is None else headers,
            "requestContext": {"http": {"method": "POST", "path": f"/webhooks/{channel}/acme"}},
            "pathParameters": {"channel": channel, "brand": "acme"},
            "body": body.decode(),
            "isBase64Encoded": False,
        }
        return int(self.handlers["ingest"].lambda_handler(event, CONTEXT)["statusCode"])

    def deliver(self, body: bytes, *, attempts: int = 1) -> int:
        """The platform sends a body until it is taken; the last status, 500 when the function was killed."""
        for attempt in range(attempts):
            if attempt:
                self.pass_time(minutes=1)
            try:
                status = self.post(body)
            except Killed:
                status = 500
            if status == 200:
                break
        return status

    def receive(self) -> list[dict[str, Any]]:
        """A batch of the inbound queue, as Lambda's poller takes it; its messages are hidden for six minutes."""
        queue = self._inbound_queue  # moto takes a group for busy, and its next message first, unless reminded
        queue._pending_messages -= {message for message in queue._messages if message.visible}
        return self._received(self.inbound, 10)

    def _received(self, url: str, at_most: int) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=at_most, AttributeNames=["All"])
        return [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "messageAttributes": {},
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "awsRegion": "eu-west-1",
            }
            for message in answer.get("Messages", [])
        ]

    def dispatch(self, records: Sequence[dict[str, Any]]) -> list[str]:
        """One invocation for a batch; the ids of the messages that stay on the queue."""
        with self._alone():
            answer = self.handlers["dispatch"].lambda_handler({"Records": records}, CONTEXT)
        left = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
        for record in records:
            if record["messageId"] not in left:
                self.sqs.delete_message(QueueUrl=self.inbound, ReceiptHandle=record["receiptHandle"])
        return left

    def forget_failed_runs(self) -> None:
        """Dispatch is a new container, and nothing is known of runs that failed before."""
        dispatch = self.handlers["dispatch"]
        dispatch.table.table.delete_item(Key=keys.triage_runs())
        dispatch.dispatch_batch = replace(
            dispatch.dispatch_batch, health=TriageHealth(dispatch.dispatch_batch.health.runs)
        )

    def work(self) -> None:
        """Everything that can be seen on the queue is dispatched, and what it started comes to its end."""
        while records := self.receive():
            with suppress(Killed, NightdeskError):  # killed: the whole batch stays, hidden
                self.dispatch(records)
        self.workflows.finish()

    def poll(self) -> dict[str, Any]:
        """The clock of polls strikes."""
        context = SimpleNamespace(**{**vars(CONTEXT), "aws_request_id": f"poll-{next(self.executions)}"})
        with suppress(Killed, NightdeskError):
            return dict(self.handlers["poll"].lambda_handler({}, context))
        return {}

    def look_after_accounts(self) -> dict[str, Any]:
        """The clock of accounts strikes."""
        context = SimpleNamespace(**{**vars(CONTEXT), "aws_request_id": f"accounts-{next(self.executions)}"})
        with suppress(Killed, NightdeskError):
            return dict(self.handlers["accounts"].lambda_handler({}, context))
        return {}

    def fetch_files(self) -> None:
        """Every file that waits is asked for once; what stays on the queue is hidden."""
        url = str(self.handlers["media"].settings.media_queue_url)
        while records := self._received(url, 1):
            answer: dict[str, Any] = {"batchItemFailures": [{"itemIdentifier": records[0]["messageId"]}]}
            with suppress(Killed, NightdeskError):
                answer = self.handlers["media"].lambda_handler({"Records": records}, CONTEXT)
            if not answer["batchItemFailures"]:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=records[0]["receiptHandle"])

    def publish(self) -> None:
        """What was written since ``listen`` is told and counted. A batch that fails is given again."""
        batch = filtered(self.stream.records(self.at))
        for _ in range(MAX_GIVEN if batch else 0):
            with suppress(Killed, NightdeskError):
                self.handlers["publish"].lambda_handler({"Records": batch}, CONTEXT)
                return
            self.pass_time(seconds=5)
        assert not batch, "a batch of the stream was never taken"

    def tell_subscribers(self) -> None:
        """Every subscriber that can be seen on the queue has its turns; what stays there is hidden."""
        deliver = self.handlers["deliver"]
        url = str(deliver.settings.delivery_queue_url)
        while records := self._received(url, 1):
            answer: dict[str, Any] = {"batchItemFailures": [{"itemIdentifier": records[0]["messageId"]}]}
            with suppress(Killed, NightdeskError):
                answer = deliver.lambda_handler({"Records": records}, CONTEXT)
            if not answer["batchItemFailures"]:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=records[0]["receiptHandle"])

    def tell_everything(self, *, minutes: int = 30) -> None:
        """Let time pass until no subscriber waits."""
        self.tell_subscribers()
        for _ in range(minutes):
            if not self.subscribers_waiting:
                return
            self.pass_time(minutes=1)
            self.tell_subscribers()
        raise AssertionError(f"{self.subscribers_waiting} subscribers still wait")

    def sweep(self) -> None:
        with self._alone(), suppress(Killed, NightdeskError):
            self.workflows.invoke("escalate", {"action": "sweep"})
        self.workflows.finish()

    def pass_time(self, **duration: float) -> None:
        self.at += timedelta(**duration)

    def pass_minutes(self, minutes: int) -> None:
        """As the minutes pass, the sweep runs, and the queue is worked on."""
        for _ in range(minutes):
            self.pass_time(minutes=1)
            self.sweep()
            self.work()

    def come_to_rest(self, *, minutes: int = 12) -> None:
        """Let time pass until nothing is left to do."""
        for _ in range(minutes):
            if not self.queued and not self.due:
                return
            if self.queued:  # nothing happens before the first of them is seen again
                seen = min(message.visible_at for message in self._inbound_queue._messages) / 1000
                self.at = max(self.at, datetime.fromtimestamp(seen + 1, UTC))
                self.work()
            else:
                self.pass_minutes(1)
        raise AssertionError(f"never at rest: {self.queued} queued, due: {self.due}")

    def put(self, event: Mapping[str, Any]) -> None:
        """A message on the inbound queue, as ingest leaves it; ``event`` may be one that ingest never would."""
        body = json.dumps(event)
        self.sqs.send_message(
            QueueUrl=self.inbound,
            MessageBody=body,
            MessageGroupId=str(event.get("conversation_id")),
            MessageDeduplicationId=sha256(body.encode()).hexdigest(),
        )

    def begin_anew(self) -> None:
        """The same night again, with nothing stored but the brand, nothing on a queue, nothing read before."""
        self.at = NIGHT
        # Straight in moto: its queries become slower with every item that is stored.
        for queue in sqs_backends[ACCOUNT][REGION].queues.values():
            queue._messages.clear()
            queue._pending_messages.clear()
        items = dynamodb_backends[ACCOUNT][REGION].tables[self.workflows.table.name].items
        for key in [key for key in items if not key.value.startswith("BRAND")]:
            del items[key]
        for machine in stepfunctions_parser_backends[ACCOUNT][REGION].state_machines:
            machine.executions.clear()  # the same message opens the same ticket, whose execution has the same name
        self.workflows.statuses.clear()
        self.simulator.world = World()
        self.forget()

    @property
    def inbound(self) -> str:
        return str(self.handlers["dispatch"].settings.inbound_queue_url)

    @property
    def _inbound_queue(self) -> Any:
        return sqs_backends[ACCOUNT][REGION].queues["inbound.fifo"]

    @property
    def queued(self) -> int:
        """Messages on the inbound queue, those in flight included."""
        return len(self._inbound_queue._messages)

    @property
    def subscribers_waiting(self) -> int:
        """Turns of subscribers on the queue, those in flight included."""
        return len(sqs_backends[ACCOUNT][REGION].queues["deliveries.fifo"]._messages)

    @property
    def due(self) -> list[str]:
        """Tickets for which the next five minutes bring work."""
        return [t.id for t in self.tickets.due("acme", self.at + timedelta(minutes=5), limit=50).tickets]

    # --- how it is made ---------------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._busy if self.orderly else _nothing():
            yield

    def call(self, client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        """Every call to AWS goes through here."""

        def do() -> Any:
            if operation == "StartSyncExecution":
                return self._start_sync(arguments)
            if client.meta.service_model.service_name in _ATOMIC:
                with self._lock:
                    return _really_call(client, operation, arguments)
            return _really_call(client, operation, arguments)

        return self.meddle(client, operation, do) if _is_ours(client) else do()

    def _start_sync(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """moto knows no StartSyncExecution: the execution is started, and its end awaited."""
        name = f"{arguments['name'][:70]}-{next(self.executions)}"  # names of Express executions may repeat
        arn = self.workflows.client.start_execution(
            stateMachineArn=arguments["stateMachineArn"], name=name, input=arguments["input"]
        )["executionArn"]
        ended = self.workflows.ended(arn)
        return {name: ended[name] for name in ("executionArn", "status", "output", "error", "cause") if name in ended}

    def escalate(self, event: dict[str, Any], context: Any) -> Any:
        if event["action"] in ("notify", "close"):
            with self._alone():
                return self.handlers["escalate"].lambda_handler(event, context)
        return self.handlers["escalate"].lambda_handler(event, context)

    @cached_property
    def stream(self) -> TableStream:
        """Switched on by the first look: suites that read none of it need not pay for it."""
        return TableStream()

    def forget(self) -> None:
        """As in containers that were just started: nothing read earlier is known."""
        for holder in self._holders:
            for name, empty in (
                ("_known", {}),
                ("_ids", None),
                ("_cache", {}),
                ("_full", {}),
                ("_key", None),
                ("_applied", {}),
            ):
                if hasattr(holder, name):
                    known = getattr(holder, name)
                    setattr(holder, name, dict(empty) if isinstance(known, dict) else None)
            if hasattr(holder, "_now"):
                holder._now = self._seconds

    def _seconds(self) -> float:
        return self.at.timestamp()

    @cached_property
    def _holders(self) -> list[Any]:
        """What keeps something that was read."""
        ingest, dispatch, classify, store, respond, escalate, media, publish, deliver, poll, accounts = (
            self.handlers[verb] for verb in VERBS
        )
        received, stores, answers = ingest.receive_webhook, store.store_event.ports, respond.acknowledge.ports
        return [
            *(received.brands, received.secrets),
            *(classify.classify_message.brands, classify.classify_message.article_meanings),
            *(stores.brands, stores.switches, stores.incidents),
            *(each.tickets._shards for each in (stores, answers, escalate)),
            *(stores.messages._key, stores.automatic_texts._key),
            *(answers.messages._key, answers.automatic_texts._key, dispatch.dispatch_batch.keep_position.messages._key),
            *(answers.brands, answers.switches, answers.incidents, answers.gateways._secrets, answers.rate_limits),
            *(media.ports.brands, media.gateways._secrets, media.ports.messages._key),
            *(escalate.brands, escalate.notifier.webhooks._secrets),
            *(publish.brands, publish.messages._key, publish.publish_batch.subscriptions, publish.publish_batch.bus),
            publish.publish_batch.log,
            *(deliver.deliver_events.subscriptions, deliver.deliver_events.subscribers._secrets),
            *(poll.poll_due.brands, poll.gateways._secrets),
            *(accounts.look_after_accounts.brands, accounts.secrets),
        ]


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _is_ours(client: BaseClient) -> bool:
    """A call of our functions, not one of the test's or of moto's own: ours alone have time-outs."""
    return bool(client.meta.config.read_timeout < 60)


@contextmanager
def stack_on_moto(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> Iterator[StackOnMoto]:
    """A desk of the demo brand at night. ``changes`` replace parts of its brand file."""
    with running_workflows(monkeypatch) as workflows, _running(Simulator()) as simulator:
        stack = StackOnMoto(workflows, simulator)
        idle: list[float] = []
        urls = {channel: f"{simulator.url}/{channel}" for channel in CHANNELS}
        monkeypatch.setenv("GATEWAY_BASE_URLS", json.dumps(urls))
        monkeypatch.setenv("NOTIFY_ALLOWED_HOSTS", "127.0.0.1")
        monkeypatch.setenv("MEDIA_ALLOWED_HOSTS", "127.0.0.1")
        monkeypatch.setattr("shared.adapters.system_clock.SystemClock.now", lambda _clock: stack.at)
        monkeypatch.setattr("shared.adapters.notify.http.PAUSE_SECONDS", 0)
        monkeypatch.setattr("local.simulator.world.datetime", SimpleNamespace(now=lambda _zone: stack.at))

        def queue_time(_at: Any = None) -> float:
            # The queue's clock is ours; only who waits for messages sees it go on.
            return stack.at.timestamp() + sum(idle)

        monkeypatch.setattr("moto.sqs.models.Queue.wait_for_messages", lambda _queue, seconds: idle.append(seconds))
        monkeypatch.setattr("moto.sqs.models.unix_time", queue_time)
        monkeypatch.setattr("moto.sqs.models.unix_time_millis", lambda _at=None: queue_time() * 1000)

        def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
            return stack.call(client, operation, arguments)

        monkeypatch.setattr(BaseClient, "_make_api_call", call)
        store_secrets(f"{simulator.url}/notify/oncall")
        DynamoDBBrands(workflows.table, cache_seconds=0, clock=FixedClock(NIGHT)).push("acme", acme() | changes)
        stack.handlers.update({verb: fresh_handler(verb) for verb in VERBS})
        for verb in ("classify", "store", "respond"):
            workflows.functions[verb] = stack.handlers[verb].lambda_handler
        workflows.functions["escalate"] = stack.escalate
        for url in (stack.inbound, str(stack.handlers["deliver"].settings.delivery_queue_url)):
            stack.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "360"})
        yield stack
        for owner, name in (
            (stack.handlers["media"].gateways, "http"),
            (stack.handlers["poll"].gateways, "http"),
            (stack.handlers["accounts"].gateways, "http"),
            (stack.handlers["media"].ports.downloads, "_http"),
            (stack.handlers["respond"].acknowledge.ports.gateways, "http"),
            (stack.handlers["escalate"].target_http, "client"),
            (stack.handlers["deliver"].deliver_events.subscribers._http, "client"),
        ):
            if name in owner.__dict__:
                getattr(owner, name).close()


@contextmanager
def _running(simulator: Simulator) -> Iterator[Simulator]:
    serving = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    try:
        yield simulator
    finally:
        simulator.shutdown()
        simulator.server_close()
        serving.join()
