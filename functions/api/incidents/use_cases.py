"""Incidents: reading, opening and resolving them. While one is open, no automatic answer is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.access.callers import Caller
from shared.domain.errors import NotFoundError
from shared.domain.incidents.model import Incident, brand_of_incident, incident_id
from shared.ports.repositories import IncidentRegister
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadIncident:
    incidents: IncidentRegister

    def __call__(self, caller: Caller, wanted_id: str) -> Incident:
        """Raises ``NotFoundError``, for incidents of other brands too."""
        brand = brand_of_incident(wanted_id)
        incident = self.incidents.get(wanted_id) if brand and caller.sees(brand) else None
        if incident is None:
            raise NotFoundError("There is no such incident.")
        return incident


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident:
    """``salt`` gives four random characters, so that two incidents of one second have two ids."""

    incidents: IncidentRegister
    clock: Clock
    salt: Callable[[], str]

    def __call__(self, caller: Caller, *, brand: str, title: str, channels: tuple[str, ...]) -> Incident:
        """Raises ``ConflictError``."""
        now = self.clock.now()
        incident = Incident(
            id=incident_id(brand, now, self.salt()),
            brand=brand,
            title=title,
            opened_at=now,
            opened_by=caller.name,
            channels=channels,
        )
        self.incidents.open(incident)
        return incident


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident:
    """Resolving it again changes nothing."""

    read_incident: ReadIncident
    incidents: IncidentRegister
    clock: Clock

    def __call__(self, caller: Caller, incident_id: str) -> Incident:
        """Raises ``NotFoundError``."""
        incident = self.read_incident(caller, incident_id)
        return self.incidents.resolve(incident.id, by=caller.name, at=self.clock.now())
