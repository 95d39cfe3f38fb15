"""A batch in one run of triage ends like its messages one by one, on the deployed workflow and the table."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ConnectTimeoutError

from functions.store.result import StoreResult
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from tests.integration.acme_at_night import QUESTION, URGENT, body, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

HANDLED = {"m1": ["ticket"], "m2": ["appended"], "x1": ["ticket"]}


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackOnMoto]:
    with stack_on_moto(monkeypatch) as found:
        found.orderly = True
        yield found


def deliver(stack: StackOnMoto) -> None:
    """Two customers write, one of them twice; all of it waits on the queue."""
    for customer, message, text in (("7001", "m1", QUESTION), ("7001", "m2", URGENT), ("7002", "x1", QUESTION)):
        assert stack.post(body(direct(customer, message, text))) == 200


def outcomes(stack: StackOnMoto) -> dict[str, list[str]]:
    found = {name: stack.message(name) for name in HANDLED}
    return {name: [str(each.value) for each in m.outcomes.values()] for name, m in found.items() if m is not None}


def runs(stack: StackOnMoto) -> int:
    return len(stack.workflows.executions("triage"))


def assert_all_is_well(stack: StackOnMoto) -> None:
    assert outcomes(stack) == HANDLED
    assert (stack.queued, stack.parked()) == (0, [])
    assert (len(stack.told("7001")), len(stack.told("7002"))) == (1, 1)
    assert stack.ticket("7001").escalation_round == 1
    assert stack.ticket("7002").escalation_round == 0


def test_a_batch_is_one_run_and_everybody_is_told_once(stack: StackOnMoto) -> None:
    deliver(stack)
    stack.work()
    assert runs(stack) == 1
    assert_all_is_well(stack)


def test_somebody_is_called_at_once_although_a_neighbour_breaks_store(
    stack: StackOnMoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shared run ends before it calls anybody; the message's own run finds it stored, and calls."""
    store = stack.handlers["store"]
    real = store.store_event

    def breaking(event: InboundEvent, classification: Classification | None) -> StoreResult:
        if event.message_id == "x1":
            raise KeyError("a fault of ours")
        return real(event, classification)

    monkeypatch.setattr(store, "store_together", replace(store.store_together, store=breaking))
    monkeypatch.setattr(store, "store_event", breaking)
    assert stack.post(body(direct("7001", "m1", "Je vais me suicider ce soir"))) == 200
    assert stack.post(body(direct("7002", "x1", QUESTION))) == 200

    stack.dispatch(stack.receive())
    stack.workflows.finish()

    assert stack.ticket("7001").escalation_round == 1


def test_a_question_is_acknowledged_although_an_insult_follows_in_the_same_batch(stack: StackOnMoto) -> None:
    for message, text in (("m1", QUESTION), ("m2", "Bande de connards, allez vous faire foutre")):
        assert stack.post(body(direct("7001", message, text))) == 200
    stack.work()
    assert len(stack.told("7001")) == 1


def test_a_poison_message_in_a_batch_is_parked_and_its_conversation_goes_on(stack: StackOnMoto) -> None:
    deliver(stack)
    records = stack.receive()
    for record in records:
        event = json.loads(record["body"])
        if event["message_id"] == "m1":
            record["body"] = json.dumps(event | {"brand": "nobody"})

    assert stack.dispatch(records) == []

    assert runs(stack) == 1
    assert outcomes(stack) == {"m2": ["ticket"], "x1": ["ticket"]}
    assert [parked["reason"] for parked in stack.parked()] == ["UnknownBrandError"]


def test_a_failure_that_passes_is_met_again_by_a_run_of_its_own(stack: StackOnMoto) -> None:
    """And the other conversation is not handled again."""
    failed: list[str] = []

    def meddle(client: BaseClient, operation: str, do: Callable[[], Any]) -> Any:
        if operation == "PutItem" and not failed:
            failed.append(operation)
            raise ConnectTimeoutError(endpoint_url="https://aws.example")
        return do()

    deliver(stack)
    stack.meddle = meddle
    stack.work()

    assert failed
    assert runs(stack) == 3
    assert_all_is_well(stack)


@pytest.mark.parametrize("verb", ["classify", "store"])
def test_a_shared_run_that_ends_early_is_followed_by_runs_of_their_own(stack: StackOnMoto, verb: str) -> None:
    """A time-out, a container that was killed, a fault of ours: the run fails as a whole, after some was stored."""
    real = stack.workflows.functions[verb]

    def fails_together(event: dict[str, Any], context: Any) -> Any:
        done = real(event, context)
        if "conversations" in event:
            raise RuntimeError("Task timed out")
        return done

    stack.workflows.functions[verb] = fails_together
    deliver(stack)
    stack.work()

    assert runs(stack) == 4
    if verb == "store":  # what was stored already asks for nothing a second time: the sweep does what was not done
        stack.pass_minutes(5)
    assert_all_is_well(stack)


@pytest.mark.parametrize("again", [False, True], ids=["run of its own", "told again"])
def test_a_long_text_that_its_customer_deletes_in_the_same_batch_is_handled(stack: StackOnMoto, *, again: bool) -> None:
    """The run ends early after it stored both, or the platform tells of the message once more: its text is gone."""
    real = stack.workflows.functions["store"]

    def fails_together(event: dict[str, Any], context: Any) -> Any:
        done = real(event, context)
        if "conversations" in event and not again:
            raise RuntimeError("Task timed out")
        return done

    stack.workflows.functions["store"] = fails_together
    long = body(direct("7001", "m1", QUESTION + "." * 66_000))
    assert stack.post(long) == 200
    gone = stack.receive()[0]
    event = json.loads(gone["body"])
    deletion = event | {"kind": "deleted", "event_id": "gone", "text": None, "text_key": None}
    stack.dispatch([gone, gone | {"messageId": "gone", "body": json.dumps(deletion)}])
    stack.workflows.finish()
    if again:
        told = event | {"event_id": f"{event['event_id']}:again"}
        stack.dispatch([
            gone | {"messageId": "again", "body": json.dumps(told)},
            gone | {"messageId": "same", "body": gone["body"]},
        ])  # fmt: skip

    message = stack.message("m1")
    assert message is not None
    assert message.deleted_at is not None
    assert message.text is None
    assert stack.stored_objects("text/") == []
    assert stack.parked() == []


def test_what_has_no_words_is_stored_without_being_classified(stack: StackOnMoto) -> None:
    classified: list[Any] = []
    stack.workflows.functions["classify"] = lambda event, context: classified.append(event)
    event = {
        "schema_version": 1, "kind": "account_warning", "channel": "messenger", "brand": "acme",
        "account_id": "100100100100100", "surface": "direct_message", "visibility": "private",
        "occurred_at": "2026-03-03T22:10:00Z", "received_at": "2026-03-03T22:10:00Z", "details": {"reason": "policy"},
    }  # fmt: skip
    for number in range(2):
        stack.put(event | {"event_id": f"w{number}", "conversation_id": f"c{number}"})
    stack.work()

    assert (runs(stack), classified, stack.parked()) == (1, [], [])
    found = [stack.outcome(f"w{number}") for number in range(2)]
    assert [each.outcome.value for each in found if each is not None] == ["ops", "ops"]
