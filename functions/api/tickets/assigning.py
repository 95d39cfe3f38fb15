"""Giving a ticket to a person or a team."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.api.claiming import audit_entry, with_retries
from functions.api.ticket_resource import ReadTicket
from functions.api.tickets.errors import UnknownTeamError, check_version
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import RefusedError
from shared.domain.tickets.changes import claimed
from shared.domain.tickets.model import Ticket
from shared.ports.agents import AgentDirectory
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import TicketRepository
from shared.ports.time_and_language import Clock


class UnknownAssigneeError(RefusedError):
    """Nobody of that id works for the brand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTicket:
    """Whoever is given a ticket holds it as if they had claimed it: its escalation ends, until a deadline is missed.

    A team alone leaves the holder as it is. Repeating an assignment changes nothing.
    """

    read_ticket: ReadTicket
    tickets: TicketRepository
    brands: BrandRepository
    agents: AgentDirectory
    clock: Clock

    def __call__(
        self,
        caller: Caller,
        ticket_id: str,
        *,
        by: ActingAgent,
        assignee: str | None,
        team: str | None,
        version: int | None = None,
    ) -> Ticket:
        """With ``version`` only in that version of the ticket.

        Raises ``NotFoundError``, ``StaleVersionError``, ``UnknownAssigneeError``, ``UnknownTeamError``,
        ``RefusedError``, ``ConflictError``.
        """
        return with_retries(lambda: self._assign(caller, ticket_id, by, assignee=assignee, team=team, version=version))

    def given_to(self, ticket: Ticket, assignee: str, now: datetime) -> Ticket:
        """The ticket in their hands; nothing is written. Raises ``UnknownAssigneeError``, ``RefusedError``."""
        agent = self.agents.find(assignee)
        if agent is None or not agent.is_active or not agent.works_for(ticket.brand):
            raise UnknownAssigneeError(f"No agent {assignee} works for this brand.", reason="unknown_assignee")
        return claimed(ticket, ActingAgent(id=assignee, name=agent.name), take_over=True, now=now)

    def _assign(
        self,
        caller: Caller,
        ticket_id: str,
        by: ActingAgent,
        *,
        assignee: str | None,
        team: str | None,
        version: int | None,
    ) -> Ticket:
        now = self.clock.now()
        ticket = self.read_ticket(caller, ticket_id)
        check_version(ticket, version)
        result = ticket
        if team is not None and team != ticket.team:
            teams = self.brands.current(ticket.brand).teams
            if team not in teams:
                raise UnknownTeamError(teams)
            if not ticket.is_open:
                raise RefusedError(
                    f"The ticket is {ticket.status}; only a ticket that is not done can be assigned.",
                    reason="ticket_done",
                )
            result = replace(result, team=team, updated_at=now)
        if assignee is not None:
            result = self.given_to(result, assignee, now)
        if result is ticket:
            return ticket
        details = {"by": by.name}
        if result.claimed_by != ticket.claimed_by:
            details |= {"agent": result.holder or ""}
            details |= {} if ticket.holder is None else {"taken_from": ticket.holder}
        if result.team != ticket.team:
            details["team"] = f"{ticket.team} → {result.team}"
        return self.tickets.save(result, audit_entry(ticket, "assigned", caller, now, details))
