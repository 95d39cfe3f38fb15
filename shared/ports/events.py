"""What others are told, and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.domain.events.changes import StreamRecord
from shared.domain.events.model import DomainEvent


class EventBus(Protocol):
    def put(self, events: Sequence[DomainEvent]) -> None:
        """Tell everybody who listens. Raises ``UpstreamError``; then some may have been told."""
        ...


class SetAside(Protocol):
    def put(self, *, sequence: str, item: str, error: str) -> None:
        """Keep the name of a record that nobody can read. Raises ``UpstreamError``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """Events that were appended together, as envelopes, in order. ``number`` rises by time within a brand; ``previous``
    is that of the entry before it, which may have expired.
    """

    number: int
    previous: int
    written_at: datetime
    events: tuple[Mapping[str, Any], ...]


class EventLog(Protocol):
    """The events of each brand, in one order that never changes once it can be read."""

    def add_batch(self, brand_id: str, records: Sequence[StreamRecord], now: datetime) -> int:
        """Append the events of records, and count them in the figures. Records that were appended before are left out,
        however they are batched now. How many were new.

        Raises ``TransientError``; then the same is asked again. What was appended and not yet counted is counted by
        the next batch of the brand, whichever it is.
        """
        ...

    def after(self, brand_id: str, number: int, *, limit: int) -> tuple[LogEntry, ...]:
        """Entries behind that number, oldest first."""
        ...
