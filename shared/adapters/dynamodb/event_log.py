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
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from boto3.dynamodb.conditions import Key

from shared.adapters import limits
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import ConflictError
from shared.domain.events.changes import StreamRecord
from shared.domain.events.derive import events_of
from shared.domain.events.model import envelope
from shared.ports.events import LogEntry

RETENTION = timedelta(days=14)
"""Longer than retries of deliveries (three days) and than the stream keeps a record (a day)."""

CLOCK_SLACK = timedelta(minutes=2)
"""How far the clock of DynamoDB, which dates records, may be from that of a function, which dates entries."""

MAX_ATTEMPTS = 8
_REFERENCE_BYTES = 8


class DynamoDBEventLog:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def add_batch(self, brand_id: str, records: Sequence[StreamRecord], now: datetime) -> int:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                return self._add_batch(brand_id, records, now)
            except ConflictError:  # another shard of the stream was quicker
                if attempt == MAX_ATTEMPTS:
                    raise
                self._table.pause(0.02 * attempt)
        raise AssertionError("unreachable")

    def _add_batch(self, brand_id: str, records: Sequence[StreamRecord], now: datetime) -> int:
        head = self._table.get(keys.event_log_head(brand_id))
        last = 0 if head is None else int(str(head["last"]))
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
        writes: list[dict[str, Any]] = [
            {
                "Update": {
                    "Key": keys.event_log_head(brand_id),
                    "UpdateExpression": "SET #last = :next",
                    "ConditionExpression": "attribute_not_exists(pk)" if head is None else "#last = :last",
                    "ExpressionAttributeNames": {"#last": "last"},
                    "ExpressionAttributeValues": {":next": number, **({} if head is None else {":last": last})},
                }
            },
            {"Put": {"Item": entry}},
        ]
        limits.transaction(len(writes))
        for write in writes:
            for request in write.values():
                request["TableName"] = self._table.name
        with translated():
            self._table.table.meta.client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        return len(fresh)

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
