"""What people are told beside an escalation: a deadline that comes near, a bad score. It ends in their tools, too."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.escalate.bad_scores import AlertOfBadScore
from functions.escalate.follow import FollowTargets
from functions.escalate.warnings import WarnOfDeadline
from shared.channels import load_policy
from shared.domain.errors import RejectedError
from shared.domain.notifications.notice import Notice
from shared.domain.notifications.target import NotificationTarget, TargetType
from shared.domain.satisfaction import progress
from shared.domain.satisfaction.answers import Score
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import NoticeState, Priority, Status
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeNotifier, a_brand
from tests.fakes.mortal import Killed, Mortal
from tests.fakes.notices import FakeNoticeGroups, FakeNotices
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets, FixedClock

PAGER = NotificationTarget(name="pager", type=TargetType.PAGERDUTY, secret="pager")
NEAR = START + timedelta(minutes=55)
DAY = timedelta(days=1)


@dataclass
class Desk:
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    notices: FakeNotices = field(default_factory=FakeNotices)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)
    brands: FakeBrands = field(default_factory=FakeBrands)

    def __post_init__(self) -> None:
        brand = a_brand()
        self.brands.stored["acme"] = replace(
            brand,
            warn_at=0.25,
            warn_targets=("topic", "pager"),
            satisfaction=replace(brand.satisfaction, alert_targets=("topic", "pager")),
            notification_targets=(PAGER,),
        )

    def given(self, **fields: object) -> None:
        self.tickets.save(a_ticket(**fields))

    @property
    def ticket(self) -> Ticket:
        return self.tickets.stored["T-1"]

    def change(self, **fields: object) -> None:
        self.tickets.save(replace(self.ticket, **fields))

    def warn(self) -> int:
        warn = WarnOfDeadline(
            self.tickets, self.history, self.brands, self.notifier, self.metrics, self.clock, load_policy, self.notices
        )
        return warn("T-1", self.clock.at + timedelta(seconds=30))

    def alert(self) -> bool:
        alert = AlertOfBadScore(
            self.tickets, self.history, self.brands, self.notifier, self.metrics, self.clock, self.notices
        )
        return alert("T-1", self.clock.at + timedelta(seconds=30))

    def follow(self) -> None:
        """What the sweep does where something is due."""
        due = self.ticket.notices_due_at
        if due is not None and due <= self.clock.at:
            follow = FollowTargets(
                self.tickets,
                self.notices,
                self.brands,
                self.notifier,
                self.metrics,
                self.clock,
                FakeNoticeGroups(),
            )
            assert follow(["T-1"], self.clock.at + timedelta(seconds=30)) == []


def a_near_deadline() -> Desk:
    """Five minutes are left for the answer."""
    desk = Desk()
    desk.given(warn_at=START, priority=Priority.URGENT)
    desk.clock.at = NEAR
    return desk


@pytest.fixture
def near() -> Desk:
    return a_near_deadline()


@pytest.fixture
def answered() -> Desk:
    """A person has answered; the ticket is to be resolved in five minutes."""
    desk = Desk()
    desk.given(
        warn_at=START,
        status=Status.OPEN,
        waiting_since=None,
        first_response_due_at=None,
        resolution_due_at=NEAR + timedelta(minutes=5),
    )
    desk.clock.at = NEAR
    return desk


def a_bad_score() -> Desk:
    desk = Desk()
    desk.given(
        status=Status.RESOLVED,
        waiting_since=None,
        first_response_due_at=None,
        satisfaction=1,
        satisfaction_at=START,
        satisfaction_alert_at=START,
    )
    return desk


@pytest.fixture
def scored() -> Desk:
    return a_bad_score()


def test_a_tool_that_keeps_a_warning_hears_that_the_customer_was_answered(near: Desk) -> None:
    assert near.warn() == 1
    near.follow()
    assert near.notifier.followed == []

    near.change(waiting_since=None)
    near.follow()

    assert near.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")]


def test_a_tool_that_keeps_a_warning_hears_who_has_taken_the_ticket(near: Desk) -> None:
    near.warn()
    near.tickets.save(near.ticket.claimed("Léa", NEAR))
    near.follow()
    assert near.notifier.followed == [("pager", NoticeState.ACKNOWLEDGED, "ref-pager")]


def test_a_warning_before_the_resolution_target_is_over_when_the_ticket_is_resolved_and_not_before(
    answered: Desk,
) -> None:
    assert answered.warn() == 1
    answered.follow()
    answered.change(waiting_since=NEAR)
    answered.follow()
    answered.change(waiting_since=None)
    answered.follow()
    assert answered.notifier.followed == []

    answered.change(status=Status.RESOLVED)
    answered.follow()

    assert answered.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")]


def test_a_target_that_failed_beside_others_is_warned_later_and_nobody_twice(near: Desk) -> None:
    near.notifier.deaf = {"pager"}
    assert near.warn() == 1
    assert near.warn() == 0
    near.notifier.deaf = set()
    assert near.warn() == 1
    assert near.warn() == 0
    assert near.notifier.targets == ["topic", "pager"]
    told = [entry.details["targets"] for entry in near.history.of_ticket("T-1").items]
    assert sorted(told) == ["pager", "topic"]


def test_a_pager_that_did_not_answer_a_warning_may_ring_and_hears_that_the_customer_was_answered(near: Desk) -> None:
    near.notifier.deaf = {"pager"}
    near.warn()
    near.warn()
    near.follow()
    assert near.notifier.followed == []
    near.notifier.deaf = set()
    near.change(waiting_since=None)
    near.follow()
    assert near.notifier.followed == [("pager", NoticeState.RESOLVED, None)]
    assert near.ticket.notices_due_at is None


@pytest.mark.parametrize("known", [None, "open"])
def test_a_warning_that_a_pager_did_not_answer_takes_nothing_from_the_call_that_it_knows_of(
    near: Desk, known: str | None
) -> None:
    near.change(escalation_round=1)
    call = Notice(ticket_id="T-1", target="pager", round=1, tier=0, at=START, known=known, asked=True)
    near.notices.put(call)
    near.notifier.deaf = {"pager"}
    near.warn()
    (kept,) = near.notices.of_ticket("T-1")
    assert replace(kept, older=()) == call
    assert kept.older == ((0,) if known is None else ())


def test_a_warning_is_told_after_a_call_that_was_not_answered_and_both_end(near: Desk) -> None:
    near.change(escalation_round=1)
    near.notices.put(Notice(ticket_id="T-1", target="pager", round=1, tier=0, at=START, asked=True))
    near.warn()
    near.change(waiting_since=None)
    near.follow()
    ended = [("pager", NoticeState.RESOLVED, "ref-pager"), ("pager", NoticeState.RESOLVED, None)]
    assert (near.notifier.followed, near.notifier.rounds[-1]) == (ended, 1)


def test_a_pager_that_did_not_answer_a_bad_score_hears_that_it_is_over(scored: Desk) -> None:
    scored.notifier.deaf = {"pager"}
    for _ in range(25):
        scored.alert()
        scored.clock.pass_time(hours=1)
    scored.notifier.deaf = set()
    scored.clock.pass_time(hours=24)
    scored.alert()
    assert scored.notifier.followed == [("pager", NoticeState.RESOLVED, None)]
    assert scored.ticket.next_due_at is None


def test_a_target_that_refuses_a_warning_for_good_is_not_asked_again(near: Desk) -> None:
    near.notifier.errors = {"pager": RejectedError("http_400")}
    assert near.warn() == 1
    near.warn()
    assert near.notifier.asked == ["topic", "pager"]


def test_a_tool_that_keeps_a_bad_score_hears_a_day_later_that_it_is_over(scored: Desk) -> None:
    assert scored.alert()
    assert scored.ticket.next_due_at == START + DAY

    scored.clock.at = START + DAY
    scored.alert()
    scored.alert()

    assert scored.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")]
    assert scored.ticket.next_due_at is None


def test_a_tool_that_is_down_when_a_bad_score_is_over_hears_of_it_later_for_a_day(scored: Desk) -> None:
    scored.alert()
    scored.clock.at = START + DAY
    scored.notifier.deaf = {"pager"}
    scored.alert()
    assert scored.ticket.next_due_at is not None
    scored.notifier.deaf = set()
    scored.alert()
    assert scored.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")]

    scored.notices.put(replace(scored.notices.of_ticket("T-1")[0], known="open"))
    scored.change(satisfaction_alert_over_at=scored.clock.at)
    scored.notifier.deaf = {"pager"}
    scored.clock.at = START + 2 * DAY
    scored.alert()
    assert scored.ticket.next_due_at is None


def test_a_score_that_is_good_after_all_ends_the_alert_at_once(scored: Desk) -> None:
    scored.alert()
    scored.clock.pass_time(minutes=5)
    policy = scored.brands.current("acme").satisfaction
    better = progress.scored(scored.ticket, Score(value=5, alone=True), policy, at=scored.clock.at, now=scored.clock.at)
    scored.tickets.save(better)
    scored.alert()
    assert scored.notifier.targets == ["topic", "pager"], "nobody is told of a bad score again"
    assert scored.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")]


def test_another_bad_score_tells_nobody_again(scored: Desk) -> None:
    scored.alert()
    scored.clock.pass_time(minutes=5)
    policy = scored.brands.current("acme").satisfaction
    scored.tickets.save(
        progress.scored(scored.ticket, Score(value=2, alone=True), policy, at=scored.clock.at, now=scored.clock.at)
    )
    scored.clock.at = START + DAY
    scored.alert()
    assert scored.notifier.targets == ["topic", "pager"]
    assert scored.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")]


def test_what_a_tool_knows_of_the_escalation_and_of_the_score_are_two_things(scored: Desk) -> None:
    """The customer, who gave a bad score, writes again: the tool is told of that wait, and of its end."""
    escalated = Notice(ticket_id="T-1", target="pager", round=0, tier=0, at=START, known="open", reference="ref-wait")
    scored.notices.put(escalated)
    assert scored.alert()
    assert {notice.reference for notice in scored.notices.of_ticket("T-1")} == {"ref-wait", "ref-pager"}

    scored.clock.pass_time(minutes=1)
    scored.change(notices_state="open")
    scored.follow()
    assert scored.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-wait")], "the wait is over, the score not"

    scored.clock.at = START + DAY
    scored.alert()
    assert scored.notifier.followed[1:] == [("pager", NoticeState.RESOLVED, "ref-pager")]


def test_a_bad_score_leaves_what_tools_have_to_know_of_the_ticket_as_it_was(scored: Desk) -> None:
    """Its customer writes again and somebody takes the ticket: that is told at once, not a day later."""
    scored.alert()
    assert (scored.ticket.notices_state, scored.ticket.notices_at) == (None, None)


def test_a_target_that_failed_beside_others_is_told_of_a_bad_score_later_and_nobody_twice(scored: Desk) -> None:
    scored.notifier.deaf = {"pager"}
    assert scored.alert()
    assert not scored.alert()
    scored.notifier.deaf = set()
    assert scored.alert()
    assert not scored.alert()
    assert scored.notifier.targets == ["topic", "pager"]


def test_a_target_that_stays_down_is_told_of_no_bad_score_after_a_day(scored: Desk) -> None:
    scored.notifier.deaf = {"pager"}
    scored.alert()
    scored.clock.at = START + DAY
    scored.alert()
    assert scored.ticket.satisfaction_alert_at is None
    assert [entry.what for entry in scored.history.of_ticket("T-1").items] == ["satisfaction_alerted"]


# --- killed, wherever it is ---


def killed_once(desk: Desk, what: str, at: int, *, after: bool) -> bool:
    """One attempt in which the call with this number dies. Whether there was such a call."""
    counter, mortal = [0], replace(desk)
    for name in ("tickets", "history", "notices", "notifier"):
        setattr(mortal, name, Mortal(getattr(desk, name), counter, at, after=after))
    try:
        getattr(mortal, what)()
    except Killed:
        return True
    return False


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("what", ["warn", "alert"])
def test_killed_anywhere_everybody_is_told_one_of_them_twice_at_most_and_the_tool_hears_of_the_end(
    what: str, after: bool
) -> None:
    at, died = 0, True
    while died:
        at += 1
        desk: Desk = {"warn": a_near_deadline, "alert": a_bad_score}[what]()
        died = killed_once(desk, what, at, after=after)
        for _ in range(2):
            getattr(desk, what)()
            desk.follow()
        told = Counter(desk.notifier.targets)
        assert (set(told), sum(told.values()) <= 3) == ({"topic", "pager"}, True), (at, told)
        assert len({key for _, key, _ in desk.notifier.delivered}) == 2, at
        desk.change(waiting_since=None, version=desk.ticket.version)
        desk.clock.pass_time(hours=25)
        desk.alert()
        desk.follow()
        assert desk.notifier.followed == [("pager", NoticeState.RESOLVED, "ref-pager")], at
    assert at > 7
