"""What the deletion of a message by its customer does to a ticket."""

from dataclasses import replace
from datetime import datetime

from shared.domain.tickets.excerpt import DELETED
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Resolution, Status

WITHDRAWN_TAG = "withdrawn_by_customer"


def with_message_deleted(ticket: Ticket, message_id: str, *, waiting_since: datetime | None, now: datetime) -> Ticket:
    """The ticket after its customer deleted one of their messages.

    ``waiting_since``: when the first of their other messages that waits for an answer was written. When there is none,
    the clocks stop, and a ticket that nobody had worked on is resolved.
    """
    ticket = ticket.with_deadline_checked(now)
    tags = ticket.tags if WITHDRAWN_TAG in ticket.tags else (*ticket.tags, WITHDRAWN_TAG)
    if message_id == ticket.opening_message_id:
        ticket = ticket.with_excerpt(DELETED)
    after = replace(ticket, tags=tags, waiting_since=waiting_since, updated_at=now)
    if waiting_since is not None:
        return after
    status, resolved_at = ticket.status, ticket.resolved_at
    if status is Status.NEW and is_untouched(ticket):
        status, resolved_at = Status.RESOLVED, now
        after = replace(after, resolution=Resolution.WITHDRAWN)
    elif status is Status.OPEN and ticket.first_response_at is not None:
        status = Status.PENDING
    escalate_at = ticket.escalate_at if ticket.escalation_running else None
    after = replace(after, acknowledge_at=None, escalate_at=escalate_at, status=status, resolved_at=resolved_at)
    return after.paused(now)


def is_withdrawn(ticket: Ticket) -> bool:
    """Whether the ticket was resolved only because its customer deleted everything they wrote."""
    if ticket.status is not Status.RESOLVED or not is_untouched(ticket):
        return False
    return ticket.resolution is Resolution.WITHDRAWN or WITHDRAWN_TAG in ticket.tags  # so by an earlier version


def is_untouched(ticket: Ticket) -> bool:
    """Nobody has answered or claimed it."""
    return ticket.first_response_at is None and ticket.claimed_by is None
