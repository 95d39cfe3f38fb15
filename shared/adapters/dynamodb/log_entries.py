"""Entries of the event log as items of the table.

An entry lies under the number of the entry before it. Two runs that append at the same time write under the same key,
on the condition that nothing is there: the one that comes second reads what the other one wrote, and appends behind it.
So there is one order, and whoever has read an entry has met every one before it.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.columns import from_columns, in_columns, packed, unpacked
from shared.adapters.dynamodb.figures import from_plain, plain_counts
from shared.adapters.dynamodb.table import instant, milliseconds, seconds
from shared.domain.events.changes import StreamRecord
from shared.domain.events.model import LOG_KEPT

PROMPT = 60_000
"""An entry holds a record *promptly* when its number is at most so many milliseconds more than the record's time. Every
other record is *late*, and has an item that finds it by its time. Batches are gathered for ten seconds: few are."""

LATE_KEPT = timedelta(days=2)
"""The stream gives no record again after a day."""

_PERIOD = 10_000  # milliseconds
_REFERENCE_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one batch changes, or that the hours of a day are to be added up.

    ``reach``: the time of the newest record in this entry and all before it; ``reached_before``: in those before it;
    both in milliseconds. ``rolled``: the last day that was added up. ``changed``: tickets, each with its
    ``updated_at`` in milliseconds. ``records`` are in the order of their times; of those that are late, which come
    first, ``late`` says how many there are in each period of ten seconds.
    """

    number: int
    previous: int
    written: int
    reach: int
    reached_before: int
    rolled: date
    records: bytes = b""
    late: Mapping[int, int] = field(default_factory=dict)
    events: Sequence[Mapping[str, Any]] = ()
    hours: Mapping[datetime, Counter[str]] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    adds_up: date | None = None


def reference(record: StreamRecord) -> bytes:
    """What identifies a record of the stream in an entry."""
    return sha256(record.sequence.encode()).digest()[:_REFERENCE_BYTES]


def references(records: bytes) -> set[bytes]:
    """Those that an entry holds."""
    return {records[start : start + _REFERENCE_BYTES] for start in range(0, len(records), _REFERENCE_BYTES)}


def period_of(at: int) -> int:
    """The number of the ten seconds since 1970 in which a time (in milliseconds) lies."""
    return at // _PERIOD


def late_records(times: Iterable[int], number: int) -> dict[int, int]:
    """How many of the records of those times are late in each period, in an entry of that number."""
    return dict(sorted(Counter(period_of(at) for at in times if number - at > PROMPT).items()))


def late_items(brand_id: str, entry: Entry) -> Iterator[dict[str, Any]]:
    """One for each period from which the entry holds late records."""
    start = 0
    for period, count in entry.late.items():
        end = start + count * _REFERENCE_BYTES
        yield {
            **keys.late_records(brand_id, period, entry.number),
            "records": entry.records[start:end],
            "expires_at": seconds(instant(entry.written) + LATE_KEPT),
        }
        start = end


def item_of(brand_id: str, entry: Entry) -> dict[str, Any]:
    """Events, figures and tickets are compressed together: they repeat each other."""
    hours = {str(milliseconds(hour)): plain_counts(counts) for hour, counts in entry.hours.items()}
    subjects = list(dict.fromkeys(str(event["subject"]) for event in entry.events))
    ids = None if subjects == list(entry.changed) else list(entry.changed)  # mostly those that the events tell of
    changed = [ids, [at - entry.written for at in entry.changed.values()]]
    rest = [entry.written - entry.number, entry.reached_before - entry.number, entry.rolled.isoformat()]
    return {
        **keys.event_log(brand_id, entry.previous),
        "number": entry.number,
        "reach": entry.reach,
        "records": entry.records,
        "columns": packed([in_columns(entry.events), hours, changed, rest]),
        "expires_at": seconds(instant(entry.written) + LOG_KEPT),
        **({} if entry.adds_up is None else {"adds_up": entry.adds_up.isoformat()}),
        **({"late": {str(period): count for period, count in entry.late.items()}} if entry.late else {}),
    }


def entry_of(item: Mapping[str, Any]) -> Entry:
    number = int(item["number"])
    if "content" in item:  # of an earlier version; gone after fourteen days
        events, hours, changed = json.loads(zlib.decompress(bytes(item["content"])))
        written, reached_before, rolled = int(item["written"]), int(item["reached_before"]), str(item["rolled"])
    else:
        columns, hours, (ids, since), (after, before, rolled) = unpacked(bytes(item["columns"]))
        written, reached_before = number + after, number + before
        events = from_columns(columns)
        told = list(dict.fromkeys(str(event["subject"]) for event in events)) if ids is None else ids
        changed = {name: written + each for name, each in zip(told, since, strict=True)}
    return Entry(
        number=number,
        previous=int(str(item["sk"]).partition("#")[2]),
        written=written,
        reach=int(item["reach"]),
        reached_before=reached_before,
        rolled=date.fromisoformat(rolled),
        records=bytes(item["records"]),
        late={int(period): int(count) for period, count in sorted(item.get("late", {}).items())},
        events=tuple(events),
        hours={instant(hour): from_plain(counts) for hour, counts in hours.items()},
        changed=changed,
        adds_up=None if "adds_up" not in item else date.fromisoformat(str(item["adds_up"])),
    )
