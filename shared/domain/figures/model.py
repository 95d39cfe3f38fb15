"""The figures of a span of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

KEPT_FOR = timedelta(days=3 * 365)


ASKED_EVERY = timedelta(minutes=80)
"""Where nothing happens, a change of the stack's own shows within that time how far figures are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How far the figures of a report are counted. ``until``: when the newest change was made that is counted."""

    until: datetime | None
    complete: bool

    @classmethod
    def of(cls, until: datetime | None, end: datetime, now: datetime) -> Self:
        """``end`` is that of the report."""
        return cls(until=until, complete=until is not None and until >= min(end, now - ASKED_EVERY))


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour (UTC) whose figures count what happens at ``at``.

    Clocks on a wall may begin their hours elsewhere: in India at half past.
    """
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """In whole seconds, within two per cent; ``None`` when nothing was measured."""

    count: int = 0
    p50: int | None = None
    p90: int | None = None
    p95: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """By name; those of one channel, team … are named ``name|facet=value`` (``counting.py``)."""

    counts: Mapping[str, int] = field(default_factory=dict)
    durations: Mapping[str, Percentiles] = field(default_factory=dict)

    def count(self, name: str) -> int:
        return self.counts.get(name, 0)

    def duration(self, name: str) -> Percentiles:
        return self.durations.get(name, Percentiles())

    def by(self, name: str, facet: str) -> Mapping[str, int]:
        """One figure for each channel, team …"""
        start = f"{name}|{facet}="
        return {each.removeprefix(start): value for each, value in self.counts.items() if each.startswith(start)}

    def values(self, facet: str) -> tuple[str, ...]:
        """Every channel, team … of which something was counted."""
        sign = f"|{facet}="
        durations = (name for name, each in self.durations.items() if each.count)
        found = {name.partition(sign)[2] for name in (*self.counts, *durations) if sign in name}
        return tuple(sorted(found))
