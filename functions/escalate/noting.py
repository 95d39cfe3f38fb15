"""Notes on a ticket what the places know in which people were told. The ticket may change meanwhile."""

from dataclasses import replace
from datetime import datetime

from shared.domain.errors import ConflictError
from shared.domain.notifications.notice import BEHIND, MIN_PAUSE
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import TicketRepository

MAX_WRITE_ATTEMPTS = 5


def note(tickets: TicketRepository, ticket: Ticket, now: datetime, *, behind: bool) -> Ticket:
    """``behind``: some place does not know it. Where the ticket has changed meanwhile it is due in the next sweep."""
    latest: Ticket | None = ticket
    for _ in range(MAX_WRITE_ATTEMPTS):
        if latest is None:
            return ticket
        noted = replace(
            latest,
            notices_state=BEHIND if behind else ticket.notice_text,
            notices_at=now + MIN_PAUSE if behind else None,
            notices_behind_since=now if behind else None,
        )
        try:
            return tickets.save(noted)
        except ConflictError:
            latest = tickets.get(ticket.id)
    raise ConflictError(f"ticket {ticket.id}: changed {MAX_WRITE_ATTEMPTS} times while a tier was told")


def note_named(tickets: TicketRepository, ticket: Ticket) -> None:
    """The ticket was named in the notice of another one: that notice has to follow it, too."""
    latest = tickets.get(ticket.id)
    for _ in range(MAX_WRITE_ATTEMPTS):
        if latest is None or latest.notices_state is not None:
            return
        try:
            tickets.save(replace(latest, notices_state=ticket.notice_text))
        except ConflictError:
            latest = tickets.get(ticket.id)
        else:
            return
    raise ConflictError(f"ticket {ticket.id}: changed {MAX_WRITE_ATTEMPTS} times while a tier was told")
