"""Claiming a ticket. An agent does it by itself, or with a reply to a ticket that a colleague holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import ConflictError
from shared.domain.tickets.changes import claimed
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import HistoryRepository, TicketRepository
from shared.ports.time_and_language import Clock

MAX_ATTEMPTS = 5  # of a write while others write the same ticket

_TAKEN = ("claimed", "assigned")
_FREED = ("released", "escalation_requested")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTicket:
    """An agent takes a ticket, which ends its escalation. Repeating a claim changes nothing."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    history: HistoryRepository
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, *, agent: ActingAgent, take_over: bool) -> Ticket:
        """Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``."""
        return with_retries(lambda: self._claim(caller, ticket_id, agent, take_over=take_over))

    def _claim(self, caller: Caller, ticket_id: str, agent: ActingAgent, *, take_over: bool) -> Ticket:
        now = self.clock.now()
        ticket = self.read_ticket(caller, ticket_id)
        result = claimed(ticket, agent, take_over=take_over, now=now)
        if result is ticket:
            # An earlier claim may have failed between writing the ticket and writing the history.
            if recorded_holder(self.history, ticket) != ticket.holder:
                self.history.add(self._entry(caller, ticket, None))
            return ticket
        saved = self.tickets.save(result)
        self.history.add(self._entry(caller, saved, ticket.holder))
        return saved

    def _entry(self, caller: Caller, ticket: Ticket, previous_holder: str | None) -> HistoryEntry:
        details = {"agent": ticket.holder or ""}
        if previous_holder is not None:
            details["taken_from"] = previous_holder
        return HistoryEntry(
            ticket_id=ticket.id,
            at=self.clock.now(),
            key=f"claimed-{ticket.version}",
            what="claimed",
            actor=caller.name,
            details=details,
        )


def recorded_holder(history: HistoryRepository, ticket: Ticket) -> str | None:
    """Who holds the ticket by its history. A request may have died between writing the ticket and writing the history:
    the next one like it finds the ticket as it should be, and makes the history good.
    """
    holder: str | None = None
    cursor: str | None = None
    while True:
        page = history.of_ticket(ticket.id, limit=100, cursor=cursor)
        for entry in page.items:
            if entry.what in _TAKEN and entry.details.get("agent"):
                holder = entry.details["agent"]
            elif entry.what in _FREED and entry.details.get("released_from"):
                holder = None
        cursor = page.cursor
        if cursor is None:
            return holder


def with_retries(action: Callable[[], T]) -> T:
    """Repeat an action that reads a ticket and writes it, while others write the same one."""
    for _ in range(MAX_ATTEMPTS - 1):
        try:
            return action()
        except ConflictError:
            continue  # somebody wrote between our reading and our writing: read again
    return action()
