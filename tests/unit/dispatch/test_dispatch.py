"""What dispatch does with a batch of the inbound queue."""

import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.dispatch.health import TriageHealth
from functions.dispatch.positions import KeepPosition
from functions.dispatch.service import NEEDED_SECONDS, DispatchBatch, QueuedMessage
from functions.dispatch.signals import NoteSignal
from shared.domain.errors import LimitExceededError, RejectedError, RunFailedError, UpstreamError
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import POSITION
from shared.domain.messages.model import MAX_OUTCOMES, Message
from shared.domain.messages.signals import is_only_counted
from shared.domain.vocabulary import EventKind, Outcome
from shared.ports.repositories import OutcomeRecord
from shared.ports.workflows import TriageOutcome
from tests.fakes.dispatch import FakeAttempts, FakeDeadLetters, FakeReturned, FakeTriage, FakeTriageRuns
from tests.fakes.samples import an_event
from tests.fakes.stored import START, FakeMessages, FakeMetrics, FakeOutcomes, FixedClock

PLENTY = NEEDED_SECONDS + 1


def message(event_id: str, group: str = "one", **fields: object) -> QueuedMessage:
    facts = {
        "queue_id": f"q-{event_id}",
        "receipt": f"r-{event_id}",
        "receive_count": 1,
        "body": event_id,
        "sent_at": START,
        **fields,
    }
    return QueuedMessage(group=group, event_id=event_id, **facts)


@dataclass
class World:
    """``shares``: messages of a batch may share a run of triage."""

    shares: bool = False
    triage: FakeTriage = field(default_factory=FakeTriage)
    dead_letters: FakeDeadLetters = field(default_factory=FakeDeadLetters)
    outcomes: FakeOutcomes = field(default_factory=FakeOutcomes)
    attempts: FakeAttempts = field(default_factory=FakeAttempts)
    runs: FakeTriageRuns = field(default_factory=FakeTriageRuns)
    returned: FakeReturned = field(default_factory=FakeReturned)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=FixedClock)
    messages: FakeMessages = field(init=False)
    health: TriageHealth = field(init=False)

    def __post_init__(self) -> None:
        self.health = TriageHealth(self.runs)
        self.messages = FakeMessages(self.clock)

    def dispatch(self, *batch: QueuedMessage, seconds_left: float = PLENTY) -> tuple[str, ...]:
        use_case = DispatchBatch(
            workflow=self.triage,
            dead_letters=self.dead_letters,
            outcomes=self.outcomes,
            attempts=self.attempts,
            health=self.health,
            returned=self.returned,
            keep_position=KeepPosition(messages=self.messages, outcomes=self.outcomes, clock=self.clock),
            note_signal=NoteSignal(outcomes=self.outcomes, clock=self.clock),
            clock=self.clock,
            metrics=self.metrics,
            name_of=lambda received: received.queue_id,
        )
        shared = [
            replace(each, may_share=self.shares and each.event_id is not None and each.position is each.signal is None)
            for each in batch
        ]
        return use_case(shared, lambda: seconds_left)


@pytest.fixture(params=["alone", "together", "never together"])
def world(request: pytest.FixtureRequest) -> World:
    """Each message in a run of its own, in one run with its batch, and in its own because the shared one fails."""
    return World(shares=request.param != "alone", triage=FakeTriage(shares=request.param == "together"))


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
def test_while_failures_cannot_be_recorded_the_queue_counts_them(world: World, receives: int, seconds: int) -> None:
    world.triage.answers["a"] = [UpstreamError("down")]
    world.attempts.down = True

    world.dispatch(message("a", receive_count=receives))

    assert world.returned.delays == {"r-a": seconds}


def other_conversation_succeeds(world: World, number: int = 0) -> None:
    world.clock.pass_time(seconds=4)
    assert world.dispatch(message(f"good-{number}", group=f"other-{number}")) == ()
    world.clock.pass_time(seconds=4)


def test_what_fails_five_times_while_others_succeed_is_parked_and_its_conversation_goes_on(world: World) -> None:
    world.triage.answers["a"] = [UpstreamError("down")] * 5
    for count in range(1, 5):
        assert world.dispatch(message("a", receive_count=count), message("b", receive_count=count)) == ("q-a", "q-b")
        other_conversation_succeeds(world, count)

    left = world.dispatch(message("a", receive_count=5), message("b", receive_count=5))

    assert left == ()
    assert world.dead_letters.parked["a"]["reason"] == "AttemptsExhausted"
    assert world.triage.ran[-1] == "b"
    assert world.metrics.of("EventsParked", reason="attempts_exhausted") == 1


def test_while_nothing_else_succeeds_a_failing_message_is_never_parked(world: World) -> None:
    world.triage.answers["a"] = [UpstreamError("down")] * 50
    for _ in range(50):
        assert world.dispatch(message("a")) == ("q-a",)
        world.clock.pass_time(minutes=10)

    assert world.dead_letters.parked == {}
    assert world.returned.delays == {"r-a": 600}


def test_while_many_conversations_fail_attempts_do_not_count_although_some_succeed(world: World) -> None:
    groups = [f"group-{number}" for number in range(4)]
    for group in groups:
        world.triage.answers[group] = [UpstreamError("throttled")] * 20
    for number in range(10):
        left = world.dispatch(*(message(group, group=group) for group in groups))
        assert set(left) == {f"q-{group}" for group in groups}
        other_conversation_succeeds(world, number)

    assert world.dead_letters.parked == {}


def test_on_a_quiet_desk_one_success_and_ten_minutes_are_enough(world: World) -> None:
    world.triage.answers["a"] = [RunFailedError("poison")] * 50
    world.dispatch(message("a"))
    other_conversation_succeeds(world)
    for _ in range(30):
        world.clock.pass_time(minutes=1)
        world.dispatch(message("a"))
        if world.dead_letters.parked:
            break

    assert set(world.dead_letters.parked) == {"a"}
    assert world.clock.at - START < timedelta(minutes=20)


def test_a_poison_message_is_parked_within_an_hour_although_nothing_else_ever_runs(world: World) -> None:
    world.triage.answers["a"] = [RunFailedError("poison")] * 100
    while not world.dead_letters.parked and world.clock.at - START < timedelta(hours=2):
        world.dispatch(message("a"))
        world.clock.pass_time(seconds=world.returned.delays["r-a"])

    assert timedelta(minutes=30) < world.clock.at - START < timedelta(hours=1)


def test_on_a_quiet_desk_a_success_as_an_outage_began_parks_nothing(world: World) -> None:
    """The workflow or a function is not reached: this says nothing about the message, however long it lasts."""
    world.triage.answers["a"] = [UpstreamError("triage failed: Lambda.ServiceException")] * 50
    world.dispatch(message("a"))
    other_conversation_succeeds(world)
    for _ in range(40):
        world.clock.pass_time(minutes=10)
        world.dispatch(message("a"))

    assert world.dead_letters.parked == {}


def test_what_the_queue_would_soon_delete_is_parked_even_when_no_outcome_can_be_written(world: World) -> None:
    @dataclass
    class Down(FakeOutcomes):
        def add(self, record: OutcomeRecord) -> None:
            raise UpstreamError("dynamodb")

    world.outcomes = Down()
    world.triage.answers["a"] = [UpstreamError("down")]
    world.clock.pass_time(days=13, minutes=1)

    assert world.dispatch(message("a")) == ()
    assert world.dead_letters.parked["a"]["reason"] == "RetentionEnds"


def test_in_good_times_nothing_is_written_about_runs(world: World) -> None:
    for number in range(20):
        other_conversation_succeeds(world, number)

    assert world.runs.writes == 0


def test_a_container_that_saw_no_failure_reports_its_successes_when_another_did(world: World) -> None:
    TriageHealth(world.runs).failed("elsewhere", world.clock.at)
    other_conversation_succeeds(world)

    assert world.runs.runs.succeeded == 1


def test_a_parked_message_that_is_redriven_has_all_its_attempts_again(world: World) -> None:
    world.triage.answers["a"] = [UpstreamError("down")] * 6
    for count in range(1, 6):
        world.dispatch(message("a", receive_count=count))
        other_conversation_succeeds(world, count)
    assert set(world.dead_letters.parked) == {"a"}

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
    left = world.dispatch(message("a"), QueuedMessage(
        queue_id="q-x", receipt="r-x", group="one", receive_count=1, body="{", event_id=None, sent_at=START
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
    world.shares = False
    everybody = threading.Barrier(10, timeout=5)
    world.triage.during = lambda body: everybody.wait()

    left = world.dispatch(*(message(str(n), group=str(n)) for n in range(10)))

    assert left == ()
    assert len(world.triage.ran) == 10


def test_an_empty_batch_is_nothing_to_do(world: World) -> None:
    assert world.dispatch() == ()


SERVICES_SAY = [RejectedError("ValidationException"), LimitExceededError("too large"), KeyError("a fault of ours")]


@pytest.mark.parametrize("error", SERVICES_SAY, ids=lambda error: type(error).__name__)
def test_an_error_of_any_kind_keeps_one_message_on_the_queue_and_costs_its_neighbours_nothing(
    world: World, error: Exception
) -> None:
    world.triage.answers["bad"] = [error]

    left = world.dispatch(message("bad"), message("behind"), message("other", group="two"))

    assert left == ("q-bad", "q-behind")
    assert world.triage.ran.count("other") == 1
    assert set(world.returned.delays) == {"r-bad", "r-behind"}


@pytest.mark.parametrize("error", SERVICES_SAY, ids=lambda error: type(error).__name__)
def test_whatever_the_queue_says_to_a_delay_the_messages_stay_on_it(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(world.returned, "delay", refuse)
    world.triage.answers["bad"] = [UpstreamError("states")]

    assert world.dispatch(message("bad"), message("other", group="two")) == ("q-bad",)


@pytest.mark.parametrize("error", SERVICES_SAY, ids=lambda error: type(error).__name__)
def test_whatever_keeps_a_failure_from_being_recorded_the_message_stays_on_the_queue(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(world.attempts, "record", refuse)
    world.triage.answers["bad"] = [UpstreamError("states")]

    assert world.dispatch(message("bad"), message("other", group="two")) == ("q-bad",)


def test_a_fault_of_ours_in_dispatch_itself_parks_its_message_while_others_succeed(world: World) -> None:
    world.triage.answers["bad"] = [KeyError("a fault of ours")] * 10
    for _ in range(8):
        world.dispatch(message("bad"))
        world.clock.pass_time(minutes=1)
        world.dispatch(message("other", group="two"))
        world.clock.pass_time(minutes=4)

    assert world.dead_letters.parked["bad"]["error"] == "KeyError"


def position(minute: int) -> QueuedMessage:
    at = START + timedelta(minutes=minute)
    place = Attachment(type="location", latitude=52 + minute / 100, longitude=9.0)
    event = an_event(
        "m1",
        event_id=f"position:{minute}",
        kind=EventKind.EDITED,
        text=f"52.{minute:02d}, 9.0",
        attachments=(place,),
        occurred_at=at,
        received_at=at,
        details={POSITION: "true"},
    )
    return message(event.event_id, position=event)


def located(**fields: object) -> Message:
    return Message(
        **{
            "channel": "facebook",
            "account_id": an_event().account_id,
            "message_id": "m1",
            "brand": "acme",
            "ticket_id": "T-1",
            "text": "52.0, 9.0",
            "occurred_at": START,
            "stored_at": START,
            **fields,
        }
    )


def test_of_a_live_location_the_newest_position_is_kept_without_a_run_of_triage(world: World) -> None:
    world.messages.save(located())

    for minutes in ((5, 10), (20, 15), (20,)):  # out of order, and again
        assert world.dispatch(*map(position, minutes)) == ()

    kept = world.messages.get("facebook", an_event().account_id, "m1")
    assert kept is not None
    assert world.triage.ran == []
    assert (kept.text, kept.attachments[0].latitude, kept.editions) == ("52.20, 9.0", 52.2, ())
    assert set(kept.outcomes.values()) == {Outcome.EDITED}
    assert len(kept.outcomes) == 4
    assert world.metrics.of("EventsTriaged", outcome=Outcome.EDITED) == 5


def test_a_location_that_is_shared_for_days_fills_no_item(world: World) -> None:
    world.messages.save(located())
    for minute in range(5, 500, 5):
        world.dispatch(position(minute))
    kept = world.messages.get("facebook", an_event().account_id, "m1")
    assert kept is not None
    assert (kept.text, len(kept.outcomes)) == ("52.495, 9.0", MAX_OUTCOMES)
    assert len(kept.outcomes) + len(world.outcomes.stored) == 99


@pytest.mark.parametrize("known", [None, "incomplete"])
def test_a_position_before_its_message_is_triage_work(world: World, known: str | None) -> None:
    if known is not None:
        world.messages.save(located(stored_at=None))
    world.dispatch(position(5))
    assert world.triage.ran == ["position:5"]


def test_a_position_whose_message_was_deleted_changes_nothing_and_is_accounted_for(world: World) -> None:
    world.messages.save(located(text=None, deleted_at=START))
    world.dispatch(position(5))
    kept = world.messages.get("facebook", an_event().account_id, "m1")
    assert kept is not None
    assert (kept.text, kept.attachments, dict(kept.outcomes)) == (None, (), {"position:5": Outcome.EDITED})


def test_a_position_that_cannot_be_written_stays_on_the_queue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UpstreamError("dynamodb")

    world.messages.save(located())
    monkeypatch.setattr(world.messages, "save", refuse)
    assert world.dispatch(position(5)) == ("q-position:5",)
    assert world.triage.ran == []


def signal(number: int = 1, **fields: object) -> QueuedMessage:
    event = an_event(None, event_id=f"s{number}", kind=EventKind.SIGNAL, text=None)
    return message(f"s{number}", signal=event, **fields)


def test_a_signal_that_is_only_counted_needs_no_run_of_triage(world: World) -> None:
    for _ in range(2):  # the platform sends it again
        assert world.dispatch(signal(1), signal(2, group="two"), message("a")) == ()

    assert world.triage.ran == ["a", "a"]
    assert world.outcomes.get("s1").outcome is world.outcomes.get("s2").outcome is Outcome.SIGNAL
    assert world.metrics.of("EventsTriaged", outcome="signal") == 2


def test_a_signal_that_was_parked_is_noted_when_it_is_redriven(world: World) -> None:
    world.outcomes.add(OutcomeRecord(event_id="s1", outcome=Outcome.PARKED, at=START, reason="x"))
    assert world.dispatch(signal()) == ()
    assert world.outcomes.get("s1").outcome is Outcome.SIGNAL


def test_a_signal_that_cannot_be_noted_stays_on_the_queue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(event_id: str) -> None:
        raise UpstreamError("dynamodb")

    monkeypatch.setattr(world.outcomes, "get", down)
    assert world.dispatch(signal(), message("behind")) == ("q-s1", "q-behind")


@pytest.mark.parametrize("details", [{"reaction": "x"}, {"thread_owner": "1"}, {"moved_to": "2"}])
def test_a_signal_that_changes_a_conversation_is_triage_work(details: dict[str, str]) -> None:
    event = an_event(None, event_id="s", kind=EventKind.SIGNAL, text=None)
    assert is_only_counted(event)
    assert not is_only_counted(replace(event, details=details))
