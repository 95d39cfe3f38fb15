"""Every limit of AWS that we can reach, and the checks that refuse or split before AWS refuses.

The adapters call these, and so do the tests' fakes: an emulator enforces few of them. Sizes are bytes unless said
otherwise. Source: the quota pages of each service.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from shared.domain.errors import LimitExceededError

# Amazon SQS: "Quotas related to messages"
SQS_BATCH_ENTRIES = 10
SQS_MESSAGE_BYTES = 262_144  # body and attributes; AWS has raised it since, not in every region
SQS_BATCH_BYTES = 262_144
SQS_ID_CHARACTERS = 128  # of a group id and a deduplication id
SQS_VISIBILITY_SECONDS = 43_200
SQS_ATTRIBUTES = 10

# AWS Step Functions: "Quotas"
STATE_BYTES = 262_144  # input, output and result of every state
EXECUTION_NAME_CHARACTERS = 80

# Amazon DynamoDB: "Quotas"
ITEM_BYTES = 409_600
PARTITION_KEY_BYTES = 2_048
SORT_KEY_BYTES = 1_024
BATCH_WRITE_ITEMS = 25
BATCH_GET_ITEMS = 100

# AWS Lambda: "Lambda quotas"
ASYNC_PAYLOAD_BYTES = 262_144
SYNC_PAYLOAD_BYTES = 6_291_456

# Amazon S3: "Creating object key names", "Working with object metadata"
OBJECT_KEY_BYTES = 1_024
OBJECT_METADATA_BYTES = 2_048  # all names and values together

# Amazon EventBridge: "Quotas", ``PutEvents``
EVENT_ENTRIES = 10
EVENT_BYTES = 262_144

# Amazon SNS, AWS Secrets Manager, Amazon CloudWatch
NOTIFICATION_BYTES = 262_144
NOTIFICATION_SUBJECT_CHARACTERS = 100
SECRET_BYTES = 65_536
METRIC_DIMENSIONS = 30


def require(what: str, size: int, limit: int) -> None:
    """Raises ``LimitExceededError`` when ``size`` is above ``limit``."""
    if size > limit:
        raise LimitExceededError(f"{what}: {size} is more than {limit}")


def queue_ids(*ids: str) -> None:
    """Group and deduplication ids: 1 to 128 printable ASCII characters without a space."""
    for spelled in ids:
        require("queue id", len(spelled), SQS_ID_CHARACTERS)
        if not spelled or not spelled.isascii() or not spelled.isprintable() or " " in spelled:
            raise LimitExceededError("queue id: characters that SQS refuses")


def queue_batches(sized: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """Cut messages, given as (id, bytes), into batches that SQS takes, in order.

    Raises ``LimitExceededError`` for a message that fits into none.
    """
    batch: list[str] = []
    total = 0
    for message_id, size in sized:
        require("queue message", size, SQS_MESSAGE_BYTES)
        if batch and (len(batch) == SQS_BATCH_ENTRIES or total + size > SQS_BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(message_id)
        total += size
    if batch:
        yield batch


def queue_text(body: str) -> str:
    """The same JSON without the two characters that SQS refuses in a message although they are valid Unicode."""
    if "\ufffe" in body or "\uffff" in body:
        return body.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    return body


def visibility(seconds: int) -> int:
    """A visibility time-out that SQS takes: between none and twelve hours."""
    return max(0, min(seconds, SQS_VISIBILITY_SECONDS))


def state(value: str | Mapping[str, Any]) -> None:
    """What a workflow is started with, or what a state hands on. Raises ``LimitExceededError``."""
    require("workflow state", len(_json(value)), STATE_BYTES)


def execution_name(spelled: str) -> None:
    """Raises ``LimitExceededError`` for a name Step Functions refuses."""
    require("execution name", len(spelled), EXECUTION_NAME_CHARACTERS)
    if not spelled or not all(found.isascii() and (found.isalnum() or found in "-_") for found in spelled):
        raise LimitExceededError("execution name: characters that Step Functions refuses")


def async_payload(value: str | Mapping[str, Any]) -> None:
    """What a function is invoked with and not waited for. Raises ``LimitExceededError``."""
    require("asynchronous payload", len(_json(value)), ASYNC_PAYLOAD_BYTES)


def notification(message: str, subject: str | None = None) -> None:
    """Raises ``LimitExceededError`` for a notification SNS refuses."""
    require("notification", len(message.encode()), NOTIFICATION_BYTES)
    if subject is not None:
        require("notification subject", len(subject), NOTIFICATION_SUBJECT_CHARACTERS)
        if not subject.isascii() or not subject.isprintable():
            raise LimitExceededError("notification subject: characters that SNS refuses")


def object_key(key: str, metadata: Mapping[str, str] | None = None) -> None:
    """Raises ``LimitExceededError`` for an object S3 refuses."""
    require("object key", len(key.encode()), OBJECT_KEY_BYTES)
    if metadata:
        size = sum(len(name.encode()) + len(value.encode()) for name, value in metadata.items())
        require("object metadata", size, OBJECT_METADATA_BYTES)


def item(value: Mapping[str, Any], *, partition_key: str = "pk", sort_key: str = "sk") -> None:
    """Raises ``LimitExceededError`` for an item DynamoDB refuses."""
    require("item", item_bytes(value), ITEM_BYTES)
    require("partition key", len(str(value.get(partition_key, "")).encode()), PARTITION_KEY_BYTES)
    require("sort key", len(str(value.get(sort_key, "")).encode()), SORT_KEY_BYTES)


def item_bytes(value: Any) -> int:
    """The size of an item or attribute as DynamoDB counts it ("Item sizes and formats"). Numbers count with their
    largest possible size."""
    if isinstance(value, Mapping):
        return 3 + sum(1 + len(name.encode()) + item_bytes(held) for name, held in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return 3 + sum(1 + item_bytes(held) for held in value)
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, bytes | bytearray):
        return len(value)
    if isinstance(value, bool) or value is None:
        return 1
    if isinstance(value, int | Decimal):
        return min(21, len(str(value)) // 2 + 2)
    raise LimitExceededError(f"item: DynamoDB has no type for {type(value).__name__}")


def _json(value: str | Mapping[str, Any]) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode()
