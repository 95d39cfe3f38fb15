"""What was taken for a person's answer turns out to be an automatic reply of the platform's own app."""

from dataclasses import replace
from datetime import datetime

from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status


def without_first_response(ticket: Ticket, answered_at: datetime, now: datetime) -> Ticket:
    """The customer still waits, as if that answer had not been given. Unchanged if a person has answered since."""
    if ticket.first_response_at != answered_at or not ticket.is_open or ticket.first_response_since is None:
        return ticket
    waiting = ticket.waiting_since
    return replace(
        ticket,
        status=Status.OPEN if ticket.status is Status.PENDING else ticket.status,
        waiting_since=ticket.first_response_since if waiting is None else min(waiting, ticket.first_response_since),
        first_response_at=None,
        first_response_since=None,
        answered_as=(),
        wait_answered_at=None if ticket.wait_answered_at == answered_at else ticket.wait_answered_at,
        paused_at=None,  # the customer has waited all the time
        updated_at=now,
    )
