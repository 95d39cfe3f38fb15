"""Which clock counts: first and next response, by priority and channel."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from shared.brand import load, read
from shared.channels import load_policy
from shared.domain.brand.model import Brand, Clock
from shared.domain.escalation import rounds as escalation
from shared.domain.tickets.changes import Change, changed
from shared.domain.tickets.sla import deadlines_of, recomputed
from shared.domain.vocabulary import Priority, Status
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

HOUR = timedelta(hours=1)


def acme(**sla: object) -> Brand:
    document = dict(read(Path("brands/acme.yaml").read_bytes()))
    document["sla"] = {**document["sla"], **sla}
    return load(document, "acme", 1)


HIGH = {"first_response": "1h", "resolution": "8h", "clock": "always"}


@pytest.mark.parametrize(("answered", "hours"), [(False, 1), (True, 3)])
def test_who_was_answered_before_waits_by_the_clock_of_the_next_response(answered: bool, hours: int) -> None:
    brand = acme(high={**HIGH, "next_response": "3h"})
    found = deadlines_of(brand, "facebook", Priority.HIGH, since=START, window_closes_at=None, answered=answered)
    assert (found.first_response_due_at, found.resolution_due_at) == (START + hours * HOUR, START + 8 * HOUR)


def test_without_a_next_response_the_first_one_counts() -> None:
    found = deadlines_of(acme(high=HIGH), "facebook", Priority.HIGH, since=START, window_closes_at=None, answered=True)
    assert found.first_response_due_at == START + HOUR


def test_a_channel_may_have_targets_of_its_own_and_keeps_what_it_does_not_say() -> None:
    brand = acme(high=HIGH, channels={"x": {"high": {"first_response": "15m"}}})
    own, other = brand.target_of(Priority.HIGH, "x"), brand.target_of(Priority.HIGH, "facebook")
    assert (own.first_response, own.resolution, own.clock) == (HOUR / 4, 8 * HOUR, Clock.ALWAYS)
    assert (other.first_response, brand.target_of(Priority.LOW, "x")) == (HOUR, brand.targets[Priority.LOW])


def test_a_customer_who_writes_again_after_our_answer_has_the_deadline_of_a_next_response() -> None:
    fakes = FakeStore()
    general = fakes.brands.current("acme")
    targets = {
        priority: replace(target, clock=Clock.ALWAYS, first_response=HOUR, next_response=5 * HOUR, resolution=9 * HOUR)
        for priority, target in general.targets.items()
    }
    fakes.brands.stored["acme"] = replace(general, targets=targets)
    fakes.store(an_event("m1"), a_classification())
    (ticket,) = fakes.tickets.stored.values()
    assert ticket.first_response_due_at == START + HOUR
    fakes.tickets.save(ticket.answered(True, START + HOUR / 2, START + HOUR / 2))

    fakes.store(an_event("m2", occurred_at=START + 2 * HOUR), a_classification())

    (ticket,) = fakes.tickets.stored.values()
    assert (ticket.waiting_since, ticket.first_response_due_at) == (START + 2 * HOUR, START + 7 * HOUR)


def test_another_next_response_moves_the_deadlines_of_those_who_wait_for_one() -> None:
    before, after = (acme(high={**HIGH, "next_response": hours}) for hours in ("3h", "2h"))
    ticket = a_ticket(
        priority=Priority.HIGH,
        first_response_at=START - HOUR,
        waiting_since=START,
        first_response_due_at=START + 3 * HOUR,
    )
    moved = recomputed(ticket, before, after, START, load_policy)
    assert moved.first_response_due_at == START + 2 * HOUR


@pytest.mark.parametrize("text", ["Thanks, bye!", "Merci, bonne journée", "ok merci 🙏", "Merci beaucoup, au revoir"])
def test_a_person_who_resolves_ends_every_clock_also_when_the_customer_has_the_last_word(text: str) -> None:
    fakes = FakeStore()
    fakes.store(an_event("m1"), a_classification())
    (ticket,) = fakes.tickets.stored.values()
    resolved = changed(ticket, Change(status=Status.RESOLVED), deadlines=None, now=START + HOUR / 2)
    fakes.tickets.save(resolved)

    fakes.store(an_event("m2", text=text, occurred_at=START + HOUR), a_classification(needs_response=True))

    (ticket,) = fakes.tickets.stored.values()
    assert (ticket.status, ticket.waiting_since, ticket.resolved_at) == (Status.RESOLVED, None, START + HOUR / 2)
    later = START + 1000 * HOUR
    assert not ticket.misses_deadline(later)
    assert not ticket.misses_resolution(later)
    assert escalation.due_work(ticket, later, HOUR).ticket.breached_at is None
