"""What a person may change on a ticket. Pure: a ticket and a request in, the next ticket out.

    new → open → pending → resolved → closed     pending and resolved may go back to open; closed is the end

Raises ``RefusedError`` with a sentence for the caller when the rules do not allow it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.access.callers import ActingAgent
from shared.domain.errors import RefusedError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationReason
from shared.domain.tickets.model import Ticket, same_name
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import Category, Danger, Priority, Sentiment, Status

_ALLOWED: Mapping[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.OPEN, Status.PENDING, Status.RESOLVED, Status.CLOSED}),
    Status.OPEN: frozenset({Status.PENDING, Status.RESOLVED, Status.CLOSED}),
    Status.PENDING: frozenset({Status.OPEN, Status.RESOLVED, Status.CLOSED}),
    Status.RESOLVED: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset(),
}
_ENDED = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person asks for; ``None`` leaves it as it is. ``tags`` replace the present ones.

    ``category``, ``sentiment`` and ``urgent`` correct or confirm the classifier: they are kept as labels.
    """

    status: Status | None = None
    team: str | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] | None = None
    category: Category | None = None
    sentiment: Sentiment | None = None
    urgent: bool | None = None

    @property
    def labels(self) -> Mapping[str, str]:
        urgent = None if self.urgent is None else str(self.urgent).lower()
        wanted = {"category": self.category, "sentiment": self.sentiment, "urgent": urgent}
        return {name: str(value) for name, value in wanted.items() if value is not None}


def claimed(ticket: Ticket, agent: ActingAgent, *, take_over: bool, now: datetime) -> Ticket:
    """The ticket in the agent's hands; unchanged when it is already there.

    An agent may claim it again after a new message or a missed deadline: that ends its escalation. While people are
    called and several of them have to answer, a colleague's claim is counted, and the first one keeps the ticket.
    """
    if not ticket.is_open:
        raise RefusedError(
            f"The ticket is {ticket.status}; only a ticket that is not done can be claimed.", reason="ticket_done"
        )
    counted = ticket.lacks_acknowledgements and ticket.has_acknowledged(agent.name)
    if ticket.claimed_by == agent.id and (ticket.is_in_hand or counted):
        return ticket
    if ticket.claimed_by not in (None, agent.id) and not take_over and ticket.acknowledgements_needed > 1:
        seconded = ticket.acknowledged(agent.name, now)
        if seconded is not ticket or ticket.lacks_acknowledgements:
            return seconded
    if ticket.claimed_by not in (None, agent.id) and not take_over:
        raise RefusedError(
            f"{ticket.holder} has claimed this ticket; send take_over to take it from them.", reason="claimed"
        )
    return ticket.claimed(agent.id, now, name=agent.name)


def released(ticket: Ticket, *, now: datetime) -> Ticket:
    """The ticket in nobody's hands; unchanged when it already is. People are called again if it is late or urgent."""
    if not ticket.is_open:
        raise RefusedError(
            f"The ticket is {ticket.status}; only a ticket that is not done can be released.", reason="ticket_done"
        )
    if ticket.claimed_by is None:
        return ticket
    # Who gives it back does not look after it: it takes as many other people as before.
    holder = same_name(ticket.holder or "")
    others = tuple(each for each in ticket.acknowledged_by if same_name(each) != holder)
    result = replace(ticket, claimed_by=None, claimed_by_name=None, acknowledged_by=others, updated_at=now)
    if not ticket.escalation_running:
        result = replace(result, escalation_wait=None)  # the round before was ended by the claim
    if not result.waits_for_us:
        return result
    if result.danger is not Danger.NONE:
        return escalation.requested(result, EscalationReason.DANGER, now)
    if result.first_response_due_at is not None and result.first_response_due_at <= now:
        return escalation.requested(result, EscalationReason.FIRST_RESPONSE_MISSED, now)
    if result.priority is Priority.URGENT:
        return escalation.requested(result, EscalationReason.URGENT, now)
    return result


def changed(
    ticket: Ticket, change: Change, *, deadlines: Deadlines | None, now: datetime, by: str | None = None
) -> Ticket:
    """The ticket as asked for; unchanged when it already is so.

    ``deadlines`` are those of the new priority, counted from when the customer began to wait. ``by`` is the id of who
    changes it: whoever holds the ticket need not be told of their own change.
    """
    if ticket.status is Status.CLOSED and differences(ticket, change):
        raise RefusedError(
            "The ticket is closed and stays as it is; a new message opens another one.", reason="ticket_closed"
        )
    result = ticket
    if change.status not in (None, ticket.status) or change.priority not in (None, ticket.priority):
        result = ticket.with_deadline_checked(now)
    if change.status is not None and change.status is not ticket.status:
        result = _with_status(result, change.status, now)
    if change.team is not None:
        result = replace(result, team=change.team)
    if change.tags is not None:
        result = replace(result, tags=change.tags)
    if change.labels:
        result = replace(result, labels={**ticket.labels, **change.labels}).with_labels_kept()
    if change.priority is not None and change.priority is not ticket.priority:
        if by is not None and by == ticket.claimed_by:
            result = replace(result, claimed_priority=change.priority)
        if ticket.is_deescalated and change.priority is not Priority.URGENT:
            result = replace(result, deescalated_priority=change.priority)
        result = _with_priority(result, change.priority, deadlines, now)
    return ticket if result == ticket else replace(result, updated_at=now)


def differences(ticket: Ticket, change: Change) -> Mapping[str, str]:
    """Field → "before → after", for the history. Only fields that really change."""
    wanted = {"status": change.status, "team": change.team, "priority": change.priority}
    found = {
        name: f"{getattr(ticket, name)} → {value}"
        for name, value in wanted.items()
        if value is not None and value != getattr(ticket, name)
    }
    if change.tags is not None and change.tags != ticket.tags:
        found["tags"] = f"{', '.join(ticket.tags) or '-'} → {', '.join(change.tags) or '-'}"
    for name, value in change.labels.items():
        if ticket.labels.get(name) == value:
            continue
        before = str(getattr(ticket, name)) if name != "urgent" else ticket.labels.get(name, "-")
        found[name] = f"{value}, confirmed" if before == value else f"{before} → {value}"
    return found


def _with_status(ticket: Ticket, status: Status, now: datetime) -> Ticket:
    if status not in _ALLOWED[ticket.status]:
        raise RefusedError(f"A ticket that is {ticket.status} cannot become {status}.", reason="status_not_possible")
    if status not in _ENDED:
        # Only an answer ends a wait. Otherwise setting the ticket to pending would meet its deadline: it is put off.
        return replace(ticket, status=status, resolved_at=None, resolution=None).paused(now)
    # Nobody waits any longer: nothing automatic follows, and a later message begins a new wait.
    return replace(
        ticket,
        status=status,
        resolved_at=ticket.resolved_at or now,
        waiting_since=None,
        acknowledge_at=None,
        escalate_at=ticket.escalate_at if ticket.escalation_running else None,  # the sweep finds out that it is over
    ).paused(now)


def _with_priority(ticket: Ticket, priority: Priority, deadlines: Deadlines | None, now: datetime) -> Ticket:
    result = replace(ticket, priority=priority)
    if deadlines is not None:
        result = replace(result, resolution_due_at=deadlines.resolution_due_at)
        if ticket.waits_for_us:
            result = replace(result, first_response_due_at=deadlines.first_response_due_at)
    if priority is Priority.URGENT:  # the sweep tells people within a minute
        return escalation.requested(result, escalation.urgent_reason(result), now)
    return result
