"""Missed deadlines of one team that come within five minutes: one notice with the list."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.escalate.notify import NotifyTier, Step, TierResult
from shared.channels import load_policy
from shared.domain.brand.model import Tier
from shared.domain.errors import UpstreamError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationEnd
from shared.domain.tickets.changes import released
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Priority
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import a_brand
from tests.fakes.mortal import Killed, Mortal
from tests.fakes.notices import FakeNotices
from tests.fakes.stored import START
from tests.unit.escalate.test_sweep import Fakes

DUE = START + timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TIERS = (
    Tier(name="agent", wait=timedelta(minutes=10), targets=("oncall",)),
    Tier(name="lead", wait=timedelta(minutes=15), targets=("topic",)),
)


@dataclass
class Scene(Fakes):
    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(a_brand(TIERS)))

    def missed(self, *names: str, at: timedelta = timedelta(0), **fields: object) -> None:
        for name in names:
            self.given(name, first_response_due_at=DUE + at, **fields)

    def tell(self, name: str, tier: int = 0) -> EscalationEnd | None:
        return self.step(name, tier).end

    def step(self, name: str, tier: int = 0, through: Callable[[str, Any], Any] = lambda _, port: port) -> TierResult:
        """What the workflow of a ticket does when it wakes."""
        ports = ("tickets", "brands", "history", "notifier", "metrics")
        notify = NotifyTier(
            *(through(port, getattr(self, port)) for port in ports),
            self.clock,
            load_policy,
            FakeNotices(),
            through("groups", self.groups),
            "https://desk.example",
        )
        ticket = self.ticket(name)
        return notify(Step(ticket_id=name, round=ticket.escalation_round, tier=tier, at=self.clock.now()))

    @property
    def told(self) -> list[tuple[str, ...]]:
        """The tickets of each notice."""
        notices = [notification["data"] for _, _, notification in self.notifier.delivered]
        return [tuple(data.get("tickets", [data["ticket_id"]])) for data in notices]


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.clock.at = DUE
    return scene


def test_deadlines_missed_at_once_are_one_notice_with_the_list(scene: Scene) -> None:
    scene.missed("T-1", "T-2", "T-3")

    assert scene.sweep().escalations == 3
    for name in ("T-2", "T-1", "T-3"):
        scene.tell(name)

    assert scene.told == [("T-2", "T-1", "T-3")]
    text = scene.notifier.texts[-1]
    assert text.subject == "[acme] 3 tickets en retard"
    assert "- T-3 (facebook, 2026-03-02 11:00) https://desk.example/tickets/T-3" in text.body
    assert ("Aussi en retard (2)", "T-1, T-3") in text.facts
    with_others = [entry for entry in scene.history.stored.values() if entry.what == "told_with"]
    assert {(entry.ticket_id, entry.details["ticket"]) for entry in with_others} == {("T-1", "T-2"), ("T-3", "T-2")}


def test_a_step_that_is_tried_again_tells_nobody_twice(scene: Scene) -> None:
    scene.missed("T-1", "T-2")
    scene.sweep()

    for name in ("T-1", "T-1", "T-2", "T-2"):
        scene.tell(name)

    assert len(scene.told) == 1


def test_a_step_that_runs_before_the_others_are_started_tells_of_them_too(scene: Scene) -> None:
    """Up to fifty escalations are started one after the other; the first one's step does not wait for that."""
    scene.missed("T-1", "T-2", "T-3")
    really, told = scene.workflow.start, []

    def start(*, name: str, state: Mapping[str, object]) -> None:
        really(name=name, state=state)
        told.append(scene.tell(str(state["ticket_id"])))

    scene.workflow.start = start

    assert scene.sweep().failed == []
    assert scene.told == [("T-1", "T-2", "T-3")]
    assert told == [None, None, None]


@pytest.mark.parametrize("step", ["before the sweep goes on", "after it"])
def test_what_a_killed_run_did_not_start_is_told_once(scene: Scene, step: str) -> None:
    scene.missed("T-1", "T-2")
    really = scene.workflow.start
    started: list[str] = []

    def start(*, name: str, state: Mapping[str, object]) -> None:
        if started:
            raise Killed
        really(name=name, state=state)
        started.append(str(state["ticket_id"]))

    scene.workflow.start = start
    with suppress(Killed):
        scene.sweep()
    scene.workflow.start = really
    if step == "before the sweep goes on":
        scene.tell("T-1")
    scene.clock.pass_time(minutes=1)
    scene.sweep()
    for name in ("T-1", "T-2"):
        scene.tell(name)

    assert scene.told == [("T-1", "T-2")]


def test_a_member_that_was_not_named_when_the_others_were_told_is_told_alone(scene: Scene) -> None:
    """It was in hand at that moment, and is not any more."""
    scene.missed("T-1", "T-2")
    scene.sweep()
    held = scene.tickets.save(scene.ticket("T-2").claimed("sophie", scene.clock.now()))
    scene.tell("T-1")
    scene.tickets.save(released(held, now=scene.clock.now()))
    for _ in range(2):
        scene.sweep()
        scene.clock.pass_time(minutes=5)

    scene.tell("T-2")

    assert scene.told == [("T-1",), ("T-2",)]


def test_teams_are_told_of_their_own(scene: Scene) -> None:
    scene.missed("T-1", "T-2")
    scene.missed("T-3", team="experts")

    scene.sweep()
    for name in ("T-1", "T-2", "T-3"):
        scene.tell(name)

    assert scene.told == [("T-1", "T-2"), ("T-3",)]


def test_the_first_is_told_at_once_and_what_follows_within_five_minutes_is_told_together(scene: Scene) -> None:
    scene.missed("T-1")
    scene.missed("T-2", at=MINUTE)
    scene.missed("T-3", at=3 * MINUTE)
    scene.missed("T-4", at=6 * MINUTE)
    began = []
    for _ in range(12):
        before = set(scene.workflow.started)
        scene.sweep()
        new = [scene.workflow.started[name]["ticket_id"] for name in scene.workflow.started if name not in before]
        if new:
            began.append(((scene.clock.at - DUE) // MINUTE, sorted(map(str, new))))
        scene.clock.pass_time(minutes=1)

    assert began == [(0, ["T-1"]), (5, ["T-2", "T-3"]), (10, ["T-4"])]


def test_who_claims_one_ends_it_for_that_one_and_the_next_tier_hears_of_the_others(scene: Scene) -> None:
    scene.missed("T-1", "T-2", "T-3")
    scene.sweep()
    for name in ("T-1", "T-2", "T-3"):
        scene.tell(name)
    scene.tickets.save(scene.ticket("T-1").claimed("sophie", scene.clock.now()))
    scene.clock.pass_time(minutes=10)

    ends = [scene.tell(name, tier=1) for name in ("T-1", "T-2", "T-3")]

    assert ends == [EscalationEnd.CLAIMED, None, None]
    assert scene.told == [("T-1", "T-2", "T-3"), ("T-2", "T-3")]


@pytest.mark.parametrize(
    "fields",
    [
        {"priority": Priority.URGENT},
        {"claimed_by": "sophie", "claimed_at": START, "claimed_wait": START},
    ],
    ids=["urgent", "held by somebody"],
)
def test_what_is_urgent_or_held_is_told_alone_and_at_once(scene: Scene, fields: dict[str, object]) -> None:
    scene.missed("T-1", "T-2", **fields)
    scene.missed("T-3", at=MINUTE, **fields)

    assert scene.sweep().escalations == 2
    scene.clock.pass_time(minutes=1)
    assert scene.sweep().escalations == 1
    assert not scene.groups.groups


def test_a_new_wait_is_told_alone(scene: Scene) -> None:
    scene.missed("T-1", "T-2")
    scene.sweep()
    group = scene.ticket("T-1").notice_group
    assert group is not None

    again: Ticket = escalation.requested(
        escalation.ended(scene.ticket("T-1")), escalation.EscalationReason.RESOLUTION_MISSED, scene.clock.now()
    )

    assert again.notice_group is None


def test_what_could_not_be_started_is_due_again(scene: Scene) -> None:
    scene.missed("T-1", "T-2")
    scene.workflow.broken = True

    assert [name for name, _ in scene.sweep().failed] == ["T-1", "T-2"]
    scene.workflow.broken = False
    scene.clock.pass_time(minutes=1)
    scene.sweep()

    assert {state["ticket_id"] for state in scene.workflow.started.values()} == {"T-1", "T-2"}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_team_of_which_nothing_could_be_started_is_told_a_minute_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Whichever write of the ticket fails. Otherwise the team counts as told, and nobody is for five minutes."""
    scene.missed("T-1")
    really, writes = scene.tickets.save, []

    def save(ticket: Ticket) -> Ticket:
        writes.append(ticket)
        if len(writes) == number:
            raise UpstreamError("dynamodb")
        return really(ticket)

    with monkeypatch.context() as patched:
        patched.setattr(scene.tickets, "save", save)
        assert (scene.sweep().escalations, len(writes)) == (0, number)
    scene.clock.pass_time(minutes=1)

    assert scene.sweep().escalations == 1


def test_a_store_that_cannot_be_read_is_named_and_loses_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.missed("T-1", "T-2")

    def broken(*_: object) -> None:
        raise UpstreamError("dynamodb")

    with monkeypatch.context() as patched:
        patched.setattr(scene.groups, "put", broken)
        assert scene.sweep().failed == [("T-1", "UpstreamError"), ("T-2", "UpstreamError")]
    scene.clock.pass_time(minutes=1)

    assert scene.sweep().escalations == 2


def test_what_has_waited_for_its_notice_does_not_wait_again_however_much_it_is(scene: Scene) -> None:
    scene.max_tickets = 3
    scene.shards.broken = True  # one page after the other, as a shard is worked off
    names = [f"T-{number}" for number in range(9)]
    scene.missed("T-first")
    scene.sweep()
    scene.clock.pass_time(seconds=10)
    scene.missed(*names)
    for _ in range(3):
        scene.sweep()
    assert not any(scene.ticket(name).escalation_running for name in names)

    scene.clock.at = DUE + 6 * MINUTE
    for _ in range(3):
        scene.sweep()
        scene.clock.pass_time(seconds=10)
    assert all(scene.ticket(name).escalation_running for name in names)
    scene.missed("T-last", at=6 * MINUTE)
    assert scene.sweep().escalations == 0, "what is missed after the notice waits for the next one"


# --- the step that tells for all dies ---------------------------------------------------------------------------------


def lost(scene: Scene, at: int, *, after: bool) -> bool:
    """The step of T-1 dies at the call with this number, and its customer is answered before it is tried again. Whether
    there was such a call."""
    mortal, counter, died = ("groups", "notifier", "history", "tickets"), [0], False
    try:
        scene.step("T-1", through=lambda name, port: Mortal(port, counter, at, after=after) if name in mortal else port)
    except Killed:
        died = True
    scene.tickets.save(scene.ticket("T-1").answered(True, scene.clock.now(), scene.clock.now()))
    return died


def woken(scene: Scene, *names: str, minutes: int) -> dict[str, int]:
    """The workflows of these tickets; the tier that each would tell next."""
    due: dict[str, tuple[int, datetime]] = dict.fromkeys(names, (0, scene.clock.now()))
    for _ in range(minutes):
        for name, (tier, look_at) in due.items():
            if look_at <= scene.clock.now() and tier < len(TIERS):
                result = scene.step(name, tier)
                due[name] = (result.tier, result.look_at)
        scene.clock.pass_time(minutes=1)
    return {name: tier for name, (tier, _) in due.items()}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_the_others_are_told_of_though_the_step_that_tells_for_all_dies_anywhere(after: bool) -> None:
    """And its ticket is answered before it is tried again."""
    at, died = 0, True
    while died:
        at += 1
        scene = Scene(brands=FakeBrands.of(a_brand((replace(TIERS[0], targets=("oncall", "topic")), TIERS[1]))))
        scene.clock.at = DUE
        scene.missed("T-1", "T-2", "T-3")
        scene.sweep()
        died = lost(scene, at, after=after)
        assert woken(scene, "T-2", "T-3", minutes=8) == {"T-2": 1, "T-3": 1}, at
        for target in ("oncall", "topic"):
            notes = [note["data"] for told, _, note in scene.notifier.delivered if told == target]
            named = [set(data["tickets"]) for data in notes]
            assert 1 <= len(named) <= 2, (at, target)
            assert all({"T-2", "T-3"} <= each for each in named), (at, target)
        assert len(scene.notifier.delivered) <= 3, "one of them twice at most"
    assert at > 8


def test_who_was_told_by_another_step_is_given_their_time_from_then(scene: Scene) -> None:
    scene.missed("T-1", "T-2")
    scene.sweep()
    scene.step("T-1")
    scene.clock.pass_time(seconds=90)
    assert scene.step("T-2").look_at == DUE + TIERS[0].wait


def test_where_nobody_could_be_reached_for_all_the_next_tier_is_told_at_once(scene: Scene) -> None:
    scene.missed("T-1", "T-2")
    scene.sweep()
    scene.notifier.deaf = {"oncall"}
    assert [scene.step(name).look_at for name in ("T-1", "T-2")] == [DUE, DUE]


def test_while_another_step_is_telling_the_others_look_again_and_tell_nobody(scene: Scene) -> None:
    scene.missed("T-1", "T-2")
    scene.sweep()
    looked: list[TierResult] = []
    scene.notifier.before = lambda: looked.append(scene.step("T-2"))
    scene.step("T-1")
    assert [(result.tier, result.look_at, result.exhausted) for result in looked] == [(0, DUE + MINUTE, False)]
    assert scene.told == [("T-1", "T-2")]
