"""Who is on duty: rotations, and exceptions from them. Exactly one person at every instant.

A hand-over stands on the clock on the wall of its zone, and is one instant. In the night in which 02:30 does not
exist it is the instant at which a clock that was not changed shows it. Where it exists twice, it is the first one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MAX_HAND_OVERS = 400  # that are looked at for the next person: more than a year of days
WEEK = 7  # days


class Turn(StrEnum):
    """How long the same person has a shift."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A part of a rotation. It begins at ``hand_over`` in ``time_zone``, on every day or on one ``weekday``
    (Monday = 0), and ends when the next shift of its rotation begins.

    ``people`` (ids) have it in turn, counted from ``start``.
    """

    time_zone: str
    hand_over: time
    people: tuple[str, ...]
    start: date
    weekday: int | None = None
    turn: Turn = Turn.DAY

    def person_of(self, day: date) -> str:
        """Who has the shift that begins on that day."""
        days = (day - self.start).days
        return self.people[(days if self.turn is Turn.DAY else days // WEEK) % len(self.people)]

    def begins(self, day: date) -> datetime:
        """The instant at which the shift of that day begins."""
        return datetime.combine(day, self.hand_over, tzinfo=ZoneInfo(self.time_zone)).astimezone(UTC)

    def latest(self, at: datetime) -> tuple[datetime, date]:
        """The last beginning that is not after ``at``."""
        for day in self._days(at.astimezone(ZoneInfo(self.time_zone)).date() + timedelta(days=1), -1):
            begins = self.begins(day)
            if begins <= at:
                return begins, day
        raise AssertionError("a shift begins at least once a week")

    def following(self, at: datetime) -> tuple[datetime, date]:
        """The first beginning after ``at``."""
        for day in self._days(at.astimezone(ZoneInfo(self.time_zone)).date() - timedelta(days=1), 1):
            begins = self.begins(day)
            if begins > at:
                return begins, day
        raise AssertionError("a shift begins at least once a week")

    def _days(self, first: date, step: int) -> Iterator[date]:
        for number in range(3 * WEEK):
            day = first + timedelta(days=number * step)
            if self.weekday in (None, day.weekday()):
                yield day


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSource:
    """An iCal calendar (RFC 5545) that says who has duty. It is read and never written.

    The address is ``url``, or the field ``url`` of the record ``secret``: most tools give addresses that are keys in
    themselves. ``time_zone`` counts for entries that name none.
    """

    time_zone: str
    url: str = ""
    secret: str = ""
    every: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """``shifts`` is one shift (daily, weekly), or several that follow the sun. ``calendar`` wins over them."""

    name: str
    shifts: tuple[Shift, ...]
    calendar: CalendarSource | None = None

    def scheduled(self, at: datetime) -> tuple[str, datetime]:
        """Who has duty by the plan, and since when. Of two shifts that begin at one instant the later one counts."""
        latest = [(*shift.latest(at), number) for number, shift in enumerate(self.shifts)]
        begins, day, number = max(latest, key=lambda found: (found[0], found[2]))
        return self.shifts[number].person_of(day), begins

    def next_hand_over(self, at: datetime) -> datetime:
        return min(shift.following(at)[0] for shift in self.shifts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Somebody has duty instead of whoever the plan names, from ``start`` until just before ``end``.

    ``imported`` from a calendar; what people decide here wins over that.
    """

    id: str
    rotation: str
    person: str
    start: datetime
    end: datetime
    created_at: datetime
    created_by: str
    imported: bool = False

    def covers(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One person's time. ``until`` is the next instant at which somebody else may have duty."""

    person: str
    since: datetime
    until: datetime
    overridden: bool = False  # by hand
    imported: bool = False  # from a calendar


def on_duty(rotation: Rotation, overrides: Iterable[Override], at: datetime) -> Duty:
    """Who has duty at that instant. Of overrides that overlap the one that was made last counts.

    Of entries of a calendar that overlap it is the one that began last.
    """
    own = [override for override in overrides if override.rotation == rotation.name]
    covering = [override for override in own if override.covers(at)]
    edges = [edge for override in own for edge in (override.start, override.end)]
    later = [edge for edge in edges if edge > at]
    if covering:
        chosen = max(covering, key=lambda override: (not override.imported, override.created_at, override.id))
        return Duty(
            person=chosen.person,
            since=chosen.start,
            until=min(later),
            overridden=not chosen.imported,
            imported=chosen.imported,
        )
    person, since = rotation.scheduled(at)
    earlier = [edge for edge in edges if since < edge <= at]
    return Duty(person=person, since=max([since, *earlier]), until=min([rotation.next_hand_over(at), *later]))


def ends_at(rotation: Rotation, overrides: Iterable[Override], at: datetime) -> datetime | None:
    """When somebody else has duty after whoever has it at that instant; ``None`` when nobody has."""
    known = tuple(overrides)
    now = on_duty(rotation, known, at)
    instant = now.until
    for _ in range(MAX_HAND_OVERS):
        following = on_duty(rotation, known, instant)
        if following.person != now.person:
            return instant
        instant = following.until
    return None


def next_duty(rotation: Rotation, overrides: Iterable[Override], at: datetime) -> Duty | None:
    """The first duty of somebody else after ``at``; ``None`` when one person has it all the time."""
    known = tuple(overrides)
    ends = ends_at(rotation, known, at)
    return None if ends is None else on_duty(rotation, known, ends)
