"""What a claim covers: the wait and the priority that its holder knows of, and nothing that comes after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.access.callers import ActingAgent
from shared.domain.escalation.rounds import HOLDER, EscalationEnd, begun, end_reason, first_state, stop_reason
from shared.domain.tickets.changes import Change, changed, claimed
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Priority
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
