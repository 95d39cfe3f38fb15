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
    """``read``: items that were read, index entries included; ``written``: items; ``calls``: all calls."""
    found: Counter[str] = Counter()
    real = BaseClient._make_api_call

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        answer = real(client, operation, arguments)
        found["calls"] += 1
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


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, Binary) else value
