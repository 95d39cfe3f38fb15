"""The event log in DynamoDB: one item for each batch of the stream and brand.

An entry holds what its records change, and is written at once: that is the moment at which they count. What it says is
then applied: the change log gets its item, the figures of each hour theirs. No transaction is needed, since everything
that is applied may be applied again (a figures item knows the last entry that was added to it), and no entry is
appended before the one before it was applied, by whoever finds that it was not. So each record is counted exactly
once, although the stream repeats records and a run may be killed between any two writes.

To know whether a record was counted before, those entries are read that may hold it: for a batch that has just come,
the last one. A shard of the stream that fell behind brings records of long ago, and entries of other shards lie
between. Such a record is in an entry that was written within a minute of its time, or, if it was late there, too, in an
item that lies under its ten seconds. So a batch reads as much whether it is a few minutes or a day behind.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import SystemRandom
from typing import Any

from boto3.dynamodb.conditions import Attr, Key

from shared.adapters.dynamodb import change_log, keys
from shared.adapters.dynamodb.figures import DynamoDBFigures, counted
from shared.adapters.dynamodb.log_entries import (
    PROMPT,
    Entry,
    entry_of,
    item_of,
    late_items,
    late_records,
    period_of,
    reference,
    references,
)
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, translated
from shared.domain.errors import ConflictError, LimitExceededError
from shared.domain.events.changes import StreamRecord
from shared.domain.events.derive import events_of
from shared.domain.events.model import envelope
from shared.domain.figures.counting import Calendars, Clocks, always, figures_of
from shared.ports.events import LogEntry

LONGEST_KEPT = timedelta(days=3 * 366)
"""How long the change log is kept where the brand cannot be asked."""

MAX_ATTEMPTS = 40
"""Of one batch while other shards of the stream append, too: with the pauses between them some twenty seconds. A run
that gives up makes Lambda cut its batch in two, and smaller batches are more work for the same changes.
"""

_MAX_PAUSE = 1.0  # seconds
_PAGE, _LATE_PAGE = 25, 100  # entries that are read at once
MAX_ROLLED_UP = 40  # days that one batch adds up, after a brand was quiet for long
MAX_NUMBER = 10**15 - 1
_DAY = timedelta(days=1)
_jitter = SystemRandom()


class DynamoDBEventLog:
    """``calendars`` and ``clocks`` are needed to count durations while the desk is open. ``tickets_kept`` says how long
    tickets of a brand are kept, and with them what the change log says of them. Readers of the log need none of them.
    """

    def __init__(
        self,
        table: DynamoDBTable,
        calendars: Calendars = lambda _brand, _channel: None,
        tickets_kept: Callable[[str], timedelta] = lambda _brand: LONGEST_KEPT,
        clocks: Clocks = always,
    ) -> None:
        self._table = table
        self._calendars = calendars
        self._clocks = clocks
        self._tickets_kept = tickets_kept
        self._figures = DynamoDBFigures(table)
        self._applied: dict[str, int] = {}  # by brand, the last entry that this container knows to be applied

    def add_batch(self, brand_id: str, records: Sequence[StreamRecord], now: datetime) -> int:
        known = _Known()
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                return self._add_batch(brand_id, records, now, known)
            except ConflictError:  # another shard of the stream was quicker
                if attempt == MAX_ATTEMPTS:
                    raise
                self._table.pause(_jitter.uniform(0, min(_MAX_PAUSE, 0.02 * 2**attempt)))
            except LimitExceededError:  # too much to tell for one entry
                if len(records) == 1:
                    raise
                half = len(records) // 2
                parts = (records[:half], records[half:])
                return sum(self.add_batch(brand_id, part, now) for part in parts)
        raise AssertionError("unreachable")

    def _add_batch(self, brand_id: str, records: Sequence[StreamRecord], now: datetime, known: "_Known") -> int:
        last = self._rolled_up(brand_id, now)
        if known.until is None:
            known.records |= self._counted(brand_id, last, sorted(milliseconds(record.at) for record in records))
        else:
            known.records |= self._appended_since(brand_id, last, known.until)
        known.until = last.number
        fresh: dict[bytes, StreamRecord] = {}
        for record in records:
            name = reference(record)
            if name not in known.records:
                fresh.setdefault(name, record)
        if not fresh:
            return 0
        new = fresh.values()
        deltas = [
            delta for record in new for delta in figures_of(record.change, record.at, self._calendars, self._clocks)
        ]
        by_time = sorted((milliseconds(record.at), name) for name, record in fresh.items())
        entry = _following(
            last,
            now,
            reach=max(last.reach, by_time[-1][0]),
            records=b"".join(name for _, name in by_time),
            events=[envelope(event) for record in new for event in events_of(record.change, record.at)],
            hours=counted(deltas),
            changed=change_log.changed_tickets(new),
        )
        self._append(brand_id, replace(entry, late=late_records((at for at, _ in by_time), entry.number)))
        return len(fresh)

    # --- one entry after the other ------------------------------------------------------------------------------------

    def _append(self, brand_id: str, entry: Entry) -> None:
        """Raises ``ConflictError`` when another run appended behind the same entry first."""
        self._table.put(item_of(brand_id, entry), ConditionExpression=Attr("pk").not_exists())
        self._apply(brand_id, entry)

    def _apply(self, brand_id: str, entry: Entry, *, again: bool = False) -> None:
        """May be repeated, also beside itself. ``again``: it may have been done, so that looking saves a write."""
        if entry.adds_up is not None:
            self._figures.add_up(brand_id, entry.adds_up, entry.number)
            self._note(brand_id, {"rolled": entry.adds_up.isoformat(), "last": entry.number})
        if entry.changed:
            key = keys.change_log(brand_id, entry.number)
            if not (again and self._table.get(key)):
                expires_at = instant(entry.written) + self._tickets_kept(brand_id)
                self._table.put(change_log.entry(brand_id, entry.number, entry.changed, expires_at=expires_at))
        for item in late_items(brand_id, entry):
            self._table.put(item)
        self._figures.add_entry(brand_id, entry.hours, entry.rolled, entry.number)
        self._applied[brand_id] = entry.number

    def _rolled_up(self, brand_id: str, now: datetime) -> Entry:
        """The last entry, after it was applied and the days that are over were added up."""
        last = self._last(brand_id, now)
        yesterday = now.astimezone(UTC).date() - _DAY
        for _ in range(MAX_ROLLED_UP):
            if last.rolled >= yesterday:
                break
            day = last.rolled + _DAY
            entry = _following(last, now, rolled=day, adds_up=day)
            self._append(brand_id, entry)
            last = entry
        return last

    def _last(self, brand_id: str, now: datetime) -> Entry:
        found = next(self._backwards(brand_id, MAX_NUMBER, limit=1), None)
        if found is None:
            return self._beginning(brand_id, now)
        last = entry_of(found)
        if self._applied.get(brand_id, 0) < last.number:
            self._apply(brand_id, last, again=True)
        return last

    def _beginning(self, brand_id: str, now: datetime) -> Entry:
        """What stands for the last entry where there is none: the first batch of a brand, or all have expired."""
        key = keys.event_log_head(brand_id)
        head = self._table.get(key)
        if head is None:
            begun: dict[str, Any] = {"rolled": (now.astimezone(UTC).date() - _DAY).isoformat(), "last": 0}
            self._note(brand_id, begun)
            head = self._table.get(key) or begun  # another run may have begun first
        number, rolled = int(str(head["last"])), date.fromisoformat(str(head["rolled"]))
        return Entry(number=number, previous=0, written=0, reach=0, reached_before=0, rolled=rolled)

    def _note(self, brand_id: str, known: dict[str, Any]) -> None:
        """The head of the log: for readers of figures, and for numbers to go on when all entries have expired."""
        newer = Attr("pk").not_exists() | Attr("last").lt(known["last"])
        with suppress(ConflictError):  # noted before
            self._table.put({**keys.event_log_head(brand_id), **known}, ConditionExpression=newer)

    def _counted(self, brand_id: str, last: Entry, times: Sequence[int]) -> set[bytes]:
        """What identifies the records of all entries that may hold one of these times, in milliseconds and ordered.

        Whatever clocks show: a record is late by the very number of its entry, and only by that.
        """
        oldest = times[0]
        if last.reach < oldest:
            return set()
        found = references(last.records)
        if last.reached_before < oldest:
            return found
        for place, item in enumerate(self._backwards(brand_id, last.previous - 1, limit=_PAGE), 1):
            if int(item["reach"]) < oldest:
                return found
            found |= references(bytes(item["records"]))
            if place == _PAGE and last.number - oldest > PROMPT:
                break  # who knows how many there are
        else:
            return found
        for first, end in _spans(times):
            found |= self._counted_promptly(brand_id, first, end) | self._counted_late(brand_id, first, end)
        return found

    def _counted_promptly(self, brand_id: str, first: int, end: int) -> set[bytes]:
        found: set[bytes] = set()
        for item in self._backwards(brand_id, end + PROMPT, limit=_LATE_PAGE):
            if int(item["reach"]) < first:
                break
            found |= references(bytes(item["records"]))
        return found

    def _counted_late(self, brand_id: str, first: int, end: int) -> set[bytes]:
        begin = keys.late_records(brand_id, period_of(first), 0)
        behind = keys.late_records(brand_id, period_of(end), MAX_NUMBER)
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(begin["pk"]) & Key("sk").between(begin["sk"], behind["sk"]),
            "ConsistentRead": True,
        }
        return {name for item in self._table.query(query) for name in references(bytes(item["records"]))}

    def _appended_since(self, brand_id: str, last: Entry, number: int) -> set[bytes]:
        """What others appended behind the entry of that number."""
        if last.number == number:
            return set()
        found = references(last.records)
        for item in self._backwards(brand_id, last.previous - 1, limit=_PAGE):
            if int(item["number"]) <= number:
                break
            found |= references(bytes(item["records"]))
        return found

    # --- reading ------------------------------------------------------------------------------------------------------

    def after(self, brand_id: str, number: int, *, limit: int) -> tuple[LogEntry, ...]:
        first, behind = keys.event_log(brand_id, number), keys.event_log(brand_id, MAX_NUMBER)
        with translated():
            items = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], behind["sk"]),
                ConsistentRead=True,
                Limit=limit,
            )["Items"]
        found = [entry_of(item) for item in items]
        if not found or found[0].previous != number:
            # No entry has this number, as when it stands for an instant: the entry before it may reach beyond it.
            before = next(self._backwards(brand_id, number - 1, limit=1), None)
            if before is not None and int(before["number"]) > number:
                found = [entry_of(before), *found][:limit]
        return tuple(
            LogEntry(
                number=entry.number,
                previous=entry.previous,
                written_at=instant(entry.written),
                events=tuple(entry.events),
            )
            for entry in found
        )

    def _backwards(self, brand_id: str, number: int, *, limit: int) -> Iterator[dict[str, Any]]:
        """Entries behind the one of that number and behind those before it, the newest first."""
        if number < 0:
            return
        first, last = keys.event_log(brand_id, 0), keys.event_log(brand_id, number)
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], last["sk"]),
            "ConsistentRead": True,
            "ScanIndexForward": False,
            "Limit": limit,
        }
        yield from self._table.query(query)


@dataclass(slots=True, kw_only=True)
class _Known:
    """What one batch has found to be counted, in entries up to the number ``until``."""

    records: set[bytes] = field(default_factory=set)
    until: int | None = None


def _spans(times: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of those that are so close together that the same entries may hold them."""
    first = end = times[0]
    for at in times[1:]:
        if at > end + PROMPT:
            yield first, end
            first = at
        end = at
    yield first, end


def _following(last: Entry, now: datetime, **content: Any) -> Entry:
    """An entry behind the last one. Numbers are milliseconds since 1970, raised where two would be the same."""
    written = max(last.written, milliseconds(now))
    known = {"rolled": last.rolled, "reach": last.reach, **content}
    return Entry(
        number=max(last.number + 1, written), previous=last.number, written=written, reached_before=last.reach, **known
    )
