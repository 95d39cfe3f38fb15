"""Entities as items of the table, and back.

An item carries the names of the entity's fields, so that a person at the console and a workflow can read it.
What is empty is left out: DynamoDB bills by the kilobyte, names included.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import seconds

T = TypeVar("T")

EXPIRY = "expires_at"  # DynamoDB's own format: seconds since 1970


def encode(entity: Any) -> dict[str, Any]:
    """The entity's fields as attributes. Sets become string sets, instants ISO texts with milliseconds."""
    item = {f.name: _plain(getattr(entity, f.name)) for f in fields(entity)}
    if EXPIRY in item:
        item[EXPIRY] = seconds(entity.expires_at)
    return {
        name: value for name, value in item.items() if value not in (None, "", (), [], {}, False) and value != set()
    }


def decode(adapter: TypeAdapter[T], item: Mapping[str, Any]) -> T:
    """The entity an item holds; attributes that are only keys are ignored."""
    return adapter.validate_python(dict(item))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return keys.instant(value)
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return encode(value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return {_plain(item) for item in value}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
