"""Calendars that say who has duty: where they are fetched, read and kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.domain.on_call.calendar import CalendarContent, ImportedCalendar
from shared.domain.on_call.rotation import CalendarSource


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedCalendar:
    """``validator`` is handed in the next time, to be told whether anything has changed; empty when there is none."""

    content: bytes = field(repr=False)
    validator: str


class CalendarFeed(Protocol):
    def fetch(self, source: CalendarSource, validator: str) -> FetchedCalendar | None:
        """The calendar; ``None`` when it has not changed since it gave ``validator``.

        Raises ``UpstreamError`` with a short code that names no part of the address: ``http_404``, ``timeout``,
        ``size_told``, ``no_secret``, ``address_…``.
        """
        ...


class CalendarReader(Protocol):
    def __call__(self, content: bytes, *, time_zone: str, start: datetime, end: datetime) -> CalendarContent:
        """The entries between two instants. Raises ``UpstreamError`` for what is no calendar."""
        ...


class CalendarRepository(Protocol):
    def get(self, brand_id: str, rotation: str) -> ImportedCalendar | None: ...

    def save(self, calendar: ImportedCalendar) -> ImportedCalendar:
        """The calendar with its new revision. Raises ``ConflictError`` when another revision was saved meanwhile."""
        ...


class CalendarRequester(Protocol):
    def read_calendar(self, brand_id: str, rotation: str) -> None:
        """Have the calendar of a rotation read, without waiting for it. Raises ``UpstreamError``."""
        ...
