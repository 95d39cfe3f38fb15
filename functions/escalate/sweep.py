"""Once a minute: does what is due, for whatever reason nobody has done it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.brand.model import Brand
from shared.domain.channels.policy import Policies
from shared.domain.errors import ConflictError, DeskError, TransientError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import DueWork, StartDecision
from shared.domain.incidents.model import is_covered_by_incident
from shared.domain.tickets import sla
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import HistoryRepository, IncidentRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock
from shared.ports.workflows import RespondInvoker


@dataclass(slots=True, kw_only=True)
class SweepResult:
    """What one sweep did. ``failed`` pairs what could not be handled (a ticket or a brand) with the error's name."""

    looked_at: int = 0
    missed: int = 0
    acknowledgements: int = 0
    escalations: int = 0
    replies: int = 0
    look_ups: int = 0
    complete: bool = True  # false when more was due than one sweep takes: the rest is still due a minute later
    failed: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Missed first-response deadlines, acknowledgements not sent, escalations not started, answers not finished, words
    not found out.

    Each ticket is handled for itself: one conditional write puts off what is about to be done, so that two sweeps do
    it once, and whatever fails is due again soon.
    """

    brands: BrandRepository
    tickets: TicketRepository
    history: HistoryRepository
    incidents: IncidentRepository
    suspicions: Callable[[Brand], object]
    respond: RespondInvoker
    start: Callable[[str], StartDecision]
    metrics: Metrics
    clock: Clock
    policies: Policies
    max_tickets: int = 200  # of one brand in one sweep
    time_budget: timedelta = timedelta(seconds=35)  # must stay well below the function's time-out
    acknowledge_again: timedelta = timedelta(minutes=2)  # longer than respond may take

    def __call__(self) -> SweepResult:
        began = self.clock.now()
        result = SweepResult()
        readable = True
        for brand_id in self._brands_in_rotation(began):
            if self._out_of_time(began):
                result.complete = False
                break
            try:
                found = self.tickets.due(brand_id, began, limit=self.max_tickets)
            except TransientError as error:
                result.failed.append((brand_id, type(error).__name__))
                readable = False
                continue
            result.complete = result.complete and len(found) < self.max_tickets
            self._notify_suspicions(brand_id, result)
            for ticket in found:
                if self._out_of_time(began):
                    result.complete = False
                    break
                self._handle(ticket, began, result)
        if readable:
            self.metrics.count("SweepsDone")
        return result

    def _notify_suspicions(self, brand_id: str, result: SweepResult) -> None:
        try:
            self.suspicions(self.brands.current(brand_id))
        except DeskError as error:
            result.failed.append((brand_id, type(error).__name__))

    def _out_of_time(self, began: datetime) -> bool:
        return self.clock.now() >= began + self.time_budget

    def _brands_in_rotation(self, now: datetime) -> tuple[str, ...]:
        """Every brand, beginning with another one each minute, so that none is always last."""
        brand_ids = self.brands.ids()
        first = int(now.timestamp() // 60) % len(brand_ids) if brand_ids else 0
        return brand_ids[first:] + brand_ids[:first]

    def _handle(self, ticket: Ticket, now: datetime, result: SweepResult) -> None:
        # Whatever is wrong with one ticket, even a fault of ours, must not keep the others waiting.
        result.looked_at += 1
        try:
            due = self._reschedule(ticket, now)
        except ConflictError:
            return  # somebody is at work on it: whatever is left is due again in the next sweep
        except Exception as error:
            result.failed.append((ticket.id, type(error).__name__))
            return
        if due.missed:
            result.missed += 1
            self.metrics.count("DeadlinesMissed")
        if due.escalate:
            try:
                result.escalations += self.start(ticket.id) is StartDecision.BEGIN
            except Exception as error:
                result.failed.append((ticket.id, type(error).__name__))
        if due.acknowledge:
            try:
                self.respond.request(ticket.id)
                result.acknowledgements += 1
            except Exception as error:
                result.failed.append((ticket.id, type(error).__name__))
        if due.reply:
            try:
                self.respond.finish_replies(ticket.id)
                result.replies += 1
            except Exception as error:
                result.failed.append((ticket.id, type(error).__name__))
        if due.look_up:
            try:
                self.respond.look_up(ticket.id)
                result.look_ups += 1
            except Exception as error:
                result.failed.append((ticket.id, type(error).__name__))

    def _reschedule(self, ticket: Ticket, now: datetime) -> DueWork:
        notify_from = None
        if escalation.is_missed(ticket, now):
            notify_from = sla.notify_from(self.brands.current(ticket.brand), ticket, now, self.policies)
        covered_by_incident = self._spoken_for(ticket)
        due = escalation.due_work(
            ticket, now, self.acknowledge_again, covered_by_incident=covered_by_incident, notify_from=notify_from
        )
        if due.missed:
            # Before the ticket is saved, and at the instant that was missed: written twice it is one entry, while
            # after the ticket it would be lost if we were killed in between.
            self.history.add(_missed(ticket))
        if due.ticket == ticket:
            return due
        return replace(due, ticket=self.tickets.save(due.ticket))

    def _spoken_for(self, ticket: Ticket) -> bool:
        if ticket.incident_id is None:
            return False
        known = self.incidents.open_for(ticket.brand)
        return is_covered_by_incident(ticket.incident_id, ticket.channel, known, self.clock.now())


def _missed(ticket: Ticket) -> HistoryEntry:
    due_at = ticket.first_response_due_at or ticket.updated_at
    return HistoryEntry(ticket_id=ticket.id, at=due_at, key="deadline-missed", what="deadline_missed")
