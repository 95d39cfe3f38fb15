"""An outage of AWS parks no good message: they wait, and drain in order. A poison message among them is parked still.

A FIFO queue, three containers of dispatch and the services behind them are simulated with the time as a number.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

import pytest

from functions.dispatch.health import TriageHealth
from functions.dispatch.service import DispatchBatch, QueuedMessage
from shared.domain.errors import RunFailedError, UpstreamError
from shared.domain.triage.retry import seconds_to_wait
from shared.domain.vocabulary import Outcome
from shared.ports.repositories import OutcomeRecord
from shared.ports.workflows import TriageOutcome
from tests.fakes.dispatch import FakeAttempts, FakeDeadLetters, FakeTriageRuns
from tests.fakes.stored import START, FakeMetrics, FakeOutcomes, FixedClock
from tests.infra.template import template

QUEUE = template()["Resources"]["InboundQueue"]["Properties"]
MAX_RECEIVES = int(QUEUE["RedrivePolicy"]["maxReceiveCount"])
HIDDEN = timedelta(seconds=int(QUEUE["VisibilityTimeout"]))
KEPT = timedelta(seconds=int(QUEUE["MessageRetentionPeriod"]))
CONTAINERS = 3


@dataclass
class Waiting:
    body: str
    group: str
    sent_at: datetime
    visible_at: datetime
    receives: int = 0


@dataclass
class Fifo:
    """In order within a group; a group with a message in flight delivers nothing. Holds what was sent, oldest first."""

    waiting: list[Waiting] = field(default_factory=list)
    redriven: list[str] = field(default_factory=list)
    deleted_by_retention: list[str] = field(default_factory=list)
    max_in_flight: int = 120_000  # AWS: quotas of FIFO queues

    def receive(self, now: datetime) -> list[Waiting]:
        self._expire(now)
        blocked: set[str] = set()
        batch: list[Waiting] = []
        if sum(message.visible_at > now for message in self.waiting) >= self.max_in_flight:
            return batch
        for message in list(self.waiting):
            if message.visible_at > now:
                blocked.add(message.group)
            elif message.group not in blocked and len(batch) < 10:
                if message.receives >= MAX_RECEIVES:
                    self.waiting.remove(message)
                    self.redriven.append(message.body)
                    continue
                message.receives += 1
                message.visible_at = now + HIDDEN
                batch.append(message)
        return batch

    def _expire(self, now: datetime) -> None:
        self.deleted_by_retention += [m.body for m in self.waiting if now - m.sent_at >= KEPT]
        self.waiting = [m for m in self.waiting if now - m.sent_at < KEPT]

    def delay(self, receipts: list[str], seconds: int) -> None:
        for message in self.waiting:
            if message.body in receipts:
                message.visible_at = self.now + timedelta(seconds=seconds)

    now: datetime = START


@dataclass
class World:
    service: str
    begins: datetime
    ends: datetime
    clock: FixedClock = field(default_factory=FixedClock)
    queue: Fifo = field(default_factory=Fifo)
    handled: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    handled_at: dict[str, datetime] = field(default_factory=dict)
    parked_at: dict[str, datetime] = field(default_factory=dict)
    dead_letters: FakeDeadLetters = field(default_factory=FakeDeadLetters)
    attempts: FakeAttempts = field(default_factory=FakeAttempts)
    runs: FakeTriageRuns = field(default_factory=FakeTriageRuns)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    outcomes: FakeOutcomes = field(default_factory=FakeOutcomes)

    def __post_init__(self) -> None:
        self.containers = [
            DispatchBatch(
                workflow=self,
                dead_letters=self.dead_letters,
                outcomes=self,
                attempts=self.attempts,
                health=TriageHealth(self.runs),
                returned=self.queue,
                keep_position=lambda _: False,
                note_signal=lambda _: True,
                clock=self.clock,
                metrics=self.metrics,
                name_of=lambda message: message.body,
            )
            for _ in range(CONTAINERS)
        ]

    @property
    def is_out(self) -> bool:
        return self.begins <= self.clock.at < self.ends

    # --- the services -------------------------------------------------------------------------------------------------

    def run_together(
        self, conversations: Sequence[Sequence[str]], *, name: str, classify: bool, timeout_seconds: float
    ) -> Sequence[Sequence[TriageOutcome | None]]:
        """A failure leaves its event and those of its conversation behind it."""
        if self.is_out and self.service == "workflow":
            raise UpstreamError("workflow: down")
        found: list[list[TriageOutcome | None]] = []
        for bodies in conversations:
            results: list[TriageOutcome | None] = []
            with suppress(UpstreamError):
                for body in bodies:
                    results.append(self.run(body, name=name, timeout_seconds=timeout_seconds))
            found.append([*results, *[None] * (len(bodies) - len(results))])
        return found

    def run(self, event_body: str, *, name: str, timeout_seconds: float) -> TriageOutcome:
        if self.is_out and self.service in ("workflow", "functions"):
            raise UpstreamError(f"{self.service}: down")
        if self.is_out and self.service == "table":
            raise RunFailedError("triage failed: UpstreamError")
        if self.is_out and self.service == "half the runs" and crc32(f"{event_body} {self.clock.at}".encode()) % 2:
            raise UpstreamError("throttled")
        if event_body.startswith("unreadable"):
            return TriageOutcome(outcome=None, execution="x", permanent=True, reason="UnreadableEventError", error="x")
        if event_body.startswith("poison"):
            raise RunFailedError("triage failed: RuntimeError")
        group, _, _ = event_body.partition("/")
        self.handled[group].append(event_body)
        self.handled_at[event_body] = self.clock.at
        return TriageOutcome(outcome=Outcome.TICKET, execution="arn")

    def add(self, record: OutcomeRecord) -> None:
        if self.is_out and self.service == "table":
            raise UpstreamError("dynamodb")
        self.outcomes.add(record)

    # --- time ---------------------------------------------------------------------------------------------------------

    def go_on(self, arrivals: list[tuple[datetime, str, str]], until: datetime) -> None:
        """Deliver, and let the containers poll in turn, until the queue is empty or the time has come."""
        arrivals = sorted(arrivals)
        turn = 0
        while self.clock.at < until and (arrivals or self.queue.waiting):
            table_out = self.is_out and self.service == "table"
            self.attempts.down = self.runs.down = table_out
            self.queue.now = self.clock.at
            while arrivals and arrivals[0][0] <= self.clock.at:
                at, group, body = arrivals.pop(0)
                self.queue.waiting.append(Waiting(body, group, at, at))
            while batch := self.queue.receive(self.clock.at):
                turn += 1
                if not (self.is_out and self.service == "dispatch"):
                    self._dispatch(self.containers[turn % CONTAINERS], batch)
            coming = [message.visible_at for message in self.queue.waiting if message.visible_at > self.clock.at]
            coming += [arrivals[0][0]] if arrivals else []
            self.clock.at = min([*coming, until])

    def _dispatch(self, container: DispatchBatch, batch: list[Waiting]) -> None:
        left = container(
            [
                QueuedMessage(
                    queue_id=m.body,
                    receipt=m.body,
                    group=m.group,
                    receive_count=m.receives,
                    body=m.body,
                    event_id=m.body,
                    sent_at=m.sent_at,
                    may_share=True,
                )
                for m in batch
            ],
            lambda: 60.0,
        )
        for message in batch:
            if message.body not in left:
                self.queue.waiting.remove(message)
        for event_id in self.dead_letters.parked:
            self.parked_at.setdefault(event_id, self.clock.at)


SERVICES = ("workflow", "functions", "dispatch", "table", "secrets", "half the runs")


@pytest.mark.parametrize("busy", [True, False], ids=["busy", "quiet"])
@pytest.mark.parametrize("minutes", [6, 10, 6 * 60], ids=["six-minutes", "ten-minutes", "six-hours"])
@pytest.mark.parametrize("service", SERVICES)
def test_an_outage_parks_nothing_but_poison(service: str, minutes: int, *, busy: bool) -> None:
    begins = START + timedelta(minutes=5)
    ends = begins + timedelta(minutes=minutes)
    world = World(service, begins, ends)
    # Messages come from five minutes before the outage until its end: none afterwards shows that triage works again.
    conversations, count = (20, 80) if busy else (4, 8)
    step = (ends - START) / count
    arrivals = [(START + step * n, f"c{n % conversations}", f"c{n % conversations}/{n:03d}") for n in range(count)]
    middle = begins + (ends - begins) / 2
    arrivals += [(middle, "c1", "poison-1"), (middle, "c2", "unreadable-1"), (middle, "p", "poison-2")]

    world.go_on(arrivals, until=ends + timedelta(hours=3))

    good = [body for _, _, body in arrivals if body.startswith("c")]
    assert sorted(world.handled_at) == sorted(good), "every good message was handled"
    assert all(bodies == sorted(bodies) for bodies in world.handled.values()), "each conversation in order"
    assert set(world.dead_letters.parked) == {"poison-1", "poison-2", "unreadable-1"}
    assert world.queue.redriven == []
    assert world.queue.waiting == []
    assert max(world.parked_at.values()) <= ends + timedelta(hours=1)
    unblocked = [body for body in good if not body.startswith("c1/")]
    assert max(world.handled_at[body] for body in unblocked) <= ends + timedelta(minutes=11)


def test_an_outage_of_thirteen_days_parks_by_age_before_the_queue_deletes_or_moves_anything() -> None:
    world = World("workflow", START, START + timedelta(days=20))

    world.go_on([(START, "c1", "c1/1"), (START, "c1", "c1/2"), (START, "c2", "c2/1")], until=START + KEPT)

    assert {event_id: letter["reason"] for event_id, letter in world.dead_letters.parked.items()} == dict.fromkeys(
        ("c1/1", "c1/2", "c2/1"), "RetentionEnds"
    )
    assert (world.queue.redriven, world.queue.deleted_by_retention) == ([], [])


def test_a_backlog_larger_than_what_may_be_in_flight_drains_too() -> None:
    """At its limit a FIFO queue delivers nothing until messages are seen again; it says nothing about it."""
    world = World("workflow", START, START + timedelta(hours=1))
    world.queue.max_in_flight = 50
    arrivals = [(START + timedelta(seconds=n), f"c{n}", f"c{n}/1") for n in range(300)]

    world.go_on(arrivals, until=START + timedelta(hours=2))

    assert len(world.handled_at) == 300
    assert world.dead_letters.parked == {}


def test_fourteen_days_of_attempts_are_fewer_receives_than_the_queue_allows() -> None:
    receives, age = 0, timedelta(0)
    while age < KEPT:
        receives += 1
        age += timedelta(seconds=seconds_to_wait(receives, age))
    assert receives < 800 < MAX_RECEIVES <= 1000
