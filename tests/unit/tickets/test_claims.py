"""What a claim covers: the wait and the priority that its holder knows of, and nothing that comes after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.access.callers import ActingAgent
from shared.domain.escalation.manual import deescalated
from shared.domain.escalation.rounds import (
    HOLDER,
    EscalationEnd,
    begun,
    confirmed,
    end_reason,
    ended,
    first_state,
    stop_reason,
)
from shared.domain.tickets.changes import Change, changed, claimed
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, EventKind, Priority
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

SOPHIE = ActingAgent.named("sophie")
SOON = START + timedelta(minutes=5)
URGENT = Change(priority=Priority.URGENT)


def in_hand(**fields: object) -> Ticket:
    return claimed(a_ticket(waiting_since=START, **fields), SOPHIE, take_over=False, now=START)


def raised(ticket: Ticket, by: str | None) -> Ticket:
    return changed(ticket, URGENT, deadlines=None, now=SOON, by=by)


@pytest.mark.parametrize("by", ["supervisor", None])
def test_who_holds_a_ticket_that_becomes_urgent_is_told_first_and_then_the_tiers(by: str | None) -> None:
    ticket = raised(in_hand(), by)

    assert (ticket.escalate_at, ticket.escalation_reason) == (SOON, "urgent")
    round_in_force = begun(ticket, SOON)
    assert first_state(round_in_force)["tier"] == HOLDER
    assert stop_reason(round_in_force, round_in_force.escalation_round) is None
    again = claimed(round_in_force, SOPHIE, take_over=False, now=SOON)
    assert stop_reason(again, again.escalation_round) is EscalationEnd.CLAIMED


def test_who_raises_their_own_ticket_is_not_told_of_it() -> None:
    ticket = raised(in_hand(), "sophie")
    assert (ticket.escalate_at, end_reason(ticket)) == (None, EscalationEnd.CLAIMED)


def test_a_ticket_that_was_urgent_when_it_was_claimed_is_in_hand() -> None:
    assert end_reason(in_hand(priority=Priority.URGENT)) is EscalationEnd.CLAIMED


def test_a_claim_of_an_earlier_version_covers_every_priority() -> None:
    ticket = replace(in_hand(), claimed_priority=None, priority=Priority.URGENT)
    assert end_reason(ticket) is EscalationEnd.CLAIMED


def test_a_message_of_the_same_wait_that_makes_a_claimed_ticket_urgent_is_told_at_once() -> None:
    fakes = FakeStore()
    fakes.store(an_event("m1"), a_classification())
    (opened,) = fakes.tickets.stored.values()
    fakes.tickets.save(claimed(opened, SOPHIE, take_over=False, now=fakes.clock.at))
    fakes.clock.pass_time(minutes=2)
    urgent = a_classification(category=Category.URGENT_REQUEST, urgent=True)
    bought = an_event("m2", text="Quelqu'un vient d'acheter avec ma carte", occurred_at=fakes.clock.at)

    stored = fakes.store(bought, urgent)

    (ticket,) = fakes.tickets.stored.values()
    assert (ticket.priority, ticket.claimed_by, ticket.escalation_reason) == (Priority.URGENT, "sophie", "urgent")
    assert stored.escalate_now


# --- a person has said that nobody more is told ---


@pytest.mark.parametrize("was", [Priority.NORMAL, Priority.URGENT])
@pytest.mark.parametrize("told", ["never", "before", "still"])
@pytest.mark.parametrize("by", ["message", "edit"])
def test_danger_calls_people_whatever_was_said_before_it(was: Priority, told: str, by: str) -> None:
    fakes = FakeStore()
    fakes.store(an_event("m1"), a_classification(urgent=was is Priority.URGENT))
    (ticket,) = fakes.tickets.stored.values()
    if told != "never":
        ticket = confirmed(begun(replace(ticket, escalation_reason="urgent"), fakes.clock.at))
    ticket = deescalated(ticket, now=fakes.clock.at)
    fakes.tickets.save(ended(ticket) if told == "before" else ticket)
    fakes.clock.at += timedelta(minutes=5)
    danger = replace(a_classification(danger=Danger.POSSIBLE), category=Category.COMPLAINT)
    if by == "message":
        fakes.store(an_event("m2", occurred_at=fakes.clock.at), danger)
    else:
        fakes.store(an_event("m1", event_id="edit", kind=EventKind.EDITED, text="Il ne respire plus"), danger)
    (after,) = fakes.tickets.stored.values()
    assert end_reason(after) is None
    assert after.escalation_running or (after.escalate_at is not None and after.escalation_reason == "danger")


def test_what_becomes_urgent_again_after_it_calls_people() -> None:
    urgent = ended(confirmed(begun(a_ticket(priority=Priority.URGENT, waiting_since=START), START)))
    calm = changed(deescalated(urgent, now=SOON), Change(priority=Priority.NORMAL), deadlines=None, now=SOON)
    assert end_reason(calm) is EscalationEnd.CLAIMED
    again = changed(calm, URGENT, deadlines=None, now=SOON + timedelta(minutes=1))
    assert (again.escalate_at, again.escalation_reason) == (SOON + timedelta(minutes=1), "urgent")
    later = ended(confirmed(begun(again, SOON + timedelta(minutes=1))))
    assert changed(later, replace(URGENT, team="experts"), deadlines=None, now=SOON).escalate_at is None


def test_what_was_urgent_when_a_person_said_it_stays_so() -> None:
    urgent = ended(confirmed(begun(a_ticket(priority=Priority.URGENT, waiting_since=START), START)))
    assert end_reason(deescalated(urgent, now=SOON)) is EscalationEnd.CLAIMED
    danger = replace(urgent, danger=Danger.POSSIBLE)
    assert end_reason(deescalated(danger, now=SOON)) is EscalationEnd.CLAIMED
