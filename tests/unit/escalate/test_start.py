"""Starting an escalation: once per round, whoever asks and whatever fails in between."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.escalate.start import StartEscalation
from shared.domain.errors import ConflictError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationReason, StartDecision
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status
from tests.fakes.escalation import FakeEscalationWorkflow
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets, FixedClock


@dataclass
class Fakes:
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    workflow: FakeEscalationWorkflow = field(default_factory=FakeEscalationWorkflow)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)

    @property
    def start(self) -> StartEscalation:
        return StartEscalation(self.tickets, self.history, self.workflow, self.metrics, self.clock)

    def given(self, **fields: object) -> Ticket:
        escalating = {"escalate_at": START + timedelta(seconds=60), "escalation_reason": "urgent"}
        return self.tickets.save(a_ticket(**{**escalating, **fields}))

    @property
    def ticket(self) -> Ticket:
        return self.tickets.stored["T-1"]


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


def test_an_urgent_ticket_is_escalated_and_nothing_of_it_stays_due(fakes: Fakes) -> None:
    fakes.given()
    assert fakes.start("T-1") is StartDecision.BEGIN
    assert fakes.workflow.started == {
        escalation.execution_name("T-1", "urgent", 1): {
            "ticket_id": "T-1",
            "brand": "acme",
            "reason": "urgent",
            "round": 1,
            "tier": 0,
            "exhausted": False,
            "lost": None,
            "end": None,
        }
    }
    assert fakes.ticket.escalation_running
    assert fakes.ticket.escalate_at is None
    assert [entry.what for entry in fakes.history.stored.values()] == ["escalated"]
    assert fakes.metrics.of("EscalationsStarted", reason="urgent") == 1


def test_the_workflow_is_given_ids_and_no_text(fakes: Fakes) -> None:
    fakes.given(excerpt="Mon colis", customer_name="Mia", customer_handle="mia")
    fakes.start("T-1")
    [state] = fakes.workflow.started.values()
    assert not {"Mon colis", "Mia", "mia"} & {str(value) for value in state.values()}


def test_asked_twice_it_starts_once(fakes: Fakes) -> None:
    fakes.given()
    fakes.start("T-1")
    assert fakes.start("T-1") is StartDecision.RUNNING
    assert fakes.workflow.calls == 1


def test_a_ticket_that_nobody_asked_to_escalate_is_left_alone(fakes: Fakes) -> None:
    """Triage runs twice for a message that was delivered twice; by then the escalation may be over."""
    fakes.given(escalate_at=None)
    assert fakes.start("T-1") is StartDecision.NOT_NEEDED
    assert fakes.workflow.calls == 0


def test_a_ticket_that_does_not_exist_is_not_escalated(fakes: Fakes) -> None:
    assert fakes.start("T-1") is StartDecision.NOT_NEEDED


@pytest.mark.parametrize(
    "fields",
    [{"claimed_by": "sb"}, {"waiting_since": None}, {"status": Status.RESOLVED}, {"needs_response": False}],
    ids=["claimed", "answered", "resolved", "needs no answer"],
)
def test_nobody_is_told_of_a_ticket_that_somebody_has_dealt_with(fakes: Fakes, fields: dict[str, object]) -> None:
    fakes.given(**fields)
    assert fakes.start("T-1") is StartDecision.NOT_NEEDED
    assert fakes.workflow.calls == 0
    assert fakes.ticket.escalate_at is None, "it would be due for ever"


def test_a_start_that_fails_is_repeated_by_the_sweep_as_the_same_execution(fakes: Fakes) -> None:
    fakes.given()
    fakes.workflow.broken = True
    with pytest.raises(UpstreamError):
        fakes.start("T-1")
    assert fakes.ticket.next_due_at == START + escalation.CONFIRMED_WITHIN
    fakes.workflow.broken = False
    fakes.clock.pass_time(minutes=3)
    assert fakes.start("T-1") is StartDecision.CONFIRM
    assert list(fakes.workflow.started) == [escalation.execution_name("T-1", "urgent", 1)]
    assert fakes.ticket.escalate_at is None
    assert len(fakes.history.stored) == 1


def test_a_start_whose_answer_is_lost_is_one_escalation(fakes: Fakes) -> None:
    fakes.given()
    fakes.workflow.loses_answers = True
    with pytest.raises(UpstreamError):
        fakes.start("T-1")
    fakes.workflow.loses_answers = False
    fakes.start("T-1")
    assert len(fakes.workflow.started) == 1
    assert fakes.ticket.escalation_round == 1


def test_a_claim_between_the_lock_and_the_start_still_lets_the_workflow_find_out(fakes: Fakes) -> None:
    """Otherwise the ticket would be marked as escalating for ever, with nothing running."""
    fakes.given()
    fakes.workflow.broken = True
    with pytest.raises(UpstreamError):
        fakes.start("T-1")
    fakes.tickets.save(fakes.ticket.claimed("sb", START))
    fakes.workflow.broken = False
    assert fakes.start("T-1") is StartDecision.CONFIRM
    assert len(fakes.workflow.started) == 1


@dataclass
class Crowd(FakeTickets):
    """Others write the ticket just before our next writes do."""

    others: int = 0

    def save(self, ticket: Ticket) -> Ticket:
        if self.others and ticket.id in self.stored:
            self.others -= 1
            FakeTickets.save(self, replace(self.stored[ticket.id], message_count=9))
        return FakeTickets.save(self, ticket)


def test_two_starts_at_once_make_one_escalation(fakes: Fakes) -> None:
    """The second reads the ticket before the first has locked it, and writes after."""
    fakes.given()
    stale = fakes.ticket
    fakes.start("T-1")
    with pytest.raises(ConflictError):
        fakes.tickets.save(escalation.begun(stale, START))
    assert fakes.start("T-1") is StartDecision.RUNNING
    assert len(fakes.workflow.started) == 1


def test_a_ticket_that_others_write_is_read_again(fakes: Fakes) -> None:
    fakes.tickets = Crowd()
    fakes.given()
    fakes.tickets.others = 3
    assert fakes.start("T-1") is StartDecision.BEGIN
    assert fakes.ticket.escalation_round == 1
    assert fakes.ticket.message_count == 9
    assert fakes.ticket.escalate_at is None


def test_a_ticket_that_is_never_left_alone_is_given_up_for_now(fakes: Fakes) -> None:
    fakes.tickets = Crowd()
    fakes.given()
    fakes.tickets.others = 100
    with pytest.raises(ConflictError):
        fakes.start("T-1")
    assert fakes.ticket.escalate_at is not None, "the sweep will try"


def test_a_reopened_ticket_is_escalated_anew_although_the_old_round_still_waits(fakes: Fakes) -> None:
    fakes.given()
    fakes.start("T-1")
    later = START + timedelta(minutes=4)
    answered = fakes.ticket.answered(True, START + timedelta(minutes=2), START + timedelta(minutes=2))
    reopened = replace(answered, status=Status.OPEN, waiting_since=later)
    fakes.tickets.save(escalation.requested(reopened, EscalationReason.URGENT, later))
    assert fakes.start("T-1") is StartDecision.BEGIN
    assert list(fakes.workflow.started) == [escalation.execution_name("T-1", "urgent", n) for n in (1, 2)]
    assert escalation.stop_reason(fakes.ticket, 1) is escalation.EscalationEnd.SUPERSEDED
    assert escalation.stop_reason(fakes.ticket, 2) is None
