"""The present."""

from datetime import UTC, datetime


class SystemClock:
    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.now(UTC)
