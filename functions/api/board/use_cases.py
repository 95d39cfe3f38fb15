"""The supervisor's board: what waits, since when, with whom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.api.ticket_resource import read_open
from shared.domain.errors import UpstreamError
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger
from shared.ports.agents import AgentDirectory
from shared.ports.configuration import BrandRepository, SwitchBoard, SwitchChange
from shared.ports.repositories import IncidentRepository, TicketRepository
from shared.ports.time_and_language import Clock
from shared.ports.unhandled import UnhandledItems

MAX_TICKETS = 1000  # looked at, the most urgent first
SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Of ``open`` tickets: those for which a customer waits, of these held by nobody, late, and due within the hour."""

    open: int = 0
    waiting: int = 0
    unassigned: int = 0
    overdue: int = 0
    due_within_hour: int = 0
    oldest_waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    id: str
    name: str
    role: str | None
    online: bool
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    brand: str
    complete: bool
    total: Load
    teams: Mapping[str, Load]
    channels: Mapping[str, Load]
    holders: tuple[Holder, ...]
    danger: int
    incidents_open: int
    automatic_answers: Mapping[str, str]
    switched: SwitchChange | None
    parked: int | None
    quarantined: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBoard:
    tickets: TicketRepository
    agents: AgentDirectory
    brands: BrandRepository
    incidents: IncidentRepository
    switches: SwitchBoard
    unhandled: UnhandledItems
    clock: Clock

    def __call__(self, brand_id: str) -> Board:
        now = self.clock.now()
        found, complete = read_open(self.tickets, brand_id, at_most=MAX_TICKETS)
        brand = self.brands.current(brand_id)
        channels = sorted({account.channel for account in brand.accounts} | {ticket.channel for ticket in found})
        teams = dict.fromkeys((*brand.teams, *(ticket.team for ticket in found)))
        return Board(
            brand=brand_id,
            complete=complete,
            total=_load(found, now),
            teams={team: _load((t for t in found if t.team == team), now) for team in teams},
            channels={channel: _load((t for t in found if t.channel == channel), now) for channel in channels},
            holders=self._holders(brand_id, found, now),
            danger=sum(ticket.danger is not Danger.NONE for ticket in found),
            incidents_open=len(self.incidents.open_for(brand_id)),
            automatic_answers={each: self.switches.automatic_answers(brand_id, each) for each in channels},
            switched=next(iter(self.switches.changes(brand_id, limit=1)), None),
            parked=_unless_unknown(self.unhandled.parked),
            quarantined=_unless_unknown(lambda: self.unhandled.quarantined(brand_id)),
        )

    def _holders(self, brand_id: str, found: tuple[Ticket, ...], now: datetime) -> tuple[Holder, ...]:
        known = {a.id: a for a in self.agents.all() if a.id is not None and a.is_active and a.works_for(brand_id)}
        names = {agent_id: agent.name for agent_id, agent in known.items()}
        for ticket in found:
            if ticket.claimed_by is not None:
                names.setdefault(ticket.claimed_by, ticket.holder or ticket.claimed_by)
        held = {each: [ticket for ticket in found if ticket.claimed_by == each] for each in names}
        return tuple(
            Holder(
                id=each,
                name=name,
                role=known[each].role.value if each in known else None,
                online=each in known and known[each].is_online(now),
                load=_load(held[each], now),
            )
            for each, name in sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
        )


def _unless_unknown(count: Callable[[], int]) -> int | None:
    """The board is shown whatever else does not answer."""
    try:
        return count()
    except UpstreamError:
        return None


def _load(tickets: Iterable[Ticket], now: datetime) -> Load:
    found = tuple(tickets)
    waiting = [ticket for ticket in found if ticket.waits_for_us]
    deadlines = [ticket.running_deadline for ticket in found if ticket.running_deadline is not None]
    return Load(
        open=len(found),
        waiting=len(waiting),
        unassigned=sum(ticket.claimed_by is None for ticket in waiting),
        overdue=sum(due <= now for due in deadlines),
        due_within_hour=sum(now < due <= now + SOON for due in deadlines),
        oldest_waiting_since=min((t.waiting_since for t in waiting if t.waiting_since is not None), default=None),
    )
