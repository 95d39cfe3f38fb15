"""Once a minute: whatever is due."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zlib import crc32

import pytest

from functions.escalate.bad_scores import AlertOfBadScore
from functions.escalate.due import HandleDueTickets, SweepResult
from functions.escalate.proposals import LookAfterProposals
from functions.escalate.shard import SweepShard
from functions.escalate.start import StartEscalation
from functions.escalate.stopped import FindStoppedAccounts, FindStoppedWebhooks
from functions.escalate.suspicions import NotifySuspicions
from functions.escalate.sweep import MIN_WORKERS, Sweep
from functions.escalate.together import StartTogether
from functions.escalate.warnings import WarnOfDeadline
from shared.brand import load, read
from shared.channels import load_policy
from shared.domain.brand.model import Brand, Tier
from shared.domain.errors import LimitExceededError, RejectedError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.incidents.model import Incident
from shared.domain.proposals.model import ProposalState
from shared.domain.proposals.policy import PostKind, PostPlan, ProposalPolicy
from shared.domain.subscriptions.model import LOOKS_LATE, Progress, Subscription, entry_of
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Priority, Status
from shared.ports.pages import DueTickets
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeAcknowledger, FakeEscalationWorkflow, FakeNotifier, FakeShardInvoker, a_brand
from tests.fakes.incidents import FakeIncidents
from tests.fakes.notices import FakeNoticeGroups, FakeNotices
from tests.fakes.outbox import FakeAccountStates
from tests.fakes.proposals import FakeProposals
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets, FixedClock
from tests.fakes.subscriptions import FakeDeliveries, FakeSubscriptions

DUE = START + timedelta(hours=1)
OF_SHARD_0 = [name for number in range(40) if crc32((name := f"T-{number}").encode()) % 2 == 0][:5]


@dataclass
class Fakes:
    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(a_brand()))
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    notices: FakeNotices = field(default_factory=FakeNotices)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    respond: FakeAcknowledger = field(default_factory=FakeAcknowledger)
    workflow: FakeEscalationWorkflow = field(default_factory=FakeEscalationWorkflow)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    max_tickets: int = 200
    proposals: FakeProposals = field(default_factory=FakeProposals)
    calendars: Callable[[Brand], int] = lambda _brand: 0
    groups: FakeNoticeGroups = field(default_factory=FakeNoticeGroups)
    followed: list[str] = field(default_factory=list)
    shards: FakeShardInvoker = field(default_factory=FakeShardInvoker)
    subscriptions: FakeSubscriptions = field(default_factory=FakeSubscriptions)
    deliveries: FakeDeliveries = field(default_factory=FakeDeliveries)

    def follow(self, ticket_ids: Collection[str], give_up_at: datetime) -> list[tuple[str, str]]:
        self.followed += ticket_ids
        return []

    def sweep(self, shard: int | None = None) -> SweepResult:
        start = StartEscalation(self.tickets, self.history, self.workflow, self.metrics, self.clock)
        handle = HandleDueTickets(
            self.brands,
            self.tickets,
            self.history,
            self.incidents,
            self.respond,
            start,
            self.metrics,
            self.clock,
            load_policy,
            AlertOfBadScore(
                self.tickets, self.history, self.brands, self.notifier, self.metrics, self.clock, self.notices
            ),
            WarnOfDeadline(
                self.tickets,
                self.history,
                self.brands,
                self.notifier,
                self.metrics,
                self.clock,
                load_policy,
                self.notices,
            ),
            StartTogether(self.tickets, self.groups, start, self.clock),
        )
        if shard is not None:
            return SweepShard(self.tickets, handle, self.follow, self.metrics, self.clock, page=2)("acme", shard)
        return Sweep(
            self.brands,
            self.tickets,
            handle,
            self.shards,
            NotifySuspicions(
                self.incidents, self.notifier, self.metrics, self.clock, FakeNotices(), "https://desk.example"
            ),
            self.metrics,
            self.clock,
            FindStoppedAccounts(self.accounts),
            FindStoppedWebhooks(self.subscriptions, self.deliveries, self.clock),
            self.follow,
            LookAfterProposals(self.proposals, self.respond, self.clock),
            lambda _brand, _until: 0,
            self.calendars,
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
    fakes.clock.pass_time(hours=2)
    assert fakes.sweep().escalations == 0
    fakes.incidents.resolve("I-1", by="sb", at=fakes.clock.at)
    fakes.tickets.save(replace(fakes.ticket("T-2"), status=Status.RESOLVED, waiting_since=None, escalate_at=None))
    fakes.given("T-9", incident_id="I-1")
    began = 0
    for _ in range(20):  # the desk is closed at noon
        fakes.clock.pass_time(minutes=6)
        began += fakes.sweep().escalations
    assert began == 3, "who waits still when it is over is late, and nobody speaks for them any more"


def test_who_is_late_when_an_incident_is_over_by_night_calls_nobody_before_the_morning(fakes: Fakes) -> None:
    fakes.incidents.open(Incident(id="I-1", brand="acme", title="outage", opened_at=START, opened_by="sb"))
    fakes.clock.at = START.replace(hour=16, minute=40)
    fakes.given("T-1", incident_id="I-1", first_response_due_at=fakes.clock.at)
    began = []
    for _ in range(70):
        if fakes.clock.at >= START.replace(hour=22):
            fakes.incidents.resolve("I-1", by="sb", at=fakes.clock.at)
        if fakes.sweep().escalations:
            began.append(fakes.clock.at)
        fakes.clock.pass_time(minutes=15)
    (at,) = began
    assert at >= START.replace(day=START.day + 1, hour=7), at


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

    opened = Incident(id="acme-1-2", brand="acme", title="No line", opened_at=DUE, opened_by="lead")
    fakes.incidents.open(replace(opened, suspicion_id=suspected.id))
    fakes.clock.pass_time(hours=3)
    fakes.given("T-9", incident_id=suspected.id)
    assert fakes.sweep().escalations == 0, "the incident that people opened speaks for it now"


@pytest.mark.parametrize("error", [UpstreamError, RejectedError, KeyError], ids=lambda error: error.__name__)
def test_what_is_due_is_done_though_nobody_could_be_told_of_an_outage(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error("dynamodb")

    monkeypatch.setattr(fakes.incidents, "at_work", broken)
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

        def due(self, brand_id: str, until: datetime, *, limit: int, shard: int | None = None) -> DueTickets:
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
        def due(self, brand_id: str, until: datetime, *, limit: int, shard: int | None = None) -> DueTickets:
            if brand_id == "acme":
                raise error("dynamodb")
            return FakeTickets.due(self, brand_id, until, limit=limit, shard=shard)

    fakes.brands = FakeBrands.of(a_brand(), a_brand(brand_id="other"))
    fakes.tickets = Half()
    fakes.given(brand="other")
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert swept.failed == [("acme", error.__name__)]
    assert swept.missed == 1
    assert fakes.metrics.of("SweepsDone") == 0, "the alarm of a clock that stands still must hear of it"


def test_where_more_is_due_than_one_sweep_takes_every_shard_is_worked_off_by_an_invocation_of_its_own(
    fakes: Fakes,
) -> None:
    fakes.max_tickets = 3
    for number in range(9):
        fakes.given(f"T-{number}")
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert (swept.missed, swept.spread, swept.complete) == (0, MIN_WORKERS, True)
    assert [(shard, part.of) for _, shard, part in fakes.shards.asked] == [(0, 16), (1, 16)] * 16

    missed = [fakes.sweep(shard).missed for shard in (0, 1)]
    assert (all(missed), sum(missed)) == (True, 9)
    assert fakes.metrics.of("DeadlinesMissed") == 9
    assert fakes.sweep() == SweepResult()


def test_where_no_shard_can_be_asked_for_the_sweep_does_as_much_as_it_can(fakes: Fakes) -> None:
    fakes.max_tickets = 3
    fakes.shards.broken = True
    for number in range(5):
        fakes.given(f"T-{number}")
    fakes.clock.at = DUE
    swept = fakes.sweep()
    assert (swept.missed, swept.complete, swept.failed) == (3, False, [("acme", "UpstreamError")])
    assert fakes.sweep().missed == 2


def test_tickets_that_fail_hide_nothing_behind_them_in_their_shard_and_end_it(fakes: Fakes) -> None:
    class Rotten(FakeHistory):
        def add(self, entry: HistoryEntry) -> None:
            if entry.ticket_id != last:
                raise ValueError("a fault of ours")
            FakeHistory.add(self, entry)

    *rotten, last = OF_SHARD_0
    fakes.history = Rotten()
    for ticket_id in rotten:
        fakes.given(ticket_id)
    fakes.given(last, first_response_due_at=DUE + timedelta(seconds=1))
    fakes.clock.at = DUE + timedelta(seconds=1)
    swept = fakes.sweep(0)
    assert sorted(name for name, _ in swept.failed) == sorted(rotten)
    assert (swept.missed, swept.complete) == (1, True)


def test_a_shard_stops_before_its_function_is_killed_and_leaves_the_rest_to_the_next_minute(fakes: Fakes) -> None:
    @dataclass
    class Slow(FakeAcknowledger):
        def request(self, ticket_id: str) -> None:
            fakes.clock.pass_time(seconds=20)

    fakes.respond = Slow()
    for ticket_id in OF_SHARD_0:
        fakes.given(ticket_id, acknowledge_at=START)
    swept = fakes.sweep(0)
    assert (swept.looked_at, swept.complete) == (2, False)
    assert fakes.clock.at - START <= timedelta(seconds=45)


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
        def due(self, brand_id: str, until: datetime, *, limit: int, shard: int | None = None) -> DueTickets:
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
        def due(self, brand_id: str, until: datetime, *, limit: int, shard: int | None = None) -> DueTickets:
            return replace(FakeTickets.due(self, brand_id, until, limit=limit, shard=shard), unreadable=("T-7", "T-8"))

    fakes.tickets = Rolled()
    fakes.given()
    fakes.clock.at = DUE
    swept = fakes.sweep()

    assert swept.failed == [("T-7", "UnreadableTicket"), ("T-8", "UnreadableTicket")]
    assert (swept.missed, fakes.metrics.of("SweepFailures")) == (1, 2)


def test_webhooks_that_are_stopped_are_counted_each_minute_until_somebody_resumes_or_removes_them(fakes: Fakes) -> None:
    def counted() -> int:
        fakes.sweep()
        return fakes.metrics.of("ConnectionsStopped", kind="webhook")

    two = [
        Subscription(id=name, brand="acme", url="https://a.example", events=("*",), owner="ana", created_at=START)
        for name in ("wh1", "wh2")
    ]
    fakes.subscriptions = FakeSubscriptions(*two)
    assert counted() == 0
    for each in two:
        fakes.subscriptions.saved[each.id] = Progress(version=2, stopped_at=START)
    assert counted() == 2
    fakes.subscriptions.saved["wh1"] = Progress(version=3)
    assert counted() == 3
    fakes.subscriptions.remove("wh2")
    assert counted() == 3


def test_a_webhook_that_nobody_woke_for_long_is_woken_and_looks_for_itself(fakes: Fakes) -> None:
    """What happens is of no interest to it, so publish does not wake it; and one day what it has not read is gone."""
    known = Subscription(id="wh1", brand="acme", url="https://a.example", events=("*",), owner="ana", created_at=START)
    fakes.subscriptions = FakeSubscriptions(known)
    lately = Progress(version=1, entry=entry_of(fakes.clock.now() - LOOKS_LATE))
    long_ago = replace(lately, entry=lately.entry - 1)
    for progress, woken in (
        (lately, []),
        (long_ago, ["wh1"]),
        (replace(long_ago, stopped_at=START), []),
        (replace(long_ago, failures=9, open_until=START), []),
        (replace(long_ago, replay_until=lately.entry, resume_at=lately.entry), []),
    ):
        fakes.deliveries.woken.clear()
        fakes.subscriptions.saved["wh1"] = progress
        fakes.sweep()
        assert fakes.deliveries.woken == woken, progress


def test_accounts_that_are_stopped_are_counted_each_minute_until_somebody_resumes_them(fakes: Fakes) -> None:
    fakes.sweep()
    assert fakes.metrics.of("ConnectionsStopped", kind="account") == 0
    account = a_brand().accounts[0]
    fakes.accounts.stop(account.channel, account.id, because="meta_190", at=START)
    fakes.sweep()
    fakes.sweep()
    assert fakes.metrics.of("ConnectionsStopped", kind="account") == 2
    fakes.accounts.resume(account.channel, account.id)
    fakes.sweep()
    assert fakes.metrics.of("ConnectionsStopped", kind="account") == 2


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


def _warning(**fields: object) -> Fakes:
    fakes = Fakes()
    fakes.brands.stored["acme"] = replace(a_brand(), warn_at=0.25, warn_targets=("topic", "oncall"))
    fakes.given(warn_at=START, **fields)
    return fakes


def test_people_are_warned_once_that_a_deadline_is_near() -> None:
    fakes = _warning(priority=Priority.URGENT)
    fakes.clock.at = START + timedelta(minutes=55)
    assert fakes.sweep().warnings == 1
    assert fakes.notifier.targets == ["topic", "oncall"]
    assert fakes.notifier.delivered[0][2]["data"]["deadline"] == "response"
    assert set(fakes.recorded) == {"deadline_near"}
    assert fakes.sweep().warnings == 0
    fakes.clock.pass_time(minutes=3)
    assert fakes.sweep().warnings == 0
    assert len(fakes.notifier.delivered) == 2


def test_a_warning_that_comes_too_early_is_put_off_to_its_instant() -> None:
    fakes = _warning(priority=Priority.URGENT)
    assert fakes.sweep().warnings == 0
    assert fakes.ticket().warn_at == DUE - timedelta(minutes=7.5), "a quarter of the 30 minutes of what is urgent"


def test_targets_that_cannot_be_reached_are_tried_again_until_the_deadline_has_passed() -> None:
    fakes = _warning(priority=Priority.URGENT)
    fakes.notifier.deaf = {"topic", "oncall"}
    fakes.clock.at = START + timedelta(minutes=55)
    assert fakes.sweep().warnings == 0
    fakes.notifier.deaf = set()
    fakes.clock.pass_time(minutes=2)
    assert fakes.sweep().warnings == 1
    assert "deadline_near" in fakes.recorded


def test_one_target_that_cannot_be_reached_keeps_nobody_else_from_being_warned_once() -> None:
    fakes = _warning(priority=Priority.URGENT)
    fakes.notifier.deaf = {"topic"}
    fakes.clock.at = START + timedelta(minutes=55)
    assert fakes.sweep().warnings == 1
    fakes.clock.pass_time(minutes=2)
    fakes.sweep()
    assert fakes.notifier.targets == ["oncall"]


def test_no_incident_covers_danger() -> None:
    """An agent took it and did nothing, or everybody was told and nobody came: its deadlines call people again."""
    fakes = _warning(priority=Priority.URGENT, incident_id="INC-1", danger=Danger.POSSIBLE)
    fakes.incidents.open(Incident(id="INC-1", brand="acme", title="Panne", opened_at=START, opened_by="lead"))
    fakes.clock.at = START + timedelta(minutes=55)
    assert fakes.sweep().warnings == 1
    for name, deadline in (("T-8", "first_response_due_at"), ("T-9", "resolution_due_at")):
        due = {deadline: fakes.clock.at, "priority": Priority.URGENT, "danger": Danger.POSSIBLE}
        fakes.given(name, incident_id="INC-1", **due)
        assert fakes.sweep().escalations == 1, deadline


def test_while_an_incident_covers_the_ticket_nobody_is_warned() -> None:
    fakes = _warning(priority=Priority.URGENT, incident_id="INC-1")
    fakes.incidents.open(
        Incident(id="INC-1", brand="acme", title="Panne", channels=(), opened_at=START, opened_by="lead")
    )
    fakes.clock.at = START + timedelta(minutes=55)
    assert fakes.sweep().warnings == 0
    assert fakes.notifier.delivered == []


def test_a_bad_score_is_told_to_whoever_has_duty() -> None:
    fakes = Fakes()
    brand = load(
        {
            **read(Path("brands/acme.yaml").read_bytes()),
            "notification_targets": [{"name": "sms", "type": "sms", "to": ["+33612345678"]}],
            "people": [{"id": "lea", "name": "Léa", "phone": "+33612345679", "targets": ["sms"]}],
            "on_call": {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea"]}]},
        },
        "acme",
        1,
    )
    fakes.brands.stored["acme"] = replace(brand, satisfaction=replace(brand.satisfaction, alert_targets=("night",)))
    fakes.given(satisfaction=1, satisfaction_at=START, satisfaction_alert_at=START, first_response_due_at=None)
    assert fakes.sweep().alerts == 1
    assert fakes.notifier.targets == ["sms@lea"]


def test_accepted_proposals_are_carried_out_until_they_are_done_and_posts_are_proposed_at_their_hour() -> None:
    fakes = Fakes()
    at = START.replace(hour=8)  # 09:00 in Paris, on a Monday
    plan = PostPlan(
        name="tip",
        kind=PostKind.TIP,
        days=frozenset({0}),
        at=time(9),
        accounts=(("facebook", "100100100100100"),),
        language="fr",
        text="{title} {url}",
    )
    fakes.brands.stored["acme"] = replace(a_brand(), proposals=ProposalPolicy(posts=(plan,)))
    for minute in (-1, 0, 1, 2):
        fakes.clock.at = at + timedelta(minutes=minute)
        assert fakes.sweep().proposals == 0
    (proposal,) = fakes.proposals.of_brand("acme")
    assert proposal.state is ProposalState.OPEN
    fakes.proposals.save(proposal.accepted("Léa", fakes.clock.at))
    assert [fakes.sweep().proposals, fakes.sweep().proposals] == [1, 1]
    assert fakes.respond.carried_out == [("acme", proposal.id)] * 2


def test_calendars_that_are_due_are_asked_for_and_cost_the_rest_of_the_sweep_nothing() -> None:
    fakes = Fakes(calendars=lambda _brand: 2)
    assert fakes.sweep().calendars == 2

    def broken(_brand: Brand) -> int:
        raise UpstreamError("dynamodb")

    fakes.calendars = broken
    result = fakes.sweep()
    assert (result.calendars, result.failed) == (0, [("acme", "UpstreamError")])
    assert fakes.metrics.of("SweepsDone") == 2
