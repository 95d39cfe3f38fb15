"""What another calendar or another target means for the tickets that are open."""

from datetime import datetime

from shared import channels
from shared.domain.brand.model import Brand
from shared.domain.errors import ConflictError
from shared.domain.tickets.sla import recomputed
from shared.ports.pages import TicketFilter
from shared.ports.repositories import TicketRepository

PAGE = 500
MAX_ATTEMPTS = 5  # to write a ticket that others write at the same time


def recompute(tickets: TicketRepository, before: Brand, after: Brand, now: datetime) -> int:
    """Give every open ticket the deadlines of the version in force. How many were changed.

    Running it again changes nothing more: what was computed by the new version is not that of the old one.
    """
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = tickets.open_page(after.id, TicketFilter(), limit=PAGE, cursor=cursor)
        found += [ticket.id for ticket in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    # Not while the list is read: a ticket that changes its deadline changes its place in it.
    return sum(_moved(tickets, ticket_id, before, after, now) for ticket_id in dict.fromkeys(found))


def _moved(tickets: TicketRepository, ticket_id: str, before: Brand, after: Brand, now: datetime) -> bool:
    for attempt in range(MAX_ATTEMPTS):
        ticket = tickets.get(ticket_id)
        if ticket is None:
            return False
        wanted = recomputed(ticket, before, after, now, channels.load_policy)
        if wanted == ticket:
            return False
        try:
            tickets.save(wanted)
        except ConflictError:
            if attempt == MAX_ATTEMPTS - 1:
                raise
        else:
            return True
    return False
