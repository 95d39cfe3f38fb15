"""Messages put aside in the dead-letter queue (FIFO), and their way back."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from shared.adapters import limits
from shared.adapters.aws_errors import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef, MessageTypeDef

# Sent twice, a message is one: the queue drops what has the same deduplication id for five minutes.
CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})

MAX_ATTRIBUTE_LENGTH = 1024  # characters; attributes count towards the size of the message
_HELD_SECONDS = 30  # how long a message is held while the queue is read
_WAIT_SECONDS = 1  # a receive that does not wait asks only some of the servers, and may find nothing

# What SQS refuses in a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
_REFUSED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One parked message. ``reason`` is ``None`` when the queue itself put it here (received too often)."""

    event_id: str
    reason: str | None
    error: str | None
    execution: str | None
    group: str
    parked_at: datetime
    body: str
    message_id: str
    receipt: str


class SqsDeadLetters:
    """``inbound_queue_url`` is only needed to send messages back."""

    def __init__(self, queue_url: str, inbound_queue_url: str | None = None) -> None:
        self._queue_url = queue_url
        self._inbound_queue_url = inbound_queue_url

    @cached_property
    def _client(self) -> "SQSClient":
        return boto3.client("sqs", config=CONFIG)

    def park(
        self,
        event_body: str,
        *,
        event_id: str,
        group: str,
        reason: str,
        error: str,
        execution: str,
        delivery: str = "",
    ) -> None:
        """Put a message where a person will look at it. Raises ``UpstreamError``."""
        attributes = {"reason": reason, "event_id": event_id, "execution_arn": execution, "error": error}
        self._send(
            self._queue_url,
            event_body,
            group=group,
            deduplication=_digest(event_id, delivery) if delivery else _digest(event_id),
            attributes=attributes,
        )

    def list(self, *, limit: int = 100) -> tuple[DeadLetter, ...]:
        """What is parked, oldest first, left where it is.

        Of one group only the first ten are seen: the queue hides the rest while those are held. Raises
        ``UpstreamError``.
        """
        found: list[DeadLetter] = []
        try:
            for letter in self._receive(limit):
                found.append(letter)
        finally:
            self._release(found)
        return tuple(sorted(found, key=lambda letter: letter.parked_at))

    def count(self) -> int:
        """Roughly how many are parked, those included that somebody is looking at. Raises ``UpstreamError``."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self._call("get_queue_attributes", QueueUrl=self._queue_url, AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def redrive(self, event_id: str | None = None, *, limit: int = 10_000) -> tuple[str, ...]:
        """Send one event, or all, back to the inbound queue; their ids. Raises ``UpstreamError``.

        Killed between the two calls, a message is in both queues: redriven again it has the same deduplication id,
        and what was stored once is not stored twice.
        """
        if self._inbound_queue_url is None:
            raise ValueError("an inbound queue is needed to send messages back")
        sent: list[str] = []
        bodies: set[str] = set()
        kept: list[DeadLetter] = []
        try:
            for letter in self._receive(limit):
                kept.append(letter)
                # A message that failed again at once is received a second time: it is left for another redrive. What is
                # no event has another id each time, and is known by its body.
                again = letter.event_id in sent or letter.body in bodies
                if again or event_id not in (None, letter.event_id):
                    continue
                bodies.add(letter.body)
                self._send(
                    self._inbound_queue_url,
                    letter.body,
                    group=letter.group,
                    deduplication=_digest(letter.event_id, letter.message_id),
                    attributes={},
                )
                self._delete(letter)
                kept.remove(letter)
                sent.append(letter.event_id)
        finally:
            self._release(kept)
        return tuple(sent)

    def forget(self, event_id: str, *, limit: int = 10_000) -> int:
        """Delete one event for good; how many copies there were. Raises ``UpstreamError``."""
        deleted = 0
        kept: list[DeadLetter] = []
        try:
            for letter in self._receive(limit):
                if letter.event_id == event_id:
                    self._delete(letter)
                    deleted += 1
                else:
                    kept.append(letter)
        finally:
            self._release(kept)
        return deleted

    def _receive(self, limit: int) -> Iterator[DeadLetter]:
        seen: set[str] = set()
        while len(seen) < limit:
            with_all = self._call(
                "receive_message",
                QueueUrl=self._queue_url,
                MaxNumberOfMessages=min(10, limit - len(seen)),
                VisibilityTimeout=_HELD_SECONDS,
                WaitTimeSeconds=_WAIT_SECONDS,
                MessageSystemAttributeNames=["MessageGroupId", "SentTimestamp"],
                MessageAttributeNames=["All"],
            )
            messages = [message for message in with_all.get("Messages", []) if message["MessageId"] not in seen]
            if not messages:
                return
            for message in messages:
                seen.add(message["MessageId"])
                yield _letter(message)

    def _release(self, letters: Sequence[DeadLetter]) -> None:
        for start in range(0, len(letters), 10):
            self._call(
                "change_message_visibility_batch",
                QueueUrl=self._queue_url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": letter.receipt, "VisibilityTimeout": 0}
                    for number, letter in enumerate(letters[start : start + 10])
                ],
            )

    def _delete(self, letter: DeadLetter) -> None:
        self._call("delete_message", QueueUrl=self._queue_url, ReceiptHandle=letter.receipt)

    def _send(self, url: str, body: str, *, group: str, deduplication: str, attributes: dict[str, str]) -> None:
        limits.queue_ids(group, deduplication)
        body = limits.queue_text(body)
        self._call(
            "send_message",
            QueueUrl=url,
            MessageBody=body,
            MessageGroupId=group,
            MessageDeduplicationId=deduplication,
            MessageAttributes=_attributes(attributes, limits.SQS_MESSAGE_BYTES - len(body.encode())),
        )

    def _call(self, operation: str, **arguments: Any) -> Any:
        with translated("sqs"):
            return getattr(self._client, operation)(**arguments)


def _attributes(values: Mapping[str, str], room: int) -> "dict[str, MessageAttributeValueTypeDef]":
    """The attributes that fit beside the body: a message that the inbound queue took must not be refused here."""
    described: dict[str, MessageAttributeValueTypeDef] = {}
    for name, value in values.items():
        text = _REFUSED.sub("?", value)[:MAX_ATTRIBUTE_LENGTH]
        room -= len(name) + len("String") + len(text.encode())
        if text and room >= 0:
            described[name] = {"DataType": "String", "StringValue": text}
    return described


def _letter(message: "MessageTypeDef") -> DeadLetter:
    attributes = {name: value.get("StringValue") for name, value in message.get("MessageAttributes", {}).items()}
    system = message["Attributes"]
    body = message["Body"]
    return DeadLetter(
        event_id=_event_id(body) or attributes.get("event_id") or message["MessageId"],
        reason=attributes.get("reason"),
        error=attributes.get("error"),
        execution=attributes.get("execution_arn"),
        group=system["MessageGroupId"],
        parked_at=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
        body=body,
        message_id=message["MessageId"],
        receipt=message["ReceiptHandle"],
    )


def _event_id(body: str) -> str | None:
    try:
        found = json.loads(body)["event_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) else None


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
