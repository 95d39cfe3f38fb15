"""Somebody may be hurt: people are told at once, and nobody is told to wait for the next opening."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.classify.model.classifier import TrainedClassifier
from shared.domain.incidents.model import Incident
from shared.domain.messages.event import InboundEvent
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import (
    Category,
    Danger,
    EventKind,
    Outcome,
    Priority,
    Stage,
    Status,
    SuppressionReason,
    Surface,
    Visibility,
)
from tests.fakes.brands import acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

DANGER = a_classification(danger=Danger.POSSIBLE, reasons=("danger: fire",))
NIGHT = START.replace(hour=23)
classify = TrainedClassifier()


@pytest.fixture
def fakes() -> FakeStore:
    fakes = FakeStore()
    fakes.clock.at = NIGHT
    return fakes


def said(text: str, message_id: str = "m1", **fields: object) -> InboundEvent:
    return an_event(message_id, text=text, **{"occurred_at": NIGHT, "received_at": NIGHT, **fields})


def ticket_of(fakes: FakeStore) -> Ticket:
    (ticket,) = fakes.tickets.stored.values()
    return ticket


@pytest.mark.parametrize(
    "text",
    ["Ma maison brûle", "Ça sent le gaz", "Elle saigne beaucoup", "I'm bleeding badly", "Appelez les pompiers",
     "Je vais me tuer", "I want to die"],
)  # fmt: skip
@pytest.mark.parametrize("stage", list(Stage))
def test_a_danger_in_few_words_is_urgent_told_at_once_and_never_told_to_wait(
    fakes: FakeStore, text: str, stage: Stage
) -> None:
    event = said(text)
    stored = fakes.store(event, replace(classify(event, acme()), stage=stage))

    ticket = ticket_of(fakes)
    assert stored.outcome is Outcome.TICKET
    assert (ticket.priority, ticket.danger, stored.escalate_now) == (Priority.URGENT, Danger.POSSIBLE, True)
    assert (stored.acknowledge, ticket.suppression) == (False, SuppressionReason.DANGER)
    assert ticket.reasons[0].startswith("danger possible : ")


@pytest.mark.parametrize("category", list(Category))
def test_whatever_the_category(fakes: FakeStore, category: Category) -> None:
    stored = fakes.store(said("au feu"), replace(DANGER, category=category, needs_response=False))

    assert (ticket_of(fakes).priority, stored.escalate_now, stored.acknowledge) == (Priority.URGENT, True, False)


def test_an_open_incident_changes_nothing(fakes: FakeStore) -> None:
    fakes.incidents.open(Incident(id="I-1", brand="acme", title="panne", opened_at=START, opened_by="lead"))
    stored = fakes.store(said("panne de courant, mon père est sous oxygène"), replace(DANGER, category=Category.OUTAGE))

    assert stored.escalate_now
    assert ticket_of(fakes).incident_id is None


def test_a_danger_in_a_later_message_makes_the_ticket_urgent(fakes: FakeStore) -> None:
    fakes.incidents.open(Incident(id="I-1", brand="acme", title="panne", opened_at=START, opened_by="lead"))
    fakes.store(said("plus de courant"), a_classification(category=Category.OUTAGE))
    assert ticket_of(fakes).incident_id == "I-1"
    later = NIGHT + timedelta(minutes=5)
    stored = fakes.store(said("ça sent le brûlé", "m2", occurred_at=later), replace(DANGER, category=Category.MENTION))

    ticket = ticket_of(fakes)
    assert (ticket.priority, ticket.danger, stored.escalate_now) == (Priority.URGENT, Danger.POSSIBLE, True)
    assert not stored.acknowledge
    third = fakes.store(said("vous êtes là ?", "m3", occurred_at=later + timedelta(minutes=1)), a_classification())
    assert not third.acknowledge
    assert ticket_of(fakes).suppression == SuppressionReason.DANGER


def test_a_danger_after_the_answer_reopens_also_in_closing_words(fakes: FakeStore) -> None:
    fakes.store(said("Mon colis ?"), a_classification())
    fakes.tickets.save(replace(ticket_of(fakes), status=Status.RESOLVED, resolved_at=NIGHT, waiting_since=None))
    later = NIGHT + timedelta(days=1)
    thanks = replace(DANGER, category=Category.PRAISE, needs_response=False)
    stored = fakes.store(said("merci", "m2", occurred_at=later), thanks)

    assert (ticket_of(fakes).status, stored.escalate_now) == (Status.OPEN, True)


def test_an_edit_can_tell_of_a_danger(fakes: FakeStore) -> None:
    fakes.store(said("Mon colis ?"), a_classification())
    edit = said("la batterie a pris feu", event_id="edit", kind=EventKind.EDITED)
    stored = fakes.store(edit, DANGER)

    ticket = ticket_of(fakes)
    assert (ticket.priority, ticket.danger, stored.escalate_now) == (Priority.URGENT, Danger.POSSIBLE, True)


@pytest.mark.parametrize("status", [Status.PENDING, Status.RESOLVED])
def test_an_edit_of_an_answered_message_that_tells_of_a_danger_waits_again(fakes: FakeStore, status: Status) -> None:
    fakes.store(said("Mon colis ?"), a_classification())
    done = ticket_of(fakes).answered(True, NIGHT + timedelta(minutes=1), NIGHT + timedelta(minutes=1))
    resolved_at = NIGHT if status is Status.RESOLVED else None
    fakes.tickets.save(replace(done, status=status, resolved_at=resolved_at, claimed_by="sophie"))
    later = NIGHT + timedelta(minutes=30)
    stored = fakes.store(said("ça sent le gaz", event_id="edit", kind=EventKind.EDITED, occurred_at=later), DANGER)

    ticket = ticket_of(fakes)
    assert (ticket.status, ticket.waiting_since, ticket.claimed_by) == (Status.OPEN, later, None)
    assert (stored.escalate_now, ticket.escalation_reason) == (True, "danger")
    assert {"reopened", "released", "priority_raised"} <= set(fakes.trail(ticket.id))
    message = fakes.messages.get(ticket.channel, ticket.account_id, "m1")
    assert message is not None
    assert message.waits


def test_an_edit_that_tells_of_a_danger_on_an_urgent_ticket_that_is_claimed_is_told_to_people(
    fakes: FakeStore,
) -> None:
    fakes.store(said("plus de réseau"), a_classification(category=Category.OUTAGE, urgent=True))
    told = replace(ticket_of(fakes), escalation_round=1, escalation_wait=NIGHT, escalate_at=None)
    fakes.tickets.save(replace(told, claimed_by="sophie", priority=Priority.URGENT))
    edit = said("ça sent le gaz", event_id="edit", kind=EventKind.EDITED, occurred_at=NIGHT + timedelta(minutes=5))
    stored = fakes.store(edit, DANGER)

    ticket = ticket_of(fakes)
    assert (stored.escalate_now, ticket.claimed_by, ticket.escalation_reason) == (True, None, "danger")
    assert "released" in fakes.trail(ticket.id)


def test_without_a_danger_nothing_of_this_happens(fakes: FakeStore) -> None:
    private = {"surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE, "conversation_id": "7"}
    event = said("Bonjour, où est mon colis ?", **private, channel="messenger")
    stored = fakes.store(event, classify(event, acme()))

    assert (ticket_of(fakes).danger, stored.escalate_now) == (Danger.NONE, False)


def test_a_danger_on_a_claimed_ticket_is_told_to_people_again_and_the_history_says_whose_it_was(
    fakes: FakeStore,
) -> None:
    fakes.store(said("plus de réseau dans toute la ville"), a_classification(category=Category.OUTAGE, urgent=True))
    told = replace(ticket_of(fakes), escalation_round=1, escalation_wait=NIGHT, escalate_at=None)
    fakes.tickets.save(replace(told, claimed_by="sophie"))
    later = NIGHT + timedelta(minutes=5)
    stored = fakes.store(said("ça sent le gaz", "m2", occurred_at=later), replace(DANGER, category=Category.MENTION))

    ticket = ticket_of(fakes)
    assert (stored.escalate_now, ticket.claimed_by, ticket.escalation_reason) == (True, None, "danger")
    (entry,) = (e for e in fakes.history.of_ticket(ticket.id).items if e.what == "released")
    assert entry.details == {"released_from": "sophie", "reason": "danger"}
    fakes.tickets.save(replace(ticket, claimed_by="karim"))
    fakes.store(said("vite", "m3", occurred_at=later + timedelta(minutes=1)), DANGER)
    assert ticket_of(fakes).claimed_by == "karim", "whoever takes it then keeps it"
