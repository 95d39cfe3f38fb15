"""Ending an escalation."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.escalate.close import CloseEscalation
from shared.domain.errors import ConflictError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationEnd, EscalationReason
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status
from shared.observability.catalogue import ESCALATION_ENDS, ESCALATION_REASONS
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets


@dataclass
class Desk:
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)

    def close(self, end: EscalationEnd, escalation_round: int = 1) -> EscalationEnd:
        call = CloseEscalation(self.tickets, self.history, self.metrics)
        return call("T-1", escalation_round=escalation_round, end=end, told=2, at=START)

    def change(self, **fields: object) -> Ticket:
        return self.tickets.save(replace(self.ticket, **fields))

    @property
    def ticket(self) -> Ticket:
        return self.tickets.stored["T-1"]

    @property
    def recorded(self) -> list[str]:
        return [entry.details["end"] for entry in self.history.stored.values()]


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    ticket = a_ticket(escalate_at=START, escalation_reason="urgent")
    desk.tickets.save(escalation.confirmed(escalation.begun(ticket, START)))
    return desk


def test_the_lock_is_opened_and_the_end_written_down(desk: Desk) -> None:
    assert desk.close(EscalationEnd.EXHAUSTED) is EscalationEnd.EXHAUSTED
    assert not desk.ticket.escalation_running
    assert desk.recorded == ["exhausted"]
    assert desk.metrics.of("EscalationsEnded", end="exhausted") == 1


def test_closed_twice_it_is_one_end(desk: Desk) -> None:
    desk.close(EscalationEnd.EXHAUSTED)
    version = desk.ticket.version
    desk.close(EscalationEnd.EXHAUSTED)
    assert desk.recorded == ["exhausted"]
    assert desk.ticket.version == version


def test_a_start_that_was_never_confirmed_does_not_begin_anew_after_the_end(desk: Desk) -> None:
    desk.change(escalate_at=START + timedelta(seconds=60))
    desk.close(EscalationEnd.EXHAUSTED)
    assert desk.ticket.escalate_at is None


def test_a_later_round_is_left_alone(desk: Desk) -> None:
    desk.change(escalation_round=2)
    assert desk.close(EscalationEnd.EXHAUSTED, escalation_round=1) is EscalationEnd.SUPERSEDED
    assert desk.ticket.escalation_running
    assert desk.metrics.of("EscalationsEnded", end="superseded") == 1


def test_what_was_asked_for_a_later_wait_survives_the_end_of_the_earlier(desk: Desk) -> None:
    later = START + timedelta(minutes=5)
    desk.tickets.save(
        escalation.requested(replace(desk.ticket, waiting_since=later), EscalationReason.FIRST_RESPONSE_MISSED, later)
    )
    assert desk.close(EscalationEnd.EXHAUSTED) is EscalationEnd.ANSWERED
    assert desk.ticket.escalate_at == later
    assert not desk.ticket.escalation_running


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"claimed_by": "sb"}, EscalationEnd.CLAIMED),
        ({"waiting_since": None}, EscalationEnd.ANSWERED),
        ({"status": Status.RESOLVED}, EscalationEnd.TICKET_ENDED),
    ],
    ids=["claimed", "answered", "resolved"],
)
def test_what_the_ticket_says_now_wins_over_what_the_workflow_believed(
    desk: Desk, fields: dict[str, object], end: EscalationEnd
) -> None:
    desk.change(**fields)
    assert desk.close(EscalationEnd.EXHAUSTED) is end
    assert desk.recorded == [end.value]


def test_of_an_erased_ticket_nothing_is_written(desk: Desk) -> None:
    desk.tickets.stored.clear()
    assert desk.close(EscalationEnd.EXHAUSTED) is EscalationEnd.TICKET_ENDED
    assert desk.history.stored == {}


def test_a_ticket_that_is_never_left_alone_is_tried_again_by_the_workflow(desk: Desk) -> None:
    class Refusing(FakeTickets):
        def save(self, ticket: Ticket) -> Ticket:
            raise ConflictError("ticket")

    desk.tickets = Refusing(desk.tickets.stored)
    with pytest.raises(ConflictError):
        desk.close(EscalationEnd.EXHAUSTED)
    assert desk.history.stored == {}


def test_the_words_are_those_of_the_metrics() -> None:
    assert tuple(EscalationEnd) == ESCALATION_ENDS
    assert tuple(EscalationReason) == ESCALATION_REASONS
