"""Gathers what people are shown of a suspected outage: the curve, what is usual, the words, and whom to quote."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError
from shared.domain.figures.counting import named
from shared.domain.incidents.evidence import (
    MAX_EXCERPTS,
    STEP,
    STEPS,
    Evidence,
    Told,
    common_words,
    curve_of,
    one_for_each_customer,
)
from shared.domain.incidents.linking import tells_of
from shared.domain.incidents.model import Incident
from shared.domain.vocabulary import Category, Danger
from shared.ports.figures import FiguresReader
from shared.ports.repositories import SuspicionRegister, TicketRepository
from shared.ports.time_and_language import Clock

AGAIN_AFTER = timedelta(minutes=5)
MAX_REPORTS = 500
MAX_LINKED = 5000  # of a large outage; each is a hundred bytes to read
MAX_TICKETS = 40  # the latest, of which words and excerpts are taken
WEEKS = 4
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class GatherEvidence:
    """Some forty reads, every five minutes while a suspicion is open."""

    incidents: SuspicionRegister
    tickets: TicketRepository
    figures: FiguresReader
    clock: Clock

    def __call__(self, brand: Brand, incident: Incident) -> tuple[Incident, tuple[str, ...]]:
        """The incident with its evidence, and the masked excerpts. As it was when nothing can be read."""
        try:
            return self._gathered(brand, incident)
        except NightdeskError:  # people are told without it
            return incident, ()

    def is_due(self, incident: Incident) -> bool:
        known = incident.evidence
        return known is None or self.clock.now() - known.at >= AGAIN_AFTER

    def excerpts(self, incident: Incident) -> tuple[str, ...]:
        """What people were shown of it before, as it may be shown now; nothing when it cannot be read."""
        known = () if incident.evidence is None else incident.evidence.tickets[:MAX_EXCERPTS]
        try:
            found = [self.tickets.get(ticket_id) for ticket_id in known]
        except NightdeskError:
            return ()
        return tuple(ticket.excerpt for ticket in found if ticket is not None and ticket.excerpt)

    def _gathered(self, brand: Brand, incident: Incident) -> tuple[Incident, tuple[str, ...]]:
        now = self.clock.now()
        told_at = self._told_at(brand, incident, now - STEPS * STEP)
        began_at, curve = curve_of(told_at.values(), now)
        told: list[Told] = []
        for ticket_id in sorted(told_at, key=lambda each: (told_at[each], each), reverse=True)[:MAX_TICKETS]:
            ticket = self.tickets.get(ticket_id)
            if ticket is not None and ticket.danger is Danger.NONE:
                told.append(Told(ticket_id=ticket.id, customer=ticket.customer_id or ticket.id, text=ticket.excerpt))
        quoted = one_for_each_customer(told)[:MAX_EXCERPTS]
        evidence = Evidence(
            at=now,
            began_at=began_at,
            curve=curve,
            usual=self._usual(brand),
            tickets=tuple(each.ticket_id for each in quoted),
            words=common_words(told),
        )
        self.incidents.record_evidence(incident.id, evidence)
        return replace(incident, evidence=evidence), tuple(each.text for each in quoted)

    def _told_at(self, brand: Brand, incident: Incident, since: datetime) -> dict[str, datetime]:
        """Which tickets told of it, and when: those from which it was suspected, and those that were linked since. What
        is said of another outage at the same time is left out."""
        reports = self.incidents.reports_since(brand.id, since, at_most=MAX_REPORTS)
        found = {report.ticket_id: report.at for report in reports if tells_of(report, incident)}
        for ticket_id, at in self.incidents.linked_since(incident.id, since, at_most=MAX_LINKED):
            found.setdefault(ticket_id, at)
        return found

    def _usual(self, brand: Brand) -> int | None:
        """Tickets about outages in this hour of the day, on the same weekday of the last weeks, on average. An hour of
        which nothing is known counts as one in which nobody wrote, if the brand was counted on that day."""
        hour = self.clock.now().replace(minute=0, second=0, microsecond=0)
        counts = []
        for week in range(1, WEEKS + 1):
            begin = hour - timedelta(weeks=week)
            figures = self.figures.between(brand.id, begin, begin + timedelta(hours=1))
            if figures.counts or self.figures.between(brand.id, begin - _HALF_A_DAY, begin + _HALF_A_DAY).counts:
                counts.append(figures.count(named("opened", "category", Category.OUTAGE.value)))
        return round(sum(counts) / len(counts)) if counts else None
