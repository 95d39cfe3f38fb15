"""Parts of lists."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from shared.domain.tickets.model import Ticket
from shared.domain.tickets.search import matches
from shared.domain.vocabulary import Danger, Status

T = TypeVar("T")

FINISHED = frozenset({Status.RESOLVED, Status.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list. ``cursor`` is opaque and names where the next part begins; ``None`` at the end."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPlace:
    """Where an open ticket stands in the order of the open ones, without the ticket itself.

    ``place`` is another one as soon as its deadline or its wait is. ``waiting_since``: since when its customer waits.
    """

    ticket_id: str
    place: str
    waiting_since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTickets:
    """Tickets for which something is due, earliest first; ``unreadable`` are the ids of those that cannot be read."""

    tickets: tuple[Ticket, ...] = ()
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Conditions on a list of tickets; an empty one admits everything. Values within one condition are alternatives."""

    status: frozenset[str] = frozenset()
    priority: frozenset[str] = frozenset()
    category: frozenset[str] = frozenset()
    channel: frozenset[str] = frozenset()
    team: frozenset[str] = frozenset()
    claimed_by: frozenset[str] = frozenset()
    unassigned: bool = False  # only tickets that nobody has claimed
    tag: frozenset[str] = frozenset()  # at least one of them
    customer: frozenset[str] = frozenset()
    incident: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()  # at least one of them is named in a note that they have not answered
    danger: bool = False  # only tickets in which somebody may be hurt
    escalated: bool = False  # only tickets for which people are being called
    needs_response: bool = False  # only tickets for which a customer waits for an answer
    resolved_after: datetime | None = None  # included; tickets that are not resolved are left out
    due_before: datetime | None = None  # excluded; tickets whose clock stands still are left out
    due_after: datetime | None = None  # included
    search: str = ""  # see ``shared/domain/tickets/search.py``

    @property
    def may_be_finished(self) -> bool:
        """Whether it asks for tickets that are resolved or closed: these stand in no list of deadlines."""
        return self.resolved_after is not None or not self.status.isdisjoint(FINISHED)

    def admits(self, ticket: Ticket) -> bool:
        """Whether the ticket meets every condition."""
        if self.danger and ticket.danger is Danger.NONE:
            return False
        if self.escalated and not ticket.escalation_running:
            return False
        due = ticket.running_deadline
        if self.due_before is not None and (due is None or due >= self.due_before):
            return False
        if self.due_after is not None and (due is None or due < self.due_after):
            return False
        if self.needs_response and not ticket.waits_for_us:
            return False
        if self.resolved_after is not None and (ticket.resolved_at is None or ticket.resolved_at < self.resolved_after):
            return False
        if self.search and not matches(ticket, self.search):
            return False
        if self.unassigned and ticket.claimed_by is not None:
            return False
        if self.mentioned and self.mentioned.isdisjoint(ticket.mentioned):
            return False
        if self.tag and self.tag.isdisjoint(ticket.tags):
            return False
        return all(
            not wanted or value in wanted
            for wanted, value in (
                (self.status, ticket.status),
                (self.priority, ticket.priority),
                (self.category, ticket.category),
                (self.channel, ticket.channel),
                (self.team, ticket.team),
                (self.claimed_by, ticket.claimed_by),
                (self.customer, ticket.customer_id),
                (self.incident, ticket.incident_id),
                (self.language, ticket.language),
            )
        )
