"""The deployed desk, as a platform, a customer, an agent and an operator meet it."""

import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from local import deploy, signing
from local.state import Stack
from local.traffic import meta
from local.traffic.accounts import PAGE
from local.traffic.polled import LISTS
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.holiday_calendar import LibraryHolidays
from shared.adapters.system_clock import SystemClock
from shared.brand.push import prepare
from shared.channels import CHANNELS, load_policy

T = TypeVar("T")
Json = dict[str, Any]
BRAND = "acme"
SECRETS = {
    "x": "acme-x",
    "linkedin": "acme-linkedin",
    "telegram": "acme-telegram",
    "threads": "acme-threads",
    "tiktok": "acme-tiktok",
    "line": "acme-line",
    "viber": "acme-viber",
    "webhook": "acme-forum",
}
CACHED_SECONDS = 1.5  # functions on this machine keep what they have read for one second
_numbers = itertools.count(int(time.time()) % 1_000_000 * 1000)


def fresh() -> str:
    """An id nobody has used."""
    return f"{next(_numbers)}{uuid4().int % 10**6:06d}"


def now() -> datetime:
    return datetime.now(UTC)


def until(look: Callable[[], T], *, seconds: float = 120) -> T:
    """Look again and again until there is something to see."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"nothing after {seconds:.0f} s, but {seen!r}"
        time.sleep(0.25)
    return seen


@dataclass
class DeployedStack:
    stack: Stack
    document: Mapping[str, Any]
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))
    hours: str | None = None
    _clients: dict[str, Any] = field(default_factory=dict)

    # --- as a platform ------------------------------------------------------------------------------------------------

    def deliver(self, channel: str, body: bytes, *, headers: Mapping[str, str] | None = None) -> int:
        """Post a body, rightly signed unless other headers are given. The status of the answer.

        On a platform that has to be asked it is an entry of its list, and the clock of polls strikes.
        """
        if channel in LISTS:
            return self._let_it_be_found(channel, body)
        if headers is None:
            headers = signing.headers(channel, body, self.stack.secrets[SECRETS.get(channel, "acme-meta")])
        return self.http.post(f"{self.stack.webhook_url}/{channel}/{BRAND}", content=body, headers=headers).status_code

    def _let_it_be_found(self, channel: str, entry: bytes) -> int:
        place = LISTS[channel]
        asked = {"channel": channel, "list": place.listed}
        headers = {"content-type": "application/json"}
        written = self.http.post(f"{self.stack.simulator_url}/entries", params=asked, content=entry, headers=headers)
        assert written.status_code == 201
        # A source without a cursor is due at once, and looks back.
        self.table.table.delete_item(Key=keys.cursor(channel, place.account, place.source))
        answer = self.aws("lambda").invoke(FunctionName=f"{self.stack.stack_name}-poll", Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()
        return int(answer["StatusCode"])

    def comment(self, text: str, **given: Any) -> "Comment":
        """A customer's comment under a post of the page, not yet delivered."""
        return Comment(text=text, **given)

    def calls(self, channel: str) -> list[Json]:
        """What reached the simulator of that channel, oldest first."""
        found: list[Json] = self.http.get(f"{self.stack.simulator_url}/calls", params={"channel": channel}).json()
        return found

    # --- as an agent --------------------------------------------------------------------------------------------------

    def api(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.stack.api_token}", **options.pop("headers", {})}
        return self.http.request(method, f"{self.stack.api_url}{path}", headers=headers, **options)

    def tickets_of(self, conversation: str) -> list[Json]:
        found: list[Json] = []
        asked: dict[str, Any] = {"brand": BRAND, "limit": 100}
        while True:  # the demo leaves hundreds of open tickets
            page = self.api("GET", "/tickets", params=asked).json()
            found += [ticket for ticket in page["items"] if ticket["conversation_id"] == conversation]
            if page["next_cursor"] is None:
                return found
            asked["cursor"] = page["next_cursor"]

    def ticket_of(self, conversation: str) -> Json:
        """The one ticket of a conversation, as soon as it is there."""
        (ticket,) = until(lambda: self.tickets_of(conversation))
        return ticket

    def messages(self, ticket: Json) -> list[Json]:
        found: list[Json] = self.api("GET", f"/tickets/{ticket['id']}/messages").json()["items"]
        return found

    # --- as an operator -----------------------------------------------------------------------------------------------

    def aws(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = deploy.client(service, self.stack.aws_endpoint_url)
        return self._clients[service]

    @cached_property
    def table(self) -> DynamoDBTable:
        return DynamoDBTable(self.stack.table)

    def close(self) -> None:
        self.http.close()
        for client in (*self._clients.values(), self.table.table.meta.client):
            client.close()

    def set_hours(self, name: str, document: Mapping[str, Any]) -> None:
        """Put other hours in force, and wait until every function knows."""
        if self.hours == name:
            return
        policies = {channel: load_policy(channel) for channel in CHANNELS}
        filled, _ = prepare(
            document,
            BRAND,
            holidays=LibraryHolidays(),
            formatter=BabelDateTimeFormatter(),
            policies=policies,
            now=now(),
        )
        DynamoDBBrands(self.table, cache_seconds=0, clock=SystemClock()).push(BRAND, filled)
        self.hours = name
        time.sleep(CACHED_SECONDS)

    def dead_letters(self) -> list[Json]:
        """Everything that is parked; it stays there."""
        queue = self.aws("sqs")
        found = queue.receive_message(
            QueueUrl=self.stack.dead_letter_queue_url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=0,
            MessageAttributeNames=["All"],
            AttributeNames=["All"],
        )
        return list(found.get("Messages", []))

    def waiting(self) -> int:
        """How many messages are on the inbound queue or in hand."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.aws("sqs").get_queue_attributes(QueueUrl=self.stack.inbound_queue_url, AttributeNames=names)
        return sum(int(told["Attributes"][name]) for name in names)

    def logs(self) -> list[str]:
        """Every line that any function or workflow wrote."""
        logs = self.aws("logs")
        lines: list[str] = []
        for group in logs.describe_log_groups()["logGroups"]:
            name = group["logGroupName"]
            for stream in logs.describe_log_streams(logGroupName=name)["logStreams"]:
                told = logs.get_log_events(logGroupName=name, logStreamName=stream["logStreamName"], limit=10_000)
                lines += [event["message"] for event in told["events"]]
        return lines


@dataclass
class Comment:
    text: str
    name: str = "Marie Dupont"
    author: str = field(default_factory=lambda: f"24{fresh()}")
    post: str = field(default_factory=lambda: f"{PAGE}_{fresh()}")
    id: str = ""
    at: datetime = field(default_factory=now)

    def __post_init__(self) -> None:
        self.id = self.id or f"{self.post.rpartition('_')[2]}_{fresh()}"

    @property
    def conversation(self) -> str:
        """The thread that a first comment opens with one customer."""
        return f"{self.post}:{self.author}"

    def body(self, *, verb: str = "add", text: str | None = None) -> bytes:
        change = meta.comment(
            author=self.author,
            name=self.name,
            post=self.post,
            comment_id=self.id,
            parent=self.post,
            text=None if verb == "remove" else text or self.text,
            at=self.at,
            verb=verb,
        )
        return meta.encode(meta.page_body(at=self.at, changes=[change]))


def parsed(lines: list[str]) -> list[Json]:
    """The lines that are JSON objects."""
    return [json.loads(line) for line in lines if line.startswith("{")]
