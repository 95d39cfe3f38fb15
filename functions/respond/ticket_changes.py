"""Changes a ticket as it is now, when something was sent for it."""

from collections.abc import Callable
from dataclasses import replace

from shared.domain.errors import ConflictError
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import TicketRepository
from shared.ports.time_and_language import Clock

_MAX_WRITE_ATTEMPTS = 4


def change_ticket(tickets: TicketRepository, clock: Clock, ticket_id: str, change: Callable[[Ticket], Ticket]) -> None:
    """Change the ticket as it is now. Raises ``ConflictError`` when others keep writing it."""
    for attempt in range(_MAX_WRITE_ATTEMPTS):
        ticket = tickets.get(ticket_id)
        if ticket is None:
            return
        after = change(ticket)
        if after == ticket:
            return
        try:
            tickets.save(replace(after, updated_at=clock.now()))
        except ConflictError:
            if attempt == _MAX_WRITE_ATTEMPTS - 1:
                raise
        else:
            return
