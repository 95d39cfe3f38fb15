"""How many messages may leave within one window of time."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """At most ``limit`` of something in one window of time. ``scope`` and ``window`` name what is counted."""

    scope: str
    window: str
    limit: int
    ends_at: datetime
