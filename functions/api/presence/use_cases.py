"""Who is looking at a ticket, or typing an answer to it."""

from dataclasses import dataclass

from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.tickets.collaboration import Activity, Viewer
from shared.domain.tickets.model import Ticket
from shared.ports.collaboration import PresenceRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPresence:
    read_ticket: ReadTicket
    presence: PresenceRepository
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str) -> tuple[Ticket, tuple[Viewer, ...]]:
        """Raises ``NotFoundError``."""
        ticket = self.read_ticket(caller, ticket_id)
        return ticket, self.presence.of_ticket(ticket.id, self.clock.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPresence:
    """``activity`` is ``None`` for an agent who leaves the ticket."""

    read_presence: ReadPresence
    presence: PresenceRepository
    clock: Clock

    def __call__(
        self, caller: Caller, ticket_id: str, agent: ActingAgent, activity: Activity | None
    ) -> tuple[Ticket, tuple[Viewer, ...]]:
        """Who is there afterwards. Raises ``NotFoundError``."""
        ticket = self.read_presence.read_ticket(caller, ticket_id)
        if activity is None:
            self.presence.leave(ticket.id, agent.id)
        else:
            self.presence.put(Viewer.seen(ticket.id, agent, activity, self.clock.now()))
        return ticket, self.presence.of_ticket(ticket.id, self.clock.now())
