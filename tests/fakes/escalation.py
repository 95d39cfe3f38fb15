"""What an escalation calls, in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from shared.brand import load, read
from shared.domain.brand.model import Brand, Tier
from shared.domain.errors import NightdeskError, UpstreamError
from shared.domain.escalation.text import NotificationText
from shared.domain.tickets.parts import Part
from shared.domain.vocabulary import NoticeState
from tests.fakes.stored import FixedClock

TIERS = (
    Tier(name="on-call agent", wait=timedelta(minutes=10), targets=("oncall",)),
    Tier(name="on-call lead", wait=timedelta(minutes=15), targets=("oncall", "topic")),
)


def a_brand(tiers: tuple[Tier, ...] = TIERS, brand_id: str = "acme") -> Brand:
    """The demo brand with other tiers."""
    return replace(load(read(Path("brands/acme.yaml").read_bytes()), brand_id, 1), tiers=tiers)


@dataclass
class FakeEscalationWorkflow:
    """Executions by name, as Step Functions keeps them: a name is started once. ``broken`` fails before it starts."""

    started: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    calls: int = 0
    broken: bool = False
    loses_answers: bool = False  # it starts, and the answer is lost

    def start(self, *, name: str, state: Mapping[str, Any]) -> None:
        self.calls += 1
        if self.broken:
            raise UpstreamError("stepfunctions")
        self.started.setdefault(name, state)
        if self.loses_answers:
            raise UpstreamError("stepfunctions")


@dataclass
class FakeAcknowledger:
    requested: list[str] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    asked_about: list[str] = field(default_factory=list)
    carried_out: list[tuple[str, str]] = field(default_factory=list)
    broken: bool = False

    def request(self, ticket_id: str) -> None:
        if self.broken:
            raise UpstreamError("lambda")
        self.requested.append(ticket_id)

    def ask_about_satisfaction(self, ticket_id: str) -> None:
        if self.broken:
            raise UpstreamError("lambda")
        self.asked_about.append(ticket_id)

    def carry_out(self, brand_id: str, proposal_id: str) -> None:
        if self.broken:
            raise UpstreamError("lambda")
        self.carried_out.append((brand_id, proposal_id))

    def look_up(self, ticket_id: str) -> None:
        if self.broken:
            raise UpstreamError("lambda")
        self.looked_up.append(ticket_id)


@dataclass
class FakeShardInvoker:
    """Shards that somebody asked to be worked off."""

    asked: list[tuple[str, int, Part]] = field(default_factory=list)
    broken: bool = False

    def work_off(self, brand_id: str, shard: int, part: Part) -> None:
        if self.broken:
            raise UpstreamError("lambda")
        self.asked.append((brand_id, shard, part))


@dataclass
class FakeNotifier:
    """What was delivered: (target, idempotency key, notification). Targets in ``deaf`` take nothing."""

    delivered: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    deaf: set[str] = field(default_factory=set)
    errors: dict[str, NightdeskError] = field(default_factory=dict)  # of targets that say why they take nothing
    references: list[str | None] = field(default_factory=list)  # with which they were asked
    asked: list[str] = field(default_factory=list)

    texts: list[NotificationText] = field(default_factory=list)
    clock: FixedClock | None = None
    seconds: float = 0  # that a target which takes nothing needs to say so

    followed: list[tuple[str, NoticeState, str | None]] = field(default_factory=list)
    ended: list[tuple[str, int | None]] = field(default_factory=list)  # with the number of the escalation
    rounds: list[int | None] = field(default_factory=list)  # of what was followed
    cannot_end: set[str] = field(default_factory=set)  # targets that take calls, and no end of one
    followed_texts: list[NotificationText] = field(default_factory=list)
    before: Callable[[], None] = lambda: None  # somebody is told

    def notify(
        self,
        *,
        target: str,
        notification: Mapping[str, Any],
        text: NotificationText,
        idempotency_key: str,
        reference: str | None = None,
        again: bool = False,
    ) -> str | None:
        self.before()
        self.texts.append(text)
        self.asked.append(target)
        self.references.append(reference)
        if target in self.errors:
            raise self.errors[target]
        if target in self.deaf and self.clock is not None:
            self.clock.pass_time(seconds=self.seconds)
        if target in self.deaf:
            raise UpstreamError("http_503")
        self.delivered.append((target, idempotency_key, notification))
        return reference or f"ref-{target}"

    def follow(
        self,
        *,
        target: str,
        notification: Mapping[str, Any],
        text: NotificationText,
        state: NoticeState,
        reference: str | None,
    ) -> None:
        about = notification["data"].get("round")
        if target in self.deaf or (target in self.cannot_end and state is NoticeState.RESOLVED):
            raise UpstreamError("http_503")
        if state is NoticeState.RESOLVED:
            self.ended.append((target, about))
        self.rounds.append(about)
        self.followed.append((target, state, reference))
        self.followed_texts.append(text)

    @property
    def targets(self) -> list[str]:
        return [target for target, _, _ in self.delivered]
