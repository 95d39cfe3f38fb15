"""What is done about tickets for which something is due: one after the other, each for itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from functions.escalate.together import StartResult
from shared.domain.channels.policy import Policies
from shared.domain.errors import ConflictError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import DueWork, StartDecision
from shared.domain.escalation.together import may_be_told_together
from shared.domain.incidents.model import is_covered_by_incident
from shared.domain.tickets import clocks, sla
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
    proposals: int = 0  # accepted, of which respond was asked to carry them out
    calendars: int = 0  # of on-call duty, that are read now
    moved: int = 0  # tickets that have the deadlines of another version of the brand file now
    warnings: int = 0  # deadlines that are near, of which people were told
    to_follow: list[str] = field(default_factory=list)  # tickets of which places have to be told what became of them
    spread: int = 0  # shards that are worked off at the same time, each by an invocation of its own
    complete: bool = True  # false when something was left for want of time: it is still due a minute later
    failed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Everything but the names of tickets, for the log."""
        return {
            each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("failed", "to_follow")
        }


@dataclass(frozen=True, slots=True)
class HandleDueTickets:
    """Missed deadlines, acknowledgements not sent, escalations not started, answers not finished, words not found out.

    One conditional write puts off what is about to be done, so that two who look at once do it once, and whatever
    fails is due again soon.
    """

    brands: BrandRepository
    tickets: TicketRepository
    history: HistoryRepository
    incidents: IncidentRepository
    respond: RespondInvoker
    start: Callable[[str], StartDecision]
    metrics: Metrics
    clock: Clock
    policies: Policies
    alert: Callable[[str, datetime], bool]
    warn: Callable[[str, datetime], int]
    together: Callable[[Iterable[Ticket], datetime], StartResult]
    call_time: timedelta = timedelta(seconds=8)  # after ``give_up_at``, for calls of other services
    acknowledge_again: timedelta = timedelta(minutes=2)  # longer than respond may take

    def __call__(self, tickets: Sequence[Ticket], now: datetime, give_up_at: datetime, result: SweepResult) -> None:
        """``tickets`` are of one brand. What is not reached before ``give_up_at`` stays due."""
        missed: list[Ticket] = []
        for ticket in tickets:
            if self.clock.now() >= give_up_at:
                result.complete = False
                break
            self._handle(ticket, now, give_up_at, result, missed)
        started = self.together(missed, give_up_at)
        result.escalations += started.started
        result.failed += started.failed
        result.complete = result.complete and started.complete

    def _handle(
        self, ticket: Ticket, now: datetime, give_up_at: datetime, result: SweepResult, missed: list[Ticket]
    ) -> None:
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
            result.escalations += self._do(ticket.id, result, lambda: self.start(ticket.id) is StartDecision.BEGIN)
        if due.acknowledge:
            result.acknowledgements += self._do(ticket.id, result, lambda: self.respond.request(ticket.id))
        if due.reply:
            result.replies += self._do(ticket.id, result, lambda: self.respond.finish_replies(ticket.id))
        if due.follow:
            result.to_follow.append(ticket.id)
        if due.satisfaction:
            result.satisfaction += self._do(ticket.id, result, lambda: self.respond.ask_about_satisfaction(ticket.id))
        call_until = give_up_at + self.call_time
        if due.alert:
            result.alerts += self._do(ticket.id, result, lambda: self.alert(ticket.id, call_until))
        if due.warn:
            result.warnings += self._do(ticket.id, result, lambda: self.warn(ticket.id, call_until))
        if due.look_up:
            result.look_ups += self._do(ticket.id, result, lambda: self.respond.look_up(ticket.id))

    def _do(self, ticket_id: str, result: SweepResult, action: Callable[[], int | None]) -> int:
        """How many things were done: 1 where the action does not say. What fails is due again soon."""
        try:
            done = action()
        except Exception as error:
            result.failed.append((ticket_id, type(error).__name__))
            return 0
        return 1 if done is None else done

    def _count_missed(self, due: DueWork, result: SweepResult) -> None:
        if due.missed:
            result.missed += 1
            self.metrics.count("DeadlinesMissed")
        if due.resolution_missed:
            result.resolutions_missed += 1

    def _reschedule(self, found: Ticket, now: datetime) -> DueWork:
        ticket = found
        notify_from = None
        if ticket.paused_at is not None and not ticket.is_paused and ticket.is_open:
            # Whoever opened it again did not move its deadlines: nothing was missed while it was pending.
            brand = self.brands.current(ticket.brand)
            ticket = clocks.with_clocks(ticket, ticket, brand, now, self.policies)
        if ticket.misses_deadline(now) or ticket.misses_resolution(now):
            notify_from = sla.notify_from(self.brands.current(ticket.brand), ticket, now, self.policies)
        covered_by_incident = self._is_covered(ticket)
        covered_until = None
        if covered_by_incident:
            again = now + escalation.COVERED_AGAIN
            covered_until = sla.notify_from(self.brands.current(ticket.brand), ticket, again, self.policies)
        due = escalation.due_work(
            ticket,
            now,
            self.acknowledge_again,
            covered_by_incident=covered_by_incident,
            notify_from=notify_from,
            covered_until=covered_until,
        )
        if due.missed:
            # Before the ticket is saved, and at the instant that was missed: written twice it is one entry, while
            # after the ticket it would be lost if we were killed in between.
            self.history.add(_missed(ticket))
        if due.resolution_missed:
            self.history.add(_resolution_missed(ticket))
        if due.ticket == found:
            return due
        return replace(due, ticket=self.tickets.save(due.ticket))

    def _is_covered(self, ticket: Ticket) -> bool:
        if ticket.incident_id is None:
            return False
        known = self.incidents.open_for(ticket.brand)
        return is_covered_by_incident(ticket, known, self.clock.now())


def _missed(ticket: Ticket) -> HistoryEntry:
    due_at = ticket.first_response_due_at or ticket.updated_at
    return HistoryEntry(ticket_id=ticket.id, at=due_at, key="deadline-missed", what="deadline_missed")


def _resolution_missed(ticket: Ticket) -> HistoryEntry:
    due_at = ticket.resolution_due_at or ticket.updated_at
    return HistoryEntry(ticket_id=ticket.id, at=due_at, key="resolution-missed", what="resolution_missed")
