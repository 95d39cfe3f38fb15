"""Starts the escalation of a ticket: once per round, whoever asks and however often."""

from dataclasses import dataclass

from shared.domain.errors import ConflictError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import StartDecision
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import HistoryRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock
from shared.ports.workflows import EscalationWorkflow

MAX_WRITE_ATTEMPTS = 5  # to write a ticket that others write at the same time


@dataclass(frozen=True, slots=True)
class StartEscalation:
    """Raise the round (the lock), start the workflow, then note that it started.

    Killed or failing anywhere in between, ``escalate_at`` is still set and the sweep calls this again, which starts
    the same round under the same name.
    """

    tickets: TicketRepository
    history: HistoryRepository
    workflow: EscalationWorkflow
    metrics: Metrics
    clock: Clock

    def __call__(self, ticket_id: str) -> StartDecision:
        """Escalate the ticket if somebody asked for it and it is still wanted.

        Raises ``UpstreamError``, and ``ConflictError`` when the ticket was never left alone for one write.
        """
        ticket, start = self._lock(ticket_id)
        if ticket is None or start not in (StartDecision.BEGIN, StartDecision.CONFIRM):
            return start
        name = escalation.execution_name(ticket.id, str(ticket.escalation_reason), ticket.escalation_round)
        # Written first: once the workflow has started it may be over before we are, and then nobody comes back here.
        self.history.add(_entry(ticket))
        self.workflow.start(name=name, state=escalation.first_state(ticket))
        self.metrics.count("EscalationsStarted", reason=str(ticket.escalation_reason))
        self._confirm(ticket)
        return start

    def _lock(self, ticket_id: str) -> tuple[Ticket | None, StartDecision]:
        for _ in range(MAX_WRITE_ATTEMPTS):
            ticket = self.tickets.get(ticket_id)
            if ticket is None:
                return None, StartDecision.NOT_NEEDED
            start = escalation.start_of(ticket)
            try:
                if start is StartDecision.BEGIN:
                    return self.tickets.save(escalation.begun(ticket, self.clock.now())), start
                if start is StartDecision.NOT_NEEDED and ticket.escalate_at is not None:
                    self.tickets.save(escalation.confirmed(ticket))  # otherwise it would be due for ever
            except ConflictError:
                continue
            return ticket, start
        raise ConflictError(f"ticket {ticket_id}: changed {MAX_WRITE_ATTEMPTS} times while its escalation was started")

    def _confirm(self, ticket: Ticket) -> None:
        started: Ticket | None = ticket
        for _ in range(MAX_WRITE_ATTEMPTS):
            if started is None or started.escalation_round != ticket.escalation_round or started.escalate_at is None:
                return
            try:
                self.tickets.save(escalation.confirmed(started))
            except ConflictError:
                started = self.tickets.get(ticket.id)
            else:
                return
        # The sweep starts the same name once more and confirms it then.


def _entry(ticket: Ticket) -> HistoryEntry:
    return HistoryEntry(
        ticket_id=ticket.id,
        at=ticket.escalation_started_at or ticket.updated_at,
        key=f"escalated-{ticket.escalation_round}",
        what="escalated",
        details={"reason": str(ticket.escalation_reason), "round": str(ticket.escalation_round)},
    )
