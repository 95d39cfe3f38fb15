"""Claiming a ticket. An agent does it by itself, or with a reply to a ticket that a colleague holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import ConflictError
from shared.domain.tickets.changes import claimed
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import TicketRepository
from shared.ports.time_and_language import Clock

MAX_ATTEMPTS = 5  # of a write while others write the same ticket

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTicket:
    """An agent takes a ticket, which ends its escalation. Repeating a claim changes nothing."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, *, agent: ActingAgent, take_over: bool) -> Ticket:
        """Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``."""
        return with_retries(lambda: self._claim(caller, ticket_id, agent, take_over=take_over))

    def _claim(self, caller: Caller, ticket_id: str, agent: ActingAgent, *, take_over: bool) -> Ticket:
        now = self.clock.now()
        ticket = self.read_ticket(caller, ticket_id)
        result = claimed(ticket, agent, take_over=take_over, now=now)
        if result is ticket:
            return ticket
        details = {"agent": result.holder or ""}
        if ticket.holder is not None:
            details["taken_from"] = ticket.holder
        return self.tickets.save(result, audit_entry(result, "claimed", caller, now, details))


def audit_entry(
    ticket: Ticket, what: str, caller: Caller, at: datetime, details: Mapping[str, str], *, about: str = ""
) -> HistoryEntry:
    """What the history says of a change that is about to be written: by whom, and in which version of the ticket.

    ``about`` tells entries of one kind and one instant apart where the version does not.
    """
    key = f"{what}-{about or ticket.version + 1}"
    return HistoryEntry(
        ticket_id=ticket.id, at=at, key=key, what=what, actor=caller.name, actor_id=caller.id, details=details
    )


def with_retries(action: Callable[[], T]) -> T:
    """Repeat an action that reads a ticket and writes it, while others write the same one."""
    for _ in range(MAX_ATTEMPTS - 1):
        try:
            return action()
        except ConflictError:
            continue  # somebody wrote between our reading and our writing: read again
    return action()
