"""A round that a person ended stands in the way of nobody, however long its workflow still sleeps."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.escalate.close import CloseEscalation
from functions.escalate.start import StartEscalation
from shared.domain.access.callers import ActingAgent
from shared.domain.escalation.manual import deescalated
from shared.domain.escalation.manual import escalated as called_by_hand
from shared.domain.escalation.rounds import EscalationEnd, EscalationReason, due_work, requested, stop_reason
from shared.domain.tickets.changes import claimed, released
from shared.domain.tickets.merging import with_merged
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Priority
from tests.fakes.escalation import FakeEscalationWorkflow
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START
from tests.unit.escalate.test_notify import Fakes, escalated

LEA = ActingAgent.named("lea")
MINUTE = timedelta(minutes=1)

Act = Callable[[Ticket, datetime], Ticket]


@dataclass
class Night(Fakes):
    """An urgent ticket of which people are told; its workflow wakes when the test says so."""

    workflow: FakeEscalationWorkflow = field(default_factory=FakeEscalationWorkflow)

    @property
    def ticket(self) -> Ticket:
        return self.tickets.stored["T-1"]

    def act(self, act: Act) -> None:
        self.clock.pass_time(minutes=1)
        self.tickets.save(act(self.ticket, self.clock.now()))

    def start(self) -> None:
        StartEscalation(self.tickets, self.history, self.workflow, self.metrics, self.clock)("T-1")

    def told_up_to(self, tier: int) -> None:
        for number in range(tier + 1):
            self.told = self.notify(self.step(number, at=self.clock.now()))
            if number < tier:
                self.clock.at = self.told.look_at

    def wake(self) -> EscalationEnd | None:
        """The workflow of the first round looks again, after its wait."""
        self.clock.at = max(self.clock.at, self.told.look_at)
        step = self.step(self.told.tier, exhausted=self.told.exhausted, at=self.clock.at)
        end = self.notify(step).end
        if end is not None:
            close = CloseEscalation(self.tickets, self.history, self.metrics)
            close("T-1", escalation_round=1, end=end, tiers_notified=1, at=self.clock.at)
        return end


def taken(ticket: Ticket, now: datetime) -> Ticket:
    return claimed(ticket, LEA, take_over=False, now=now)


def not_urgent(ticket: Ticket, now: datetime) -> Ticket:
    return deescalated(ticket, now=now)


def in_danger(ticket: Ticket, now: datetime) -> Ticket:
    hurt = replace(ticket, claimed_by=None, danger=Danger.POSSIBLE)
    return requested(hurt, EscalationReason.DANGER, now)


def late(ticket: Ticket, now: datetime) -> Ticket:
    return due_work(replace(ticket, first_response_due_at=now), now, MINUTE).ticket


CALLS: dict[str, tuple[Act, ...]] = {
    "the customer writes of a danger": (taken, in_danger),
    "a colleague escalates": (taken, lambda ticket, now: called_by_hand(ticket, now=now)),
    "the holder gives it back": (taken, lambda ticket, now: released(ticket, now=now)),
    "not urgent, then escalated": (not_urgent, lambda ticket, now: called_by_hand(ticket, now=now)),
    "not urgent, then a danger": (not_urgent, in_danger),
    "the deadline passes after the claim": (taken, late),
    "a danger that nobody has claimed": (in_danger,),
}


@pytest.mark.parametrize("tier", [0, 1], ids=["the first tier is waited for", "the last tier is waited for"])
@pytest.mark.parametrize("acts", CALLS.values(), ids=CALLS.keys())
def test_what_calls_people_after_the_end_begins_at_once_with_the_first_tier(acts: tuple[Act, ...], tier: int) -> None:
    night = Night()
    night.tickets.save(escalated(priority=Priority.URGENT))
    night.told_up_to(tier)
    for act in acts:
        night.act(act)

    assert night.ticket.escalate_at == night.clock.now()
    night.start()
    assert (night.ticket.escalation_round, night.ticket.escalation_running) == (2, True)
    before = len(night.notifier.delivered)
    assert night.wake() is EscalationEnd.SUPERSEDED
    assert len(night.notifier.delivered) == before, "the round before tells nobody any more"
    night.notify(night.step(0, round=2, at=night.clock.now()))
    assert night.notifier.targets[before:] == ["oncall"]
    assert stop_reason(night.ticket, 2) is None


@pytest.mark.parametrize("acts", CALLS.values(), ids=CALLS.keys())
def test_a_workflow_that_wakes_before_the_next_round_is_started_leaves_that_to_be_started(
    acts: tuple[Act, ...],
) -> None:
    night = Night()
    night.tickets.save(escalated(priority=Priority.URGENT))
    night.told_up_to(1)
    for act in acts:
        night.act(act)

    assert night.wake() is EscalationEnd.SUPERSEDED
    night.start()
    assert stop_reason(night.ticket, 2) is None


@pytest.mark.parametrize("act", [taken, not_urgent])
def test_who_only_ends_a_round_calls_nobody(act: Act) -> None:
    night = Night()
    night.tickets.save(escalated(priority=Priority.URGENT))
    night.told_up_to(0)
    night.act(act)

    before = len(night.notifier.delivered)
    assert night.wake() is EscalationEnd.CLAIMED
    assert (night.ticket.escalation_running, night.ticket.escalation_over_at) == (False, None)
    assert (night.ticket.escalate_at, len(night.notifier.delivered)) == (None, before)


def test_a_ticket_that_is_neither_late_nor_urgent_is_given_back_without_a_call() -> None:
    night = Night()
    night.tickets.save(escalated(priority=Priority.NORMAL))
    night.told_up_to(0)
    night.act(taken)
    night.act(lambda ticket, now: released(ticket, now=now))

    before = len(night.notifier.delivered)
    assert night.wake() is EscalationEnd.CLAIMED
    assert len(night.notifier.delivered) == before


def test_the_first_of_two_acknowledgements_that_is_taken_back_lets_the_round_go_on() -> None:
    round_in_force = replace(escalated(priority=Priority.URGENT), acknowledgements_needed=2)
    back = released(taken(round_in_force, START), now=START + MINUTE)

    assert (back.escalation_round, back.escalation_running, back.escalate_at) == (1, True, None)
    assert stop_reason(back, 1) is None


def test_an_escalation_that_is_asked_for_twice_is_one() -> None:
    night = Night()
    night.tickets.save(escalated(priority=Priority.URGENT))
    for act in CALLS["a colleague escalates"]:
        night.act(act)
    night.start()
    night.act(lambda ticket, now: called_by_hand(ticket, now=now))
    night.start()
    assert night.ticket.escalation_round == 2


def test_a_danger_keeps_its_reason_until_it_is_told() -> None:
    ticket = in_danger(escalated(priority=Priority.URGENT), START)
    assert late(ticket, START + MINUTE).escalation_reason == "danger"


@pytest.mark.parametrize("way", ["given back", "escalated", "raised"])
def test_who_is_called_again_for_a_ticket_in_danger_is_told_of_the_danger(way: str) -> None:
    hurt = a_ticket(priority=Priority.URGENT, danger=Danger.POSSIBLE, first_response_due_at=START)
    acts = {"given back": lambda: released(taken(hurt, START), now=START + MINUTE)}
    acts["escalated"] = lambda: called_by_hand(taken(hurt, START), now=START + MINUTE)
    acts["raised"] = lambda: with_merged(replace(hurt, danger=Danger.NONE), replace(hurt, id="T-2"), now=START)
    assert acts[way]().escalation_reason == "danger"


def test_a_danger_that_is_merged_in_is_told_though_the_other_ticket_is_held() -> None:
    held = taken(escalated(priority=Priority.URGENT, customer_id="C-1"), START)
    hurt = a_ticket(id="T-2", priority=Priority.URGENT, danger=Danger.POSSIBLE, customer_id="C-1")

    after = with_merged(held, hurt, now=START + MINUTE)
    assert (after.claimed_by, after.escalation_reason, after.escalate_at) == (None, "danger", START + MINUTE)

    in_hand = with_merged(held, taken(hurt, START), now=START + MINUTE)
    assert (in_hand.claimed_by, in_hand.escalate_at) == ("lea", None), "whoever has it in hand knows of the danger"


@pytest.mark.parametrize("meanwhile", ["the deadline passes", "it becomes urgent"])
def test_the_last_acknowledgement_that_was_wanted_covers_what_came_since_the_first(meanwhile: str) -> None:
    first = taken(replace(escalated(), acknowledgements_needed=2), START + MINUTE)
    changed = (
        replace(first, priority=Priority.URGENT)
        if meanwhile == "it becomes urgent"
        else late(first, START + 2 * MINUTE)
    )
    assert stop_reason(changed, 1) is None

    second = claimed(changed, ActingAgent.named("tom"), take_over=False, now=START + 3 * MINUTE)

    assert (second.claimed_by, second.acknowledged_by) == ("lea", ("lea", "tom"))
    assert (second.is_in_hand, stop_reason(second, 1)) == (True, EscalationEnd.CLAIMED)
    assert late(replace(second, first_response_due_at=None, noticed_breach_at=None), START + 4 * MINUTE).escalate_at
