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
class Fakes:
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)

    def close(self, end: EscalationEnd, escalation_round: int = 1) -> EscalationEnd:
        call = CloseEscalation(self.tickets, self.history, self.metrics)
        return call("T-1", escalation_round=escalation_round, end=end, tiers_notified=2, at=START)

    def change(self, **fields: object) -> Ticket:
        return self.tickets.save(replace(self.ticket, **fields))

    @property
    def ticket(self) -> Ticket:
        return self.tickets.stored["T-1"]

    @property
    def recorded(self) -> list[str]:
        return [entry.details["end"] for entry in self.history.stored.values()]


@pytest.fixture
def fakes() -> Fakes:
    fakes = Fakes()
    ticket = a_ticket(escalate_at=START, escalation_reason="urgent")
    fakes.tickets.save(escalation.confirmed(escalation.begun(ticket, START)))
    return fakes


def test_the_lock_is_opened_and_the_end_written_down(fakes: Fakes) -> None:
    assert fakes.close(EscalationEnd.EXHAUSTED) is EscalationEnd.EXHAUSTED
    assert not fakes.ticket.escalation_running
    assert fakes.recorded == ["exhausted"]
    assert fakes.metrics.of("EscalationsEnded", end="exhausted") == 1


def test_closed_twice_it_is_one_end(fakes: Fakes) -> None:
    fakes.close(EscalationEnd.EXHAUSTED)
    version = fakes.ticket.version
    fakes.close(EscalationEnd.EXHAUSTED)
    assert fakes.recorded == ["exhausted"]
    assert fakes.ticket.version == version


def test_a_start_that_was_never_confirmed_does_not_begin_anew_after_the_end(fakes: Fakes) -> None:
    fakes.change(escalate_at=START + timedelta(seconds=60))
    fakes.close(EscalationEnd.EXHAUSTED)
    assert fakes.ticket.escalate_at is None


def test_a_later_round_is_left_alone(fakes: Fakes) -> None:
    fakes.change(escalation_round=2)
    assert fakes.close(EscalationEnd.EXHAUSTED, escalation_round=1) is EscalationEnd.SUPERSEDED
    assert fakes.ticket.escalation_running
    assert fakes.metrics.of("EscalationsEnded", end="superseded") == 1


def test_what_was_asked_for_a_later_wait_survives_the_end_of_the_earlier(fakes: Fakes) -> None:
    later = START + timedelta(minutes=5)
    fakes.tickets.save(
        escalation.requested(replace(fakes.ticket, waiting_since=later), EscalationReason.FIRST_RESPONSE_MISSED, later)
    )
    assert fakes.close(EscalationEnd.EXHAUSTED) is EscalationEnd.ANSWERED
    assert fakes.ticket.escalate_at == later
    assert not fakes.ticket.escalation_running


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
    fakes: Fakes, fields: dict[str, object], end: EscalationEnd
) -> None:
    fakes.change(**fields)
    assert fakes.close(EscalationEnd.EXHAUSTED) is end
    assert fakes.recorded == [end.value]


def test_of_an_erased_ticket_nothing_is_written(fakes: Fakes) -> None:
    fakes.tickets.stored.clear()
    assert fakes.close(EscalationEnd.EXHAUSTED) is EscalationEnd.TICKET_ENDED
    assert fakes.history.stored == {}


def test_a_ticket_that_is_never_left_alone_is_tried_again_by_the_workflow(fakes: Fakes) -> None:
    class Refusing(FakeTickets):
        def save(self, ticket: Ticket) -> Ticket:
            raise ConflictError("ticket")

    fakes.tickets = Refusing(fakes.tickets.stored)
    with pytest.raises(ConflictError):
        fakes.close(EscalationEnd.EXHAUSTED)
    assert fakes.history.stored == {}


def test_the_words_are_those_of_the_metrics() -> None:
    assert tuple(EscalationEnd) == ESCALATION_ENDS
    assert tuple(EscalationReason) == ESCALATION_REASONS
