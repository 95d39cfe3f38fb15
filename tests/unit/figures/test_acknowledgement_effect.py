"""Whether customers write again before a person answers: the same question with and without an acknowledgement."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.events.changes import TicketChange
from shared.domain.figures.service import WroteAgain, service_figures
from shared.domain.tickets.first_response import WROTE_AGAIN_AFTER
from tests.fakes.figures import FakeFigures
from tests.unit.events.states import MINUTE, NOW, TICKET

SECOND = timedelta(seconds=1)


def answered(*, acknowledged: bool, last: timedelta, answer: timedelta = 50 * MINUTE) -> WroteAgain:
    """A customer whose latest message came so long after the first one."""
    ticket = replace(
        TICKET,
        message_count=2,
        last_customer_message_at=NOW + last,
        acknowledged_at=NOW + 20 * SECOND if acknowledged else None,
    )
    figures = FakeFigures()
    after = replace(ticket.answered(True, NOW + answer, NOW + answer), version=2)
    figures.happened("acme", TicketChange(before=ticket, after=after), NOW + answer)
    counted = figures.between("acme", NOW - 2 * answer, NOW + 2 * answer)
    found = service_figures(counted, "acme", NOW, NOW)
    kinds = found.after_acknowledgement, found.without_acknowledgement
    assert kinds[acknowledged] == WroteAgain(answered=0, wrote_again=0)
    return kinds[not acknowledged]


@pytest.mark.parametrize("acknowledged", [False, True])
@pytest.mark.parametrize(
    ("last", "wrote_again"),
    [
        (timedelta(), 0),
        (5 * SECOND, 0),  # "Bonjour", and then what it is about
        (MINUTE, 0),
        (WROTE_AGAIN_AFTER, 0),
        (WROTE_AGAIN_AFTER + SECOND, 1),
        (40 * MINUTE, 1),
    ],
)
def test_a_customer_counts_the_same_with_and_without_an_acknowledgement(
    acknowledged: bool, last: timedelta, wrote_again: int
) -> None:
    assert answered(acknowledged=acknowledged, last=last) == WroteAgain(answered=1, wrote_again=wrote_again)


@pytest.mark.parametrize("acknowledged", [False, True])
def test_who_was_answered_at_once_had_no_time_to_write_again_and_is_left_out(acknowledged: bool) -> None:
    found = answered(acknowledged=acknowledged, last=timedelta(), answer=WROTE_AGAIN_AFTER)
    assert found == WroteAgain(answered=0, wrote_again=0)


@pytest.mark.parametrize("acknowledged", [False, True])
def test_whoever_wrote_once_more_before_the_answer_was_known_is_left_out(acknowledged: bool) -> None:
    """Only the time of the latest message is known, and that one came after the answer."""
    found = answered(acknowledged=acknowledged, last=60 * MINUTE)
    assert found == WroteAgain(answered=0, wrote_again=0)
