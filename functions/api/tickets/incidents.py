"""A list of the tickets of an incident has those, too, that were linked to the suspicion from which it was opened."""

from dataclasses import dataclass, replace

from shared.domain.incidents.model import brand_of_incident
from shared.ports.pages import TicketFilter
from shared.ports.repositories import IncidentRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class WithSuspicions:
    """The same conditions with every id under which tickets of the named incidents were linked: a read for each one."""

    incidents: IncidentRepository

    def __call__(self, brand_id: str, wanted: TicketFilter) -> TicketFilter:
        ids = set(wanted.incident)
        for named in wanted.incident:
            incident = self.incidents.get(named) if brand_of_incident(named) == brand_id else None
            if incident is not None:
                ids.update(incident.links)
        return replace(wanted, incident=frozenset(ids)) if ids != wanted.incident else wanted
