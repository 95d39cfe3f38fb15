"""Once a minute: does what is due, for whatever reason nobody has done it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from functions.escalate.together import StartResult
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import Policies
from shared.domain.errors import ConflictError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import DueWork, StartDecision
from shared.domain.escalation.together import may_be_told_together
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
    resolutions_missed: int = 0
    acknowledgements: int = 0
    escalations: int = 0
    replies: int = 0
    look_ups: int = 0
    satisfaction: int = 0  # customers who are asked how it went, or thanked for the answer
    alerts: int = 0  # bad scores of which people were told
    to_follow: list[str] = field(default_factory=list)  # tickets of which places have to be told what became of them
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
    suspicions: Callable[[Brand, datetime], object]
    respond: RespondInvoker
    start: Callable[[str], StartDecision]
    metrics: Metrics
    clock: Clock
    policies: Policies
    stopped_accounts: Callable[[Brand], Collection[object]]
    follow: Callable[[Collection[str], datetime], Collection[tuple[str, str]]]
    alert: Callable[[str, datetime], bool]
    together: Callable[[Iterable[Ticket], datetime], StartResult]
    max_tickets: int = 200  # of one brand in one sweep
    ticket_time: timedelta = timedelta(seconds=22)
    total_time: timedelta = timedelta(seconds=30)  # one more call may take 17 s, and the function has 50 s
    acknowledge_again: timedelta = timedelta(minutes=2)  # longer than respond may take

    def __call__(self) -> SweepResult:
        """Tickets come first. Suspected outages are told in the time that is left, at least eight seconds."""
        began = self.clock.now()
        result = SweepResult()
        brand_ids = self._brands_in_rotation(began)
        readable = [self._handle_due_tickets(brand_id, began, result) for brand_id in brand_ids]
        for brand_id in brand_ids:
            self._notify_suspicions(brand_id, began + self.total_time, result)
        result.failed += self.follow(result.to_follow, began + self.total_time)
        self._count_stopped_accounts(brand_ids, began + self.total_time, result)
        if all(readable):
            self.metrics.count("SweepsDone")
        if result.failed:
            self.metrics.count("SweepFailures", len(result.failed))
        return result

    def _handle_due_tickets(self, brand_id: str, began: datetime, result: SweepResult) -> bool:
        """Whether what is due of the brand could be read."""
        give_up_at = began + self.ticket_time
        if self.clock.now() >= give_up_at:
            result.complete = False
            return True
        try:
            due = self.tickets.due(brand_id, began, limit=self.max_tickets)
        except Exception as error:  # whatever is wrong with one brand must not stop the deadlines of the others
            result.failed.append((brand_id, type(error).__name__))
            return False
        result.complete = result.complete and len(due.tickets) < self.max_tickets
        result.failed += [(ticket_id, "UnreadableTicket") for ticket_id in due.unreadable]
        missed: list[Ticket] = []
        for ticket in due.tickets:
            if self.clock.now() >= give_up_at:
                result.complete = False
                break
            self._handle(ticket, began, result, missed)
        started = self.together(missed, give_up_at)
        result.escalations += started.started
        result.failed += started.failed
        result.complete = result.complete and started.complete
        return True

    def _notify_suspicions(self, brand_id: str, give_up_at: datetime, result: SweepResult) -> None:
        if self.clock.now() >= give_up_at:
            result.complete = False
            return
        try:
            self.suspicions(self.brands.current(brand_id), give_up_at)
        except Exception as error:
            result.failed.append((brand_id, type(error).__name__))

    def _count_stopped_accounts(self, brand_ids: Iterable[str], give_up_at: datetime, result: SweepResult) -> None:
        stopped = 0
        for brand_id in brand_ids:
            if self.clock.now() >= give_up_at:
                break
            try:
                stopped += len(self.stopped_accounts(self.brands.current(brand_id)))
            except Exception as error:
                result.failed.append((brand_id, type(error).__name__))
        if stopped:
            self.metrics.count("AccountsStopped", stopped)

    def _brands_in_rotation(self, now: datetime) -> tuple[str, ...]:
        """Every brand, beginning with another one each minute, so that none is always last."""
        brand_ids = self.brands.ids()
        first = int(now.timestamp() // 60) % len(brand_ids) if brand_ids else 0
        return brand_ids[first:] + brand_ids[:first]

    def _handle(self, ticket: Ticket, now: datetime, result: SweepResult, missed: list[Ticket]) -> None:
        """``missed`` gets the tickets that may be told together."""
        # Whatever is wrong with one ticket, even a fault of ours, must not keep the others waiting.
        result.looked_at += 1
        try:
            due = self._reschedule(ticket, now)
        except ConflictError:
            return  # somebody is at work on it: whatever is left is due again in the next sweep
        except Exception as error:
            result.failed.append((ticket.id, type(error).__name__))
            return
        self._count_missed(due, result)
        if due.escalate and may_be_told_together(due.ticket):
            missed.append(due.ticket)
        elif due.escalate:
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
        if due.follow:
            result.to_follow.append(ticket.id)
        if due.satisfaction:
            try:
                self.respond.ask_about_satisfaction(ticket.id)
                result.satisfaction += 1
            except Exception as error:
                result.failed.append((ticket.id, type(error).__name__))
        if due.alert:
            try:
                result.alerts += self.alert(ticket.id, now + self.total_time)
            except Exception as error:
                result.failed.append((ticket.id, type(error).__name__))
        if due.look_up:
            try:
                self.respond.look_up(ticket.id)
                result.look_ups += 1
            except Exception as error:
                result.failed.append((ticket.id, type(error).__name__))

    def _count_missed(self, due: DueWork, result: SweepResult) -> None:
        if due.missed:
            result.missed += 1
            self.metrics.count("DeadlinesMissed")
        if due.resolution_missed:
            result.resolutions_missed += 1
            self.metrics.count("ResolutionsMissed")

    def _reschedule(self, ticket: Ticket, now: datetime) -> DueWork:
        notify_from = None
        if ticket.misses_deadline(now) or ticket.misses_resolution(now):
            notify_from = sla.notify_from(self.brands.current(ticket.brand), ticket, now, self.policies)
        covered_by_incident = self._is_covered(ticket)
        due = escalation.due_work(
            ticket, now, self.acknowledge_again, covered_by_incident=covered_by_incident, notify_from=notify_from
        )
        if due.missed:
            # Before the ticket is saved, and at the instant that was missed: written twice it is one entry, while
            # after the ticket it would be lost if we were killed in between.
            self.history.add(_missed(ticket))
        if due.resolution_missed:
            self.history.add(_resolution_missed(ticket))
        if due.ticket == ticket:
            return due
        return replace(due, ticket=self.tickets.save(due.ticket))

    def _is_covered(self, ticket: Ticket) -> bool:
        if ticket.incident_id is None:
            return False
        known = self.incidents.open_for(ticket.brand)
        return is_covered_by_incident(ticket.incident_id, ticket.channel, known, self.clock.now())


def _missed(ticket: Ticket) -> HistoryEntry:
    due_at = ticket.first_response_due_at or ticket.updated_at
    return HistoryEntry(ticket_id=ticket.id, at=due_at, key="deadline-missed", what="deadline_missed")


def _resolution_missed(ticket: Ticket) -> HistoryEntry:
    due_at = ticket.resolution_due_at or ticket.updated_at
    return HistoryEntry(ticket_id=ticket.id, at=due_at, key="resolution-missed", what="resolution_missed")
