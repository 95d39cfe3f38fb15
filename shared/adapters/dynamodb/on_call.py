"""Exceptions from rotations, in DynamoDB: those of one brand share a partition."""

from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.on_call.rotation import Override

_OVERRIDE = TypeAdapter(Override)

RETENTION = timedelta(days=90)  # after it has ended
MAX_OVERRIDES = 200  # of one brand that are read: those that are not over


class DynamoDBOverrides:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def add(self, brand_id: str, override: Override) -> None:
        key = keys.on_call_override(brand_id, override.end, override.id)
        self._table.put({**encode(override), **key, "expires_at": seconds(override.end + RETENTION)})

    def since(self, brand_id: str, at: datetime) -> tuple[Override, ...]:
        """Overrides that end after ``at``, in the order in which they end."""
        place = keys.on_call_override(brand_id, at, "")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").between(place["sk"], "OVERRIDE$"),
            "Limit": MAX_OVERRIDES,
            "ConsistentRead": True,
        }
        with translated():
            found = self._table.table.query(**query)["Items"]
        return tuple(override for override in (decode(_OVERRIDE, item) for item in found) if override.end > at)
