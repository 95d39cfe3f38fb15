"""The table: its client, its time-outs and its errors."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config

from shared.adapters import aws_errors, limits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

# The one retry policy for DynamoDB: botocore's, for throttling and connection errors. Two seconds is far above what
# the service needs and far below what any of our functions may take.
# botocore does not check arguments first: the service does.
CONFIG = Config(
    connect_timeout=2,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 4},
    parameter_validation=False,
)


class DynamoDBTable:
    """One table. The client is made on first use, so that importing this costs a cold start nothing.

    ``pause`` waits that many seconds; tests pass another.
    """

    def __init__(self, name: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.name = name
        self.pause = pause

    @cached_property
    def table(self) -> "Table":
        return boto3.resource("dynamodb", config=CONFIG).Table(self.name)

    def get(self, key: dict[str, str], *, consistent: bool = True) -> dict[str, Any] | None:
        if len(key["pk"].encode()) > limits.PARTITION_KEY_BYTES or len(key["sk"].encode()) > limits.SORT_KEY_BYTES:
            return None  # no item has such a key; DynamoDB would answer with an error
        with translated():
            return self.table.get_item(Key=key, ConsistentRead=consistent).get("Item")

    def put(self, item: dict[str, Any], **condition: Any) -> None:
        """Raises ``ConflictError`` when the condition does not hold, ``LimitExceededError`` for an item that is too
        large."""
        limits.item(item)
        with translated():
            self.table.put_item(Item=item, **condition)

    def put_together(self, *puts: Mapping[str, Any]) -> None:
        """All of these items or none: each put is an ``Item`` and its condition, if it has one. Costs twice as much.

        Raises what ``put`` raises.
        """
        for put in puts:
            limits.item(put["Item"])
        steps: list[Any] = [{"Put": {"TableName": self.name, **put}} for put in puts]
        with translated():
            self.table.meta.client.transact_write_items(TransactItems=steps)

    def query(self, query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """All items that a query finds, page by page as they are asked for."""
        start: dict[str, Any] = {}
        while True:
            with translated():
                answer = self.table.query(**query, **start)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def delete_partition(table: DynamoDBTable, partition: str, prefix: str = "") -> None:
    """Every item of a partition whose sort key begins so; repeating it deletes what is left."""
    wanted: Any = Key("pk").eq(partition)
    if prefix:
        wanted = wanted & Key("sk").begins_with(prefix)
    start: dict[str, Any] = {}
    while True:
        with translated():
            answer = table.table.query(
                KeyConditionExpression=wanted,
                ProjectionExpression="pk, sk",
                ConsistentRead=True,
                **start,
            )
            for item in answer["Items"]:
                table.table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def translated() -> AbstractContextManager[None]:
    """DynamoDB's errors as those of the domain; see ``shared/adapters/aws_errors.py``."""
    return aws_errors.translated("dynamodb")


def seconds(at: datetime | None) -> int | None:
    """What DynamoDB's expiry wants: whole seconds since 1970."""
    return None if at is None else int(at.timestamp())


def milliseconds(at: datetime) -> int:
    """An instant as items hold it: whole milliseconds since 1970, cut like ``keys.instant`` cuts."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def instant(held: Any) -> datetime:
    """The instant that an item holds as milliseconds."""
    return EPOCH + timedelta(milliseconds=int(held))
