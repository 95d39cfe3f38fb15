"""Incidents in memory. Held to the same suite as DynamoDB: tests/integration/test_incidents.py."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.errors import ConflictError, InvalidCursorError, NotFoundError
from shared.domain.incidents.model import Incident
from shared.domain.incidents.reports import OutageReport
from shared.ports.pages import Page


@dataclass
class FakeIncidents:
    stored: dict[str, Incident] = field(default_factory=dict)
    reports: dict[str, dict[str, OutageReport]] = field(default_factory=dict)  # brand -> ticket -> what it told first

    def open_for(self, brand_id: str) -> tuple[Incident, ...]:
        return self.of_brand(brand_id, open_only=True, limit=1000).items

    def open(self, incident: Incident) -> None:
        if incident.id in self.stored:
            raise ConflictError("incident")
        self.stored[incident.id] = incident

    def report(
        self, brand_id: str, report: OutageReport, *, window: timedelta, at_most: int
    ) -> tuple[OutageReport, ...]:
        reports = self.reports.setdefault(brand_id, {})
        reports.setdefault(report.ticket_id, report)
        return tuple(told for told in reports.values() if report.at - window <= told.at <= report.at)[-at_most:]

    def count_ticket(self, incident_id: str) -> None:
        if incident_id in self.stored:
            known = self.stored[incident_id]
            self.stored[incident_id] = replace(known, ticket_count=known.ticket_count + 1)

    def record_notified(self, incident: Incident, *, tiers: int, at: datetime) -> None:
        if self.stored[incident.id].tiers_notified < tiers:
            self.stored[incident.id] = replace(self.stored[incident.id], tiers_notified=tiers, notified_at=at)

    def get(self, incident_id: str) -> Incident | None:
        return self.stored.get(incident_id)

    def resolve(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        incident = self.stored.get(incident_id)
        if incident is None:
            raise NotFoundError(f"incident {incident_id}")
        if incident.resolved_at is None:
            self.stored[incident_id] = replace(incident, resolved_at=at, resolved_by=by)
        return self.stored[incident_id]

    def of_brand(
        self, brand_id: str, *, open_only: bool = False, limit: int = 50, cursor: str | None = None
    ) -> Page[Incident]:
        found = sorted((i for i in self.stored.values() if i.brand == brand_id), key=lambda i: i.id, reverse=True)
        if open_only:
            found = [incident for incident in found if incident.resolved_at is None]
        if cursor is not None:
            if not cursor.startswith(f"{brand_id}:"):
                raise InvalidCursorError("belongs to another list")
            found = [incident for incident in found if incident.id < cursor.removeprefix(f"{brand_id}:")]
        taken = found[:limit]
        return Page(items=tuple(taken), cursor=f"{brand_id}:{taken[-1].id}" if len(found) > limit else None)
