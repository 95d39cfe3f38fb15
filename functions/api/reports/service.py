"""The report on the service: how many tickets, answered and resolved how fast."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from shared.domain.brand.model import Calendar
from shared.domain.business_time.hours import CalendarError, business_time_between
from shared.domain.figures.listening import ACKNOWLEDGED, FAILED, SUPPRESSED, of_kind
from shared.domain.tickets.model import Ticket
from shared.ports.configuration import BrandRepository
from shared.ports.pages import TicketFilter
from shared.ports.repositories import ListeningCounters, TicketRepository

MAX_TICKETS = 5000  # of one report: what a function can read in a few seconds
PAGE_SIZE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """In whole seconds; ``None`` when nothing was measured."""

    count: int
    median: int | None
    p90: int | None

    @classmethod
    def of(cls, measured: Sequence[timedelta]) -> "Percentiles":
        """By the nearest rank: each percentile is a measured value."""
        ordered = sorted(max(0, int(value.total_seconds())) for value in measured)
        if not ordered:
            return cls(count=0, median=None, p90=None)
        at = {share: ordered[max(0, ceil(share * len(ordered)) - 1)] for share in (0.5, 0.9)}
        return cls(count=len(ordered), median=at[0.5], p90=at[0.9])


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgements:
    """Of the hours of the span: sent, not sent by reason, failed by class. ``delay`` is of the tickets opened in it."""

    sent: int
    suppressed: Mapping[str, int]
    failed: Mapping[str, int]
    delay: Percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigures:
    brand: str
    since: datetime
    until: datetime
    complete: bool
    opened: int
    by_priority: Mapping[str, int]
    by_category: Mapping[str, int]
    by_channel: Mapping[str, int]
    by_status: Mapping[str, int]
    corrected: int
    acknowledged: int
    answered: int
    resolved: int
    breached: int
    resolution_breached: int
    acknowledgements: Acknowledgements
    first_response: Percentiles
    first_response_business: Percentiles
    resolution: Percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportService:
    """Reads the index of tickets by time of change: a ticket opened in the span was changed after its beginning.

    A first response is a person's, given here or in the platform's own app; robots never set it. It is counted from
    the first message of the customer that nobody had answered then.
    """

    tickets: TicketRepository
    listening: ListeningCounters
    brands: BrandRepository

    def __call__(self, brand_id: str, since: datetime, until: datetime) -> ServiceFigures:
        tickets: list[Ticket] = []
        read = 0
        cursor: str | None = None
        while True:
            page = self.tickets.updated_page(brand_id, since, TicketFilter(), limit=PAGE_SIZE, cursor=cursor)
            read += len(page.items)
            tickets += [ticket for ticket in page.items if since <= ticket.created_at < until]
            cursor = page.cursor
            if cursor is None or read >= MAX_TICKETS:
                break
        # A ticket that changes while pages are read moves to the end of the list and is read twice.
        tickets = list({ticket.id: ticket for ticket in tickets}.values())
        brand = self.brands.current(brand_id)
        waits = [(t, _since(t), t.first_response_at) for t in tickets if t.first_response_at is not None]
        solutions = [t.resolved_at - t.created_at for t in tickets if t.resolved_at is not None]
        return ServiceFigures(
            brand=brand_id,
            since=since,
            until=until,
            complete=cursor is None,
            opened=len(tickets),
            by_priority=Counter(ticket.priority.value for ticket in tickets),
            by_category=Counter(ticket.category.value for ticket in tickets),
            by_channel=Counter(ticket.channel for ticket in tickets),
            by_status=Counter(ticket.status.value for ticket in tickets),
            corrected=sum(1 for ticket in tickets if ticket.labels),
            acknowledged=sum(1 for ticket in tickets if ticket.acknowledged_at is not None),
            answered=len(waits),
            resolved=len(solutions),
            breached=sum(1 for ticket in tickets if ticket.breached_at is not None),
            resolution_breached=sum(1 for ticket in tickets if ticket.resolution_breached_at is not None),
            acknowledgements=self._acknowledgements(brand_id, since, until, tickets),
            first_response=Percentiles.of([at - begin for _, begin, at in waits]),
            first_response_business=Percentiles.of(
                [_business_time(brand.calendar_of(ticket.channel), begin, at) for ticket, begin, at in waits]
            ),
            resolution=Percentiles.of(solutions),
        )

    def _acknowledgements(
        self, brand_id: str, since: datetime, until: datetime, tickets: Sequence[Ticket]
    ) -> Acknowledgements:
        totals: Counter[str] = Counter()
        for figures in self.listening.between(brand_id, since, until).values():
            totals.update(figures)
        delays = [
            ticket.acknowledged_at - ticket.acknowledged_message_at
            for ticket in tickets
            if ticket.acknowledged_at is not None and ticket.acknowledged_message_at is not None
        ]
        return Acknowledgements(
            sent=totals[ACKNOWLEDGED],
            suppressed=of_kind(totals, SUPPRESSED),
            failed=of_kind(totals, FAILED),
            delay=Percentiles.of(delays),
        )


def _since(ticket: Ticket) -> datetime:
    """When the wait began that the first response ended."""
    return ticket.first_response_since or ticket.created_at


def _business_time(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    try:
        return business_time_between(calendar, begin, end)
    except CalendarError:
        return max(end - begin, timedelta())  # a calendar that never opens counts as open
