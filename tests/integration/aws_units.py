"""Counts what calls to AWS read and write: items, and write units of a kilobyte."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

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
