"""How many tickets stand in each list of a caller: the lists that every team works from, and the caller's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from functions.api.counts.open_tickets import OpenTickets, Reading
from functions.api.tickets.finding import FindTickets
from functions.api.tickets.incidents import WithSuspicions
from shared.domain.access.callers import Caller
from shared.domain.tickets.feed import FEED_OVERLAP
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Status
from shared.ports.configuration import BrandRepository
from shared.ports.pages import TicketFilter
from shared.ports.repositories import IncidentRepository, TicketRepository
from shared.ports.time_and_language import Clock

MAX_MENTIONS_COUNTED = 100
MAX_PAGES = 10  # of a hundred changed tickets, for one request
MAX_INCIDENTS = 50  # that are open; there is seldom more than one
MAX_ARRIVALS = 100  # named of one list, the latest
CHANGES_FRESH_FOR = timedelta(seconds=10)
"""How long what was read of the changes of the day counts for everybody who asks."""
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
class Arrival:
    """``at``: when the ticket was opened, or its customer began to wait once more."""

    ticket_id: str
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """``complete`` is false if there may be more than was counted. ``arrivals``: of the list that was asked about."""

    brand: str
    complete: bool
    lists: Mapping[str, int]
    own: tuple[OwnCount, ...]
    incidents: tuple[str, ...]
    arrivals: tuple[Arrival, ...] | None = None


@dataclass(slots=True, kw_only=True)
class _Day:
    """What is known of one day: its resolved tickets, and how far the changes since midnight were read."""

    midnight: datetime
    since: datetime
    until: datetime
    cursor: str | None = None
    read_at: datetime | None = None
    resolved: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class ResolvedToday:
    """How many tickets ``GET /tickets?resolved_after=<midnight>`` lists: the changes of the day are read once."""

    tickets: TicketRepository
    clock: Clock
    _days: dict[str, _Day] = field(default_factory=dict)

    def __call__(self, brand_id: str, midnight: datetime, reading: Reading) -> tuple[int, bool]:
        """Also whether all changes of the day were read: on a busy day the first requests read a part each.

        Changes are known after some seconds; what has left the open tickets, or is one again, at once.
        """
        now = self.clock.now()
        day = self._days.get(brand_id)
        if day is None or day.midnight != midnight:
            day = self._days[brand_id] = _Day(midnight=midnight, since=midnight, until=now)
        if day.read_at is None or not timedelta(0) <= now - day.read_at < CHANGES_FRESH_FOR:
            self._read_on(brand_id, day, now)
        wanted = TicketFilter(resolved_after=midnight)
        day.resolved |= {ticket.id for ticket in reading.left if wanted.admits(ticket)}
        day.resolved -= {ticket.id for ticket in reading.looked_at}
        return len(day.resolved), day.read_at is not None

    def _read_on(self, brand_id: str, day: _Day, now: datetime) -> None:
        if day.cursor is None:
            day.until = now
        wanted = TicketFilter(resolved_after=day.midnight)
        for _ in range(MAX_PAGES):
            page = self.tickets.updated_page(
                brand_id, day.since, TicketFilter(), limit=100, cursor=day.cursor, until=day.until
            )
            for ticket in page.items:
                (day.resolved.add if wanted.admits(ticket) else day.resolved.discard)(ticket.id)
            day.cursor = page.cursor
            if page.cursor is None:
                day.since = max(day.midnight, day.until - FEED_OVERLAP)
                day.read_at = now
                return


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLists:
    tickets: TicketRepository
    open_tickets: OpenTickets
    resolved_today: ResolvedToday
    find_tickets: FindTickets
    with_suspicions: WithSuspicions
    brands: BrandRepository
    incidents: IncidentRepository
    clock: Clock

    def __call__(
        self, caller: Caller, brand_id: str, own: Sequence[OwnList], shown: TicketFilter | None = None
    ) -> Counts:
        """``shown``: the list of which the latest arrivals are named. Raises ``UnknownBrandError``."""
        now = self.clock.now()
        reading = self.open_tickets(brand_id)
        found = reading.looked_at
        brand = self.brands.current(brand_id)
        teams = caller.agent.teams if caller.agent is not None and caller.agent.teams else brand.teams
        open_incidents = self.incidents.of_brand(brand_id, open_only=True, limit=MAX_INCIDENTS).items
        incidents = frozenset(incident.id for incident in open_incidents)
        linked_to = frozenset(linked_to for incident in open_incidents for linked_to in incident.links)
        # A program has no id that a ticket is assigned to: it acts under its name.
        me = caller.id if caller.agent is not None else caller.name
        midnight = now.astimezone(ZoneInfo(brand.calendar.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        resolved, all_resolved = self.resolved_today(brand_id, midnight.astimezone(UTC), reading)
        mentions = self.tickets.mentioned_page(brand_id, me, TicketFilter(), limit=MAX_MENTIONS_COUNTED)
        due = [each.running_deadline for each in found if each.running_deadline is not None]
        return Counts(
            brand=brand_id,
            complete=reading.complete and all_resolved and mentions.cursor is None,
            lists={
                "waiting": sum(ticket.status in _UNANSWERED for ticket in found),
                "waiting_longest": sum(ticket.waits_for_us for ticket in found),
                "mine": sum(ticket.claimed_by == me for ticket in found),
                "mentions": len(mentions.items),
                "unassigned": sum(ticket.claimed_by is None and ticket.status in _UNANSWERED for ticket in found),
                "team": sum(ticket.team in teams for ticket in found),
                "due_soon": sum(now < at <= now + SOON for at in due),
                "overdue": sum(at <= now for at in due),
                "danger": sum(ticket.danger is not Danger.NONE for ticket in found),
                "incidents": sum(ticket.incident_id in linked_to for ticket in found),
                "resolved_today": resolved,
                "all": len(found),
            },
            own=tuple(
                OwnCount(name=each.name, query=each.query, count=self._count(brand_id, each.wanted, found))
                for each in own
            ),
            incidents=tuple(sorted(incidents)),
            arrivals=None
            if shown is None or shown.may_be_finished
            else _arrivals(reading, self.with_suspicions(brand_id, shown)),
        )

    def _count(self, brand_id: str, wanted: TicketFilter | None, found: Sequence[Ticket]) -> int | None:
        if wanted is None or wanted.may_be_finished or wanted.mentioned:
            return None
        wanted = self.with_suspicions(brand_id, wanted)
        named = self.find_tickets(brand_id, wanted) if wanted.search else ()
        if named:
            return len(named)
        return sum(wanted.admits(ticket) for ticket in found)


def _arrivals(reading: Reading, wanted: TicketFilter) -> tuple[Arrival, ...]:
    """The latest first."""
    found = [
        Arrival(
            ticket_id=ticket.id,
            at=max(ticket.created_at, ticket.waiting_since or ticket.created_at),
            due_at=ticket.running_deadline,
        )
        for ticket in (*reading.looked_at, *reading.beyond)
        if wanted.admits(ticket)
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.ticket_id), reverse=True)[:MAX_ARRIVALS])
