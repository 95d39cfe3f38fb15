"""Many customers, one cause.

People open an incident; while it is open no acknowledgement is sent on its channels. Many reports of an outage within
a short time make the desk *suspect* one: people are told of all of them at once instead of ticket by ticket, and
everything else goes on as before until somebody opens an incident, or resolves the suspicion because it is none.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from shared.domain.brand.model import IncidentPolicy, Tier
from shared.domain.classification.meaning import written
from shared.domain.incidents.evidence import Evidence
from shared.domain.incidents.reports import Alike
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger

SUSPECTED_FOR = timedelta(hours=1)
"""How long a suspicion that nobody acts on speaks for the reports. After that each is escalated for itself again."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FollowUpState(StrEnum):
    """Of the follow-ups to linked tickets, once an incident is over."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


SUSPICION = "auto"
"""The salt in the id of every suspicion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    id: str
    brand: str
    title: str
    opened_at: datetime
    opened_by: str
    channels: tuple[str, ...] = ()  # empty: every channel of the brand
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    ticket_count: int = 0
    suspected: bool = False
    tiers_notified: int = 0
    notified_at: datetime | None = None  # the last tier
    seen_at: datetime | None = None  # a person looks into the suspicion: nobody more is called
    seen_by: str | None = None
    evidence: Evidence | None = None
    meaning: str | None = None  # the mean of the reports from which it was suspected
    reports_from: datetime | None = None  # reports from then on may be its own, and are still to be looked at
    reports_until: datetime | None = None  # those after it knew of it when they came in
    suspicion_id: str | None = None  # the suspicion from which people opened it
    suspected_at: datetime | None = None  # when that began
    customer_count: int = 0
    # How many of those above were counted for its suspicion. ``None``: it has none, or an earlier version opened it.
    suspicion_tickets: int | None = None
    suspicion_customers: int | None = None
    updates: int = 0  # public updates that a person had published
    updated_at: datetime | None = None  # the latest
    last_word_wanted: bool = False  # whoever resolved it had the last public update posted
    pointers_sent: int = 0
    pointers_failed: int = 0
    follow_up: FollowUpState | None = None
    follow_up_cursor: str | None = None  # the link after which the follow-ups go on; ``None``: all were looked at
    follow_ups_sent: int = 0
    follow_ups_failed: int = 0
    follow_ups_skipped: int = 0
    answered_by_people: int = 0  # linked tickets that a person had answered when it was resolved
    stopped_at: datetime | None = None  # automatic texts about it, by a person
    stopped_by: str | None = None
    resumed_at: datetime | None = None  # the last stop was taken back
    resumed_by: str | None = None

    @property
    def began_at(self) -> datetime:
        """When the first customers told of it, as far as is known."""
        return self.suspected_at or self.opened_at

    @property
    def has_work(self) -> bool:
        """Whether something may be left to be published, sent or linked."""
        if self.suspected:
            return False
        return self.updates > 0 or self.follow_up is FollowUpState.RUNNING or self.reports_from is not None

    @property
    def has_end_to_tell(self) -> bool:
        """Whether people were told of it as a suspicion: the tools that keep that have to hear of its end."""
        return self.suspected and self.tiers_notified > 0

    @property
    def links(self) -> tuple[str, ...]:
        """The ids under which tickets were linked to it."""
        return (self.id,) if self.suspicion_id is None else (self.suspicion_id, self.id)

    def concerns(self, channel: str) -> bool:
        """Whether automatic answers on that channel stop. Only people decide that, so a suspicion stops none."""
        return not self.suspected and self._covers(channel)

    def covers(self, channel: str, now: datetime) -> bool:
        """Whether people know of it, so that one more report of it is no news."""
        return self._covers(channel) and not self.is_stale(now)

    def is_stale(self, now: datetime) -> bool:
        """Whether it is a suspicion on which nobody acted in time."""
        return self.suspected and now >= self.opened_at + SUSPECTED_FOR

    def _covers(self, channel: str) -> bool:
        return self.resolved_at is None and (not self.channels or channel in self.channels)


def suspicion(brand_id: str, alike: Alike, policy: IncidentPolicy, now: datetime, number: int = 0) -> Incident:
    """What the desk suspects. All who suspect it within one window of time give it the same id; ``number`` is that of
    the outages which were suspected in the window before, and are others."""
    window_began = _EPOCH + (now - _EPOCH) // policy.window * policy.window + timedelta(seconds=number)
    reports = alike.count
    minutes = policy.window // timedelta(minutes=1)
    return Incident(
        id=incident_id(brand_id, window_began, SUSPICION),
        brand=brand_id,
        title=f"{reports} reports of an outage within {minutes} minutes",
        opened_at=now,
        opened_by="nightdesk",
        suspected=True,
        meaning=None if alike.meaning is None else written(alike.meaning),
    )


def is_covered_by_incident(ticket: Ticket, incidents: Iterable[Incident], now: datetime) -> bool:
    """Whether a ticket that is linked to an incident needs nobody to be called for itself.

    A ticket that was linked to a suspicion is spoken for by the incident that people opened from it, too, and by no
    other one. Where somebody may be hurt, an incident changes nothing.
    """
    linked_to = ticket.incident_id
    if linked_to is None or ticket.danger is not Danger.NONE:
        return False
    return is_at_work_on(linked_to, incidents, ticket.channel, now)


def is_at_work_on(linked_to: str, incidents: Iterable[Incident], channel: str, now: datetime) -> bool:
    """Whether an incident that is not over speaks for what was linked under that id."""
    return any(incident.covers(channel, now) and linked_to in incident.links for incident in incidents)


def is_suspicion_id(name: str) -> bool:
    return name.endswith(f"-{SUSPICION}") and bool(brand_of_incident(name))


def suspicion_key(incident: Incident, position: int, target: str) -> str:
    """The same for every attempt to tell one target of one tier. Holds no dot (Standard Webhooks forbids it)."""
    return "inc_" + sha256("\n".join((incident.id, str(position), target)).encode()).hexdigest()[:40]


def suspicion_notification(
    incident: Incident, tier: Tier, position: int, *, at: datetime, link: str | None
) -> dict[str, Any]:
    """What programs are told. ``tickets`` are those linked so far."""
    return {
        "type": "incident.suspected",
        "timestamp": _iso(at),
        "data": {
            "incident_id": incident.id,
            "brand": incident.brand,
            "title": incident.title,
            "opened_at": _iso(incident.opened_at),
            "expires_at": _iso(incident.opened_at + SUSPECTED_FOR),
            "tickets": incident.ticket_count,
            "tier": position + 1,
            "tier_name": tier.name,
            **_evidence(incident.evidence),
            **({} if link is None else {"link": link}),
        },
    }


def _evidence(evidence: Evidence | None) -> dict[str, Any]:
    """No word of a single customer: numbers, and what several wrote."""
    if evidence is None:
        return {}
    return {
        "reports": evidence.reports,
        "curve": list(evidence.curve),
        "usual_per_hour": evidence.usual,
        "words": list(evidence.words),
    }


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def tier_to_notify(
    incidents: Sequence[Incident], tiers: Sequence[Tier], now: datetime, *, unreached: Collection[str] = ()
) -> tuple[Incident, int] | None:
    """Of a brand's open incidents: the suspicion of which a tier is to be told now, and the tier's position.

    Nobody is told once people are at work on it. A tier of which nobody could be reached is not waited for:
    ``unreached`` are the ids of suspicions whose latest tier that is.
    """
    for incident in incidents:
        tier = incident.tiers_notified
        if not incident.suspected or is_in_hand(incident, incidents):
            continue
        if incident.resolved_at is not None or incident.is_stale(now) or tier >= len(tiers):
            continue
        waited = incident.notified_at is None or incident.notified_at + tiers[tier - 1].wait <= now
        if tier == 0 or waited or incident.id in unreached:
            return incident, tier
    return None


def is_in_hand(suspicion: Incident, incidents: Iterable[Incident]) -> bool:
    """Whether somebody looks into it, or has opened an incident from it. Any other incident is about something else."""
    if suspicion.seen_at is not None:
        return True
    return any(
        each.suspicion_id == suspicion.id and not each.suspected and each.resolved_at is None for each in incidents
    )


def incident_id(brand_id: str, opened_at: datetime, salt: str) -> str:
    """An id that sorts by time and names its brand: ``acme-20260302T210000-4f3a``. ``salt`` has no hyphen."""
    return f"{brand_id}-{opened_at.astimezone(UTC):%Y%m%dT%H%M%S}-{salt}"


def brand_of_incident(incident: str) -> str:
    """The brand an id names; empty when it is no id of ours."""
    brand, *rest = incident.rsplit("-", 2)
    return brand if len(rest) == 2 else ""  # noqa: PLR2004  time and salt
