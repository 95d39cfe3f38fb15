"""A person calls people for a ticket, or decides that nobody more is called."""

from dataclasses import dataclass

from functions.api.claiming import audit_entry, with_retries
from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.escalation.manual import deescalated, escalated
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import TicketRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEscalation:
    """The sweep begins an escalation that was asked for within a minute. Repeating a request changes nothing."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    clock: Clock

    def escalate(self, caller: Caller, ticket_id: str, *, agent: ActingAgent) -> Ticket:
        """Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``."""
        return with_retries(lambda: self._change(caller, ticket_id, agent, escalate=True))

    def deescalate(self, caller: Caller, ticket_id: str, *, agent: ActingAgent) -> Ticket:
        """Raises ``NotFoundError``, ``ConflictError``."""
        return with_retries(lambda: self._change(caller, ticket_id, agent, escalate=False))

    def _change(self, caller: Caller, ticket_id: str, agent: ActingAgent, *, escalate: bool) -> Ticket:
        now = self.clock.now()
        ticket = self.read_ticket(caller, ticket_id)
        result = escalated(ticket, now=now) if escalate else deescalated(ticket, now=now)
        if result is ticket:
            return ticket
        what = "escalation_requested" if escalate else "deescalated"
        details = {"agent": agent.name}
        if escalate and ticket.holder is not None:
            details["released_from"] = ticket.holder
        return self.tickets.save(result, audit_entry(ticket, what, caller, now, details))
