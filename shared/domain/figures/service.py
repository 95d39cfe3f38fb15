"""The report on the service: what happened in a span of time, answered and resolved how fast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.figures.counting import ANSWERED_BY
from shared.domain.figures.listening import ACKNOWLEDGED, FAILED, SUPPRESSED, of_kind
from shared.domain.figures.model import Figures, Percentiles
from shared.domain.satisfaction.policy import BEST
from shared.domain.vocabulary import Category, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgements:
    """Sent, not sent by reason, failed by class. ``delay``: from the message to its acknowledgement."""

    sent: int
    suppressed: Mapping[str, int]
    failed: Mapping[str, int]
    delay: Percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class WroteAgain:
    """Of the customers who were answered when they had had the time to write again: how many had done so."""

    answered: int
    wrote_again: int

    @property
    def share(self) -> float | None:
        return None if not self.answered else self.wrote_again / self.answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Of ``tickets``: the sum of which one of its customer within 30 days each was, and how many were not the first."""

    tickets: int
    numbers: int
    repeated: int

    @property
    def mean_number(self) -> float | None:
        return None if not self.tickets else self.numbers / self.tickets

    @property
    def repeat_share(self) -> float | None:
        return None if not self.tickets else self.repeated / self.tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """Customers who were asked how it went, and how many gave each score (from 1 to 5)."""

    asked: int
    scores: Mapping[int, int]

    @property
    def answered(self) -> int:
        return sum(self.scores.values())

    @property
    def average(self) -> float | None:
        given = sum(score * count for score, count in self.scores.items())
        return None if not self.answered else given / self.answered


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFigures:
    """The figures of the tickets of one category or priority: what they had when it happened.

    ``reopened_share``: tickets that were reopened for each that was resolved.
    """

    id: str
    opened: int | None
    answered: int
    resolved: int
    breached: int
    near_misses: int
    resolution_breached: int
    resolution_near_misses: int
    next_breached: int
    next_near_misses: int
    reopened: int
    first_response: Percentiles
    first_response_business: Percentiles
    resolution: Percentiles
    resolution_business: Percentiles

    @property
    def reopened_share(self) -> float | None:
        return None if not self.resolved else self.reopened / self.resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFigures(KindFigures):
    """The figures of one channel, team or agent.

    ``opened`` is ``None`` for an agent, and there are no ``contacts``: nobody has a ticket when it is opened. What an
    agent held when its time was over is what they missed.
    """

    name: str | None  # of an agent: ``None`` for one who is known no more
    contacts: Contacts
    after_acknowledgement: WroteAgain
    without_acknowledgement: WroteAgain
    satisfaction: Satisfaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigures:
    brand: str
    since: datetime
    until: datetime
    opened: int
    came_back: int
    by_priority: Mapping[str, int]
    by_category: Mapping[str, int]
    by_channel: Mapping[str, int]
    corrected: int
    acknowledged: int
    answered: int
    resolved: int
    withdrawn: int
    reopened: int
    breached: int
    near_misses: int
    next_breached: int
    next_near_misses: int
    resolution_breached: int
    resolution_near_misses: int
    dangers: int
    messages_per_ticket: float | None
    contacts: Contacts
    acknowledgements: Acknowledgements
    after_acknowledgement: WroteAgain
    without_acknowledgement: WroteAgain
    satisfaction: Satisfaction
    first_response: Percentiles
    first_response_business: Percentiles
    resolution: Percentiles
    resolution_business: Percentiles
    channels: tuple[PartFigures, ...]
    teams: tuple[PartFigures, ...]
    agents: tuple[PartFigures, ...]


def service_figures(found: Figures, brand_id: str, since: datetime, until: datetime) -> ServiceFigures:
    """Of the figures ``found`` of [since, until). Each thing is counted for the hour in which it happened.

    A first response is a person's, given here or in the platform's own app; robots never set it. It is counted from
    the first message of the customer that nobody had answered then.
    """
    resolved = found.count("resolved")
    return ServiceFigures(
        brand=brand_id,
        since=since,
        until=until,
        opened=found.count("opened"),
        came_back=found.count("came_back"),
        by_priority=found.by("opened", "priority"),
        by_category=found.by("opened", "category"),
        by_channel=found.by("opened", "channel"),
        corrected=found.count("corrected"),
        acknowledged=found.count("acknowledged_tickets"),
        answered=found.count("answered"),
        resolved=resolved,
        withdrawn=found.count("withdrawn"),
        reopened=found.count("reopened"),
        breached=found.count("breached"),
        near_misses=found.count("near_miss"),
        next_breached=found.count("next_breached"),
        next_near_misses=found.count("next_near_miss"),
        resolution_breached=found.count("resolution_breached"),
        resolution_near_misses=found.count("resolution_near_miss"),
        dangers=found.count("danger"),
        contacts=_contacts(found),
        messages_per_ticket=None if not resolved else found.count("messages_of_resolved") / resolved,
        acknowledgements=Acknowledgements(
            sent=found.count(ACKNOWLEDGED),
            suppressed=of_kind(found.counts, SUPPRESSED),
            failed=of_kind(found.counts, FAILED),
            delay=found.duration("acknowledgement"),
        ),
        after_acknowledgement=_wrote_again(found, "acknowledged"),
        without_acknowledgement=_wrote_again(found, "unacknowledged"),
        satisfaction=_satisfaction(found),
        first_response=found.duration("first_response"),
        first_response_business=found.duration("first_response_business"),
        resolution=found.duration("resolution"),
        resolution_business=found.duration("resolution_business"),
        channels=_parts(found, "channel"),
        teams=_parts(found, "team"),
        agents=_parts(found, ANSWERED_BY),
    )


def _contacts(found: Figures, end: str = "") -> Contacts:
    return Contacts(
        tickets=found.count(f"contact{end}"),
        numbers=found.count(f"contact_number{end}"),
        repeated=found.count(f"repeat_contact{end}"),
    )


def _wrote_again(found: Figures, kind: str, end: str = "") -> WroteAgain:
    return WroteAgain(
        answered=found.count(f"answered_{kind}{end}"), wrote_again=found.count(f"wrote_again_{kind}{end}")
    )


def _satisfaction(found: Figures, end: str = "") -> Satisfaction:
    return Satisfaction(
        asked=found.count(f"satisfaction_asked{end}"),
        scores={score: found.count(f"satisfaction|score={score}{end}") for score in range(1, BEST + 1)},
    )


def kind_figures(found: Figures, facet: str) -> tuple[KindFigures, ...]:
    """Of each category, or each priority, of whose tickets something was counted. The most urgent first, categories in
    the order of their list."""
    listed = [each.value for each in (*Priority, *Category)]
    values = sorted(found.values(facet), key=lambda value: listed.index(value) if value in listed else len(listed))
    return tuple(KindFigures(**_of_one(found, facet, value)) for value in values)


def _parts(found: Figures, facet: str) -> tuple[PartFigures, ...]:
    def part(value: str) -> PartFigures:
        end = f"|{facet}={value}"
        return PartFigures(
            **_of_one(found, facet, value),
            name=value,
            contacts=_contacts(found, end),
            after_acknowledgement=_wrote_again(found, "acknowledged", end),
            without_acknowledgement=_wrote_again(found, "unacknowledged", end),
            satisfaction=_satisfaction(found, end),
        )

    return tuple(part(value) for value in found.values(facet))


def _of_one(found: Figures, facet: str, value: str) -> dict[str, Any]:
    """What ``KindFigures`` hold."""
    end = f"|{facet}={value}"
    return {
        "id": value,
        "opened": None if facet == ANSWERED_BY else found.count(f"opened{end}"),
        "answered": found.count(f"answered{end}"),
        "resolved": found.count(f"resolved{end}"),
        "breached": found.count(f"breached{end}"),
        "near_misses": found.count(f"near_miss{end}"),
        "resolution_breached": found.count(f"resolution_breached{end}"),
        "resolution_near_misses": found.count(f"resolution_near_miss{end}"),
        "next_breached": found.count(f"next_breached{end}"),
        "next_near_misses": found.count(f"next_near_miss{end}"),
        "reopened": found.count(f"reopened{end}"),
        "first_response": found.duration(f"first_response{end}"),
        "first_response_business": found.duration(f"first_response_business{end}"),
        "resolution": found.duration(f"resolution{end}"),
        "resolution_business": found.duration(f"resolution_business{end}"),
    }
