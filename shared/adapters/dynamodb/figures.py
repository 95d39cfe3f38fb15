"""Figures in DynamoDB: one item for an hour, a day and a month of a brand.

An item holds its figures as one attribute: JSON of names and numbers, compressed. Durations are kept as sketches
(DDSketch): the number of durations in each of its buckets, so that sketches are added like any count, and a percentile
is off by at most ``ACCURACY``.

Figures are what the entries of the event log add up to. An item knows the last entry that was added to it
(``applied``), so that adding an entry again changes nothing. When a day is over, its hours are added up in an item of
the day, and the days of a month in an item of the month: ``rolled`` in the head of the log says how far that is done.
What comes later for an hour that was added up is added to its day and its month, too.

Of a day and of a month the durations by channel, team and agent are an item of their own, and those by category and
priority another one: sketches are most of what is stored, and no report needs all of them. An hour has one item, so
that a batch writes one.
"""

import json
import operator
import zlib
from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any, cast

from boto3.dynamodb.conditions import Attr, Key

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, seconds, translated
from shared.domain.errors import ConflictError
from shared.domain.figures.counting import KIND_FACETS, PART_FACETS, TIMED_FACETS, FigureDelta, facet_of
from shared.domain.figures.model import KEPT_FOR, Figures, Percentiles, hour_of
from shared.domain.figures.words import MAX_OF_A_DAY, bounded

if TYPE_CHECKING:
    from ddsketch.mapping import LogarithmicMapping

ACCURACY = 0.02
MAX_ATTEMPTS = 4

_ENDINGS = {"": "", **dict.fromkeys(PART_FACETS, "_PARTS"), **dict.fromkeys(KIND_FACETS, "_KINDS")}
"""Of the kind of item that holds the durations of a facet. An older ``DAY`` has those of parts itself."""

_BUCKET = "~"
"""Stands before the number of a bucket. Bucket 0 holds durations below a second."""

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@cache
def _mapping() -> "LogarithmicMapping":
    from ddsketch.mapping import LogarithmicMapping  # noqa: PLC0415  readers of the event log are without this library

    return LogarithmicMapping(ACCURACY)


def bucket(name: str, duration: float) -> str:
    """The figure that counts a duration of so many seconds."""
    return f"{name}{_BUCKET}{_mapping().key(duration) + 1 if duration >= 1 else 0}"


def percentiles(counts: Mapping[int, int]) -> Percentiles:
    """What the buckets of one duration say."""
    ordered = sorted(counts.items())
    total = sum(counts.values())
    if total <= 0:
        return Percentiles()  # one was taken back

    def at(share: float) -> int | None:
        rank = max(1, ceil(share * total))  # the nearest rank: a duration that was measured
        seen = 0
        for number, count in ordered:
            seen += count
            if seen >= rank:
                return 0 if number == 0 else round(_mapping().value(number - 1))
        return None

    return Percentiles(count=total, p50=at(0.5), p90=at(0.9), p95=at(0.95))


def counted(deltas: Iterable[FigureDelta]) -> dict[datetime, Counter[str]]:
    """What is added to each hour."""
    found: dict[datetime, Counter[str]] = {}
    for delta in deltas:
        hour = found.setdefault(delta.hour.astimezone(UTC), Counter())
        hour.update(delta.counts)
        hour.update(bucket(name, duration) for name, duration in delta.durations)
        hour.subtract(bucket(name, duration) for name, duration in delta.taken_back)
    return found


def plain_counts(counts: Mapping[str, int]) -> list[Any]:
    """Counts by name; of each duration the number of its first bucket, and then the counts from there on."""
    plain = {name: value for name, value in sorted(counts.items()) if value and _BUCKET not in name}
    buckets = {
        name: [min(found), *(found.get(number, 0) for number in range(min(found), max(found) + 1))]
        for name, found in sorted(_buckets(counts).items())
    }
    return [plain, buckets]


def from_plain(known: list[Any]) -> Counter[str]:
    """The opposite of ``plain_counts``."""
    plain, buckets = known
    counts = Counter(plain)
    for name, (first, *held) in buckets.items():
        counts.update({f"{name}{_BUCKET}{first + place}": count for place, count in enumerate(held) if count})
    return counts


def packed(counts: Mapping[str, int]) -> bytes:
    return zlib.compress(json.dumps(plain_counts(counts), separators=(",", ":")).encode(), 9)


def unpacked(item: Mapping[str, Any] | None) -> Counter[str]:
    return Counter() if item is None else from_plain(_content(item))


def _content(item: Mapping[str, Any]) -> list[Any]:
    """As ``plain_counts`` made it."""
    return cast("list[Any]", json.loads(zlib.decompress(bytes(item["figures"]))))


class _Sum:
    """The figures of many items, added up, of durations those of all and by the facets ``timed``. Buckets stay lists: a
    year of a large desk has 100,000 of them."""

    def __init__(self, timed: Collection[str]) -> None:
        self._timed = ("", *timed)
        self._plain: Counter[str] = Counter()
        self._sketches: dict[str, tuple[int, list[int]]] = {}  # by name: the number of the first bucket, and the counts

    def add(self, content: list[Any], sign: int = 1) -> None:
        plain, sketches = content
        put = operator.add if sign > 0 else operator.sub
        self._plain.update(plain) if sign > 0 else self._plain.subtract(plain)
        for name, (first, *counts) in sketches.items():
            if facet_of(name) not in self._timed:
                continue
            begin, known = self._sketches.get(name, (first, []))
            if first < begin:
                known[:0] = [0] * (begin - first)
                begin = first
            known.extend([0] * (first - begin + len(counts) - len(known)))
            place = slice(first - begin, first - begin + len(counts))
            known[place] = map(put, known[place], counts)
            self._sketches[name] = begin, known

    def figures(self) -> Figures:
        """Counts, and what the buckets of each duration say. Only an earlier version left counts below zero: it took
        back from another team or agent than it had counted for."""
        durations = {
            name: percentiles(dict(enumerate(counts, first))) for name, (first, counts) in self._sketches.items()
        }
        return Figures(counts={name: count for name, count in self._plain.items() if count > 0}, durations=durations)


def _buckets(counts: Mapping[str, int]) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for each, value in counts.items():
        name, sign, number = each.partition(_BUCKET)
        if sign and value:
            found.setdefault(name, {})[int(number)] = value
    return found


class DynamoDBFigures:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def between(self, brand_id: str, since: datetime, until: datetime, *, timed: Collection[str] = ()) -> Figures:
        """The figures of the hours that [since, until) touches, by hours, days and months, whatever is fewest.

        A day or a month that was not added up yet is read by its hours or days.
        """
        total = _Sum(timed)
        for item, sign in self._items(brand_id, since, until, timed):
            total.add(_content(item), sign)
        return total.figures()

    def counts(self, brand_id: str, since: datetime, until: datetime) -> Mapping[str, int]:
        """For readers that are without the library for sketches."""
        total: Counter[str] = Counter()
        for item, sign in self._items(brand_id, since, until):
            plain = _content(item)[0]
            total.update(plain) if sign > 0 else total.subtract(plain)
        return total

    def counted_until(self, brand_id: str) -> datetime | None:
        first, last = keys.event_log(brand_id, 0), keys.event_log(brand_id, 10**15 - 1)
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], last["sk"]),
                ProjectionExpression="#reach",
                ExpressionAttributeNames={"#reach": "reach"},
                ScanIndexForward=False,
                Limit=1,
            )["Items"]
        reach = int(str(found[0]["reach"])) if found else 0
        return instant(reach) if reach else None

    def _items(
        self, brand_id: str, since: datetime, until: datetime, timed: Collection[str] = ()
    ) -> Iterator[tuple[Mapping[str, Any], int]]:
        """Items, each with 1 where it is added and -1 where it is taken off."""
        head = self._table.get(keys.event_log_head(brand_id), consistent=False)
        rolled = date.min if head is None or "rolled" not in head else date.fromisoformat(str(head["rolled"]))
        for span in spans(since, until, rolled):
            for ending in dict.fromkeys(_ENDINGS[facet] for facet in ("", *timed)) if span.kind != "HOUR" else ("",):
                for item in self._query(brand_id, span.first, span.last, f"{span.kind}{ending}"):
                    yield item, span.sign

    def _query(
        self, brand_id: str, first: datetime, last: datetime, kind: str, *, consistent: bool = False
    ) -> Iterator[Mapping[str, Any]]:
        """Items of one kind from that of ``first`` up to that of ``last``, of one partition."""
        key, end = keys.figures(brand_id, first, kind), keys.figures(brand_id, last, kind)
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(key["pk"]) & Key("sk").between(key["sk"], end["sk"]),
            "ConsistentRead": consistent,
        }
        yield from self._table.query(query)

    # --- for the event log --------------------------------------------------------------------------------------------

    def add_entry(self, brand_id: str, hours: Mapping[datetime, Counter[str]], rolled: date, number: int) -> None:
        """Add what the entry of that number says, to items that do not have it yet. May be repeated."""
        added: dict[tuple[str, str], tuple[dict[str, str], Counter[str], datetime]] = {}
        for hour, counts in hours.items():
            kinds = ["HOUR"]
            if hour.date() <= rolled:
                kinds.append("DAY")
            if _end_of_month(hour.date()) <= rolled:
                kinds.append("MONTH")
            parts = apart(counts)
            for kind in kinds:
                for ending, part in {"": counts}.items() if kind == "HOUR" else parts.items():
                    key = keys.figures(brand_id, hour, f"{kind}{ending}")
                    known = added.setdefault((key["pk"], key["sk"]), (key, Counter(), hour))
                    known[1].update(part)
        for key, counts, hour in added.values():
            if counts:
                self._add(key, counts, hour, number)

    def _add(self, key: dict[str, str], counts: Counter[str], hour: datetime, number: int) -> None:
        """Raises ``ConflictError`` when others write the item again and again."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            item = self._table.get(key)
            applied = 0 if item is None else int(item.get("applied", 0))
            if applied >= number:
                return
            same = Attr("applied").eq(applied) if applied else Attr("applied").not_exists()
            try:
                total = unpacked(item)
                total.update(counts)  # not ``+``, which drops what is below zero: another entry may make up for it
                self._put(key, total, hour, number, same)
            except ConflictError:  # a run that was thought to be dead adds the same
                if attempt == MAX_ATTEMPTS:
                    raise
            else:
                return

    def _put(self, key: dict[str, str], counts: Mapping[str, int], at: datetime, number: int, same: Any) -> None:
        # An hour keeps every word: one that is rare in each batch may be the most frequent of them all.
        kept = counts if key["sk"].startswith("HOUR#") else bounded(counts, MAX_OF_A_DAY)
        item = {**key, "figures": packed(kept), "applied": number, "expires_at": seconds(at + KEPT_FOR)}
        self._table.put(item, ConditionExpression=same)

    def add_up(self, brand_id: str, day: date, number: int) -> None:
        """The item of a day that is over and, at the end of a month, that of the month. May be repeated.

        They are written even if nothing was counted: then nobody who comes late can write them.
        """
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for ending, counts in apart(self._sum(brand_id, begin, begin + _DAY - _HOUR, "HOUR")).items():
            self._put_sum(keys.figures(brand_id, begin, f"DAY{ending}"), counts, begin, number)
        if day == _end_of_month(day):
            first = begin.replace(day=1)
            for ending in dict.fromkeys(_ENDINGS.values()):
                counts = self._sum(brand_id, first, begin, f"DAY{ending}")
                self._put_sum(keys.figures(brand_id, first, f"MONTH{ending}"), counts, first, number)

    def _sum(self, brand_id: str, first: datetime, last: datetime, kind: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        for item in self._query(brand_id, first, last, kind, consistent=True):
            counts.update(unpacked(item))
        return counts

    def _put_sum(self, key: dict[str, str], counts: Mapping[str, int], at: datetime, number: int) -> None:
        with suppress(ConflictError):  # added up before
            self._put(key, counts, at, number, Attr("applied").not_exists() | Attr("applied").lt(number))


def apart(counts: Mapping[str, int]) -> dict[str, Counter[str]]:
    """By the ending of the kind of item that holds them, if it is none of an hour."""
    found: dict[str, Counter[str]] = {ending: Counter() for ending in _ENDINGS.values()}
    for each, count in counts.items():
        name, sign, _ = each.partition(_BUCKET)
        found[_ENDINGS[facet_of(name)] if sign else ""][each] = count
    return found


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Items of one kind and partition that are read at once; ``sign`` -1 takes them off."""

    kind: str
    first: datetime
    last: datetime
    sign: int = 1

    @property
    def items(self) -> int:
        if self.kind == "MONTH":
            return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return (self.last - self.first) // (_DAY if self.kind == "DAY" else _HOUR) + 1


def spans(since: datetime, until: datetime, rolled: date) -> Iterator[Span]:
    """What makes up the hours that [since, until) touches. Days are added up as far as ``rolled``.

    Most of a month is that month without its other days; most of a day is that day without its other hours.
    """
    at, until = hour_of(since), hour_of(until - timedelta.resolution) + _HOUR
    months: tuple[datetime, datetime] | None = None  # whole ones, in a row
    while at < until:
        month = at.replace(day=1, hour=0)
        behind = _next_month(at)
        if at == month and behind <= until and (behind - _DAY).date() <= rolled:
            months = (months[0] if months else month, month)
        else:
            if months:
                yield Span(kind="MONTH", first=months[0], last=months[1])
                months = None
            yield from _of_month(at, min(behind, until), rolled)
        at = behind
    if months:
        yield Span(kind="MONTH", first=months[0], last=months[1])


def _of_month(since: datetime, until: datetime, rolled: date) -> list[Span]:
    month, behind = since.replace(day=1, hour=0), _next_month(since)
    found = _of_days(since, until, rolled)
    if (behind - _DAY).date() > rolled:
        return found
    others = [*_of_days(month, since, rolled), *_of_days(until, behind, rolled)]
    return _fewer(found, [Span(kind="MONTH", first=month, last=month), *map(_taken_off, others)])


def _of_days(since: datetime, until: datetime, rolled: date) -> list[Span]:
    """Of a span within one month."""
    if since >= until:
        return []
    behind = datetime(rolled.year, rolled.month, rolled.day, tzinfo=UTC) + _DAY  # hours, from here on
    if since >= behind:
        return [Span(kind="HOUR", first=since, last=until - _HOUR)]
    if until > behind:
        return [*_of_days(since, behind, rolled), *_of_days(behind, until, rolled)]
    first, last = since.replace(hour=0), until.replace(hour=0)
    if first == last:
        return _of_day(since, until)
    whole = first if since == first else first + _DAY
    days = [Span(kind="DAY", first=whole, last=last - _DAY)] if whole < last else []
    return [*_of_day(since, whole), *days, *_of_day(last, until)]


def _of_day(since: datetime, until: datetime) -> list[Span]:
    """Of a span within a day that was added up, and not the whole of it."""
    day = since.replace(hour=0)
    hours = _hours(since, until)
    others = [*_hours(day, since), *_hours(until, day + _DAY)]
    return _fewer(hours, [Span(kind="DAY", first=day, last=day), *map(_taken_off, others)])


def _hours(since: datetime, until: datetime) -> list[Span]:
    return [Span(kind="HOUR", first=since, last=until - _HOUR)] if since < until else []


def _fewer(one: list[Span], other: list[Span]) -> list[Span]:
    return min(one, other, key=lambda found: sum(span.items for span in found))


def _taken_off(span: Span) -> Span:
    return replace(span, sign=-span.sign)


def _next_month(at: datetime) -> datetime:
    return datetime(at.year, at.month, monthrange(at.year, at.month)[1], tzinfo=UTC) + _DAY


def figures_from(total: Mapping[str, int], timed: Collection[str] = TIMED_FACETS) -> Figures:
    """What counts say, of which some are those of buckets."""
    found = _Sum(timed)
    found.add(plain_counts(total))
    return found.figures()
