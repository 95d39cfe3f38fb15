"""Clocks stand still while a ticket is pending, and go on with the time that was left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.channels import load_policy
from shared.domain.brand.model import Brand, Clock
from shared.domain.business_time.hours import add_business_time, business_time_between, subtract_business_time
from shared.domain.escalation import rounds as escalation
from shared.domain.tickets.changes import Change, changed
from shared.domain.tickets.clocks import DeadlineKind, due_warnings, warned, with_clocks
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import deadlines_of, deadlines_with, due_after, recomputed
from shared.domain.vocabulary import Priority, Status
from tests.fakes.escalation import a_brand
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

HOUR = timedelta(hours=1)
ACME = a_brand()


def brand(clock: Clock = Clock.ALWAYS, **fields: object) -> Brand:
    targets = {
        each: replace(target, clock=clock, first_response=4 * HOUR, next_response=None, resolution=24 * HOUR)
        for each, target in ACME.targets.items()
    }
    return replace(ACME, targets=targets, **fields)


def pending(at: datetime, **fields: object) -> Ticket:
    return changed(a_ticket(**fields), Change(status=Status.PENDING), deadlines=None, now=at)


def opened(ticket: Ticket, at: datetime, acme: Brand) -> Ticket:
    after = changed(ticket, Change(status=Status.OPEN), deadlines=None, now=at)
    return with_clocks(ticket, after, acme, at, load_policy)


def test_nothing_is_missed_while_a_ticket_is_pending() -> None:
    ticket = pending(START + HOUR / 2)
    later = START + 1000 * HOUR
    assert (ticket.misses_deadline(later), ticket.misses_resolution(later), ticket.next_due_at) == (False, False, None)
    assert not escalation.due_work(ticket, later, HOUR).missed


def test_what_was_left_of_both_deadlines_is_left_when_the_ticket_is_open_again() -> None:
    again = opened(pending(START + HOUR / 2), START + 50 * HOUR, brand())
    assert again.first_response_due_at == START + 50.5 * HOUR
    assert again.resolution_due_at == START + 73.5 * HOUR
    assert again.paused_at is None


def test_business_clocks_have_the_opening_time_that_was_left() -> None:
    acme = brand(Clock.BUSINESS)
    friday = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # 16:30 in Paris; the desk closes at 17:30
    due = datetime(2026, 3, 7, 10, 0, tzinfo=UTC)  # two hours of the Saturday, after an hour of the Friday
    ticket = pending(friday, first_response_due_at=due, resolution_due_at=due)
    monday = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)  # 09:00 in Paris
    again = opened(ticket, monday, acme)
    assert again.first_response_due_at == monday + 2 * HOUR == again.resolution_due_at


def test_what_was_missed_before_the_pause_stays_missed() -> None:
    ticket = pending(START + 2 * HOUR)
    assert ticket.breached_at == START + HOUR
    again = opened(ticket, START + 9 * HOUR, brand())
    assert (again.breached_at, again.first_response_due_at) == (START + HOUR, START + HOUR)
    assert again.resolution_due_at == START + 31 * HOUR


def test_an_answer_stops_the_resolution_clock_until_the_customer_writes_again() -> None:
    fakes = FakeStore()
    fakes.brands.stored["acme"] = brand()
    fakes.store(an_event("m1"), a_classification())
    (ticket,) = fakes.tickets.stored.values()
    answered = fakes.tickets.save(ticket.answered(True, START + HOUR, START + HOUR))
    assert (answered.status, answered.paused_at) == (Status.PENDING, START + HOUR)

    fakes.clock.at = START + 30 * HOUR
    fakes.store(an_event("m2", text="Et ma facture ?", occurred_at=START + 30 * HOUR), a_classification())

    (ticket,) = fakes.tickets.stored.values()
    assert (ticket.status, ticket.paused_at) == (Status.OPEN, None)
    assert ticket.first_response_due_at == START + 34 * HOUR, "a new wait has a deadline of its own"
    assert ticket.resolution_due_at == START + 53 * HOUR, "of 24 hours 23 were left"


def test_a_ticket_that_is_resolved_and_opened_by_an_agent_has_the_time_that_was_left() -> None:
    resolved = changed(a_ticket(), Change(status=Status.RESOLVED), deadlines=None, now=START + HOUR)
    assert opened(resolved, START + 100 * HOUR, brand()).resolution_due_at == START + 123 * HOUR


def test_the_platform_does_not_wait_for_a_paused_clock() -> None:
    closes = START + 30 * HOUR
    ticket = pending(START, channel="messenger", reply_window_closes_at=closes, first_response_due_at=START + 20 * HOUR)
    again = opened(ticket, START + 25 * HOUR, brand())
    window = load_policy("messenger").closes_for_people(closes)
    assert window is not None
    assert again.first_response_due_at is not None
    assert again.first_response_due_at <= window


def test_the_sweep_sees_what_nobody_resumed_and_the_deadline_is_never_lost() -> None:
    lost = replace(pending(START + HOUR / 2), status=Status.OPEN)
    assert lost.next_due_at == START + HOUR, "it is looked at"
    found = with_clocks(lost, lost, brand(), START + HOUR, load_policy)
    assert found.first_response_due_at == START + 1.5 * HOUR


@settings(max_examples=50)
@given(
    stops=st.integers(0, 59), rests=st.integers(0, 60 * 24 * 20), times=st.integers(1, 3), clock=st.sampled_from(Clock)
)
def test_however_often_it_is_paused_the_customer_never_waits_longer_by_our_clock(
    stops: int, rests: int, times: int, clock: Clock
) -> None:
    acme = brand(clock)
    due = add_business_time(acme.calendar, START, 2 * HOUR) if clock is Clock.BUSINESS else START + 2 * HOUR
    ticket, at, ran = a_ticket(first_response_due_at=due, resolution_due_at=due + 24 * HOUR), START, timedelta(0)
    for _ in range(times):
        before, at = at, at + timedelta(minutes=stops)
        ran += business_time_between(acme.calendar, before, at) if clock is Clock.BUSINESS else at - before
        if ticket.misses_deadline(at):
            return
        held = changed(ticket, Change(status=Status.PENDING), deadlines=None, now=at)
        at += timedelta(minutes=rests)
        ticket = opened(held, at, acme)
    assert ticket.first_response_due_at is not None
    left = (
        business_time_between(acme.calendar, at, ticket.first_response_due_at)
        if clock is Clock.BUSINESS
        else ticket.first_response_due_at - at
    )
    assert left == 2 * HOUR - ran


@settings(max_examples=50)
@given(end=st.integers(0, 60 * 24 * 40), minutes=st.integers(0, 60 * 30))
def test_opening_time_is_taken_away_as_it_is_added(end: int, minutes: int) -> None:
    calendar, duration = ACME.calendar, timedelta(minutes=minutes)
    until = START + timedelta(minutes=end)
    since = subtract_business_time(calendar, until, duration)
    assert business_time_between(calendar, since, until) == duration


# --- warnings -------------------------------------------------------------------------------------------------------


def test_people_are_warned_when_a_share_of_the_time_is_left() -> None:
    acme = brand(warn_at=0.25, warn_targets=("topic",))
    ticket = a_ticket(first_response_due_at=START + 4 * HOUR)
    ticket = with_clocks(ticket, ticket, acme, START, load_policy)
    assert ticket.warn_at == START + 3 * HOUR
    assert due_warnings(ticket, acme, START + 2.9 * HOUR) == ()
    (found,) = due_warnings(ticket, acme, START + 3 * HOUR)
    assert (found.kind, found.due_at) == (DeadlineKind.RESPONSE, START + 4 * HOUR)
    assert due_warnings(ticket, acme, START + 4 * HOUR) == (), "what is missed is told as missed"


def test_each_wait_is_warned_of_once_also_after_a_pause() -> None:
    acme = brand(warn_at=0.25, warn_targets=("topic",))
    ticket = warned(a_ticket(first_response_due_at=START + 4 * HOUR), DeadlineKind.RESPONSE, START + 3 * HOUR)
    ticket = with_clocks(ticket, ticket, acme, START + 3 * HOUR, load_policy)
    assert ticket.warn_at == START + 18 * HOUR, "only the resolution is left"
    held = changed(ticket, Change(status=Status.PENDING), deadlines=None, now=START + 3.5 * HOUR)
    again = opened(held, START + 40 * HOUR, acme)
    assert due_warnings(again, acme, START + 40.4 * HOUR) == ()


def test_by_the_business_clock_the_share_is_one_of_opening_time() -> None:
    acme = brand(Clock.BUSINESS, warn_at=0.25, warn_targets=("topic",))
    due = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)  # half an hour after the desk opened on Monday
    ticket = a_ticket(first_response_due_at=due, resolution_due_at=None)
    ticket = with_clocks(ticket, ticket, acme, START, load_policy)
    assert ticket.warn_at == datetime(2026, 3, 7, 11, 30, tzinfo=UTC), "the other half hour is one of the Saturday"


@pytest.mark.parametrize("status", [Status.PENDING, Status.RESOLVED, Status.CLOSED])
def test_nobody_is_warned_of_a_clock_that_stands_still(status: Status) -> None:
    acme = brand(warn_at=0.25, warn_targets=("topic",))
    ticket = a_ticket(warn_at=START + 3 * HOUR)
    after = changed(ticket, Change(status=status), deadlines=None, now=START + HOUR / 2)
    assert after.next_due_at is None
    assert with_clocks(ticket, after, acme, START + HOUR / 2, load_policy).warn_at is None


# --- another priority after a pause ---


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.parametrize("together", [True, False], ids=["in_one_change", "a_minute_later"])
def test_time_that_stood_still_does_not_count_when_the_priority_changes(clock: Clock, together: bool) -> None:
    acme = brand(clock)
    high = replace(acme.targets[Priority.HIGH], first_response=HOUR, resolution=2 * HOUR)
    acme = replace(acme, targets={**acme.targets, Priority.HIGH: high})
    began = datetime(2026, 3, 2, 9, tzinfo=UTC)
    deadlines = deadlines_of(acme, "facebook", Priority.NORMAL, since=began, window_closes_at=None)
    ticket = a_ticket(
        waiting_since=began,
        priority=Priority.NORMAL,
        reply_window_closes_at=None,
        first_response_due_at=deadlines.first_response_due_at,
        resolution_due_at=deadlines.resolution_due_at,
    )
    stopped, resumed = began + HOUR / 6, began + timedelta(days=2)
    ticket = changed(ticket, Change(status=Status.PENDING), deadlines=None, now=stopped)
    at = resumed if together else resumed + HOUR / 60
    if not together:
        ticket = opened(ticket, resumed, acme)
    change = Change(status=Status.OPEN if together else None, priority=Priority.HIGH)
    wanted = deadlines_with(acme, ticket, Priority.HIGH, load_policy)
    raised = with_clocks(ticket, changed(ticket, change, deadlines=wanted, now=at), acme, at, load_policy)
    assert raised.first_response_due_at == resumed + HOUR * 5 / 6
    assert raised.resolution_due_at == resumed + HOUR * 11 / 6
    assert (raised.breached_at, raised.paused_at, raised.pauses) == (None, None, ((stopped, resumed),))
    assert not escalation.due_work(raised, at, HOUR).missed


def test_every_pause_counts_and_those_before_the_customer_waited_do_not() -> None:
    acme = brand()
    pauses = (
        (START - 5 * HOUR, START + HOUR),
        (START + 2 * HOUR, START + 4 * HOUR),
        (START + 90 * HOUR, START + 99 * HOUR),
    )
    found = deadlines_of(acme, "facebook", Priority.HIGH, since=START, window_closes_at=None, pauses=pauses)
    assert found.first_response_due_at == START + (4 + 1 + 2) * HOUR
    assert found.resolution_due_at == START + (24 + 1 + 2) * HOUR


# --- and another version of the brand file ----------------------------------------------------------------------------


def shorter(acme: Brand, first_response: timedelta = 2 * HOUR, resolution: timedelta = 6 * HOUR) -> Brand:
    changes = {"first_response": first_response, "resolution": resolution}
    return replace(acme, targets={each: replace(target, **changes) for each, target in acme.targets.items()})


def with_deadlines(acme: Brand) -> Ticket:
    due = deadlines_of(acme, "facebook", Priority.HIGH, since=START, window_closes_at=None)
    return a_ticket(
        priority=Priority.HIGH,
        first_response_due_at=due.first_response_due_at,
        resolution_due_at=due.resolution_due_at,
        reply_window_closes_at=None,
    )


def paused_for(ticket: Ticket, begin: timedelta, end: timedelta, acme: Brand) -> Ticket:
    stopped = changed(ticket, Change(status=Status.PENDING), deadlines=None, now=START + begin)
    return opened(stopped, START + end, acme)


@pytest.mark.parametrize("clock", Clock)
def test_a_ticket_that_was_pending_has_the_new_targets_and_its_pauses(clock: Clock) -> None:
    old = brand(clock)
    again = paused_for(with_deadlines(old), HOUR / 6, HOUR / 3, old)
    moved = recomputed(again, old, shorter(old), START + HOUR / 2, load_policy)
    assert moved.first_response_due_at == START + 2 * HOUR + HOUR / 6
    assert moved.resolution_due_at == due_after(old, "facebook", clock, START, 6 * HOUR + HOUR / 6)


def test_a_ticket_that_was_answered_and_waits_anew_has_the_new_targets_too() -> None:
    old = brand()
    fakes = FakeStore()
    fakes.brands.stored["acme"] = old
    fakes.store(an_event("m1"), a_classification())
    (ticket,) = fakes.tickets.stored.values()
    fakes.tickets.save(ticket.answered(True, START + HOUR, START + HOUR))
    fakes.clock.at = START + 3 * HOUR
    fakes.store(an_event("m2", text="Et ma facture ?", occurred_at=fakes.clock.at), a_classification())
    (ticket,) = fakes.tickets.stored.values()
    moved = recomputed(ticket, old, shorter(old), START + 3.5 * HOUR, load_policy)
    assert moved.first_response_due_at == START + 5 * HOUR
    assert moved.resolution_due_at == START + 8 * HOUR, "two hours it stood still"


@given(
    clock=st.sampled_from(Clock),
    pauses=st.lists(st.integers(1, 90), min_size=2, max_size=8).filter(lambda found: len(found) % 2 == 0),
)
def test_it_does_not_matter_whether_the_file_changes_before_a_pause_or_after_it(
    clock: Clock, pauses: list[int]
) -> None:
    old = brand(clock)
    new = shorter(old, 20 * HOUR, 30 * HOUR)
    first = later = with_deadlines(old)
    first = recomputed(first, old, new, START, load_policy)
    passed = timedelta(0)
    for runs, stands in zip(pauses[::2], pauses[1::2], strict=True):
        begin = passed + timedelta(minutes=min(runs, 50))  # before the four hours of the old file are over
        passed = begin + timedelta(minutes=stands)
        first, later = paused_for(first, begin, passed, new), paused_for(later, begin, passed, old)
    later = recomputed(later, old, new, START + passed, load_policy)
    assert (later.first_response_due_at, later.resolution_due_at) == (
        first.first_response_due_at,
        first.resolution_due_at,
    )
