"""When the desk is open, and how much of its time lies between two instants.

All instants are aware and in UTC; the calendar's own times are local. A local time that a change to summer time
skips counts as the instant of the change; one that occurs twice counts for its first occurrence as a beginning and
for its last as an end, so the desk is open for as long as a clock on its wall says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from heapq import merge
from zoneinfo import ZoneInfo

from shared.domain.brand import Calendar, Exceptional, Interval

HORIZON = 400  # days we look ahead or back; a desk that stays closed for longer has a wrong calendar

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """A calendar with its arithmetic.

    A calendar in which no opening can be found is not ``valid``. It then counts as open at every instant, so that
    nothing automatic is sent and no clock stands still; callers count the metric ``CalendarsInvalid``.
    """

    calendar: Calendar

    def valid(self, instant: datetime) -> bool:
        """Whether the desk is open now or will ever be again."""
        return self._next(instant) is not None

    def is_open(self, instant: datetime) -> bool:
        found = self._next(instant)
        return found is None or found[0] <= instant

    def next_opening(self, instant: datetime) -> datetime:
        """The instant itself when the desk is open, else when it opens again."""
        found = self._next(instant)
        return instant if found is None else max(found[0], instant)

    def closed_period(self, instant: datetime) -> Span | None:
        """The time between two openings in which the instant lies; ``None`` while the desk is open.

        Its start names the period: it is the same for every instant of it.
        """
        found = self._next(instant)
        if found is None or found[0] <= instant:
            return None
        day = self._local_day(instant)
        for days_back in (1, 4, 16, 64, HORIZON):
            ends = [end for _, end in self._spans(day - days_back * _DAY, days_back + 1) if end <= instant]
            if ends:
                return max(ends), found[0]
        return _BEGINNING, found[0]

    def add_business_time(self, start: datetime, duration: timedelta) -> datetime:
        """The instant at which that much opening time has passed since ``start``.

        A duration of nothing ends at the first open instant. The result is never before ``start`` and never
        outside opening hours, their closing instant included.
        """
        left = duration
        reached = start
        for opens, closes in self._spans(self._local_day(start) - _DAY, None):
            if closes <= reached:
                continue
            begin = max(opens, reached)
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
            reached = closes
        return start + duration

    def business_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much opening time lies between two instants; nothing if ``end`` is not after ``start``."""
        if not self.valid(start):
            return max(end - start, timedelta(0))
        total = timedelta(0)
        reached = start
        days = (end - start).days + 3
        for opens, closes in self._spans(self._local_day(start) - _DAY, max(days, 1)):
            begin, until = max(opens, reached), min(closes, end)
            if begin < until:
                total += until - begin
                reached = until
        return total

    def _next(self, instant: datetime) -> Span | None:
        """The first span that has not ended at that instant."""
        for span in self._spans(self._local_day(instant) - _DAY, None):
            if span[1] > instant:
                return span
        return None

    def _local_day(self, instant: datetime) -> date:
        return instant.astimezone(_zone(self.calendar.time_zone)).date()

    def _spans(self, first: date, days: int | None) -> Iterator[Span]:
        """When the desk is open on the days from ``first`` on, by their beginnings. Spans may overlap."""
        zone = _zone(self.calendar.time_zone)
        since = datetime.combine(first, time())
        until = since + (HORIZON + 2 if days is None else days + 1) * _DAY
        openings = (
            _span(opening.start, opening.end, zone)
            for opening in sorted(self.calendar.openings, key=lambda opening: opening.start)
            if opening.end > since and opening.start < until
        )
        return merge(self._regular(first, (until - since).days, zone), openings)

    def _regular(self, first: date, days: int, zone: ZoneInfo) -> Iterator[Span]:
        closures = sorted(self.calendar.closures, key=lambda closure: closure.start)
        for number in range(days):
            day = first + number * _DAY
            midnight = datetime.combine(day, time())
            for interval in self._intervals(day):
                start, end = midnight + timedelta(minutes=interval.start), midnight + timedelta(minutes=interval.end)
                for begin, close in _without(start, end, closures):
                    span = _span(begin, close, zone)
                    if span[0] < span[1]:
                        yield span

    def _intervals(self, day: date) -> tuple[Interval, ...]:
        calendar = self.calendar
        for exceptional in (calendar.half_days.get(day), calendar.yearly_half_days.get(f"{day:%m-%d}")):
            if exceptional is not None:
                return exceptional
        return () if day in calendar.holidays else calendar.weekly.get(day.weekday(), ())


def _without(start: datetime, end: datetime, closures: list[Exceptional]) -> Iterator[tuple[datetime, datetime]]:
    """What the closures leave of an interval (local times)."""
    for closure in closures:
        if closure.end <= start or closure.start >= end:
            continue
        if closure.start > start:
            yield start, closure.start
        start = closure.end
        if start >= end:
            return
    yield start, end


def _span(start: datetime, end: datetime, zone: ZoneInfo) -> Span:
    return _instant(start, zone, fold=0), _instant(end, zone, fold=1)


def _instant(local: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    """A local time as an instant; one that was skipped is the instant of the change."""
    found = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local:
        return found
    before, after = (local.replace(tzinfo=zone, fold=side).astimezone(UTC) for side in (1, 0))
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
