"""What people decide about an escalation: to begin one, or to end it."""

from dataclasses import replace
from datetime import datetime

from shared.domain.tickets.model import Ticket


def deescalated(ticket: Ticket, *, now: datetime) -> Ticket:
    """Nobody more is told in this wait of the customer, unless a deadline is missed after this.

    Unchanged when a person has decided so before, and when no customer waits.
    """
    if ticket.is_deescalated or not ticket.waits_for_us:
        return ticket
    return replace(
        ticket,
        deescalated_at=now,
        deescalated_wait=ticket.waiting_since,
        escalate_at=ticket.escalate_at if ticket.escalation_running else None,
        updated_at=now,
    )
