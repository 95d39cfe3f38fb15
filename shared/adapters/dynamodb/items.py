"""Entities as items of the table, and back.

An item carries the names of the entity's fields, so that a person at the console and a workflow can read it; those of
tickets and messages, which are written most, have short ones (``compact.py``).
DynamoDB bills by the kilobyte, names included. So what is empty is left out, and instants are numbers: milliseconds
since 1970, a third of the size of a text (only ``expires_at`` is in seconds, which is what DynamoDB's expiry reads).
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from shared.adapters.dynamodb.table import milliseconds, seconds
from shared.domain.errors import UpstreamError

T = TypeVar("T")

EXPIRY = "expires_at"  # DynamoDB's own format: seconds since 1970


def encode(entity: Any) -> dict[str, Any]:
    """The entity's fields as attributes. Sets become string sets, instants milliseconds since 1970."""
    item = {f.name: plain(getattr(entity, f.name)) for f in fields(entity)}
    if EXPIRY in item:
        item[EXPIRY] = seconds(entity.expires_at)
    kind: Any = type(entity)
    may_be_left_out = _empty_by_default(kind)
    return {
        name: value
        for name, value in item.items()
        if not _is_empty(value) or (name not in may_be_left_out and value != set()) or _is_a_zero(kind, name, value)
    }


def _is_empty(value: Any) -> bool:
    return value in (None, "", (), [], {}, False) or value == set()


def _is_a_zero(kind: Any, name: str, value: Any) -> bool:
    """A number that is 0 where nothing would mean that it is not known: a point on the equator."""
    return type(value) in (int, Decimal) and value == 0 and name in _unknown_by_default(kind)


@cache
def _unknown_by_default(entity: type[Any]) -> frozenset[str]:
    return frozenset(f.name for f in fields(entity) if f.default is None)


@cache
def _empty_by_default(entity: type[Any]) -> frozenset[str]:
    """The fields that are empty again when they are read without having been stored."""
    defaults = {
        f.name: f.default_factory() if f.default_factory is not MISSING else f.default
        for f in fields(entity)
        if f.default_factory is not MISSING or f.default is not MISSING
    }
    return frozenset(name for name, default in defaults.items() if _is_empty(default))


def decode(adapter: TypeAdapter[T], item: Mapping[str, Any]) -> T:
    """The entity an item holds; attributes that are only keys are ignored.

    Raises ``UpstreamError`` for one that cannot be read, such as one that a newer version wrote. Its text names the
    fields and quotes no value: values may be a customer's.
    """
    try:
        return adapter.validate_python(_whole(item))
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        places = ", ".join(".".join(str(part) for part in problem["loc"]) for problem in found[:5])
        raise UpstreamError(f"dynamodb: an item cannot be read ({places})") from None


def _whole(value: Any) -> Any:
    """DynamoDB's decimals as the numbers they are: an instant is not read from a decimal."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {name: _whole(part) for name, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list) else value


def plain(value: Any) -> Any:
    """A value as an attribute holds it."""
    if isinstance(value, datetime):
        return milliseconds(value)
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return Decimal(repr(value))
    if is_dataclass(value):
        return encode(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return {plain(item) for item in value}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
