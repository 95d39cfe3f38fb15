"""Exceptions from rotations, and copies of calendars, in DynamoDB: those of one brand share a partition."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.on_call.calendar import ImportedCalendar
from shared.domain.on_call.rotation import Override

_OVERRIDE = TypeAdapter(Override)
_CALENDAR = TypeAdapter(ImportedCalendar)

RETENTION = timedelta(days=90)  # after it has ended
MAX_OVERRIDES = 200  # of one brand that are read: those that are not over
MAX_CALENDARS = 20  # of one brand that are read
CALENDAR_RETENTION = timedelta(days=90)  # after the last attempt to read it


class DynamoDBOverrides:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def add(self, brand_id: str, override: Override) -> None:
        key = keys.on_call_override(brand_id, override.end, override.id)
        self._table.put({**encode(override), **key, "expires_at": seconds(override.end + RETENTION)})

    def remove(self, brand_id: str, override: Override) -> None:
        """May be repeated."""
        with translated():
            self._table.table.delete_item(Key=keys.on_call_override(brand_id, override.end, override.id))

    def since(self, brand_id: str, at: datetime) -> tuple[Override, ...]:
        """Overrides that end after ``at``, in the order in which they end; also what calendars say."""
        place = keys.on_call_override(brand_id, at, "")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").between(place["sk"], "OVERRIDE$"),
            "Limit": MAX_OVERRIDES,
            "ConsistentRead": True,
        }
        with translated():
            found = self._table.table.query(**query)["Items"]
        made = [decode(_OVERRIDE, item) for item in found]
        imported = [each for calendar in self._calendars(brand_id) for each in calendar.overrides()]
        later = [override for override in [*made, *imported] if override.end > at]
        return tuple(sorted(later, key=lambda override: (override.end, override.id)))

    def _calendars(self, brand_id: str) -> tuple[ImportedCalendar, ...]:
        place = keys.on_call_calendar(brand_id, "")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
            "Limit": MAX_CALENDARS,
        }
        with translated():
            found = self._table.table.query(**query)["Items"]
        return tuple(decode(_CALENDAR, item) for item in found)


class DynamoDBCalendars:
    """Implements the port ``CalendarRepository``."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def get(self, brand_id: str, rotation: str) -> ImportedCalendar | None:
        item = self._table.get(keys.on_call_calendar(brand_id, rotation))
        return None if item is None else decode(_CALENDAR, item)

    def save(self, calendar: ImportedCalendar) -> ImportedCalendar:
        saved = replace(calendar, revision=calendar.revision + 1)
        same = Attr("revision").eq(calendar.revision) if calendar.revision else Attr("pk").not_exists()
        key = keys.on_call_calendar(calendar.brand, calendar.rotation)
        kept_until = {"expires_at": seconds(calendar.next_at + CALENDAR_RETENTION)}
        self._table.put({**encode(saved), **key, **kept_until}, ConditionExpression=same)
        return saved
