"""What was missed stays missed, whatever happens to the ticket afterwards."""

from datetime import datetime, timedelta

import pytest

from shared.domain.tickets.changes import Change, changed
from shared.domain.tickets.deletion import with_message_deleted
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import Priority, Status
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

DUE = START + timedelta(hours=1)
LATE = START + timedelta(hours=2)
NEW = Deadlines(first_response_due_at=START + timedelta(hours=8), resolution_due_at=None)


def missed(**fields: object) -> Ticket:
    return a_ticket(first_response_due_at=DUE, **fields).breached(DUE + timedelta(minutes=1))


def test_a_lower_priority_moves_the_deadline_and_forgets_nothing() -> None:
    ticket = changed(missed(priority=Priority.HIGH), Change(priority=Priority.LOW), deadlines=NEW, now=LATE)

    assert (ticket.breached_at, ticket.first_response_due_at) == (DUE, NEW.first_response_due_at)
    assert ticket.next_due_at == NEW.first_response_due_at


def test_a_new_message_begins_a_new_wait_and_forgets_nothing() -> None:
    fakes = FakeStore()
    fakes.store(an_event("m1"), a_classification())
    (opened,) = fakes.tickets.stored.values()
    due = opened.first_response_due_at
    assert due is not None
    answered = opened.breached(due).answered(True, due + timedelta(hours=1), due + timedelta(hours=1))
    fakes.tickets.save(answered)
    fakes.clock.at = due + timedelta(hours=2)
    fakes.store(an_event("m2", text="Toujours rien", occurred_at=due + timedelta(hours=2)), a_classification())

    (ticket,) = fakes.tickets.stored.values()
    assert (ticket.status, ticket.breached_at) == (Status.OPEN, due)
    later = ticket.first_response_due_at
    assert later is not None
    assert later > due
    assert not ticket.misses_deadline(later - timedelta(minutes=1))
    assert ticket.misses_deadline(later), "the new wait has a deadline of its own"
    again = ticket.breached(later)
    assert (again.breached_at, again.misses_deadline(later + timedelta(days=1))) == (due, False)


def test_a_new_message_that_comes_before_the_sweep_has_looked_moves_no_missed_resolution_away() -> None:
    fakes = FakeStore()
    fakes.store(an_event("m1"), a_classification())
    (opened,) = fakes.tickets.stored.values()
    due = opened.resolution_due_at
    assert due is not None
    late = due + timedelta(seconds=30)
    fakes.tickets.save(opened.answered(True, late, late))
    late += timedelta(seconds=30)
    fakes.clock.at = late
    fakes.store(an_event("m2", text="Toujours rien", occurred_at=late, received_at=late), a_classification())

    (ticket,) = fakes.tickets.stored.values()
    assert ticket.resolution_breached_at == due
    assert ticket.resolution_due_at == due


@pytest.mark.parametrize(("at", "expected"), [(DUE - timedelta(minutes=1), None), (LATE, DUE)])
def test_an_answer_that_comes_before_the_sweep_has_looked_is_late_all_the_same(
    at: datetime, expected: datetime | None
) -> None:
    assert a_ticket(first_response_due_at=DUE).answered(True, at, LATE).breached_at == expected


@pytest.mark.parametrize("change", [Change(status=Status.RESOLVED), Change(priority=Priority.LOW)])
def test_nor_does_a_click_make_it_good(change: Change) -> None:
    assert changed(a_ticket(first_response_due_at=DUE), change, deadlines=NEW, now=LATE).breached_at == DUE


def test_a_change_of_something_else_leaves_it_to_the_sweep() -> None:
    ticket = a_ticket(first_response_due_at=DUE)
    assert changed(ticket, Change(team=ticket.team), deadlines=None, now=LATE) == ticket


def test_a_customer_who_takes_it_back_too_late_had_waited_too_long() -> None:
    assert (
        with_message_deleted(a_ticket(first_response_due_at=DUE), "m1", waiting_since=None, now=LATE).breached_at == DUE
    )


def test_a_ticket_of_an_earlier_version_is_not_missed_again() -> None:
    ticket = a_ticket(first_response_due_at=DUE, breached_at=DUE, resolution_due_at=None)
    assert not ticket.misses_deadline(LATE)
    assert ticket.next_due_at is None
