"""Targets follow a notice about several tickets: it is over when none of them needs anybody any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.escalate.follow import FollowTargets, TicketsOfNotice
from functions.escalate.notify import NotifyTier, Step
from shared.channels import load_policy
from shared.domain.brand.model import Tier
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.text import NotificationText
from shared.domain.escalation.together import NoticeGroup
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import NoticeState, Status
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeNotifier
from tests.fakes.notices import FakeNoticeGroups, FakeNotices
from tests.fakes.notifications import a_notified_brand
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets, FixedClock

TIERS = (
    Tier(name="agent", wait=timedelta(minutes=10), targets=("slack-care", "pager")),
    Tier(name="lead", wait=timedelta(minutes=15), targets=("pager",)),
)
OPEN, ACKNOWLEDGED, RESOLVED = NoticeState.OPEN, NoticeState.ACKNOWLEDGED, NoticeState.RESOLVED


@dataclass
class Recording(FakeNotifier):
    """``said`` are the state and the tickets of each follow-up, by target."""

    said: list[tuple[str, NoticeState, tuple[str, ...]]] = field(default_factory=list)

    def follow(
        self,
        *,
        target: str,
        notification: Mapping[str, Any],
        text: NotificationText,
        state: NoticeState,
        reference: str | None,
    ) -> None:
        super().follow(target=target, notification=notification, text=text, state=state, reference=reference)
        self.texts.append(text)
        self.said.append((target, state, tuple(notification["data"]["tickets"])))


@dataclass
class Scene:
    tickets: FakeTickets = field(default_factory=FakeTickets)
    notices: FakeNotices = field(default_factory=FakeNotices)
    notifier: Recording = field(default_factory=Recording)
    groups: FakeNoticeGroups = field(default_factory=FakeNoticeGroups)
    history: FakeHistory = field(default_factory=FakeHistory)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)

    def __post_init__(self) -> None:
        self.brands = FakeBrands.of(a_notified_brand(tiers=TIERS))
        names = ("A", "B", "C")
        self.groups.put(NoticeGroup(id="G", brand="acme", team="care", members=names, at=START))
        for name in names:
            ticket = a_ticket(id=name, escalation_reason="first_response_missed", notice_group="G")
            self.tickets.save(escalation.confirmed(escalation.begun(ticket, START)))

    def tell(self, *names: str, tier: int = 0) -> None:
        notify = NotifyTier(
            self.tickets,
            self.brands,
            self.history,
            self.notifier,
            self.metrics,
            self.clock,
            load_policy,
            self.notices,
            self.groups,
        )
        for name in names or ("A", "B", "C"):
            notify(Step(ticket_id=name, round=1, tier=tier, at=self.clock.now()))

    def sweep(self) -> None:
        """Whatever is due, as the sweep finds it."""
        self.clock.pass_time(minutes=2)
        ports = (self.tickets, self.notices, self.brands, self.notifier, self.metrics, self.clock, self.groups)
        now = self.clock.now()
        due = [t.id for t in self.tickets.stored.values() if t.notices_due_at is not None and t.notices_due_at <= now]
        assert FollowTargets(*ports)(due, now + timedelta(seconds=30)) == []

    def claim(self, name: str) -> None:
        self.tickets.save(self.ticket(name).claimed("Léa", self.clock.now()))

    def end(self, name: str) -> None:
        self.tickets.save(replace(self.ticket(name), status=Status.RESOLVED, waiting_since=None))

    def ticket(self, name: str) -> Ticket:
        found = self.tickets.get(name)
        assert found is not None
        return found

    def news(self) -> list[tuple[str, NoticeState, tuple[str, ...]]]:
        found, self.notifier.said = self.notifier.said, []
        return found


@pytest.fixture
def scene() -> Scene:
    return Scene()


def both(state: NoticeState, *names: str) -> list[tuple[str, NoticeState, tuple[str, ...]]]:
    return [("pager", state, names), ("slack-care", state, names)]


@pytest.mark.parametrize("first", ["A", "B", "C"])
def test_who_takes_one_leaves_the_others_with_their_list_and_their_buttons(scene: Scene, first: str) -> None:
    scene.tell()
    scene.claim(first)
    scene.sweep()
    left = [name for name in ("A", "B", "C") if name != first]
    assert sorted(scene.news()) == both(OPEN, *left)
    body = scene.notifier.texts[-1].body
    assert (f"Ticket : {left[0]}\n" in body, f"- {left[1]} (" in body) == (True, True)
    assert f"Ticket : {first}\n" not in body
    assert f"- {first} (" not in body
    scene.sweep()
    assert scene.news() == [], "what is known is not told again"


def test_the_notice_ends_with_the_last_of_its_tickets(scene: Scene) -> None:
    scene.tell()
    seen = []
    for step in (scene.end, scene.claim, scene.end):
        step(("A", "B", "C")[len(seen)])
        scene.sweep()
        seen.append({(state, names) for _, state, names in scene.news()})
    assert seen == [{(OPEN, ("B", "C"))}, {(OPEN, ("C",))}, {(ACKNOWLEDGED, ("B",))}]
    scene.end("B")
    scene.sweep()
    assert {(state, names) for _, state, names in scene.news()} == {(RESOLVED, ("A", "B", "C"))}


@pytest.mark.parametrize("taken", ["A", "B"])
def test_a_target_that_was_down_is_told_of_those_that_still_need_somebody(scene: Scene, taken: str) -> None:
    scene.notifier.deaf = {"pager"}
    scene.tell()
    scene.claim(taken)
    scene.notifier.deaf = set()
    scene.sweep()
    (notification,) = (data for target, _, data in scene.notifier.delivered if target == "pager")
    assert notification["data"]["ticket_id"] == "A", "it is the same incident there"
    assert notification["data"]["tickets"] == [name for name in ("A", "B", "C") if name != taken]


def test_a_target_that_was_down_is_not_called_when_all_are_taken(scene: Scene) -> None:
    scene.notifier.deaf = {"pager"}
    scene.tell()
    for name in ("A", "B", "C"):
        scene.claim(name)
    scene.notifier.deaf = set()
    scene.sweep()
    assert "pager" not in [target for target, _, _ in scene.notifier.delivered]


def test_a_ticket_with_a_wait_of_its_own_is_no_longer_the_notices_business(scene: Scene) -> None:
    scene.tell()
    scene.tickets.save(replace(scene.ticket("B"), notice_group=None))
    scene.claim("A")
    scene.sweep()
    assert {names for _, _, names in scene.news()} == {("C",)}


def test_what_was_taken_before_its_own_step_came_is_seen(scene: Scene) -> None:
    scene.tell("A")
    scene.claim("B")
    scene.tell("B", "C")
    scene.sweep()
    assert sorted(scene.news()) == both(OPEN, "A", "C")


def test_who_acknowledges_the_incident_of_a_pager_means_all_that_it_names(scene: Scene) -> None:
    scene.tell()
    together = TicketsOfNotice(scene.tickets, scene.notices)
    assert together("A", "pager") == ("B", "C")
    assert together("A", "another") == ()
    assert together("B", "pager") == ()
    scene.claim("B")
    assert together("A", "pager") == ("C",)
