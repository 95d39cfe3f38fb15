"""What this container knows of the health of triage, and shares with the other containers.

In good times nothing is written: successes are reported only while some container has seen failures. Whether one has is
read once a minute.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from shared.domain.errors import NightdeskError
from shared.domain.triage.retry import RecentRuns
from shared.ports.queues import TriageRuns

TROUBLE_LASTS = timedelta(minutes=30)
READ_EVERY = timedelta(seconds=60)
REPORT_EVERY = timedelta(seconds=2)


@dataclass(slots=True)
class TriageHealth:
    """One per container; used by several threads."""

    runs: TriageRuns
    _lock: Lock = field(default_factory=Lock)
    _troubled_until: datetime | None = None
    _read_at: datetime | None = None
    _reported_at: datetime | None = None
    _succeeded: int = 0
    _succeeded_at: datetime | None = None

    def failed(self, group: str, now: datetime) -> RecentRuns:
        """Record that a run of this conversation failed; the recent runs of all. Raises ``NightdeskError``."""
        with self._lock:
            self._troubled_until = now + TROUBLE_LASTS
        self._report(now)
        return self.runs.record_failure(group, now)

    def succeeded(self, now: datetime) -> None:
        """Count a successful run, and report it while there is trouble."""
        with self._lock:
            self._succeeded += 1
            self._succeeded_at = now
        if self._is_troubled(now) and (self._reported_at is None or now - self._reported_at >= REPORT_EVERY):
            self._report(now)

    def _report(self, now: datetime) -> None:
        with self._lock:
            count, at = self._succeeded, self._succeeded_at
            self._succeeded, self._reported_at = 0, now
        if count and at is not None:
            with suppress(NightdeskError):  # it serves only to tell a lone failure sooner
                self.runs.record_successes(count, at)

    def _is_troubled(self, now: datetime) -> bool:
        with self._lock:
            if self._troubled_until is not None and now < self._troubled_until:
                return True
            if self._read_at is not None and now - self._read_at < READ_EVERY:
                return False
            self._read_at, self._succeeded = now, 1
        failed_at = None
        with suppress(NightdeskError):
            failed_at = self.runs.last_failure()
        if failed_at is None or now - failed_at >= TROUBLE_LASTS:
            return False
        with self._lock:
            self._troubled_until = failed_at + TROUBLE_LASTS
        return True
