"""Events of several conversations in one run of store."""

from collections.abc import Mapping
from typing import Any

import pytest

from functions.store.result import StoreResult
from functions.store.together import LEFT, MAX_SECONDS, StoreTogether
from shared.domain.classification.model import Classification
from shared.domain.errors import ConflictError, LimitExceededError, RefusedError, UnreadableEventError, UpstreamError
from shared.domain.messages.event import InboundEvent
from shared.domain.triage.together import PARKED
from shared.domain.vocabulary import Outcome
from tests.fakes.samples import a_classification, an_event
from tests.infra.template import resources, workflow

HANDLED = {"result": "handled", "outcome": "ticket"}


class Scene:
    def __init__(self) -> None:
        self.stored: list[str] = []
        self.errors: dict[str, Exception] = {}
        self.results: dict[str, StoreResult] = {}
        self.seconds = 0.0

    def store(self, event: InboundEvent, _: Classification | None) -> StoreResult:
        name = event.message_id or ""
        if name in self.errors:
            raise self.errors[name]
        self.stored.append(name)
        return self.results.get(name, StoreResult(outcome=Outcome.TICKET))

    def __call__(self, *conversations: str, failed: Mapping[str, Any] | None = None) -> Any:
        use_case = StoreTogether(
            load_event=lambda body: an_event(str(body["id"])),
            load_classification=lambda _: a_classification(),
            store=self.store,
        )
        events = [[{"id": name} for name in conversation.split()] for conversation in conversations]
        classified = [[(failed or {}).get(each["id"]) for each in conversation] for conversation in events]
        return use_case(events, classified, lambda: self.seconds)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_conversations_are_stored_in_turn_each_in_order(scene: Scene) -> None:
    assert scene("a b", "x").conversations == [[HANDLED, HANDLED], [HANDLED]]
    assert scene.stored == ["a", "b", "x"]


@pytest.mark.parametrize("error", PARKED, ids=lambda error: error.__name__)
def test_a_permanent_error_is_a_result_and_its_conversation_goes_on(scene: Scene, error: type[Exception]) -> None:
    scene.errors["b"] = error("why")
    parked = {"result": "parked", "reason": error.__name__, "error": "why"}
    assert scene("a b c").conversations == [[HANDLED, parked, HANDLED]]


@pytest.mark.parametrize(
    "error", [UpstreamError("x"), ConflictError("x"), RefusedError("x")], ids=lambda e: type(e).__name__
)
def test_another_failure_leaves_the_event_and_those_behind_it_and_costs_no_other_conversation(
    scene: Scene, error: Exception
) -> None:
    scene.errors["b"] = error
    assert scene("a b c", "x").conversations == [[HANDLED, LEFT, LEFT], [HANDLED]]
    assert scene.stored == ["a", "x"]


def test_what_classify_met_is_what_becomes_of_the_event(scene: Scene) -> None:
    failed = {
        "a": {"failed": UnreadableEventError.__name__, "error": "why"},
        "b": {"failed": UpstreamError.__name__, "error": "why"},
    }
    parked = {"result": "parked", "reason": "UnreadableEventError", "error": "why"}
    assert scene("a b c", "x", failed=failed).conversations == [[parked, LEFT, LEFT], [HANDLED]]


def test_no_event_is_begun_when_the_workflow_would_not_wait_for_its_end(scene: Scene) -> None:
    scene.seconds = MAX_SECONDS + 1
    assert scene("a", "x").conversations == [[LEFT], [LEFT]]
    tasks = workflow("triage")["States"]
    assert tasks["StoreTogether"]["TimeoutSeconds"] > MAX_SECONDS + 5
    assert resources("AWS::Serverless::Function")["StoreFunction"]["Timeout"] > MAX_SECONDS + 5, (
        "and so is the function's own"
    )


def test_a_ticket_is_escalated_and_acknowledged_once(scene: Scene) -> None:
    wanted = StoreResult(outcome=Outcome.APPENDED, ticket_id="T-1", acknowledge=True, escalate_now=True)
    scene.results = {"a": wanted, "b": wanted, "x": StoreResult(outcome=Outcome.TICKET, ticket_id="T-2")}
    stored = scene("a b", "x")
    assert (stored.escalate, stored.acknowledge) == (["T-1"], ["T-1"])


def test_an_error_that_nobody_foresaw_ends_the_run(scene: Scene) -> None:
    scene.errors["a"] = KeyError("a fault of ours")
    with pytest.raises(KeyError):
        scene("a")


def test_the_workflow_parks_the_same_errors() -> None:
    caught = {name for catch in workflow("triage")["States"]["Store"]["Catch"] for name in catch["ErrorEquals"]}
    assert caught == {error.__name__ for error in PARKED}
    assert issubclass(LimitExceededError, PARKED)
