"""Every call that an escalation makes fails once, in every way: after recovery it is as if nothing had happened.

Each walk counts the calls of one undisturbed run, then repeats the run as often, and each time another call fails:
before it reached the service, after it did (the answer is lost), or with the function killed at that point. Recovery
is what runs anyway: the workflow's own attempts, and the sweep of the following minutes.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.domain.errors import NightdeskError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationReason
from shared.domain.tickets.model import Ticket
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START
from tests.integration.escalation_scene import Scene, escalation_scene, push_pager, push_tiers, urgent_ticket
from tests.integration.faults import Faults, Killed
from tests.integration.workflows import running_workflows

pytestmark = pytest.mark.integration

ONE_TIER = [{"name": "everybody", "wait": "10m", "targets": ["oncall", "topic"]}]
WAYS = {"before": (False, False), "after": (True, False), "killed": (True, True)}


@dataclass
class Nth:
    """Counts the calls that our function makes, to AWS and over HTTP, and picks one of them."""

    wanted: int = 0  # 0: none
    made: list[str] = field(default_factory=list)
    inside: threading.local = field(default_factory=threading.local)

    def picks(self, operation: str, _arguments: Any = None) -> bool:
        if not getattr(self.inside, "function", False):
            return False
        self.made.append(operation)
        return len(self.made) == self.wanted

    def watch(self, handle: Callable[[dict[str, Any], Any], Any]) -> Callable[[dict[str, Any], Any], Any]:
        def watched(event: dict[str, Any], context: Any) -> Any:
            self.inside.function = True
            try:
                return handle(event, context)
            finally:
                self.inside.function = False

        return watched


@dataclass
class Walk:
    scene: Scene
    nth: Nth = field(default_factory=Nth)
    after: bool = False
    killed: bool = False
    acknowledgements: list[str] = field(default_factory=list)
    runs: int = 0

    def __post_init__(self) -> None:
        functions = self.scene.workflows.functions
        functions["escalate"] = self.nth.watch(functions["escalate"])
        functions["respond"] = lambda event, context: self.acknowledgements.append(event["ticket_id"])
        self.scene.answer = self._answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        """The webhook: a request that fails before it arrives is taken off the list of those that did."""
        if self.nth.picks("POST"):
            if not self.after:
                self.scene.posted.pop()
                raise httpx.ConnectError("refused")
            if self.killed:
                raise Killed("POST")
            raise httpx.ReadTimeout("no answer")
        return httpx.Response(204)

    def run(self, ticket: Ticket, wanted: int, way: str, event: dict[str, Any], *more: Ticket) -> str:
        """One run in which the call of that number fails, and the minutes after it. Says which call it was."""
        self.runs += 1
        self.nth.wanted, self.nth.made = wanted, []
        self.after, self.killed = WAYS[way]
        scene = self.scene
        scene.at = START
        scene.posted.clear()
        scene.published()
        self.acknowledgements.clear()
        scene.handler.notifier.webhooks._secrets._known.clear()  # as in a container that was just started
        scene.handler.brands._known.clear()
        for each in (ticket, *more):
            scene.tickets.save(each)
        faults = Faults(self.nth.picks, after=self.after, killed=self.killed)
        with faults.installed():
            self._call(event)
            for minute in (1, 3):
                scene.at = START + timedelta(minutes=minute)
                self._call({"action": "sweep"})
        assert set(scene.workflows.finish()) == {"SUCCEEDED"}
        return f"{way} call {wanted}, {self.nth.made[wanted - 1]}" if wanted else "none"

    def _call(self, event: dict[str, Any]) -> None:
        """As triage or the clock does: whatever fails there is somebody else's to repair."""
        with suppress(NightdeskError, Killed):
            self.scene.workflows.invoke("escalate", event)
        self.scene.workflows.finish()

    def entries(self, ticket_id: str) -> Counter[str]:
        return Counter(entry.what for entry in self.scene.history.of_ticket(ticket_id, limit=200).items)


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    with running_workflows(monkeypatch) as workflows:
        walk = Walk(escalation_scene(workflows, monkeypatch))
        push_tiers(workflows, ONE_TIER)
        ticket = walk.scene.ticket
        walk.scene.tickets.save(ticket.claimed("sb", START))  # only the tickets of the walk are due
        yield walk


@pytest.mark.parametrize("way", WAYS)
def test_an_urgent_ticket_is_escalated_once_whatever_fails(walk: Walk, way: str) -> None:
    walk.run(urgent_ticket("T-0"), 0, way, {"action": "start", "ticket_id": "T-0"})
    calls = _calls_until_quiet(walk.nth.made)
    assert {"StartExecution", "POST", "Publish", "GetSecretValue", "Query", "PutItem", "GetItem"} <= set(calls)
    for number in range(1, len(calls) + 1):
        ticket_id = f"T-{way}-{number}"
        failed = walk.run(urgent_ticket(ticket_id), number, way, {"action": "start", "ticket_id": ticket_id})
        _is_escalated_once(walk, ticket_id, failed)


@pytest.mark.parametrize("way", ["before", "killed"])
def test_a_missed_deadline_is_swept_once_whatever_fails(walk: Walk, way: str) -> None:
    walk.run(_late("L-0"), 0, way, {"action": "sweep"})
    calls = _calls_until_quiet(walk.nth.made)
    assert {"BatchGetItem", "Query", "Invoke", "StartExecution"} <= set(calls)
    # What a workflow's steps do is walked above; here it is the sweep itself that fails.
    own = [number for number, call in enumerate(calls, 1) if number <= calls.index("Invoke") + 1]
    for number in own:
        ticket_id = f"L-{way}-{number}"
        failed = walk.run(_late(ticket_id), number, way, {"action": "sweep"})
        _is_escalated_once(walk, ticket_id, failed)
        ticket = walk.scene.tickets.get(ticket_id)
        assert ticket is not None
        assert ticket.breached_at == START, failed
        assert walk.entries(ticket_id)["deadline_missed"] == 1, failed
        assert walk.acknowledgements, failed
        assert set(walk.acknowledgements) == {ticket_id}, failed


def test_what_a_team_misses_is_told_once_wherever_the_sweep_is_killed(walk: Walk) -> None:
    """Each ticket stands in one notice, whether that is the one of both or one of its own."""

    def both(number: int) -> tuple[Ticket, Ticket]:
        return _late(f"G-{number}-a", f"team {number}"), _late(f"G-{number}-b", f"team {number}")

    first, second = both(0)
    walk.run(first, 0, "killed", {"action": "sweep"}, second)
    calls = _calls_until_quiet(walk.nth.made)
    assert len(_notices(walk)) == 1, "one notice with both"
    for number, call in enumerate(calls[: calls.index("StartExecution") + 1], 1):  # the steps are walked above
        if call not in ("PutItem", "UpdateItem", "StartExecution", "POST"):
            continue
        first, second = both(number)
        failed = walk.run(first, number, "killed", {"action": "sweep"}, second)
        walk.scene.at += timedelta(minutes=6)  # what was not told with the team's notice is told in the next
        walk.scene.call(action="sweep")
        walk.scene.workflows.finish()
        named = [ticket for tickets in _notices(walk).values() for ticket in tickets]
        assert sorted(named) == [first.id, second.id], failed


@dataclass
class Pager:
    """PagerDuty's events, as far as it says which alerts ring: each by its key.

    From the call that is picked on nothing is answered until the ticket is: what is then asked is done, or not.
    """

    walk: Walk
    alerts: dict[str, str] = field(default_factory=dict)
    silent: bool = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        event = json.loads(request.content)
        self.silent = self.silent or self.walk.nth.picks("POST")
        if self.silent and not self.walk.after:
            raise httpx.ConnectError("refused")
        key, action = event["dedup_key"], event["event_action"]
        is_open = self.alerts.get(key, "resolve") != "resolve"
        if is_open != (action == "trigger"):
            self.alerts[key] = action
        if self.silent:
            raise httpx.ReadTimeout("no answer")
        return httpx.Response(202, json={"status": "success"})


@pytest.mark.parametrize("way", WAYS)
def test_no_alert_is_left_open_in_a_pager_when_its_ticket_was_answered_whatever_fails(walk: Walk, way: str) -> None:
    """People are called, called anew for the next wait, and answer within the minute."""
    pager = Pager(walk)
    walk.scene.answer = pager.answer
    push_pager(walk.scene.workflows)
    tickets = walk.scene.tickets

    def called_twice(ticket_id: str, number: int) -> str:
        walk.run(urgent_ticket(ticket_id), 0, way, {"action": "start", "ticket_id": ticket_id})
        ticket = tickets.get(ticket_id)
        assert ticket is not None
        again = replace(ticket, waiting_since=START + timedelta(minutes=4))
        asked = escalation.requested(again, EscalationReason.URGENT, START + timedelta(minutes=4))
        failed = walk.run(asked, number, way, {"action": "start", "ticket_id": ticket_id})
        pager.silent = False
        ticket = tickets.get(ticket_id)
        assert ticket is not None
        at = START + timedelta(minutes=5)
        tickets.save(ticket.answered(True, at, at))
        for minute in (5, 6, 8):
            walk.scene.at = START + timedelta(minutes=minute)
            walk.scene.workflows.invoke("escalate", {"action": "sweep"})
        return failed

    called_twice("P-0", 0)
    assert pager.alerts == {"nightdesk/P-0/1": "resolve", "nightdesk/P-0/2": "resolve"}
    picked = ("PutItem", "StartExecution") if way == "killed" else ("POST",)
    for number, call in enumerate(_calls_until_quiet(walk.nth.made), 1):
        if call not in picked:
            continue  # it changes nothing before it fails, or is walked above
        ticket_id = f"P-{way}-{number}"
        failed = called_twice(ticket_id, number)
        mine = {key: state for key, state in pager.alerts.items() if ticket_id in key}
        assert set(mine.values()) <= {"resolve"}, (failed, mine)


def _notices(walk: Walk) -> dict[str, list[str]]:
    """The tickets of each notice that the webhook was sent, by the notice's id."""
    found = {}
    for request in walk.scene.posted:
        data = json.loads(request.content)["data"]
        found[request.headers["webhook-id"]] = list(data.get("tickets", [data["ticket_id"]]))
    return found


def _late(ticket_id: str, team: str | None = None) -> Ticket:
    """Of a team of its own: what a team misses within five minutes is told together, and later."""
    return a_ticket(
        id=ticket_id, team=team or f"team of {ticket_id}", first_response_due_at=START, acknowledge_at=START
    )


def _calls_until_quiet(made: list[str]) -> list[str]:
    """The calls up to the last write: what sweeps read afterwards, when nothing is left to do, is the same again."""
    last = max(number for number, call in enumerate(made) if call in ("PutItem", "Invoke"))
    return made[: last + 1]


def _is_escalated_once(walk: Walk, ticket_id: str, failed: str) -> None:
    scene = walk.scene
    ticket = scene.tickets.get(ticket_id)
    assert ticket is not None
    assert (ticket.escalation_round, ticket.escalation_running, ticket.escalate_at) == (1, False, None), failed
    name = escalation.execution_name(ticket_id, str(ticket.escalation_reason), 1)
    started = [arn.rsplit(":", 1)[-1] for arn in scene.workflows.executions()]
    assert started.count(name) == 1, failed
    assert len(started) == walk.runs, failed
    entries = walk.entries(ticket_id)
    assert (entries["escalated"], entries["escalation_ended"]) == (1, 1), failed
    assert (entries["notified"], entries["notification_failed"]) == (2, 0), failed
    # Told once; twice only if the answer was lost, or if it could not be written down, and then under the same id.
    posted, published = Counter(scene.webhook_ids), len(scene.published())
    lost = "before" not in failed
    assert len(posted) == 1, failed
    assert posted.total() == 1 or "PutItem" in failed or ("POST" in failed and lost), failed
    assert published == 1 or "PutItem" in failed or ("Publish" in failed and lost), failed
    assert max(posted.total(), published) <= 2, failed
    assert min(posted.total(), published) >= 1, failed
