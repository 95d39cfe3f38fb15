"""Many customers report the same outage: from then on they are one piece of news, not a hundred."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.classification.meaning import WIDTH, packed, written
from shared.domain.classification.model import Classification
from shared.domain.incidents.model import SUSPECTED_FOR, Incident
from shared.domain.messages.event import Author
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Sentiment, Stage
from tests.fakes.samples import an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

OUTAGE = Classification(
    language="fr",
    sentiment=Sentiment.NEGATIVE,
    category=Category.OUTAGE,
    stage=Stage.DIRECT,
    needs_response=True,
    urgent=True,
    confidence=0.9,
    sure=True,
    reasons=(),
)
THRESHOLD = 20


@pytest.fixture
def fakes() -> FakeStore:
    return FakeStore()


def report(fakes: FakeStore, number: int, classification: Classification = OUTAGE) -> tuple[bool, Ticket]:
    """Another customer's message; whether people are called for it, and its ticket."""
    event = an_event(f"m{number}", conversation_id=f"c{number}", author=Author(id=f"a{number}"))
    stored = fakes.store(event, classification)
    return stored.escalate_now, fakes.tickets.stored[stored.ticket_id or ""]


def reports(fakes: FakeStore, first: int, last: int) -> list[bool]:
    return [report(fakes, number)[0] for number in range(first, last + 1)]


def test_from_the_threshold_on_nobody_is_called_for_each(fakes: FakeStore) -> None:
    assert reports(fakes, 1, 25) == [True] * 19 + [False] * 6

    (incident,) = fakes.incidents.open_for("acme")
    assert incident.suspected
    assert incident.title == "20 reports of an outage within 10 minutes"
    assert incident.ticket_count == 6
    assert fakes.metrics.of("IncidentsSuspected") == 1
    assert report(fakes, 26)[1].incident_id == incident.id


def test_reports_spread_over_the_day_are_no_outage_of_ours(fakes: FakeStore) -> None:
    for number in range(1, 60):
        assert report(fakes, number)[0]
        fakes.clock.pass_time(minutes=1)
    assert fakes.incidents.open_for("acme") == ()


def test_the_same_report_delivered_many_times_is_one(fakes: FakeStore) -> None:
    for _ in range(30):
        report(fakes, 1)
    assert report(fakes, 2)[1].incident_id is None


def test_what_the_classifier_is_not_sure_of_counts_for_nothing(fakes: FakeStore) -> None:
    for number in range(1, 40):
        report(fakes, number, replace(OUTAGE, sure=False))
    assert fakes.incidents.open_for("acme") == ()


def test_other_urgent_matters_still_call_people_during_it(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    called, ticket = report(fakes, 21, replace(OUTAGE, category=Category.URGENT_REQUEST))
    assert called
    assert ticket.incident_id is None


def test_a_suspicion_stops_no_automatic_answer(fakes: FakeStore) -> None:
    (incident,) = (reports(fakes, 1, 20), *fakes.incidents.open_for("acme"))[1:]
    assert not incident.concerns("facebook")


def test_when_people_say_it_is_none_they_are_called_again_for_each(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    (incident,) = fakes.incidents.open_for("acme")
    fakes.incidents.resolve(incident.id, by="lead", at=fakes.clock.now())

    assert reports(fakes, 21, 23) == [True, True, True]
    assert fakes.metrics.of("IncidentsSuspected") == 1


def test_a_suspicion_nobody_acts_on_speaks_for_an_hour(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    fakes.clock.at = START + SUSPECTED_FOR
    assert reports(fakes, 21, 21) == [True]


def test_reports_join_the_incident_that_people_open(fakes: FakeStore) -> None:
    reports(fakes, 1, 20)
    fakes.incidents.open(
        Incident(
            id="acme-20260302T090500-4f3a",
            brand="acme",
            title="No line",
            opened_at=START + timedelta(minutes=5),
            opened_by="lead",
        )
    )
    called, ticket = report(fakes, 21)
    assert not called
    assert ticket.incident_id == "acme-20260302T090500-4f3a"


# --- by meaning -----------------------------------------------------------------------------------------------------


def meaning_of(direction: int) -> str:
    """Different directions are at right angles."""
    return written(packed(1.0 if place == direction else 0.0 for place in range(WIDTH)))


def test_thirty_reports_of_thirty_things_are_no_incident(fakes: FakeStore) -> None:
    for number in range(1, 31):
        assert report(fakes, number, replace(OUTAGE, meaning=meaning_of(number)))[0]
    assert fakes.incidents.open_for("acme") == ()


def test_among_many_other_things_the_same_thing_is_found(fakes: FakeStore) -> None:
    for number in range(1, 41):
        direction = 0 if number % 2 else number
        report(fakes, number, replace(OUTAGE, meaning=meaning_of(direction)))
    (incident,) = fakes.incidents.open_for("acme")
    assert incident.title == "20 reports of an outage within 10 minutes"


def test_who_says_the_same_counts_whatever_it_was_taken_for_and_people_are_called(fakes: FakeStore) -> None:
    taken_for_other = replace(OUTAGE, category=Category.ACCOUNT_OR_TECHNICAL, meaning=meaning_of(0))
    for number in range(1, 20):
        report(fakes, number, replace(OUTAGE, meaning=meaning_of(0)) if number % 2 else taken_for_other)
    assert fakes.incidents.open_for("acme") == ()

    _, ticket = report(fakes, 20, taken_for_other)

    (incident,) = fakes.incidents.open_for("acme")
    assert ticket.incident_id is None
    assert report(fakes, 21, replace(OUTAGE, meaning=meaning_of(0)))[1].incident_id == incident.id


@pytest.mark.parametrize("broken", ["", "AAAA", "no vector"])
def test_a_meaning_that_cannot_be_read_leaves_the_count_by_category(fakes: FakeStore, broken: str) -> None:
    for number in range(1, 21):
        report(fakes, number, replace(OUTAGE, meaning=broken))
    assert len(fakes.incidents.open_for("acme")) == 1


def test_somebody_who_may_be_hurt_is_never_only_one_of_many(fakes: FakeStore) -> None:
    for number in range(1, 31):
        report(fakes, number, replace(OUTAGE, danger=Danger.POSSIBLE, meaning=meaning_of(0)))
    assert fakes.incidents.open_for("acme") == ()
