"""When the desk is open, and how much of its time lies between two instants.

All instants are aware and in UTC; the calendar's own times are local. A local time that a change to summer time
skips counts as the instant of the change; one that occurs twice counts for its first occurrence as a beginning and
for its last as an end, so the desk is open for as long as a clock on its wall says so.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from heapq import merge
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Calendar, Exceptional, Interval
from shared.domain.errors import NightdeskError

HORIZON = 400  # days we look ahead or back; a desk that stays closed for longer has a wrong calendar

MAX_GAP = timedelta(minutes=5)
"""A shorter time between two openings is a slip of who wrote the hours, not a time at which the desk is closed."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

Span = tuple[datetime, datetime]


class CalendarError(NightdeskError):
    """The desk never opens by this calendar, or not for that long. Treat it as open: send nothing automatic."""


def is_open(calendar: Calendar, instant: datetime) -> bool:
    """Raises ``CalendarError``."""
    return _next(calendar, instant)[0] <= instant


def next_opening(calendar: Calendar, instant: datetime) -> datetime:
    """The instant itself when the desk is open, else when it opens again. Raises ``CalendarError``."""
    return max(_next(calendar, instant)[0], instant)


def closed_period(calendar: Calendar, instant: datetime) -> Span | None:
    """The time between two openings in which the instant lies; ``None`` while the desk is open.

    Its start names the period: it is the same for every instant of it. Raises ``CalendarError``.
    """
    opens, _ = _next(calendar, instant)
    if opens <= instant:
        return None
    day = _local_day(calendar, instant)
    for days_back in (1, 4, 16, 64, HORIZON):
        ends = [end for _, end in _spans(calendar, day - days_back * _DAY, days_back + 1) if end <= instant]
        if ends:
            return max(ends), opens
    return _BEGINNING, opens


def add_business_time(calendar: Calendar, start: datetime, duration: timedelta) -> datetime:
    """The instant at which that much opening time has passed since ``start``.

    A duration of nothing ends at the first open instant. The result is never before ``start`` and never outside
    opening hours, their closing instant included. Raises ``CalendarError``.
    """
    left = duration
    reached = start
    for opens, closes in _spans(calendar, _local_day(calendar, start) - _DAY):
        if closes <= reached:
            continue
        begin = max(opens, reached)
        if closes - begin >= left:
            return begin + left
        left -= closes - begin
        reached = closes
    raise CalendarError(f"less than {duration} of opening time within {HORIZON} days")


def subtract_business_time(calendar: Calendar, end: datetime, duration: timedelta) -> datetime:
    """The latest instant from which that much opening time passes until ``end``. Raises ``CalendarError``."""
    day = _local_day(calendar, end)
    for days_back in (1, 4, 16, 64, HORIZON):
        left = duration
        reached = end
        for opens, closes in sorted(_spans(calendar, day - days_back * _DAY, days_back + 1), reverse=True):
            until = min(closes, reached)
            if opens >= until:
                continue
            if until - opens >= left:
                return until - left
            left -= until - opens
            reached = opens
    raise CalendarError(f"less than {duration} of opening time within {HORIZON} days")


def business_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much opening time lies between two instants; nothing if ``end`` is not after ``start``."""
    total = timedelta(0)
    reached = start
    days = max((end - start).days + 3, 1)
    for opens, closes in _spans(calendar, _local_day(calendar, start) - _DAY, days):
        begin, until = max(opens, reached), min(closes, end)
        if begin < until:
            total += until - begin
            reached = until
    return total


def short_gaps(calendar: Calendar, first: date, days: int) -> tuple[Span, ...]:
    """The gaps of less than ``MAX_GAP`` that are closed because of it, in local time."""
    zone = _zone(calendar.time_zone)
    gaps = (gap for gap, is_gap in _marked(calendar, first, days) if is_gap)
    return tuple((start.astimezone(zone), end.astimezone(zone)) for start, end in gaps)


def _next(calendar: Calendar, instant: datetime) -> Span:
    """The first span that has not ended at that instant."""
    for span in _spans(calendar, _local_day(calendar, instant) - _DAY):
        if span[1] > instant:
            return span
    raise CalendarError(f"no opening within {HORIZON} days")


def _local_day(calendar: Calendar, instant: datetime) -> date:
    return instant.astimezone(_zone(calendar.time_zone)).date()


def _spans(calendar: Calendar, first: date, days: int = HORIZON + 1) -> Iterator[Span]:
    """When the desk is open on the days from ``first`` on, by their beginnings. Spans may overlap.

    Short gaps between two kinds of hours (the week, half days, openings) are spans of their own. A closure is meant,
    however short: what it leaves closed is no such gap.
    """
    return (span for span, _ in _marked(calendar, first, days))


def _marked(calendar: Calendar, first: date, days: int) -> Iterator[tuple[Span, bool]]:
    """The spans, and of each whether it is a short gap."""
    zone = _zone(calendar.time_zone)
    closures = [_span(closure.start, closure.end, zone) for closure in calendar.closures]
    latest: datetime | None = None
    for start, end in _written(calendar, first, days):
        if latest is not None and timedelta(0) < start - latest < MAX_GAP:
            is_meant = any(closed < start and reopened > latest for closed, reopened in closures)
            if not is_meant:
                yield (latest, start), True
        yield (start, end), False
        latest = end if latest is None else max(latest, end)


def _written(calendar: Calendar, first: date, days: int) -> Iterator[Span]:
    zone = _zone(calendar.time_zone)
    since = datetime.combine(first, time())
    until = since + (days + 1) * _DAY
    openings = (
        _span(opening.start, opening.end, zone)
        for opening in sorted(calendar.openings, key=lambda opening: opening.start)
        if opening.end > since and opening.start < until
    )
    return merge(_regular(calendar, first, days + 1), openings)


def _regular(calendar: Calendar, first: date, days: int) -> Iterator[Span]:
    """What the week, holidays, half days and closures make of each day."""
    zone = _zone(calendar.time_zone)
    closures = sorted(calendar.closures, key=lambda closure: closure.start)
    for number in range(days):
        day = first + number * _DAY
        midnight = datetime.combine(day, time())
        for interval in _intervals(calendar, day):
            start, end = midnight + timedelta(minutes=interval.start), midnight + timedelta(minutes=interval.end)
            for begin, close in _without(start, end, closures):
                span = _span(begin, close, zone)
                if span[0] < span[1]:
                    yield span


def _intervals(calendar: Calendar, day: date) -> tuple[Interval, ...]:
    for exceptional in (calendar.half_days.get(day), calendar.yearly_half_days.get(f"{day:%m-%d}")):
        if exceptional is not None:
            return exceptional
    if day in calendar.holidays and not calendar.open_on_holidays:
        return ()
    return calendar.weekly.get(day.weekday(), ())


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
