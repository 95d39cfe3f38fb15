"""Once a minute: whatever is due."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.escalate.bad_scores import AlertOfBadScore
from functions.escalate.start import StartEscalation
from functions.escalate.stopped_accounts import FindStoppedAccounts
from functions.escalate.suspicions import NotifySuspicions
from functions.escalate.sweep import Sweep, SweepResult
from functions.escalate.together import StartTogether
from shared.channels import load_policy
from shared.domain.brand.model import Tier
from shared.domain.errors import LimitExceededError, RejectedError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.incidents.model import Incident
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.ports.pages import DueTickets
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeAcknowledger, FakeEscalationWorkflow, FakeNotifier, a_brand
from tests.fakes.incidents import FakeIncidents
from tests.fakes.notices import FakeNoticeGroups
from tests.fakes.outbox import FakeAccountStates
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets, FixedClock

DUE = START + timedelta(hours=1)


@dataclass
class Fakes:
    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(a_brand()))
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    respond: FakeAcknowledger = field(default_factory=FakeAcknowledger)
    workflow: FakeEscalationWorkflow = field(default_factory=FakeEscalationWorkflow)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    max_tickets: int = 200
    groups: FakeNoticeGroups = field(default_factory=FakeNoticeGroups)
    followed: list[str] = field(default_factory=list)

    def follow(self, ticket_ids: Collection[str], give_up_at: datetime) -> list[tuple[str, str]]:
        self.followed += ticket_ids
        return []

    def sweep(self) -> SweepResult:
        start = StartEscalation(self.tickets, self.history, self.workflow, self.metrics, self.clock)
        return Sweep(
            self.brands,
            self.tickets,
            self.history,
            self.incidents,
            NotifySuspicions(self.incidents, self.notifier, self.metrics, self.clock, "https://desk.example"),
            self.respond,
            start,
            self.metrics,
            self.clock,
            load_policy,
            FindStoppedAccounts(self.accounts),
            self.follow,
            AlertOfBadScore(self.tickets, self.history, self.brands, self.notifier, self.metrics, self.clock),
            StartTogether(self.tickets, self.groups, start, self.clock),
            max_tickets=self.max_tickets,
        )()

    def given(self, ticket_id: str = "T-1", **fields: object) -> Ticket:
        return self.tickets.save(a_ticket(id=ticket_id, **fields))

    def ticket(self, ticket_id: str = "T-1") -> Ticket:
        return self.tickets.stored[ticket_id]

    @property
    def recorded(self) -> list[str]:
        return sorted(entry.what for entry in self.history.stored.values())


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


def test_nothing_due_nothing_done(fakes: Fakes) -> None:
    fakes.given()
    assert fakes.sweep() == SweepResult()
    assert fakes.ticket().version == 1
    assert fakes.metrics.of("SweepsDone") == 1


def test_a_missed_deadline_is_noted_once_and_escalated(fakes: Fakes) -> None:
    fakes.given()
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert (swept.missed, swept.escalations, swept.failed) == (1, 1, [])
    assert fakes.ticket().breached_at == DUE
    assert fakes.recorded == ["deadline_missed", "escalated"]
    assert fakes.metrics.of("DeadlinesMissed") == 1
    assert fakes.metrics.of("EscalationsStarted", reason="first_response_missed") == 1
    [state] = fakes.workflow.started.values()
    assert state["reason"] == "first_response_missed"
    fakes.clock.pass_time(minutes=1)
    assert fakes.sweep() == SweepResult()


def test_a_deadline_is_not_missed_a_second_too_early(fakes: Fakes) -> None:
    fakes.given()
    fakes.clock.at = DUE - timedelta(milliseconds=1)
    assert fakes.sweep().looked_at == 0


def test_a_deadline_missed_before_the_claim_is_counted_and_nobody_called(fakes: Fakes) -> None:
    fakes.given(claimed_by="sb", claimed_at=DUE, claimed_wait=START)
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert (swept.missed, swept.escalations) == (1, 0)
    assert fakes.workflow.calls == 0
    assert fakes.ticket().next_due_at == fakes.ticket().resolution_due_at


def test_of_an_open_incident_the_missed_deadlines_are_counted_and_nobody_is_called_a_hundred_times(
    fakes: Fakes,
) -> None:
    fakes.incidents.open(Incident(id="I-1", brand="acme", title="outage", opened_at=START, opened_by="sb"))
    for number in range(3):
        fakes.given(f"T-{number}", incident_id="I-1")
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert (swept.missed, swept.escalations) == (3, 0)
    fakes.incidents.resolve("I-1", by="sb", at=DUE)
    fakes.given("T-9", incident_id="I-1")
    assert fakes.sweep().escalations == 1, "nobody speaks for it any more"


def test_of_a_suspected_outage_people_are_told_once_for_all_its_tickets(fakes: Fakes) -> None:
    suspected = Incident(
        id="acme-20260302T090000-auto", brand="acme", title="20 reports", opened_at=START, opened_by="n", suspected=True
    )
    fakes.incidents.open(replace(suspected, opened_at=DUE))
    for number in range(3):
        fakes.given(f"T-{number}", incident_id=suspected.id)
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert (swept.missed, swept.escalations) == (3, 0)
    assert fakes.notifier.targets == ["oncall"]

    fakes.incidents.open(Incident(id="acme-1-2", brand="acme", title="No line", opened_at=DUE, opened_by="lead"))
    fakes.clock.pass_time(hours=3)
    fakes.given("T-9", incident_id=suspected.id)
    assert fakes.sweep().escalations == 0, "the incident that people opened speaks for it now"


@pytest.mark.parametrize("error", [UpstreamError, RejectedError, KeyError], ids=lambda error: error.__name__)
def test_what_is_due_is_done_though_nobody_could_be_told_of_an_outage(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error("dynamodb")

    monkeypatch.setattr(fakes.incidents, "of_brand", broken)
    monkeypatch.setattr(fakes.incidents, "open_for", lambda _: ())
    fakes.given()
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert swept.failed == [("acme", error.__name__)]
    assert swept.escalations == 1


def test_an_account_state_that_cannot_be_read_fails_alone(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("state")

    monkeypatch.setattr(fakes.accounts, "get", broken)
    swept = fakes.sweep()
    assert swept.failed == [("acme", "KeyError")]
    assert fakes.metrics.of("SweepsDone") == 1


def test_a_missed_deadline_does_not_start_a_second_escalation_beside_the_running_one(fakes: Fakes) -> None:
    fakes.given(escalate_at=START, escalation_reason="urgent")
    fakes.sweep()
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert (swept.missed, swept.escalations) == (1, 0)
    assert len(fakes.workflow.started) == 1


def test_an_escalation_that_triage_could_not_start_is_started(fakes: Fakes) -> None:
    fakes.given(escalate_at=START + timedelta(seconds=60), escalation_reason="urgent")
    fakes.clock.pass_time(seconds=61)
    assert fakes.sweep().escalations == 1
    assert fakes.metrics.of("EscalationsStarted", reason="urgent") == 1


def test_a_workflow_that_cannot_be_started_is_tried_again_each_minute_under_one_name(fakes: Fakes) -> None:
    fakes.given(escalate_at=START, escalation_reason="urgent")
    fakes.workflow.broken = True
    assert fakes.sweep().failed == [("T-1", "UpstreamError")]
    fakes.clock.pass_time(minutes=1)
    fakes.workflow.loses_answers, fakes.workflow.broken = True, False
    fakes.sweep()
    fakes.clock.pass_time(minutes=1)
    fakes.workflow.loses_answers = False
    fakes.sweep()
    assert fakes.workflow.calls == 3
    assert len(fakes.workflow.started) == 1
    assert fakes.ticket().next_due_at == DUE


def test_what_a_message_says_is_asked_for_ever_less_often_and_for_a_day(fakes: Fakes) -> None:
    asked = START + timedelta(minutes=1)
    fakes.given(look_up_at=asked, first_response_due_at=None)
    waits = []
    while (at := fakes.ticket().look_up_at) is not None:
        fakes.clock.at = at
        assert fakes.sweep().look_ups == 1
        again = fakes.ticket().look_up_at
        waits.append(None if again is None else (again - at) / timedelta(minutes=1))
    assert waits == [2, 3, 6, 12, 24, 48, 96, 192, 384, 768, None]
    assert fakes.respond.looked_up == ["T-1"] * len(waits)


def test_a_look_up_that_cannot_be_asked_for_is_put_off(fakes: Fakes) -> None:
    fakes.given(look_up_at=START, first_response_due_at=None)
    fakes.respond.broken = True
    swept = fakes.sweep()
    assert (swept.look_ups, swept.failed) == (0, [("T-1", "UpstreamError")])
    assert fakes.ticket().look_up_at == START + timedelta(minutes=2)


def test_an_unsent_acknowledgement_is_asked_for_and_not_again_at_once(fakes: Fakes) -> None:
    fakes.given(acknowledge_at=START)
    assert fakes.sweep().acknowledgements == 1
    fakes.clock.pass_time(minutes=1)
    assert fakes.sweep().acknowledgements == 0
    fakes.clock.pass_time(minutes=1)
    assert fakes.sweep().acknowledgements == 1
    assert fakes.respond.requested == ["T-1", "T-1"]


def test_respond_out_of_reach_is_asked_again_later_and_escalation_goes_on(fakes: Fakes) -> None:
    fakes.given(acknowledge_at=START, escalate_at=START, escalation_reason="urgent")
    fakes.respond.broken = True
    swept = fakes.sweep()
    assert (swept.escalations, swept.acknowledgements) == (1, 0)
    assert swept.failed == [("T-1", "UpstreamError")]
    assert fakes.ticket().acknowledge_at == START + timedelta(minutes=2)


def test_everything_due_of_one_ticket_is_done_in_one_sweep(fakes: Fakes) -> None:
    fakes.given(acknowledge_at=DUE)
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert (swept.missed, swept.escalations, swept.acknowledgements) == (1, 1, 1)


def test_two_sweeps_at_once_do_it_once(fakes: Fakes) -> None:
    """The second read the ticket before the first wrote it."""

    class Stale(FakeTickets):
        seen: tuple[Ticket, ...] = ()

        def due(self, brand_id: str, until: datetime, *, limit: int) -> DueTickets:
            return DueTickets(tickets=self.seen)

    fakes.given(acknowledge_at=DUE)
    stale = Stale(fakes.tickets.stored)
    stale.seen = tuple(fakes.tickets.stored.values())
    fakes.tickets = stale
    fakes.clock.at = DUE
    fakes.sweep()
    second = fakes.sweep()
    assert (second.missed, second.escalations, second.acknowledgements, second.failed) == (0, 0, 0, [])
    assert fakes.metrics.of("DeadlinesMissed") == 1
    assert fakes.respond.requested == ["T-1"]
    assert fakes.recorded.count("deadline_missed") == 1


def test_one_bad_ticket_does_not_stop_the_others(fakes: Fakes) -> None:
    class Rotten(FakeHistory):
        def add(self, entry: HistoryEntry) -> None:
            if entry.ticket_id == "T-2":
                raise ValueError("a fault of ours")
            FakeHistory.add(self, entry)

    fakes.history = Rotten()
    for number in (1, 2, 3):
        fakes.given(f"T-{number}", first_response_due_at=DUE + timedelta(seconds=number))
    fakes.clock.at = DUE + timedelta(minutes=1)
    swept = fakes.sweep()
    assert swept.failed == [("T-2", "ValueError")]
    assert [fakes.ticket(f"T-{n}").escalation_running for n in (1, 2, 3)] == [True, False, True]
    assert fakes.ticket("T-2").breached_at is None, "it is due again in the next sweep"


@pytest.mark.parametrize(
    "error", [UpstreamError, RejectedError, LimitExceededError, KeyError], ids=lambda e: e.__name__
)
def test_one_brand_that_cannot_be_read_does_not_stop_the_others(fakes: Fakes, error: type[Exception]) -> None:
    class Half(FakeTickets):
        def due(self, brand_id: str, until: datetime, *, limit: int) -> DueTickets:
            if brand_id == "acme":
                raise error("dynamodb")
            return FakeTickets.due(self, brand_id, until, limit=limit)

    fakes.brands = FakeBrands.of(a_brand(), a_brand(brand_id="other"))
    fakes.tickets = Half()
    fakes.given(brand="other")
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert swept.failed == [("acme", error.__name__)]
    assert swept.missed == 1
    assert fakes.metrics.of("SweepsDone") == 0, "the alarm of a clock that stands still must hear of it"


def test_a_sweep_takes_no_more_than_it_can_and_says_so(fakes: Fakes) -> None:
    fakes.max_tickets = 2
    for number in range(5):
        fakes.given(f"T-{number}")
    fakes.clock.at = DUE
    assert [(s.missed, s.complete) for s in (fakes.sweep(), fakes.sweep(), fakes.sweep())] == [
        (2, False),
        (2, False),
        (1, True),
    ]


def test_a_sweep_stops_before_its_function_is_killed(fakes: Fakes) -> None:
    @dataclass
    class Slow(FakeEscalationWorkflow):
        def start(self, **given: object) -> None:
            fakes.clock.pass_time(seconds=20)

    fakes.workflow = Slow()
    for number in range(5):
        fakes.given(f"T-{number}")
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert swept.escalations == 2
    assert sum(ticket.escalation_round == 0 for ticket in fakes.tickets.stored.values()) == 3  # due again in a minute
    assert not swept.complete
    assert fakes.metrics.of("SweepsDone") == 1


def test_no_brand_is_always_last(fakes: Fakes) -> None:
    order: list[str] = []

    class Watched(FakeTickets):
        def due(self, brand_id: str, until: datetime, *, limit: int) -> DueTickets:
            order.append(brand_id)
            return DueTickets()

    fakes.brands = FakeBrands.of(*(a_brand(brand_id=name) for name in ("a", "b", "c")))
    fakes.tickets = Watched()
    for _ in range(3):
        fakes.sweep()
        fakes.clock.pass_time(minutes=1)
    assert sorted(order[::3]) == ["a", "b", "c"]
    assert sorted(order) == ["a", "a", "a", "b", "b", "b", "c", "c", "c"]


def test_no_brand_no_work(fakes: Fakes) -> None:
    fakes.brands = FakeBrands()
    assert fakes.sweep() == SweepResult()


def test_a_ticket_answered_meanwhile_is_cleared_not_escalated(fakes: Fakes) -> None:
    fakes.given(escalate_at=START, escalation_reason="urgent", waiting_since=None)
    swept = fakes.sweep()
    assert (swept.escalations, swept.failed) == (0, [])
    assert fakes.ticket().escalate_at is None


def test_a_deadline_missed_in_a_later_wait_is_escalated_again(fakes: Fakes) -> None:
    fakes.given()
    fakes.clock.at = DUE
    fakes.sweep()

    again = DUE + timedelta(hours=4)
    fakes.tickets.save(
        replace(
            fakes.ticket(),
            escalation_running=False,
            waiting_since=again,
            first_response_due_at=again,
            breached_at=None,
        )
    )
    fakes.clock.at = again
    assert fakes.sweep().escalations == 1
    assert fakes.ticket().escalation_round == 2
    assert len(fakes.workflow.started) == 2


def test_a_deadline_that_is_missed_after_the_claim_tells_the_holder_first(fakes: Fakes) -> None:
    ticket = fakes.given()
    fakes.tickets.save(ticket.claimed("Sophie", START + timedelta(minutes=5)))
    fakes.clock.at = DUE
    swept = fakes.sweep()

    assert (swept.missed, swept.escalations) == (1, 1)
    [state] = fakes.workflow.started.values()
    assert (state["reason"], state["tier"]) == ("first_response_missed", escalation.HOLDER)


def test_a_resolution_target_that_is_missed_is_marked_counted_and_told_if_somebody_waits(fakes: Fakes) -> None:
    resolution_due = START + timedelta(hours=8)
    fakes.given("T-waits", first_response_due_at=None, resolution_due_at=resolution_due)
    fakes.given(
        "T-answered", waiting_since=None, first_response_due_at=None, resolution_due_at=resolution_due, status="pending"
    )
    fakes.clock.at = resolution_due - timedelta(seconds=1)
    assert fakes.sweep().looked_at == 0
    fakes.clock.at = resolution_due
    swept = fakes.sweep()

    assert (swept.resolutions_missed, swept.missed, swept.escalations) == (2, 0, 1)
    assert fakes.metrics.of("ResolutionsMissed") == 2
    assert {fakes.ticket(f"T-{n}").resolution_breached_at for n in ("waits", "answered")} == {resolution_due}
    assert fakes.recorded == ["escalated", "resolution_missed", "resolution_missed"]
    assert fakes.metrics.of("EscalationsStarted", reason="resolution_missed") == 1
    fakes.clock.pass_time(minutes=1)
    assert fakes.sweep().looked_at == 0


def test_a_resolution_target_is_watched_anew_after_a_reopening_and_what_was_missed_stays_missed(fakes: Fakes) -> None:
    first, second = START + timedelta(hours=8), START + timedelta(days=2)
    fakes.given(first_response_due_at=None, waiting_since=None, resolution_due_at=first)
    fakes.clock.at = first
    fakes.sweep()
    fakes.tickets.save(replace(fakes.ticket(), resolution_due_at=second))

    assert (fakes.ticket().resolution_breached_at, fakes.ticket().next_due_at) == (first, second)
    fakes.clock.at = second
    assert fakes.sweep().resolutions_missed == 1


def test_tickets_come_before_a_suspicion_and_dead_targets_do_not_stall_the_sweep(fakes: Fakes) -> None:
    targets = tuple(f"dead{number}" for number in range(9))
    fakes.brands = FakeBrands.of(a_brand((Tier(name="all", wait=timedelta(minutes=10), targets=targets),)))
    fakes.notifier.deaf = set(targets)
    fakes.notifier.clock, fakes.notifier.seconds = fakes.clock, 11
    fakes.incidents.open(
        Incident(id="acme-1-auto", brand="acme", title="20 reports", opened_at=DUE, opened_by="n", suspected=True)
    )
    for number in range(5):
        fakes.given(f"T-{number}")
    fakes.clock.at = DUE
    swept = fakes.sweep()

    assert (swept.missed, swept.escalations) == (5, 5)
    assert fakes.clock.at - DUE <= timedelta(seconds=41), "the function has 50 s"
    assert len(fakes.notifier.asked) == 3


def test_due_tickets_that_cannot_be_read_are_counted_and_ring(fakes: Fakes) -> None:
    class Rolled(FakeTickets):
        def due(self, brand_id: str, until: datetime, *, limit: int) -> DueTickets:
            return replace(FakeTickets.due(self, brand_id, until, limit=limit), unreadable=("T-7", "T-8"))

    fakes.tickets = Rolled()
    fakes.given()
    fakes.clock.at = DUE
    swept = fakes.sweep()

    assert swept.failed == [("T-7", "UnreadableTicket"), ("T-8", "UnreadableTicket")]
    assert (swept.missed, fakes.metrics.of("SweepFailures")) == (1, 2)


def test_accounts_that_are_stopped_are_counted_each_minute_until_somebody_resumes_them(fakes: Fakes) -> None:
    fakes.sweep()
    assert fakes.metrics.of("AccountsStopped") == 0
    account = a_brand().accounts[0]
    fakes.accounts.stop(account.channel, account.id, because="meta_190", at=START)
    fakes.sweep()
    fakes.sweep()
    assert fakes.metrics.of("AccountsStopped") == 2
    fakes.accounts.resume(account.channel, account.id)
    fakes.sweep()
    assert fakes.metrics.of("AccountsStopped") == 2


def test_a_ticket_whose_targets_do_not_know_what_became_of_it_is_followed_once_in_a_while() -> None:
    fakes = Fakes()
    fakes.tickets.save(a_ticket(notices_state="open", claimed_by="Léa", claimed_at=START, claimed_wait=START))
    fakes.sweep()
    fakes.sweep()
    assert fakes.followed == ["T-1"], "put off while one sweep is at it"
    fakes.clock.pass_time(minutes=2)
    fakes.sweep()
    assert fakes.followed == ["T-1", "T-1"]


def test_a_ticket_whose_targets_know_what_is_so_is_not_followed() -> None:
    fakes = Fakes()
    fakes.tickets.save(a_ticket(notices_state="open"))
    fakes.tickets.save(a_ticket(id="T-2", claimed_by="Léa", claimed_at=START, claimed_wait=START))
    fakes.sweep()
    assert fakes.followed == []


def test_a_question_that_is_due_is_asked_for_once(fakes: Fakes) -> None:
    fakes.given(satisfaction_due_at=START, first_response_due_at=None)
    assert fakes.sweep().satisfaction == 1
    assert fakes.respond.asked_about == ["T-1"]
    assert fakes.ticket().satisfaction_due_at == START + timedelta(minutes=2)
    assert fakes.sweep().satisfaction == 0


def test_respond_that_cannot_be_asked_costs_nobody_else(fakes: Fakes) -> None:
    fakes.given(satisfaction_due_at=START, first_response_due_at=None)
    fakes.respond.broken = True
    assert fakes.sweep().failed == [("T-1", "UpstreamError")]
    fakes.respond.broken = False
    fakes.clock.pass_time(minutes=2)
    assert fakes.sweep().satisfaction == 1


def test_people_are_told_of_a_bad_score_once(fakes: Fakes) -> None:
    fakes.given(satisfaction=1, satisfaction_at=START, satisfaction_alert_at=START, first_response_due_at=None)
    assert fakes.sweep().alerts == 1
    assert fakes.notifier.targets == ["topic"]
    assert fakes.ticket().satisfaction_alert_at is None
    assert fakes.recorded == ["satisfaction_alerted"]
    fakes.clock.pass_time(minutes=5)
    assert fakes.sweep().alerts == 0
