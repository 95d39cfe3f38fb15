"""Incidents and their public updates."""

from functions.api.http.access import ChooseBrand
from functions.api.incidents.evidence import ReadEvidence
from functions.api.incidents.routes import IncidentUseCases
from functions.api.incidents.updates import IncidentUpdatesAtWork
from functions.api.incidents.use_cases import OpenIncident, ReadIncident, ResolveIncident, StopContacts
from functions.api.wiring.ports import ApiPorts


def incidents(ports: ApiPorts) -> IncidentUseCases:
    updates = IncidentUpdatesAtWork(
        incidents=ports.incidents,
        posts=ports.posts,
        brands=ports.brands,
        worker=ports.incident_worker,
        policies=ports.policies,
        clock=ports.clock,
    )
    return IncidentUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        incidents=ports.incidents,
        read_incident=ReadIncident(incidents=ports.incidents),
        open_incident=OpenIncident(incidents=ports.incidents, updates=updates, clock=ports.clock, salt=ports.salt),
        resolve_incident=ResolveIncident(
            incidents=ports.incidents, updates=updates, brands=ports.brands, clock=ports.clock
        ),
        stop_contacts=StopContacts(incidents=ports.incidents, updates=updates, clock=ports.clock),
        updates=updates,
        read_evidence=ReadEvidence(tickets=ports.tickets),
    )
