"""One run of triage for a batch: it saves runs, and decides nothing that a run of its own would not."""

from collections.abc import Sequence

import pytest

from functions.dispatch.service import NEEDED_SECONDS, QueuedMessage
from shared.domain.errors import UpstreamError
from shared.domain.triage.together import MAX_BYTES, Sized, shared_runs
from shared.domain.vocabulary import Outcome
from shared.ports.workflows import TriageOutcome
from tests.unit.dispatch.test_dispatch import POISON, World, message

DONE = TriageOutcome(outcome=Outcome.TICKET, execution="arn")


@pytest.fixture
def together() -> World:
    return World(shares=True)


def test_a_batch_is_one_run_with_each_conversation_in_order(together: World) -> None:
    left = together.dispatch(message("a"), message("x", group="two"), message("b"))

    assert left == ()
    assert together.triage.shared == [[["a", "b"], ["x"]]]
    assert together.triage.ran == ["a", "b", "x"]  # each once


def test_a_message_alone_has_a_run_of_its_own(together: World) -> None:
    assert together.dispatch(message("a")) == ()
    assert (together.triage.shared, together.triage.ran) == ([], ["a"])


def test_what_came_before_and_what_is_behind_it_have_runs_of_their_own(together: World) -> None:
    again = message("b", receive_count=2)

    left = together.dispatch(message("a"), again, message("c"), message("x", group="two"))

    assert left == ()
    assert together.triage.shared == [[["a"], ["x"]]]
    assert together.triage.ran == ["a", "x", "b", "c"]


def test_of_a_conversation_nothing_counts_behind_what_was_not_settled(
    together: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if the run says that it was handled: a run of its own says so again."""

    def run_together(*_: object, **__: object) -> Sequence[Sequence[TriageOutcome | None]]:
        return [[DONE, None, DONE]]

    monkeypatch.setattr(together.triage, "run_together", run_together)
    together.triage.answers["b"] = [UpstreamError("throttled")]

    left = together.dispatch(message("a"), message("b"), message("c"))

    assert left == ("q-b", "q-c")
    assert together.triage.ran == ["b"]


def test_poison_in_a_shared_run_is_parked_once_and_its_conversation_goes_on(together: World) -> None:
    together.triage.answers["b"] = [POISON]

    assert together.dispatch(message("a"), message("b"), message("c"), message("x", group="two")) == ()

    assert set(together.dead_letters.parked) == {"b"}
    assert together.triage.ran == ["a", "b", "c", "x"]


def test_a_shared_run_that_ended_early_costs_no_message_its_own(together: World) -> None:
    together.triage.shares = False

    assert together.dispatch(message("a"), message("b"), message("x", group="two")) == ()

    assert sorted(together.triage.ran) == ["a", "b", "x"]
    assert together.attempts.histories == {}


def test_no_shared_run_is_started_that_could_not_be_awaited(together: World) -> None:
    left = together.dispatch(message("a"), message("b"), seconds_left=NEEDED_SECONDS - 1)
    assert (left, together.triage.shared) == (("q-a", "q-b"), [])


def test_what_is_no_event_shares_no_run(together: World) -> None:
    unreadable = QueuedMessage(
        queue_id="q-x",
        receipt="r-x",
        group="two",
        receive_count=1,
        body="{",
        event_id=None,
        sent_at=together.clock.now(),
    )
    together.shares = False
    assert together.dispatch(message("a"), unreadable) == ()
    assert together.triage.shared == []


def test_a_batch_is_cut_by_size_and_no_conversation_is_spread_over_two_runs() -> None:
    third = MAX_BYTES // 3

    def conversation(name: str, *sizes: int) -> list[Sized]:
        return [Sized(f"{name}{number}", size) for number, size in enumerate(sizes)]

    assert shared_runs([conversation("a", third, third), conversation("b", third, third)]) == [
        [["a0", "a1"]],
        [["b0", "b1"]],
    ]
    assert shared_runs([conversation("a", third, MAX_BYTES, 1), conversation("b", third)]) == [[["a0"], ["b0"]]]
    assert shared_runs([conversation("a", MAX_BYTES + 1), conversation("b", 1), []]) == []
