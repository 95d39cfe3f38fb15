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
class Desk:
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    workflow: FakeEscalationWorkflow = field(default_factory=FakeEscalationWorkflow)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)

    @property
    def start(self) -> StartEscalation:
        return StartEscalation(self.tickets, self.history, self.workflow, self.metrics, self.clock)

    def given(self, **fields: object) -> Ticket:
        wish = {"escalate_at": START + timedelta(seconds=60), "escalation_reason": "urgent"}
        return self.tickets.save(a_ticket(**{**wish, **fields}))

    @property
    def ticket(self) -> Ticket:
        return self.tickets.stored["T-1"]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_urgent_ticket_is_escalated_and_nothing_of_it_stays_due(desk: Desk) -> None:
    desk.given()
    assert desk.start("T-1") is StartDecision.BEGIN
    assert desk.workflow.started == {
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
    assert desk.ticket.escalation_running
    assert desk.ticket.escalate_at is None
    assert [entry.what for entry in desk.history.stored.values()] == ["escalated"]
    assert desk.metrics.of("EscalationsStarted", reason="urgent") == 1


def test_the_workflow_is_given_ids_and_no_text(desk: Desk) -> None:
    desk.given(excerpt="Mon colis", customer_name="Mia", customer_handle="mia")
    desk.start("T-1")
    [state] = desk.workflow.started.values()
    assert not {"Mon colis", "Mia", "mia"} & {str(value) for value in state.values()}


def test_asked_twice_it_starts_once(desk: Desk) -> None:
    desk.given()
    desk.start("T-1")
    assert desk.start("T-1") is StartDecision.RUNNING
    assert desk.workflow.calls == 1


def test_a_ticket_that_nobody_asked_to_escalate_is_left_alone(desk: Desk) -> None:
    """Triage runs twice for a message that was delivered twice; by then the escalation may be over."""
    desk.given(escalate_at=None)
    assert desk.start("T-1") is StartDecision.NOT_NEEDED
    assert desk.workflow.calls == 0


def test_a_ticket_that_does_not_exist_is_not_escalated(desk: Desk) -> None:
    assert desk.start("T-1") is StartDecision.NOT_NEEDED


@pytest.mark.parametrize(
    "fields",
    [{"claimed_by": "sb"}, {"waiting_since": None}, {"status": Status.RESOLVED}, {"needs_response": False}],
    ids=["claimed", "answered", "resolved", "needs no answer"],
)
def test_nobody_is_told_of_a_ticket_that_somebody_has_dealt_with(desk: Desk, fields: dict[str, object]) -> None:
    desk.given(**fields)
    assert desk.start("T-1") is StartDecision.NOT_NEEDED
    assert desk.workflow.calls == 0
    assert desk.ticket.escalate_at is None, "it would be due for ever"


def test_a_start_that_fails_is_repeated_by_the_sweep_as_the_same_execution(desk: Desk) -> None:
    desk.given()
    desk.workflow.broken = True
    with pytest.raises(UpstreamError):
        desk.start("T-1")
    assert desk.ticket.next_due_at == START + escalation.CONFIRMED_WITHIN
    desk.workflow.broken = False
    desk.clock.pass_time(minutes=3)
    assert desk.start("T-1") is StartDecision.CONFIRM
    assert list(desk.workflow.started) == [escalation.execution_name("T-1", "urgent", 1)]
    assert desk.ticket.escalate_at is None
    assert len(desk.history.stored) == 1


def test_a_start_whose_answer_is_lost_is_one_escalation(desk: Desk) -> None:
    desk.given()
    desk.workflow.loses_answers = True
    with pytest.raises(UpstreamError):
        desk.start("T-1")
    desk.workflow.loses_answers = False
    desk.start("T-1")
    assert len(desk.workflow.started) == 1
    assert desk.ticket.escalation_round == 1


def test_a_claim_between_the_lock_and_the_start_still_lets_the_workflow_find_out(desk: Desk) -> None:
    """Otherwise the ticket would be marked as escalating for ever, with nothing running."""
    desk.given()
    desk.workflow.broken = True
    with pytest.raises(UpstreamError):
        desk.start("T-1")
    desk.tickets.save(desk.ticket.claimed("sb", START))
    desk.workflow.broken = False
    assert desk.start("T-1") is StartDecision.CONFIRM
    assert len(desk.workflow.started) == 1


@dataclass
class Crowd(FakeTickets):
    """Others write the ticket just before our next writes do."""

    others: int = 0

    def save(self, ticket: Ticket) -> Ticket:
        if self.others and ticket.id in self.stored:
            self.others -= 1
            FakeTickets.save(self, replace(self.stored[ticket.id], message_count=9))
        return FakeTickets.save(self, ticket)


def test_two_starts_at_once_make_one_escalation(desk: Desk) -> None:
    """The second reads the ticket before the first has locked it, and writes after."""
    desk.given()
    stale = desk.ticket
    desk.start("T-1")
    with pytest.raises(ConflictError):
        desk.tickets.save(escalation.begun(stale, START))
    assert desk.start("T-1") is StartDecision.RUNNING
    assert len(desk.workflow.started) == 1


def test_a_ticket_that_others_write_is_read_again(desk: Desk) -> None:
    desk.tickets = Crowd()
    desk.given()
    desk.tickets.others = 3
    assert desk.start("T-1") is StartDecision.BEGIN
    assert desk.ticket.escalation_round == 1
    assert desk.ticket.message_count == 9
    assert desk.ticket.escalate_at is None


def test_a_ticket_that_is_never_left_alone_is_given_up_for_now(desk: Desk) -> None:
    desk.tickets = Crowd()
    desk.given()
    desk.tickets.others = 100
    with pytest.raises(ConflictError):
        desk.start("T-1")
    assert desk.ticket.escalate_at is not None, "the sweep will try"


def test_a_reopened_ticket_is_escalated_anew_although_the_old_round_still_waits(desk: Desk) -> None:
    desk.given()
    desk.start("T-1")
    later = START + timedelta(minutes=4)
    answered = desk.ticket.answered(True, START + timedelta(minutes=2), START + timedelta(minutes=2))
    reopened = replace(answered, status=Status.OPEN, waiting_since=later)
    desk.tickets.save(escalation.requested(reopened, EscalationReason.URGENT, later))
    assert desk.start("T-1") is StartDecision.BEGIN
    assert list(desk.workflow.started) == [escalation.execution_name("T-1", "urgent", n) for n in (1, 2)]
    assert escalation.stop_reason(desk.ticket, 1) is escalation.EscalationEnd.SUPERSEDED
    assert escalation.stop_reason(desk.ticket, 2) is None
