"""Incidents: reading, opening and resolving them. While one is open, no automatic answer is sent."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from functions.api.incidents.updates import IncidentUpdatesAtWork
from shared.domain.access.callers import Caller
from shared.domain.brand.model import IncidentPolicy
from shared.domain.errors import ConflictError, InvalidBrandError, NotFoundError, RefusedError, UnknownBrandError
from shared.domain.incidents.contact import is_wanted
from shared.domain.incidents.linking import unlinked_reports
from shared.domain.incidents.model import Incident, brand_of_incident, incident_id
from shared.domain.incidents.updates import UpdateKind
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import IncidentRegister, IncidentsAtWork
from shared.ports.time_and_language import Clock

MAX_ATTEMPTS = 5  # of opening one, while others open theirs


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

    incidents: IncidentsAtWork
    updates: IncidentUpdatesAtWork
    clock: Clock
    salt: Callable[[], str]

    def __call__(
        self, *, brand: str, title: str, channels: tuple[str, ...], by: str, suspicion_id: str | None = None
    ) -> Incident:
        """The suspicion that the caller names is taken over, with its tickets. A public update is prepared.

        What somebody has opened already is the same, for it is told once in public: one with the same title on the
        same channels, or from the suspicion that the caller names. Raises ``ConflictError``, ``NotFoundError``,
        ``RefusedError``.
        """
        for _ in range(MAX_ATTEMPTS):
            openings = self.incidents.openings(brand)
            known = self.incidents.of_brand(brand, open_only=True, limit=50).items
            same = next((each for each in known if _is_same(each, title, channels, suspicion_id)), None)
            if same is not None:
                return self._completed(same, by=by)
            suspicion = self._suspicion(brand, suspicion_id)
            incident = self._incident(brand, title, channels, suspicion, by=by)
            try:
                self.incidents.open(incident, after=openings)
            except ConflictError:
                continue  # somebody else has just opened one: perhaps it is the same
            return self._completed(incident, by=by)
        raise ConflictError(f"brand {brand}: incidents were opened {MAX_ATTEMPTS} times while this one was")

    def _incident(
        self, brand: str, title: str, channels: tuple[str, ...], suspicion: Incident | None, *, by: str
    ) -> Incident:
        now = self.clock.now()
        begin, end = unlinked_reports(now if suspicion is None else suspicion.opened_at, self._window(brand), now)
        return Incident(
            id=incident_id(brand, now, self.salt()),
            brand=brand,
            title=title,
            opened_at=now,
            opened_by=by,
            channels=channels,
            reports_from=begin,
            reports_until=end,
            suspicion_id=None if suspicion is None else suspicion.id,
            suspected_at=None if suspicion is None else suspicion.opened_at,
            evidence=None if suspicion is None else suspicion.evidence,
            meaning=None if suspicion is None else suspicion.meaning,
            ticket_count=0 if suspicion is None else suspicion.ticket_count,
            customer_count=0 if suspicion is None else suspicion.customer_count,
            suspicion_tickets=None if suspicion is None else suspicion.ticket_count,
            suspicion_customers=None if suspicion is None else suspicion.customer_count,
        )

    def _window(self, brand: str) -> timedelta:
        """In which reports count as one outage."""
        with suppress(UnknownBrandError, InvalidBrandError):  # a brand file that cannot be read must not stop anybody
            return self.updates.brands.current(brand).incidents.window
        return IncidentPolicy().window

    def _suspicion(self, brand: str, wanted_id: str | None) -> Incident | None:
        """The suspicion that is taken over: only the one that the caller names. Its customers are told what is said of
        this incident, and that it is over."""
        if wanted_id is None:
            return None
        wanted = self.incidents.get(wanted_id) if brand_of_incident(wanted_id) == brand else None
        if wanted is None or not wanted.suspected:
            raise NotFoundError("There is no such suspicion.")
        if wanted.resolved_at is not None:
            raise RefusedError(
                "That suspicion is over. Open an incident without it if customers still report one.",
                reason="suspicion_over",
            )
        return wanted

    def _completed(self, incident: Incident, *, by: str) -> Incident:
        """May be repeated: whoever opened it may have died in between."""
        if incident.suspicion_id is not None:
            with suppress(NotFoundError):
                self.incidents.resolve(incident.suspicion_id, by=by, at=self.clock.now())
        if not self.incidents.updates_of(incident.id):
            # A brand file that cannot be read must not stop anybody. Refused: somebody else prepares it just now.
            with suppress(UnknownBrandError, InvalidBrandError, RefusedError):
                self.updates.prepare(incident, UpdateKind.OPENED, by=by)
        self.updates.wake(incident)  # whoever told of it before belongs to it
        return incident


def _is_same(known: Incident, title: str, channels: tuple[str, ...], suspicion_id: str | None) -> bool:
    if known.suspected:
        return False
    if suspicion_id is not None and known.suspicion_id == suspicion_id:
        return True
    return (known.title, known.channels) == (title, channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident:
    """Resolving it again posts the last word where it is missing, and changes nothing else."""

    incidents: IncidentsAtWork
    updates: IncidentUpdatesAtWork
    brands: BrandRepository
    clock: Clock

    def __call__(
        self, incident: Incident, *, by: str, publish: bool | None = None, follow_up: bool | None = None
    ) -> Incident:
        """``publish``: post the last update, the draft of it or the brand's template, on the accounts that told of it;
        where none did, on all. An account that cannot have it keeps nobody from resolving: see ``not_told``.
        ``follow_up``: customers whose tickets are linked and still wait are told that it is over; of one that is
        stopped when it is resumed. Both are done where something was published before, unless the caller says
        otherwise. Raises ``NotFoundError``, ``RefusedError``.
        """
        in_public = any(not each.is_draft for each in self.incidents.updates_of(incident.id))
        over = incident.resolved_at is not None
        if follow_up and incident.stopped_at is not None and not over:
            raise RefusedError(
                "Its automatic texts were stopped: resume them first, or resolve it without follow-ups.",
                reason="incident_texts_stopped",
            )
        if publish is None:
            publish = incident.last_word_wanted if over else in_public
        if incident.suspected:
            publish = False  # nothing was said of it
        if publish:
            # A brand file that cannot be read must not stop anybody: what is missing is posted by resolving it again.
            with suppress(UnknownBrandError, InvalidBrandError):
                self.updates.complete(incident)  # so that it is known where the public was to be told
                self.updates.publish_last(incident, by=by)
        if follow_up is None:
            follow_up = in_public
        wanted = follow_up and not over and not incident.suspected
        if wanted:
            with suppress(UnknownBrandError, InvalidBrandError):  # they wait for it
                policy = self.brands.current(incident.brand).incidents
                wanted = is_wanted(AutomaticKind.INCIDENT_FOLLOW_UP, policy)
        stopped_by, now = incident.stopped_by or by, self.clock.now()
        is_stopped = incident.stopped_at is not None
        incident = self.incidents.resolve(incident.id, by=by, at=now, follow_up=wanted, last_word=publish)
        if wanted and is_stopped:
            # Nothing is sent while it is stopped; whoever resumes it has what was left told.
            incident = self.incidents.stop(incident.id, by=stopped_by, at=now)
        self.updates.wake(incident)
        return incident


@dataclass(frozen=True, slots=True, kw_only=True)
class StopContacts:
    """No more pointers and follow-ups about it. What is on its way to a customer at this instant still arrives."""

    incidents: IncidentsAtWork
    updates: IncidentUpdatesAtWork
    clock: Clock

    def __call__(self, incident: Incident, *, by: str) -> Incident:
        """Raises ``NotFoundError``."""
        return self.incidents.stop(incident.id, by=by, at=self.clock.now())

    def resume(self, incident: Incident, *, by: str) -> Incident:
        """What was left goes on: each customer is told once all the same, and nobody whose line is a day late.

        Raises ``NotFoundError``.
        """
        resumed = self.incidents.resume(incident.id, by=by, at=self.clock.now())
        self.updates.wake(resumed)
        return resumed
