"""What people decide about an escalation: to begin one, or to end it."""

from dataclasses import replace
from datetime import datetime

from shared.domain.errors import RefusedError
from shared.domain.escalation import rounds
from shared.domain.tickets.model import Ticket


def deescalated(ticket: Ticket, *, now: datetime) -> Ticket:
    """Nobody more is told in this wait of the customer, unless a deadline is missed after this, it becomes urgent, or
    somebody may be hurt.

    Unchanged when a person has decided so before, and when no customer waits.
    """
    if ticket.is_deescalated or not ticket.waits_for_us:
        return ticket
    calm = replace(
        ticket,
        deescalated_at=now,
        deescalated_wait=ticket.waiting_since,
        deescalated_priority=ticket.priority,
        deescalated_danger=ticket.danger,
        escalate_at=ticket.escalate_at if ticket.escalation_running else None,
        updated_at=now,
    )
    return calm.with_round_over(now)


def escalated(ticket: Ticket, *, now: datetime) -> Ticket:
    """People are called for the ticket, tier by tier, and nobody holds it until one of them takes it.

    Unchanged while they are being called already. Raises ``RefusedError`` when no customer waits.
    """
    if not ticket.waits_for_us:
        raise RefusedError(
            "No customer waits for an answer of ours: there is nothing to escalate.", reason="nobody_waits"
        )
    freed = replace(
        ticket,
        claimed_by=None,
        claimed_by_name=None,
        deescalated_at=None,
        deescalated_wait=None,
        # The round before was ended by a person: it does not stand in the way of this one.
        escalation_wait=ticket.escalation_wait if ticket.escalation_running else None,
    )
    after = rounds.requested(freed, rounds.urgent_reason(freed), now)
    return ticket if after == ticket else replace(after, updated_at=now)
