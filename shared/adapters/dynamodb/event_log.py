"""The event log in DynamoDB: one item for each batch of the stream and brand.

An entry, the figures that its records change and the number of the last entry are one transaction. So a record is
counted exactly once: it is in an entry of the log or it was not counted. Who reads by number misses nothing, because
entries of one brand are written one after the other.

An entry is written after its records were made. To know whether a record was counted before, only entries that are
younger than the record have to be read: for a batch that has just come, the last seconds.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from boto3.dynamodb.conditions import Key

from shared.adapters import limits
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.figures import DynamoDBFigures, counted
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import ConflictError, LimitExceededError
from shared.domain.events.changes import StreamRecord
from shared.domain.events.derive import events_of
from shared.domain.events.model import envelope
from shared.domain.figures.counting import Calendars, figures_of
from shared.ports.events import LogEntry

RETENTION = timedelta(days=14)
"""Longer than retries of deliveries (three days) and than the stream keeps a record (a day)."""

CLOCK_SLACK = timedelta(minutes=2)
"""How far the clock of DynamoDB, which dates records, may be from that of a function, which dates entries."""

MAX_ATTEMPTS = 8
_REFERENCE_BYTES = 8


MAX_ROLLED_UP = 40  # days that one batch adds up, after a brand was quiet for long


class DynamoDBEventLog:
    """``calendars`` are needed to count durations while the desk is open; readers of the log need none."""

    def __init__(self, table: DynamoDBTable, calendars: Calendars = lambda _brand, _channel: None) -> None:
        self._table = table
        self._calendars = calendars
        self._figures = DynamoDBFigures(table)

    def add_batch(self, brand_id: str, records: Sequence[StreamRecord], now: datetime) -> int:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                return self._add_batch(brand_id, records, now)
            except ConflictError:  # another shard of the stream was quicker
                if attempt == MAX_ATTEMPTS:
                    raise
                self._table.pause(0.02 * attempt)
            except LimitExceededError:  # too many hours, or too much to tell, for one transaction
                if len(records) == 1:
                    raise
                half = len(records) // 2
                parts = (records[:half], records[half:])
                return sum(self.add_batch(brand_id, part, now) for part in parts)
        raise AssertionError("unreachable")

    def _add_batch(self, brand_id: str, records: Sequence[StreamRecord], now: datetime) -> int:
        head = self._rolled_up(brand_id, now)
        last = int(str(head.get("last", 0)))
        known = self._counted_since(brand_id, min(record.at for record in records) - CLOCK_SLACK) if last else set()
        fresh: dict[bytes, StreamRecord] = {}
        for record in records:
            name = _reference(record)
            if name not in known:
                fresh.setdefault(name, record)
        if not fresh:
            return 0
        number = max(last + 1, milliseconds(now))
        events = [envelope(event) for record in fresh.values() for event in events_of(record.change, record.at)]
        entry = {
            **keys.event_log(brand_id, number),
            "written": milliseconds(now),
            "records": b"".join(fresh),
            "events": _packed(events),
            "expires_at": seconds(now + RETENTION),
        }
        limits.item(entry)
        deltas = [delta for record in fresh.values() for delta in figures_of(record.change, record.at, self._calendars)]
        rolled = date.fromisoformat(str(head["rolled"]))
        figures = self._figures.writes(brand_id, counted(deltas), rolled)
        self._write(
            brand_id, head, {"last": number, "rolled": rolled.isoformat()}, [{"Put": {"Item": entry}}, *figures]
        )
        return len(fresh)

    def _rolled_up(self, brand_id: str, now: datetime) -> dict[str, Any]:
        """The head of the log, after the days that are over were added up."""
        yesterday = now.astimezone(UTC).date() - timedelta(days=1)
        for _ in range(MAX_ROLLED_UP):
            head = self._table.get(keys.event_log_head(brand_id)) or {}
            if "rolled" not in head:
                return {**head, "rolled": yesterday.isoformat()}
            rolled = date.fromisoformat(str(head["rolled"]))
            if rolled >= yesterday:
                return head
            day = rolled + timedelta(days=1)
            self._write(brand_id, head, {"rolled": day.isoformat()}, self._figures.roll_up(brand_id, day))
        return self._table.get(keys.event_log_head(brand_id)) or {}

    def _write(
        self, brand_id: str, head: Mapping[str, Any], changes: Mapping[str, Any], writes: Sequence[dict[str, Any]]
    ) -> None:
        """One transaction, on the condition that nobody has moved the head since it was read."""
        same = {name: head[name] for name in ("last", "rolled") if name in head}
        absent = "last" not in same  # nothing was ever logged
        condition = "attribute_not_exists(pk)" if absent else " AND ".join(f"#{name} = :was_{name}" for name in same)
        update = {
            "Update": {
                "Key": keys.event_log_head(brand_id),
                "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in changes),
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {f"#{name}": name for name in {*changes, *(() if absent else same)}},
                "ExpressionAttributeValues": {
                    **{f":{name}": value for name, value in changes.items()},
                    **({} if absent else {f":was_{name}": value for name, value in same.items()}),
                },
            }
        }
        items: list[dict[str, Any]] = [update, *writes]
        limits.transaction(len(items))
        for item in items:
            for request in item.values():
                request["TableName"] = self._table.name
        with translated():
            self._table.table.meta.client.transact_write_items(TransactItems=items)  # type: ignore[arg-type]

    def after(self, brand_id: str, number: int, *, limit: int) -> tuple[LogEntry, ...]:
        first, behind = keys.event_log(brand_id, number + 1), keys.event_log(brand_id, 10**15 - 1)
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], behind["sk"]),
                ConsistentRead=True,
                Limit=limit,
            )["Items"]
        return tuple(
            LogEntry(
                number=int(str(item["sk"]).partition("#")[2]),
                written_at=instant(item["written"]),
                events=tuple(_unpacked(bytes(item["events"]))),  # type: ignore[arg-type]
            )
            for item in found
        )

    def _counted_since(self, brand_id: str, since: datetime) -> set[bytes]:
        """What identifies the records that entries written since then hold."""
        first, behind = keys.event_log(brand_id, milliseconds(since)), keys.event_log(brand_id, 10**15 - 1)
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], behind["sk"]),
            "ConsistentRead": True,
            "ProjectionExpression": "records",
        }
        found: set[bytes] = set()
        while True:
            with translated():
                answer = self._table.table.query(**query)
            for item in answer["Items"]:
                held = bytes(item["records"])  # type: ignore[arg-type]
                found |= {held[start : start + _REFERENCE_BYTES] for start in range(0, len(held), _REFERENCE_BYTES)}
            if "LastEvaluatedKey" not in answer:
                return found
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _reference(record: StreamRecord) -> bytes:
    return sha256(record.sequence.encode()).digest()[:_REFERENCE_BYTES]


def _packed(events: Sequence[Mapping[str, Any]]) -> bytes:
    return zlib.compress(json.dumps(events, ensure_ascii=False, separators=(",", ":")).encode())


def _unpacked(packed: bytes) -> list[Mapping[str, Any]]:
    unpacked: list[Mapping[str, Any]] = json.loads(zlib.decompress(packed))
    return unpacked
