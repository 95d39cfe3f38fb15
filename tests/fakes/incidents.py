"""Incidents in memory. Held to the same suite as DynamoDB: tests/integration/test_incidents.py."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import ConflictError, InvalidCursorError, NotFoundError
from shared.domain.incidents.evidence import Evidence
from shared.domain.incidents.model import FollowUpState, Incident, is_suspicion_id
from shared.domain.incidents.reports import OutageReport
from shared.domain.incidents.tasks import ContactOutcome, ContactTask
from shared.domain.incidents.updates import PublicUpdate
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.ports.pages import Page


@dataclass
class FakeIncidents:
    stored: dict[str, Incident] = field(default_factory=dict)
    links: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)  # incident, ticket -> what was done
    customers: dict[tuple[str, str], str] = field(default_factory=dict)
    tasks: list[ContactTask] = field(default_factory=list)
    updates: dict[tuple[str, int], PublicUpdate] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)  # brand -> how often people opened one
    finished: set[str] = field(default_factory=set)
    linked_at: dict[str, dict[str, datetime]] = field(default_factory=dict)  # suspicion -> ticket -> when it told
    reports: dict[str, dict[str, OutageReport]] = field(default_factory=dict)  # brand -> ticket -> what it told first

    def open_for(self, brand_id: str) -> tuple[Incident, ...]:
        return self.of_brand(brand_id, open_only=True, limit=1000).items

    def openings(self, brand_id: str) -> int:
        return self.opened.get(brand_id, 0)

    def open(self, incident: Incident, *, after: int | None = None) -> None:
        if incident.id in self.stored or after not in (None, self.openings(incident.brand)):
            raise ConflictError("incident")
        if after is not None:
            self.opened[incident.brand] = after + 1
        self.stored[incident.id] = incident

    def report(
        self, brand_id: str, report: OutageReport, *, window: timedelta, at_most: int
    ) -> tuple[OutageReport, ...]:
        reports = self.reports.setdefault(brand_id, {})
        known = reports.get(report.ticket_id)
        if known is None or known.at < report.at - window:
            reports[report.ticket_id] = report
        return tuple(told for told in reports.values() if report.at - window <= told.at <= report.at)[-at_most:]

    def link_ticket(self, incident_id: str, ticket_id: str, *, customer_id: str | None, at: datetime) -> None:
        if "-" not in incident_id:
            return
        task = ContactTask(
            incident_id=incident_id, ticket_id=ticket_id, kind=AutomaticKind.INCIDENT_POINTER, due_at=at, since=at
        )
        self.add_task(task)
        if is_suspicion_id(incident_id):
            self.linked_at.setdefault(incident_id, {}).setdefault(ticket_id, at)
        if (incident_id, ticket_id) not in self.links:
            self.links[incident_id, ticket_id] = {}
            self._count(incident_id, "ticket_count")
        if customer_id is not None and (incident_id, customer_id) not in self.customers:
            self.customers[incident_id, customer_id] = ticket_id
            self._count(incident_id, "customer_count")

    def _count(self, incident_id: str, name: str) -> None:
        if incident_id in self.stored:
            known = self.stored[incident_id]
            self.stored[incident_id] = replace(known, **{name: getattr(known, name) + 1})

    def take_over_counts(self, incident: Incident) -> None:
        current, suspicion = self.stored[incident.id], self.stored.get(incident.suspicion_id or "")
        known = (incident.suspicion_tickets, incident.suspicion_customers)
        if suspicion is None or None in known or known != (current.suspicion_tickets, current.suspicion_customers):
            return
        tickets, customers = suspicion.ticket_count, suspicion.customer_count
        self._set(
            incident.id,
            ticket_count=current.ticket_count + tickets - (incident.suspicion_tickets or 0),
            customer_count=current.customer_count + customers - (incident.suspicion_customers or 0),
            suspicion_tickets=tickets,
            suspicion_customers=customers,
        )

    def _set(self, incident_id: str, **changes: Any) -> None:
        if incident_id in self.stored:
            self.stored[incident_id] = replace(self.stored[incident_id], **changes)

    def due_tasks(self, incident_id: str, kind: str, now: datetime, *, limit: int) -> tuple[ContactTask, ...]:
        found = [t for t in self.tasks if (t.incident_id, t.kind) == (incident_id, kind) and t.due_at <= now]
        return tuple(sorted(found, key=lambda task: (task.due_at, task.ticket_id))[:limit])

    def has_tasks(self, incident_id: str, kind: str) -> bool:
        return any((task.incident_id, task.kind) == (incident_id, kind) for task in self.tasks)

    def add_task(self, task: ContactTask) -> None:
        key = (task.incident_id, task.kind, task.due_at, task.ticket_id)
        if key not in {(t.incident_id, t.kind, t.due_at, t.ticket_id) for t in self.tasks}:
            self.tasks.append(task)

    def put_off(self, task: ContactTask, until: datetime) -> None:
        self.add_task(replace(task, due_at=max(until, task.due_at + timedelta(milliseconds=1))))
        self._drop(task)

    def _drop(self, task: ContactTask) -> None:
        if task in self.tasks:
            self.tasks.remove(task)

    def end_task(self, task: ContactTask, outcome: ContactOutcome, *, counted_for: str) -> None:
        known = self.links.get((task.incident_id, task.ticket_id))
        if known is not None and task.kind.value not in known:
            known[task.kind.value] = outcome.value
            name = "pointers" if task.kind is AutomaticKind.INCIDENT_POINTER else "follow_ups"
            if f"{name}_{outcome.value}" in Incident.__dataclass_fields__:
                self._count(counted_for, f"{name}_{outcome.value}")
        self._drop(task)

    def note_answered(self, task: ContactTask, counted_for: str) -> None:
        known = self.links.get((task.incident_id, task.ticket_id))
        if known is not None and "answered" not in known:
            known["answered"] = "yes"
            self._count(counted_for, "answered_by_people")

    def first_of_customer(self, incident_id: str, customer_id: str) -> str | None:
        return self.customers.get((incident_id, customer_id))

    def forget_customer(self, incident_id: str, customer_id: str) -> None:
        self.customers.pop((incident_id, customer_id), None)

    def linked(self, incident_id: str, *, after: str, limit: int, without: str | None = None) -> tuple[str, ...]:
        found = sorted(
            ticket
            for (linked_to, ticket), done in self.links.items()
            if linked_to == incident_id and ticket > after and without not in done
        )
        return tuple(found[:limit])

    def move_on(self, incident_id: str, cursor: str | None) -> None:
        self._set(incident_id, follow_up_cursor=cursor)

    def finish(self, incident_id: str, *, state: FollowUpState | None) -> None:
        known = self.stored.get(incident_id)
        if known is not None and state is not None and known.follow_up is FollowUpState.RUNNING:
            self._set(incident_id, follow_up=state)
        self.finished.add(incident_id)

    def stop(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        known = self.stored.get(incident_id)
        if known is None:
            raise NotFoundError(f"incident {incident_id}")
        if known.stopped_at is None:
            self._set(incident_id, stopped_at=at, stopped_by=by)
        if known.follow_up is FollowUpState.RUNNING:
            self._set(incident_id, follow_up=FollowUpState.STOPPED)
        return self.stored[incident_id]

    def resume(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        known = self.stored.get(incident_id)
        if known is None:
            raise NotFoundError(f"incident {incident_id}")
        if known.stopped_at is not None:
            state = FollowUpState.RUNNING if known.follow_up is FollowUpState.STOPPED else known.follow_up
            self._set(incident_id, stopped_at=None, resumed_at=at, resumed_by=by, follow_up=state)
            self.finished.discard(incident_id)
        return self.stored[incident_id]

    def public_update(self, incident_id: str, number: int) -> PublicUpdate | None:
        return self.updates.get((incident_id, number))

    def updates_of(self, incident_id: str) -> tuple[PublicUpdate, ...]:
        return tuple(self.updates[place] for place in sorted(self.updates) if place[0] == incident_id)

    def save_update(self, update: PublicUpdate) -> PublicUpdate:
        place = (update.incident_id, update.number)
        current = self.updates.get(place)
        if (current.revision if current else 0) != update.revision:
            raise ConflictError("update")
        self.updates[place] = replace(update, revision=update.revision + 1)
        return self.updates[place]

    def note_update(self, incident_id: str, *, number: int, at: datetime) -> None:
        known = self.stored.get(incident_id)
        if known is not None and known.updates < number:
            self._set(incident_id, updates=number, updated_at=at)
        self.finished.discard(incident_id)

    def at_work(self, brand_id: str) -> tuple[Incident, ...]:
        found = sorted((i for i in self.stored.values() if i.brand == brand_id), key=lambda i: i.id, reverse=True)
        left = (i for i in found if i.has_work or i.has_end_to_tell)
        unfinished = {i.id for i in left} - self.finished
        return tuple(i for i in found if i.resolved_at is None or i.id in unfinished)

    def reports_since(self, brand_id: str, since: datetime, *, at_most: int) -> tuple[OutageReport, ...]:
        found = sorted(self.reports.get(brand_id, {}).values(), key=lambda report: (report.at, report.ticket_id))
        return tuple(report for report in found if report.at >= since)[-at_most:]

    def linked_since(self, incident_id: str, since: datetime, *, at_most: int) -> tuple[tuple[str, datetime], ...]:
        found = sorted(self.linked_at.get(incident_id, {}).items(), key=lambda each: (each[1], each[0]))
        return tuple(each for each in found if each[1] >= since)[-at_most:]

    def reports_between(self, brand_id: str, begin: datetime, end: datetime, *, limit: int) -> tuple[OutageReport, ...]:
        found = (each for each in self.reports_since(brand_id, begin, at_most=10**6) if each.at <= end)
        return tuple(found)[:limit]

    def look_on(self, incident: Incident, reports_from: datetime | None) -> None:
        if self.stored[incident.id].meaning == incident.meaning:
            self._set(incident.id, reports_from=reports_from)

    def note_meaning(self, incident_id: str, meaning: str, *, reports: tuple[datetime, datetime]) -> None:
        known = self.stored.get(incident_id)
        if known is not None and known.meaning is None:
            begin, end = reports
            self._set(incident_id, meaning=meaning, reports_from=begin, reports_until=end)

    def record_evidence(self, incident_id: str, evidence: Evidence) -> None:
        self._set(incident_id, evidence=evidence)

    def record_seen(self, incident_id: str, *, by: str, at: datetime) -> Incident | None:
        known = self.stored.get(incident_id)
        if known is not None and known.seen_at is None and known.resolved_at is None:
            self._set(incident_id, seen_at=at, seen_by=by)
        return self.stored.get(incident_id)

    def record_notified(self, incident: Incident, *, tiers: int, at: datetime) -> None:
        if self.stored[incident.id].tiers_notified < tiers:
            self.stored[incident.id] = replace(self.stored[incident.id], tiers_notified=tiers, notified_at=at)

    def get(self, incident_id: str) -> Incident | None:
        return self.stored.get(incident_id)

    def resolve(
        self, incident_id: str, *, by: str, at: datetime, follow_up: bool = False, last_word: bool = False
    ) -> Incident:
        incident = self.stored.get(incident_id)
        if incident is None:
            raise NotFoundError(f"incident {incident_id}")
        if incident.resolved_at is None:
            self.stored[incident_id] = replace(incident, resolved_at=at, resolved_by=by)
            if follow_up:
                self._set(incident_id, follow_up=FollowUpState.RUNNING, follow_up_cursor="0#")
        if last_word:
            self._set(incident_id, last_word_wanted=True)
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


@dataclass
class FakeIncidentWorker:
    """``asked`` are the incidents that somebody had worked on."""

    asked: list[str] = field(default_factory=list)

    def work_on_incident(self, incident_id: str) -> None:
        self.asked.append(incident_id)
