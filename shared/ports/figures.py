"""The figures of a brand."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from shared.domain.figures.model import Figures


class CountedUntil(Protocol):
    def counted_until(self, brand_id: str) -> datetime | None:
        """When the newest change was made that is counted; ``None`` where none is known."""
        ...


class FiguresReader(CountedUntil, Protocol):
    def between(self, brand_id: str, since: datetime, until: datetime, *, timed: Collection[str] = ()) -> Figures:
        """The figures of the hours (UTC) that begin in [since, until): all counts, the durations of all tickets, and
        those by each facet in ``timed``, which are read from items of their own."""
        ...


class CountsReader(CountedUntil, Protocol):
    def counts(self, brand_id: str, since: datetime, until: datetime) -> Mapping[str, int]:
        """What was counted in the hours (UTC) that begin in [since, until), without durations."""
        ...
