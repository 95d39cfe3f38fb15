"""Targets follow the ticket: it was taken, answered, or has ended."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.escalate.follow import FollowTargets
from functions.escalate.notify import NotifyTier, Step
from shared.channels import load_policy
from shared.domain.brand.model import Tier
from shared.domain.errors import NightdeskError, PartlyToldError, RejectedError, UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.notifications.notice import BEHIND, MAX_OLDER
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import NoticeState, Status
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeNotifier
from tests.fakes.notices import FakeNoticeGroups, FakeNotices
from tests.fakes.notifications import ZENDESK, a_notified_brand
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets, FixedClock

TIERS = (
    Tier(name="agent", wait=timedelta(minutes=10), targets=("slack-care",)),
    Tier(name="lead", wait=timedelta(minutes=15), targets=("slack-care", "lea")),
)


@dataclass
class Scene:
    tickets: FakeTickets = field(default_factory=FakeTickets)
    notices: FakeNotices = field(default_factory=FakeNotices)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)
    history: FakeHistory = field(default_factory=FakeHistory)
    conversation: Callable[[Ticket], tuple[str, ...]] = lambda _ticket: ()

    def __post_init__(self) -> None:
        self.brands = FakeBrands.of(a_notified_brand(tiers=TIERS))
        ticket = escalation.begun(a_ticket(escalation_reason="urgent"), START)
        self.tickets.save(escalation.confirmed(ticket))

    def tell(self, tier: int = 0, number: int = 1) -> None:
        NotifyTier(
            self.tickets,
            self.brands,
            self.history,
            self.notifier,
            self.metrics,
            self.clock,
            load_policy,
            self.notices,
            FakeNoticeGroups(),
        )(Step(ticket_id="T-1", round=number, tier=tier, at=self.clock.now()))

    def follow(self) -> list[tuple[str, str]]:
        follow = FollowTargets(
            self.tickets,
            self.notices,
            self.brands,
            self.notifier,
            self.metrics,
            self.clock,
            FakeNoticeGroups(),
            "https://desk.example",
            self.conversation,
        )
        return follow(["T-1"], self.clock.now() + timedelta(seconds=30))

    def pass_a_day(self) -> None:
        for _ in range(24 * 60 + 20):
            self.clock.pass_time(minutes=1)
            if self.is_due():
                self.follow()

    @property
    def ticket(self) -> Ticket:
        found = self.tickets.get("T-1")
        assert found is not None
        return found

    def change(self, ticket: Ticket) -> None:
        self.tickets.save(ticket)

    def is_due(self) -> bool:
        due = self.ticket.notices_due_at
        return due is not None and due <= self.clock.now()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_what_was_told_is_known_and_nothing_is_due(scene: Scene) -> None:
    scene.tell()
    assert scene.ticket.notices_state == "open"
    assert scene.ticket.notices_due_at is None


def test_a_claim_is_told_within_a_minute_to_whoever_keeps_what_it_was_told(scene: Scene) -> None:
    scene.tell()
    scene.change(scene.ticket.claimed("Léa", scene.clock.now()))
    assert scene.is_due()
    scene.follow()
    assert scene.notifier.followed == [("slack-care", NoticeState.ACKNOWLEDGED, "ref-slack-care")]
    assert scene.ticket.notices_due_at is None
    scene.follow()
    assert len(scene.notifier.followed) == 1, "what is known is not told again"


def test_another_holder_is_news_and_so_is_an_answer(scene: Scene) -> None:
    scene.tell()
    for agent in ("Léa", "Tom"):
        scene.change(scene.ticket.claimed(agent, scene.clock.now()))
        scene.follow()
    scene.change(scene.ticket.answered(True, START, START))
    scene.follow()
    states = [state for _, state, _ in scene.notifier.followed]
    assert states == [NoticeState.ACKNOWLEDGED, NoticeState.ACKNOWLEDGED, NoticeState.RESOLVED]


def test_a_ticket_that_ends_is_over_for_its_targets(scene: Scene) -> None:
    scene.tell()
    scene.change(replace(scene.ticket, status=Status.RESOLVED, waiting_since=None))
    scene.follow()
    assert [state for _, state, _ in scene.notifier.followed] == [NoticeState.RESOLVED]


def test_a_later_tier_is_told_below_the_first_message(scene: Scene) -> None:
    scene.tell()
    scene.tell(tier=1)
    assert scene.notifier.targets == ["slack-care", "slack-care", "slack-care@lea"]
    assert {notice.reference for notice in scene.notices.of_ticket("T-1")} == {"ref-slack-care", "ref-slack-care@lea"}


def test_a_target_that_is_down_for_an_hour_is_told_when_it_is_back(scene: Scene) -> None:
    scene.notifier.deaf = {"slack-care"}
    scene.tell()
    assert scene.ticket.notices_state == BEHIND
    asked = []
    for _ in range(60):
        scene.clock.pass_time(minutes=1)
        if scene.is_due():
            scene.follow()
            asked.append(scene.clock.now() - START)
    assert 5 <= len(asked) <= 12, asked  # the pauses grow
    assert scene.notifier.delivered == []
    scene.notifier.deaf = set()
    while scene.notifier.delivered == []:
        scene.clock.pass_time(minutes=1)
        if scene.is_due():
            scene.follow()
    assert scene.clock.now() - START <= timedelta(minutes=76), "a quarter of an hour later at most"
    (target, key, _) = scene.notifier.delivered[0]
    assert (target, key) == ("slack-care", escalation.notification_key("T-1", 1, 0, "slack-care"))
    assert scene.ticket.notices_due_at is None


def test_of_a_target_of_several_people_only_those_are_told_again_who_could_not_be(scene: Scene) -> None:
    scene.notifier.errors = {"slack-care": PartlyToldError("sns Publish: Throttling", reference="told: 1")}
    scene.tell()
    assert scene.notifier.references == [None, "told: 1"]
    recorded = [entry.what for entry in scene.history.of_ticket("T-1").items]
    assert recorded == ["notification_failed"]
    scene.notifier.errors = {}
    scene.clock.pass_time(minutes=1)
    scene.follow()
    assert scene.notifier.references == [None, "told: 1", "told: 1"]
    assert scene.ticket.notices_due_at is None


@pytest.mark.parametrize(
    ("error", "recorded"),
    [
        (PartlyToldError("refused", reference="told: 1", final=True), ["notification_failed", "notified"]),
        (RejectedError("refused"), ["notification_failed"]),
    ],
    ids=["one of them", "all of them"],
)
def test_who_will_never_take_it_is_recorded_and_not_tried_again(
    scene: Scene, error: NightdeskError, recorded: list[str]
) -> None:
    scene.notifier.errors = {"slack-care": error}
    scene.tell()
    for _ in range(60):
        scene.clock.pass_time(minutes=1)
        if scene.is_due():
            scene.follow()
    assert len(scene.notifier.asked) == 1
    assert sorted(entry.what for entry in scene.history.of_ticket("T-1").items) == recorded


def test_who_refuses_only_later_is_not_tried_for_a_day(scene: Scene) -> None:
    scene.notifier.deaf = {"slack-care"}
    scene.tell()
    scene.notifier.deaf, scene.notifier.errors = set(), {"slack-care": RejectedError("refused")}
    before = len(scene.notifier.asked)
    for _ in range(60):
        scene.clock.pass_time(minutes=1)
        if scene.is_due():
            scene.follow()
    assert len(scene.notifier.asked) == before + 1


def test_a_target_that_was_down_is_not_called_for_what_is_over(scene: Scene) -> None:
    scene.notifier.deaf = {"slack-care"}
    scene.tell()
    scene.notifier.deaf = set()
    scene.change(scene.ticket.claimed("Léa", scene.clock.now()))
    scene.follow()
    assert (scene.notifier.delivered, scene.notifier.followed) == ([], [])
    assert scene.ticket.notices_due_at is None


def test_after_a_day_a_dead_target_is_given_up(scene: Scene) -> None:
    scene.notifier.deaf = {"slack-care"}
    scene.tell()
    scene.pass_a_day()
    assert scene.ticket.notices_due_at is None


def test_a_target_that_was_given_up_hears_of_the_end_if_it_is_back_by_then(scene: Scene) -> None:
    scene.tell()
    scene.change(scene.ticket.claimed("Léa", scene.clock.now()))
    scene.notifier.deaf = {"slack-care"}
    scene.pass_a_day()
    assert scene.ticket.notices_due_at is None

    scene.notifier.deaf = set()
    scene.change(scene.ticket.answered(True, scene.clock.now(), scene.clock.now()))
    scene.follow()

    assert scene.notifier.followed == [("slack-care", NoticeState.RESOLVED, "ref-slack-care")]


PAGED = (Tier(name="agent", wait=timedelta(minutes=10), targets=("pager",)),)


@pytest.fixture
def paged(scene: Scene) -> Scene:
    scene.brands = FakeBrands.of(a_notified_brand(tiers=PAGED))
    return scene


def call_again(scene: Scene, number: int = 2) -> None:
    """People are called for another wait, while the pager takes calls and ends none."""
    ticket = replace(scene.ticket, waiting_since=scene.clock.now(), escalation_reason="urgent", escalate_at=START)
    scene.change(escalation.confirmed(escalation.begun(ticket, scene.clock.now())))
    scene.tell(number=number)


@pytest.mark.parametrize("hours", [1, 5])
def test_an_alert_of_the_call_before_that_a_pager_did_not_end_is_ended_when_it_can_be(paged: Scene, hours: int) -> None:
    paged.tell()
    paged.notifier.cannot_end = {"pager"}
    call_again(paged)
    assert paged.notifier.targets == ["pager", "pager"], "people are called whatever became of the call before"
    attempts = 0
    for _ in range(hours * 60):
        paged.clock.pass_time(minutes=1)
        attempts += paged.is_due()
        if paged.is_due():
            paged.follow()
    assert attempts <= 10 + hours * 5, "the pauses grow"

    paged.notifier.cannot_end = set()
    for _ in range(20):
        paged.clock.pass_time(minutes=1)
        paged.follow()

    assert paged.notifier.ended == [("pager", 1)]
    assert paged.ticket.notices_due_at is None
    paged.change(paged.ticket.answered(True, paged.clock.now(), paged.clock.now()))
    paged.follow()
    assert paged.notifier.followed[-1] == ("pager", NoticeState.RESOLVED, "ref-pager")


def test_what_a_pager_never_ended_is_ended_with_the_ticket(paged: Scene) -> None:
    """After a day it was given up; a later change is another occasion."""
    paged.tell()
    paged.notifier.cannot_end = {"pager"}
    call_again(paged)
    call_again(paged, 3)
    paged.pass_a_day()
    assert paged.ticket.notices_due_at is None

    paged.notifier.cannot_end = set()
    paged.change(paged.ticket.answered(True, paged.clock.now(), paged.clock.now()))
    paged.follow()

    assert paged.notifier.ended == [("pager", 3), ("pager", 1), ("pager", 2)]
    assert paged.ticket.notices_due_at is None


def test_of_a_pager_that_is_down_the_latest_calls_are_remembered(paged: Scene) -> None:
    paged.tell()
    paged.notifier.cannot_end = {"pager"}
    for number in range(2, 20):
        call_again(paged, number)
    (notice,) = paged.notices.of_ticket("T-1")
    assert notice.older == tuple(range(19 - MAX_OLDER, 19))


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (lambda ticket, now: ticket.claimed("Léa", now), NoticeState.ACKNOWLEDGED),
        (lambda ticket, now: ticket.answered(True, now, now), NoticeState.RESOLVED),
    ],
    ids=["claimed", "answered"],
)
@pytest.mark.parametrize("killed", [False, True])
def test_a_pager_that_may_ring_without_having_answered_hears_what_became_of_the_ticket(
    paged: Scene, act: Callable[..., Ticket], state: NoticeState, killed: bool
) -> None:
    paged.notifier.deaf = {"pager"}
    if killed:
        paged.notifier.errors = {"pager": KilledError()}
    with suppress(KilledError):
        paged.tell()
    paged.notifier.deaf, paged.notifier.errors = set(), {}
    paged.change(act(paged.ticket, paged.clock.now()))

    paged.follow()

    assert paged.notifier.followed == [("pager", state, None)]
    assert paged.notifier.rounds == [1]
    assert paged.ticket.notices_due_at is None


class KilledError(BaseException):
    """The function died."""


def test_a_call_that_a_pager_did_not_answer_is_ended_when_people_are_called_anew(paged: Scene) -> None:
    paged.notifier.deaf = {"pager"}
    paged.tell()
    paged.notifier.deaf = set()
    call_again(paged)
    assert paged.notifier.ended == [("pager", 1)]
    assert [notice.older for notice in paged.notices.of_ticket("T-1")] == [()]


def test_a_target_that_left_the_brand_file_is_forgotten(scene: Scene) -> None:
    scene.tell()
    scene.notifier.follow = _unknown
    scene.change(scene.ticket.claimed("Léa", scene.clock.now()))
    scene.follow()
    assert scene.ticket.notices_due_at is None


def _unknown(**_: object) -> None:
    raise UpstreamError("unknown_target")


def test_a_target_whose_secret_is_missing_for_a_while_is_told_when_it_is_there(scene: Scene) -> None:
    """Somebody sets it up, or puts a new key in."""
    scene.tell()
    scene.tickets.save(scene.ticket.claimed("Léa", START))
    scene.notifier.errors = {}
    follow = scene.notifier.follow
    scene.notifier.follow = _has_no_secret
    scene.clock.pass_time(minutes=1)
    scene.follow()
    assert scene.ticket.notices_due_at is not None
    scene.notifier.follow = follow
    scene.clock.pass_time(minutes=2)
    scene.follow()
    assert [state for _, state, _ in scene.notifier.followed] == [NoticeState.ACKNOWLEDGED]
    assert scene.ticket.notices_due_at is None


def _has_no_secret(**_: object) -> None:
    raise UpstreamError("no_secret")


def test_one_dead_target_takes_the_time_of_one_attempt_only(scene: Scene) -> None:
    for number in range(2, 6):
        ticket = escalation.confirmed(escalation.begun(a_ticket(id=f"T-{number}", escalation_reason="urgent"), START))
        scene.tickets.save(replace(ticket, notices_state=BEHIND))
        scene.notices.put(replace(next(iter(_told(scene))), ticket_id=f"T-{number}", known=None))
    scene.notifier.deaf = {"slack-care"}
    scene.notifier.asked.clear()
    follow = FollowTargets(
        scene.tickets, scene.notices, scene.brands, scene.notifier, scene.metrics, scene.clock, FakeNoticeGroups()
    )
    assert follow(["T-2", "T-3", "T-4", "T-5"], START + timedelta(seconds=30)) == []
    assert scene.notifier.asked == ["slack-care"]


def _told(scene: Scene):
    scene.tell()
    return scene.notices.of_ticket("T-1")


def test_only_a_target_that_is_trusted_is_given_the_conversation(scene: Scene) -> None:
    asked: list[str] = []

    def conversation(ticket: Ticket) -> tuple[str, ...]:
        asked.append(ticket.id)
        return ("Mia: où est mon colis ?",)

    def tell(trusted: bool) -> None:
        brand = a_notified_brand(
            tiers=(Tier(name="agent", wait=timedelta(minutes=10), targets=("zendesk",)),),
            notification_targets=(replace(ZENDESK, trusted=trusted),),
        )
        NotifyTier(
            scene.tickets,
            FakeBrands.of(brand),
            FakeHistory(),
            scene.notifier,
            scene.metrics,
            scene.clock,
            load_policy,
            scene.notices,
            FakeNoticeGroups(),
            conversation=conversation,
        )(Step(ticket_id="T-1", round=1, tier=0, at=START))

    tell(False)
    assert (asked, scene.notifier.texts[-1].conversation) == ([], ())
    tell(True)
    assert (asked, scene.notifier.texts[-1].conversation) == (["T-1"], ("Mia: où est mon colis ?",))


@pytest.mark.parametrize("trusted", [True, False])
def test_a_trusted_target_that_was_down_is_given_the_conversation_when_it_is_told(scene: Scene, trusted: bool) -> None:
    zendesk = replace(ZENDESK, trusted=trusted)
    tiers = (Tier(name="agent", wait=timedelta(minutes=10), targets=("zendesk",)),)
    scene.brands = FakeBrands.of(a_notified_brand(tiers=tiers, notification_targets=(zendesk,), people=()))
    scene.notifier.deaf = {"zendesk"}
    scene.tell()
    scene.notifier.deaf = set()
    scene.conversation = lambda _ticket: ("Mia: où est mon colis ?",)
    scene.clock.pass_time(minutes=2)

    scene.follow()

    assert scene.notifier.targets == ["zendesk"]
    assert scene.notifier.texts[-1].conversation == (("Mia: où est mon colis ?",) if trusted else ())
