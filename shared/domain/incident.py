"""Many customers, one cause. While one is open no acknowledgement is sent for its brand."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    id: str
    brand: str
    title: str
    opened_at: datetime
    opened_by: str
    channels: tuple[str, ...] = ()  # empty: every channel of the brand
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    ticket_count: int = 0

    def concerns(self, channel: str) -> bool:
        return self.resolved_at is None and (not self.channels or channel in self.channels)
