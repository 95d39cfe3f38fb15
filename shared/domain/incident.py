"""Many customers, one cause. While one is open no acknowledgement is sent for its brand."""

from dataclasses import dataclass
from datetime import UTC, datetime


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


def incident_id(brand_id: str, opened_at: datetime, salt: str) -> str:
    """An id that sorts by time and names its brand: ``acme-20260302T210000-4f3a``. ``salt`` has no hyphen."""
    return f"{brand_id}-{opened_at.astimezone(UTC):%Y%m%dT%H%M%S}-{salt}"


def brand_of_incident(incident: str) -> str:
    """The brand an id names; empty when it is no id of ours."""
    brand, *rest = incident.rsplit("-", 2)
    return brand if len(rest) == 2 else ""  # noqa: PLR2004  time and salt
