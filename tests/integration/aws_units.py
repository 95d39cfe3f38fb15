"""Counts what calls to AWS read and write: items, and write units of a kilobyte."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any
from unittest.mock import patch

from boto3.dynamodb.types import Binary
from botocore.client import BaseClient

from shared.adapters.limits import item_bytes

_READS = {"GetItem", "BatchGetItem", "Query", "Scan"}


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """``read``: items that were read, index entries included; ``written``: items; ``calls``: all calls; and calls by
    operation."""
    found: Counter[str] = Counter()
    real = BaseClient._make_api_call

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        answer = real(client, operation, arguments)
        found["calls"] += 1
        found[operation] += 1
        if operation in _READS:
            found["read"] += _items(operation, answer)
        elif operation in ("PutItem", "UpdateItem", "DeleteItem"):
            found["written"] += 1
        return answer

    with patch.object(BaseClient, "_make_api_call", call):
        yield found


def _items(operation: str, answer: dict[str, Any]) -> int:
    if operation == "GetItem":
        return 1
    if operation == "BatchGetItem":
        return sum(len(items) for items in answer["Responses"].values())
    return int(answer.get("ScannedCount", answer.get("Count", 0)))


class ReadUnits:
    def __init__(self) -> None:
        self.total = 0.0


@contextmanager
def read_units() -> Iterator[ReadUnits]:
    """The read units of DynamoDB that calls cost: half a unit for each 4 kB, twice that for a consistent read."""
    spent = ReadUnits()
    real = BaseClient._make_api_call

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        answer = real(client, operation, arguments)
        if operation in ("GetItem", "Query"):
            items = answer.get("Items", [answer["Item"]] if answer.get("Item") else [])
            blocks = max(
                1, ceil(sum(item_bytes({name: _plain(value) for name, value in item.items()}) for item in items) / 4096)
            )
            spent.total += blocks * (1 if arguments.get("ConsistentRead") else 0.5)
        return answer

    with patch.object(BaseClient, "_make_api_call", call):
        yield spent


class WriteUnits:
    def __init__(self) -> None:
        self.total = 0.0
        self.by_key: Counter[str] = Counter()  # the first part of the partition key


@contextmanager
def write_units() -> Iterator[WriteUnits]:
    """The write units of DynamoDB that calls cost: one for each kB of an item, twice that in a transaction.

    Indexes are left out: count them where an item that is written has their keys.
    """
    spent = WriteUnits()
    real = BaseClient._make_api_call

    def written(client: BaseClient, table: str, key: dict[str, Any], factor: int) -> None:
        found = real(client, "GetItem", {"TableName": table, "Key": key}).get("Item", key)
        units = factor * ceil(item_bytes({name: _plain(value) for name, value in found.items()}) / 1024)
        spent.total += units
        spent.by_key[str(key["pk"]).partition("#")[0]] += units

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        answer = real(client, operation, arguments)
        writes = [({"Put": arguments} if operation == "PutItem" else {"Update": arguments}, 1)]
        if operation == "TransactWriteItems":
            writes = [(each, 2) for each in arguments["TransactItems"]]
        elif operation not in ("PutItem", "UpdateItem"):
            return answer
        for write, factor in writes:
            for request in write.values():
                key = request.get("Key") or {name: request["Item"][name] for name in ("pk", "sk")}
                written(client, request["TableName"], key, factor)
        return answer

    with patch.object(BaseClient, "_make_api_call", call):
        yield spent


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, Binary) else value
