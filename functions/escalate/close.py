"""Ends an escalation."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import ConflictError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationEnd
from shared.domain.tickets.history import HistoryEntry
from shared.ports.repositories import HistoryRepository, TicketRepository
from shared.ports.telemetry import Metrics

MAX_WRITE_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class CloseEscalation:
    """Open the lock and write down how it ended. May be called again after any failure.

    A later round is left alone. What the workflow believes is put right by what the ticket says now: it looked a
    moment ago, and does not know of everything that may have happened.
    """

    tickets: TicketRepository
    history: HistoryRepository
    metrics: Metrics

    def __call__(
        self,
        ticket_id: str,
        *,
        escalation_round: int,
        end: EscalationEnd,
        tiers_notified: int,
        at: datetime,
        lost: int | None = None,
    ) -> EscalationEnd:
        """How it ended. ``lost`` is the last tier, if its step could not be taken.

        ``at`` must be the same for every try.

        Raises ``UpstreamError``, and ``ConflictError`` when the ticket was never left alone for one write.
        """
        ended = self._unlock(ticket_id, escalation_round, end)
        if ended is not None:
            details = {"end": ended.value, "round": str(escalation_round), "tiers_notified": str(tiers_notified)}
            if lost is not None:
                details["tier_lost"] = str(lost + 1)
            key = f"escalation-{escalation_round}-ended"
            self.history.add(
                HistoryEntry(ticket_id=ticket_id, at=at, key=key, what="escalation_ended", details=details)
            )
        end = ended or EscalationEnd.TICKET_ENDED
        self.metrics.count("EscalationsEnded", end=end.value)
        return end

    def _unlock(self, ticket_id: str, escalation_round: int, end: EscalationEnd) -> EscalationEnd | None:
        for _ in range(MAX_WRITE_ATTEMPTS):
            ticket = self.tickets.get(ticket_id)
            if ticket is None:
                return None  # erased: nothing of it may be written any more
            found = escalation.stop_reason(ticket, escalation_round)
            if found is EscalationEnd.SUPERSEDED:
                return found
            try:
                if ticket.escalation_running:
                    self.tickets.save(escalation.ended(ticket))
            except ConflictError:
                continue
            return found or end
        raise ConflictError(f"ticket {ticket_id}: changed {MAX_WRITE_ATTEMPTS} times while its escalation was ended")
