"""What people are shown of a suspicion: the curve, the words, and what some customers wrote, masked."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.incidents.evidence import MAX_EXCERPTS, Evidence
from shared.domain.incidents.model import Incident
from shared.domain.tickets.excerpt import Excerpt
from shared.ports.repositories import TicketRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownExcerpt:
    ticket_id: str
    channel: str
    written_at: datetime
    excerpt: Excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvidence:
    tickets: TicketRepository

    def __call__(self, incident: Incident) -> tuple[Evidence | None, tuple[ShownExcerpt, ...]]:
        """The tickets are read now: what was erased or deleted meanwhile is not shown."""
        if incident.evidence is None:
            return None, ()
        found = (self.tickets.get(ticket_id) for ticket_id in incident.evidence.tickets[:MAX_EXCERPTS])
        return incident.evidence, tuple(
            ShownExcerpt(
                ticket_id=ticket.id, channel=ticket.channel, written_at=ticket.created_at, excerpt=ticket.shown_excerpt
            )
            for ticket in found
            if ticket is not None and ticket.excerpt
        )
