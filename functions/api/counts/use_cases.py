"""How many tickets stand in each list of a caller: the lists that every team works from, and the caller's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.api.ticket_resource import read_open
from functions.api.tickets.finding import FINISHED
from shared.domain.access.callers import Caller
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Status
from shared.ports.configuration import BrandRepository
from shared.ports.figures import FiguresReader
from shared.ports.pages import TicketFilter
from shared.ports.repositories import IncidentRepository, TicketRepository
from shared.ports.time_and_language import Clock

MAX_COUNTED = 1000  # open tickets looked at, those that wait for us first
FRESH_FOR = timedelta(seconds=10)
"""How long the tickets that were read count for everybody who asks: ten open pages then cost what one costs."""
SOON = timedelta(hours=1)
_UNANSWERED = frozenset({Status.NEW, Status.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnList:
    """A list that the caller has saved; ``wanted`` is ``None`` for a query that is no longer understood."""

    name: str
    query: str
    wanted: TicketFilter | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCount:
    """``count`` is ``None`` for a list of other tickets than open ones, and for a query that is not understood."""

    name: str
    query: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """``complete`` is false if there may be more than was counted."""

    brand: str
    complete: bool
    lists: Mapping[str, int]
    own: tuple[OwnCount, ...]


@dataclass(slots=True, kw_only=True)
class OpenTickets:
    """The open tickets of a brand, read at most once in ``FRESH_FOR``."""

    tickets: TicketRepository
    clock: Clock
    _kept: dict[str, tuple[datetime, tuple[Ticket, ...], bool]] = field(default_factory=dict)

    def __call__(self, brand_id: str) -> tuple[tuple[Ticket, ...], bool]:
        now = self.clock.now()
        kept = self._kept.get(brand_id)
        if kept is None or not timedelta(0) <= now - kept[0] < FRESH_FOR:
            found, complete = read_open(self.tickets, brand_id, at_most=MAX_COUNTED)
            kept = self._kept[brand_id] = (now, found, complete)
        return kept[1], kept[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLists:
    open_tickets: OpenTickets
    brands: BrandRepository
    incidents: IncidentRepository
    figures: FiguresReader
    clock: Clock

    def __call__(self, caller: Caller, brand_id: str, own: Sequence[OwnList]) -> Counts:
        """Raises ``UnknownBrandError``."""
        now = self.clock.now()
        found, complete = self.open_tickets(brand_id)
        brand = self.brands.current(brand_id)
        teams = caller.agent.teams if caller.agent is not None and caller.agent.teams else brand.teams
        incidents = frozenset(incident.id for incident in self.incidents.open_for(brand_id))
        # A program has no id that a ticket is assigned to: it acts under its name.
        me = caller.id if caller.agent is not None else caller.name
        midnight = now.astimezone(ZoneInfo(brand.calendar.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        due = [(ticket, ticket.deadline) for ticket in found if ticket.deadline is not None]
        return Counts(
            brand=brand_id,
            complete=complete,
            lists={
                "waiting": sum(ticket.status in _UNANSWERED for ticket in found),
                "mine": sum(ticket.claimed_by == me for ticket in found),
                "mentions": sum(me in ticket.mentioned for ticket in found),
                "unassigned": sum(ticket.claimed_by is None and ticket.status in _UNANSWERED for ticket in found),
                "team": sum(ticket.team in teams for ticket in found),
                "due_soon": sum(now < at <= now + SOON for _, at in due),
                "overdue": sum(at <= now for _, at in due),
                "danger": sum(ticket.danger is not Danger.NONE for ticket in found),
                "incidents": sum(ticket.incident_id in incidents for ticket in found),
                "resolved_today": self.figures.between(brand_id, midnight, now).count("resolved"),
                "all": len(found),
            },
            own=tuple(OwnCount(name=each.name, query=each.query, count=_count(each.wanted, found)) for each in own),
        )


def _count(wanted: TicketFilter | None, found: Sequence[Ticket]) -> int | None:
    if wanted is None or not wanted.status.isdisjoint(FINISHED):
        return None
    return sum(wanted.admits(ticket) for ticket in found)
