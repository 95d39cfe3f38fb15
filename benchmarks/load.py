"""Many signed messages at once: nothing is lost, and how fast they are worked off beside a bare topology.

The queue is filled while nobody reads it, and then read. The bare topology is what nobody can do without: the same kind
of queue, a function, one write to a table for each message. Both run on the same stack, one after the other, so only
their ratio means anything. On the emulator all functions share the machine, so ours has three of them for one. The
stream is not read meanwhile: the emulator would call ``publish`` for each record, on the same processors.
"""

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.cost import stop_clocks, write_brand
from benchmarks.deliveries import Comment, Deliveries
from benchmarks.gathered import stop_stream
from benchmarks.outcomes import Outcomes
from local import deploy, stack
from local.signing import headers
from local.state import Stack
from shared.adapters.dynamodb.table import DynamoDBTable

MESSAGES, CONVERSATIONS, IN_ONE = 5_000, 500, 1_000
IN_A_BODY = 50
PATIENCE = 1_800.0  # seconds
DISPATCH = "nightdesk-dispatch"

_BARE = """
import boto3
table = boto3.resource("dynamodb").Table("bare")

def handler(event, context):
    for record in event["Records"]:
        table.put_item(Item={"pk": record["messageId"], "body": record["body"]})
    return {"batchItemFailures": []}
"""


@dataclass(frozen=True, slots=True)
class Load:
    """``stored``: messages of those that were sent. Rates are messages a second."""

    sent: int
    stored: int
    rate: float
    bare_rate: float
    tenth_seconds: float
    last_seconds: float

    @property
    def shown(self) -> dict[str, float]:
        return {
            "sent": self.sent,
            "stored": self.stored,
            "rate beside a bare topology": round(self.rate / self.bare_rate, 3),
            "a message around the tenth of one conversation, seconds": round(self.tenth_seconds, 3),
            "around the last": round(self.last_seconds, 3),
        }


def measure(
    folder: Path, *, messages: int = MESSAGES, conversations: int = CONVERSATIONS, in_one: int = IN_ONE
) -> Load:
    brands = folder / "brands"
    brands.mkdir(parents=True, exist_ok=True)
    write_brand(brands, closed=False)
    running = stack.up(brands, folder=folder / "stack")
    try:
        stack.use(running)
        stop_clocks(running)
        stop_stream(running)
        run = _Run(running)
        run.fill_and_drain([[run.comment(0, 0)]])  # the containers are warm
        bare = run.bare(messages)
        bodies = [
            [run.comment(author, number) for author in range(first, first + IN_A_BODY)]
            for number in range(1, 1 + messages // conversations)
            for first in range(0, conversations, IN_A_BODY)
        ]
        rate = run.fill_and_drain(bodies)
        alone = [run.comment(conversations, number) for number in range(in_one)]
        run.fill_and_drain([alone[first : first + IN_A_BODY] for first in range(0, in_one, IN_A_BODY)])
        at = sorted(run.outcomes.stored_at(comment) for _, comment in alone)
        ids = {comment for body in [*bodies, alone] for _, comment in body}
        return Load(
            sent=messages + in_one,
            stored=sum(map(run.outcomes.is_stored, ids)),
            rate=rate,
            bare_rate=bare,
            tenth_seconds=(at[20] - at[5]) / 15,
            last_seconds=(at[-1] - at[-16]) / 15,
        )
    finally:
        stack.down(folder / "stack")


class _Run:
    def __init__(self, running: Stack) -> None:
        self.stack = running
        self.outcomes = Outcomes(DynamoDBTable(running.table))
        self.made = Deliveries(f"{int(time.time())}", self.outcomes, 0)
        self.http = httpx.Client(timeout=60)
        self.functions, self.sqs, self.dynamodb = (
            deploy.client(name, running.aws_endpoint_url) for name in ("lambda", "sqs", "dynamodb")
        )
        (self.mapping,) = self.functions.list_event_source_mappings(FunctionName=DISPATCH)["EventSourceMappings"]

    def comment(self, author: int, number: int) -> Comment:
        return self.made.comment(f"{author}x{number}", author=f"{self.made.run}-load-{author}")

    def fill_and_drain(self, bodies: list[list[Comment]]) -> float:
        """Messages a second, from the moment at which the queue is read."""
        self._read(self.mapping["UUID"], enabled=False)
        for body in bodies:
            told = self.made.body([value for value, _ in body])
            signed = headers("facebook", told, self.stack.secrets["acme-meta"])
            self.http.post(f"{self.stack.webhook_url}/facebook/acme", content=told, headers=signed).raise_for_status()
        waiting = [comment for body in bodies for _, comment in body]
        began = time.monotonic()
        self._read(self.mapping["UUID"], enabled=True)
        _until(lambda: self._left(waiting))
        return sum(map(len, bodies)) / (time.monotonic() - began)

    def _left(self, waiting: list[str]) -> int:
        """Takes those that are stored from the end of the list, which is worked off last."""
        while waiting and self.outcomes.is_stored(waiting[-1]):
            waiting.pop()
        return len(waiting)

    def bare(self, messages: int) -> float:
        queue = self.sqs.create_queue(
            QueueName="bare.fifo",
            Attributes={"FifoQueue": "true", "DeduplicationScope": "messageGroup", "VisibilityTimeout": "360",
                        "FifoThroughputLimit": "perMessageGroupId"},
        )["QueueUrl"]  # fmt: skip
        arn = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.dynamodb.create_table(
            TableName="bare",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        known = self.functions.get_function_configuration(FunctionName=DISPATCH)
        self.functions.create_function(
            FunctionName="bare", Runtime=known["Runtime"], Role=known["Role"], Handler="bare.handler",
            Timeout=60, Code={"ZipFile": _zipped()}, Environment={"Variables": known["Environment"]["Variables"]},
        )  # fmt: skip
        body = json.dumps({"text": "x" * 900})
        for first in range(0, messages, 10):
            entries = [
                {"Id": str(each), "MessageBody": body, "MessageGroupId": str(each % CONVERSATIONS),
                 "MessageDeduplicationId": str(each)}
                for each in range(first, first + 10)
            ]  # fmt: skip
            self.sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        began = time.monotonic()
        self.functions.create_event_source_mapping(
            FunctionName="bare", EventSourceArn=arn, BatchSize=10, FunctionResponseTypes=["ReportBatchItemFailures"],
            ScalingConfig=self.mapping.get("ScalingConfig") or {"MaximumConcurrency": 20},
        )  # fmt: skip
        _until(lambda: messages - sum(page["Count"] for page in self._pages("bare")))
        return messages / (time.monotonic() - began)

    def _pages(self, table: str) -> Iterator[dict[str, Any]]:
        yield from self.dynamodb.get_paginator("scan").paginate(TableName=table, Select="COUNT")

    def _read(self, mapping: str, *, enabled: bool) -> None:
        self.functions.update_event_source_mapping(UUID=mapping, Enabled=enabled)


def _zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bare.py", _BARE)
    return packed.getvalue()


def _until(left: Callable[[], int]) -> None:
    end = time.monotonic() + PATIENCE
    while (rest := left()) > 0:
        if time.monotonic() > end:
            raise TimeoutError(f"{rest} messages were not handled within {PATIENCE:.0f} seconds")
        sys.stderr.write(f"\r{rest} left   ")
        time.sleep(0.5)
