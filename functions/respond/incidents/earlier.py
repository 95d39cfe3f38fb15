"""Links tickets to an incident whose customers told of it before anybody knew that it is one.

Their reports made the desk suspect it, or came in while a person opened it by hand. They are looked at in the order of
time, a page at a time, and how far is kept on the incident. Every step may be repeated: a ticket is linked once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from functions.respond.incidents.ports import IncidentPorts
from functions.respond.ticket_changes import change_ticket
from shared.domain.incidents.linking import belongs_to_incident, may_tell_of
from shared.domain.incidents.model import Incident
from shared.domain.incidents.reports import OutageReport
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category

PAGE = 50
WRITTEN_AFTER = timedelta(seconds=30)
"""A report is kept before its ticket is written: a younger one is looked at later."""


@dataclass(slots=True)
class LinkEarlierReports:
    """``begin``: from when on reports are still to be looked at; ``None`` when all were."""

    ports: IncidentPorts
    incident: Incident
    begin: datetime | None = field(init=False)
    is_done_for_now: bool = field(init=False)
    _page: int = field(init=False, default=PAGE)

    def __post_init__(self) -> None:
        self.begin = self.incident.reports_from
        self.is_done_for_now = self.begin is None

    def look_on(self) -> int:
        """Look at one more page; how many tickets were linked. Raises ``TransientError``."""
        begin, incidents, now = self.begin, self.ports.incidents, self.ports.clock.now()
        if begin is None:
            return 0
        last = min(filter(None, (self.incident.reports_until, self.incident.resolved_at)), default=now)
        end = min(last, now - WRITTEN_AFTER)
        reports = incidents.reports_between(self.incident.brand, begin, end, limit=self._page)
        linked = self._link_all([report for report in reports if may_tell_of(report, self.incident)])
        if len(reports) < self._page:
            self.is_done_for_now = True
            if end < last:
                return linked  # more may come: the page is read once more
            self.begin = None
        elif reports[-1].at == begin:
            self._page *= 2  # a page is of one millisecond
            return linked
        else:
            self.begin = reports[-1].at
        incidents.look_on(self.incident, self.begin)
        return linked

    def _link_all(self, reports: Sequence[OutageReport]) -> int:
        others = self.ports.incidents.open_for(self.incident.brand)
        ids = dict.fromkeys(report.ticket_id for report in reports)
        tickets = {ticket.id: ticket for ticket in self.ports.tickets.several(list(ids))}
        return sum(
            self._link(report, tickets[report.ticket_id], others) for report in reports if report.ticket_id in tickets
        )

    def _link(self, report: OutageReport, ticket: Ticket, others: tuple[Incident, ...]) -> bool:
        """The link first: a ticket that belongs to the incident is surely linked."""
        if ticket.merged_into is not None:
            into = self.ports.tickets.get(ticket.merged_into)
            if into is None:
                return False
            told_at = report.told_at if into.category is Category.OUTAGE else self.ports.clock.now()
            report, ticket = replace(report, told_at=told_at), into
        if not self._belongs(report, ticket, others):
            return False
        self.ports.incidents.link_ticket(self.incident.id, ticket.id, customer_id=ticket.customer_id, at=report.at)

        def link(current: Ticket) -> Ticket:
            if not self._belongs(report, current, others):
                return current
            return replace(current, incident_id=self.incident.id, incident_told_at=report.told_at)

        change_ticket(self.ports.tickets, self.ports.clock, ticket.id, link)
        return True

    def _belongs(self, report: OutageReport, ticket: Ticket, others: tuple[Incident, ...]) -> bool:
        return belongs_to_incident(report, ticket, self.incident, others, self.ports.clock.now())
