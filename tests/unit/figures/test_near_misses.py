"""What was answered or solved only just in time, by the clock of its target; and what was late for a later answer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.domain.brand.model import Clock
from shared.domain.events.changes import TicketChange
from shared.domain.figures.counting import figures_of
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status
from tests.fakes.samples import a_ticket
from tests.unit.acknowledgement.scenes import paris
from tests.unit.respond.evening import acme_with_holidays

TUESDAY = paris("2026-03-03 18:00")
HOUR = timedelta(hours=1)


def counted(before: Ticket, after: Ticket, *, clock: Clock = Clock.ALWAYS) -> dict[str, int]:
    brand = acme_with_holidays()
    deltas = figures_of(
        TicketChange(before=before, after=replace(after, version=before.version + 1)),
        after.updated_at,
        lambda _brand, channel: brand.calendar_of(channel),
        lambda _brand, _channel, _priority: clock,
    )
    return {name: count for delta in deltas for name, count in delta.counts.items() if "|" not in name}


def waiting(since: datetime, due: datetime, **fields: object) -> Ticket:
    return replace(
        a_ticket(created_at=since, first_response_due_at=due, resolution_due_at=None),
        waiting_since=since,
        last_customer_message_at=since,
        **fields,
    )


@pytest.mark.parametrize(("after", "near"), [(3.0, 0), (3.5, 1), (3.9, 1)])
def test_an_answer_in_the_last_fifth_of_the_time_is_a_near_miss(after: float, near: int) -> None:
    ticket = waiting(TUESDAY, TUESDAY + 4 * HOUR)
    answered = ticket.answered(True, TUESDAY + after * HOUR, TUESDAY + after * HOUR)
    assert counted(ticket, answered).get("near_miss", 0) == near


def test_a_night_in_which_the_desk_was_closed_makes_no_near_miss() -> None:
    """Four hours of work, written an hour before the desk closes at 19: due at 11 h. At 9.30 h most of it is left."""
    brand = acme_with_holidays()
    opens = paris("2026-03-04 08:00")
    ticket = waiting(TUESDAY, opens + 3 * HOUR)
    assert brand.calendar_of("facebook") is not None
    early, late = opens + 0.5 * HOUR, opens + 2.5 * HOUR
    for at, near in ((early, 0), (late, 1)):
        answered = ticket.answered(True, at, at)
        assert counted(ticket, answered, clock=Clock.BUSINESS).get("near_miss", 0) == near, at


def test_the_time_in_which_the_clocks_stood_still_is_no_time_that_was_allowed() -> None:
    """Four hours, of which one passed before twenty hours of waiting for the customer: three hours are left then."""
    paused, resumed = TUESDAY + HOUR, TUESDAY + 21 * HOUR
    ticket = waiting(TUESDAY, resumed + 3 * HOUR, pauses=((paused, resumed),))
    for at, near in ((resumed + HOUR, 0), (resumed + 2.5 * HOUR, 1)):
        assert counted(ticket, ticket.answered(True, at, at)).get("near_miss", 0) == near, at


def test_a_solution_that_was_put_off_by_pauses_is_measured_without_them() -> None:
    paused, resumed = TUESDAY + HOUR, TUESDAY + 21 * HOUR
    ticket = replace(
        a_ticket(created_at=TUESDAY, first_response_due_at=None),
        waiting_since=None,
        status=Status.OPEN,
        resolution_due_at=resumed + 9 * HOUR,
        pauses=((paused, resumed),),
    )
    for at, near in ((resumed + 5 * HOUR, 0), (resumed + 8 * HOUR, 1)):
        solved = replace(ticket, status=Status.RESOLVED, resolved_at=at, updated_at=at)
        assert counted(ticket, solved).get("resolution_near_miss", 0) == near, at


def again(since: datetime, due: datetime) -> Ticket:
    """A person has answered before, and the customer has written again."""
    return waiting(
        since, due, first_response_at=since - HOUR, first_response_since=since - 2 * HOUR, status=Status.OPEN
    )


def test_a_later_answer_just_in_time_is_counted_for_itself() -> None:
    ticket = again(TUESDAY, TUESDAY + 4 * HOUR)
    for after, near in ((2.0, 0), (3.5, 1)):
        at = TUESDAY + after * HOUR
        found = counted(ticket, ticket.answered(True, at, at))
        assert (found.get("next_near_miss", 0), found.get("near_miss", 0)) == (near, 0)


def test_a_later_answer_that_is_late_is_counted_each_time() -> None:
    ticket = again(TUESDAY, TUESDAY + 4 * HOUR)
    late = ticket.breached(TUESDAY + 5 * HOUR)
    assert (counted(ticket, late)["next_breached"], counted(ticket, late).get("breached", 0)) == (1, 0)
    once_more = replace(late, waiting_since=TUESDAY + 9 * HOUR, first_response_due_at=TUESDAY + 13 * HOUR)
    found = counted(once_more, once_more.breached(TUESDAY + 14 * HOUR))
    assert (found["next_breached"], found.get("breached", 0)) == (1, 0)
    at = TUESDAY + 6 * HOUR
    assert "next_near_miss" not in counted(late, late.answered(True, at, at))


def test_a_first_answer_that_is_late_is_no_later_one() -> None:
    ticket = waiting(TUESDAY, TUESDAY + 4 * HOUR)
    found = counted(ticket, ticket.breached(TUESDAY + 5 * HOUR))
    assert (found.get("breached"), found.get("next_breached", 0)) == (1, 0)
