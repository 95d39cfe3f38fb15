"""What dispatch does with a batch of the inbound queue."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from functions.dispatch.service import NEEDED_SECONDS, DispatchBatch, Received
from shared.domain.errors import TransientError, UpstreamError
from shared.domain.vocabulary import Outcome
from shared.ports.repositories import OutcomeRecord
from shared.ports.workflows import TriageOutcome
from tests.fakes.stored import FakeMetrics, FakeOutcomes, FixedClock

PLENTY = NEEDED_SECONDS + 1


def message(event_id: str, group: str = "one", **fields: object) -> Received:
    facts = {"queue_id": f"q-{event_id}", "receipt": f"r-{event_id}", "receive_count": 1, "body": event_id, **fields}
    return Received(group=group, event_id=event_id, **facts)


@dataclass
class FakeTriage:
    """Runs are recorded; ``answers`` maps a body to what happens, in turn."""

    answers: dict[str, list[TriageOutcome | TransientError]] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    during: Callable[[str], None] = lambda body: None

    def run(self, event_body: str, *, name: str, timeout_seconds: float) -> TriageOutcome:
        self.ran.append(event_body)
        self.during(event_body)
        planned = self.answers.get(event_body)
        answer = planned.pop(0) if planned else TriageOutcome(outcome=Outcome.TICKET, execution=f"arn:{name}")
        if isinstance(answer, TransientError):
            raise answer
        return answer


@dataclass
class FakeDeadLetters:
    parked: dict[str, dict[str, str]] = field(default_factory=dict)
    down: bool = False

    def park(
        self,
        event_body: str,
        *,
        event_id: str,
        group: str,
        reason: str,
        error: str,
        execution: str,
        delivery: str = "",
    ) -> None:
        if self.down:
            raise UpstreamError("sqs")
        self.parked[event_id] = {"body": event_body, "group": group, "reason": reason, "error": error, "at": execution}


@dataclass
class FakeTries:
    counts: dict[str, int] = field(default_factory=dict)
    down: bool = False

    def count(self, event_id: str, at: object) -> int:
        if self.down:
            raise UpstreamError("dynamodb")
        self.counts[event_id] = self.counts.get(event_id, 0) + 1
        return self.counts[event_id]

    def forget(self, event_id: str) -> None:
        self.counts.pop(event_id, None)


@dataclass
class FakeReturned:
    delays: dict[str, int] = field(default_factory=dict)
    down: bool = False

    def delay(self, receipts: list[str], seconds: int) -> None:
        if self.down:
            raise UpstreamError("sqs")
        self.delays.update(dict.fromkeys(receipts, seconds))


@dataclass
class World:
    triage: FakeTriage = field(default_factory=FakeTriage)
    dead_letters: FakeDeadLetters = field(default_factory=FakeDeadLetters)
    outcomes: FakeOutcomes = field(default_factory=FakeOutcomes)
    attempts: FakeTries = field(default_factory=FakeTries)
    returned: FakeReturned = field(default_factory=FakeReturned)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)

    def dispatch(self, *batch: Received, seconds_left: float = PLENTY) -> tuple[str, ...]:
        use_case = DispatchBatch(
            workflow=self.triage,
            dead_letters=self.dead_letters,
            outcomes=self.outcomes,
            attempts=self.attempts,
            returned=self.returned,
            clock=FixedClock(),
            metrics=self.metrics,
            name_of=lambda received: received.queue_id,
        )
        return use_case(batch, lambda: seconds_left)


@pytest.fixture
def world() -> World:
    return World()


POISON = TriageOutcome(
    outcome=None, execution="arn:poison", permanent=True, reason="UnreadableEventError", error="surface: enum"
)


def test_a_conversation_is_handled_in_order_and_leaves_nothing_on_the_queue(world: World) -> None:
    left = world.dispatch(message("a"), message("b"), message("c"))

    assert left == ()
    assert world.triage.ran == ["a", "b", "c"]


def test_a_poison_message_is_parked_and_its_neighbours_are_handled(world: World) -> None:
    world.triage.answers["b"] = [POISON]

    left = world.dispatch(message("a"), message("b"), message("c"))

    assert left == ()
    assert world.triage.ran == ["a", "b", "c"]
    assert set(world.dead_letters.parked) == {"b"}
    assert world.dead_letters.parked["b"]["reason"] == "UnreadableEventError"
    assert world.dead_letters.parked["b"]["at"] == "arn:poison"
    assert world.outcomes.get("b").outcome is Outcome.PARKED
    assert world.metrics.of("EventsParked", reason="permanent") == 1


def test_a_passing_failure_leaves_the_message_and_those_behind_it_on_the_queue(world: World) -> None:
    world.triage.answers["b"] = [UpstreamError("throttled")]

    left = world.dispatch(message("a"), message("b"), message("c"), message("z", group="other"))

    assert left == ("q-b", "q-c")
    assert "c" not in world.triage.ran
    assert "z" in world.triage.ran
    assert world.returned.delays == {"r-b": 5, "r-c": 5}


def test_each_try_waits_longer(world: World) -> None:
    world.triage.answers["a"] = [UpstreamError("down")] * 4
    for seconds in (5, 20, 60, 180):
        world.dispatch(message("a"))
        assert world.returned.delays == {"r-a": seconds}


@pytest.mark.parametrize(("receives", "seconds"), [(1, 5), (2, 20), (3, 60), (4, 180), (40, 180)])
def test_while_tries_cannot_be_counted_the_queue_counts_them(world: World, receives: int, seconds: int) -> None:
    world.triage.answers["a"] = [UpstreamError("down")]
    world.attempts.down = True

    world.dispatch(message("a", receive_count=receives))

    assert world.returned.delays == {"r-a": seconds}


def test_after_five_failed_tries_of_its_own_a_message_is_parked_and_the_rest_goes_on(world: World) -> None:
    world.triage.answers["a"] = [UpstreamError("down")] * 5
    for count in range(1, 5):
        assert world.dispatch(message("a", receive_count=count), message("b", receive_count=count)) == ("q-a", "q-b")

    left = world.dispatch(message("a", receive_count=5), message("b", receive_count=5))

    assert left == ()
    assert world.dead_letters.parked["a"]["reason"] == "AttemptsExhausted"
    assert world.triage.ran[-1] == "b"
    assert world.metrics.of("EventsParked", reason="attempts_exhausted") == 1


def test_a_parked_message_that_is_redriven_has_all_its_tries_again(world: World) -> None:
    world.triage.answers["a"] = [UpstreamError("down")] * 6
    for count in range(1, 6):
        world.dispatch(message("a", receive_count=count))

    assert world.dispatch(message("a", receive_count=1)) == ("q-a",)


def test_a_message_that_waited_behind_another_has_all_its_tries_left(world: World) -> None:
    """SQS has counted a receive of it each time, though it was never tried."""
    world.triage.answers["b"] = [UpstreamError("down")]

    assert world.dispatch(message("b", receive_count=6)) == ("q-b",)
    assert world.dead_letters.parked == {}
    assert world.returned.delays == {"r-b": 5}


def test_when_nothing_can_be_counted_or_parked_the_message_stays(world: World) -> None:
    world.triage.answers["a"] = [UpstreamError("down"), POISON]
    world.attempts.down = True
    assert world.dispatch(message("a")) == ("q-a",)

    world.attempts.down = False
    world.dead_letters.down = True
    assert world.dispatch(message("a")) == ("q-a",)


def test_a_message_whose_outcome_cannot_be_recorded_is_not_parked_yet(world: World) -> None:
    @dataclass
    class Down(FakeOutcomes):
        def add(self, record: OutcomeRecord) -> None:
            raise UpstreamError("dynamodb")

    world.triage.answers["a"] = [POISON]
    world.outcomes = Down()

    assert world.dispatch(message("a")) == ("q-a",)
    assert world.dead_letters.parked == {}


def test_when_visibility_cannot_be_changed_the_message_still_stays(world: World) -> None:
    world.triage.answers["a"] = [UpstreamError("down")]
    world.returned.down = True

    assert world.dispatch(message("a")) == ("q-a",)


def test_what_is_no_event_at_all_is_parked(world: World) -> None:
    left = world.dispatch(message("a"), Received(
        queue_id="q-x", receipt="r-x", group="one", receive_count=1, body="{", event_id=None
    ), message("b"))  # fmt: skip

    assert left == ()
    assert world.triage.ran == ["a", "b"]
    assert world.dead_letters.parked["unreadable:q-x"]["body"] == "{"


def test_nothing_is_started_that_could_not_be_awaited(world: World) -> None:
    left = world.dispatch(message("a"), message("b"), seconds_left=NEEDED_SECONDS - 1)

    assert left == ("q-a", "q-b")
    assert world.triage.ran == []


def test_conversations_run_side_by_side(world: World) -> None:
    """Each of ten conversations waits until all ten have begun: in a row they would wait for ever."""
    everybody = threading.Barrier(10, timeout=5)
    world.triage.during = lambda body: everybody.wait()

    left = world.dispatch(*(message(str(n), group=str(n)) for n in range(10)))

    assert left == ()
    assert len(world.triage.ran) == 10


def test_an_empty_batch_is_nothing_to_do(world: World) -> None:
    assert world.dispatch() == ()
