"""A signed webhook becomes a ticket, an acknowledgement and an escalation: the real handlers and workflows on moto."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from shared.adapters.sqs.dead_letters import SqsDeadLetters
from shared.contracts.events import dump_event
from shared.domain.errors import (
    ConflictError,
    ContentGoneError,
    LimitExceededError,
    PermanentError,
    RejectedError,
    UnknownBrandError,
    UnreadableEventError,
    UpstreamError,
)
from shared.domain.vocabulary import EventKind, Outcome, Surface, Visibility
from tests.fakes.samples import an_event
from tests.integration.acme_at_night import DAY, NIGHT, PAGE, QUESTION, URGENT, body, comment, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def running() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        yield stack


@pytest.fixture
def stack(running: StackOnMoto) -> Iterator[StackOnMoto]:
    running.begin_anew()
    functions = dict(running.workflows.functions)
    yield running
    running.workflows.functions.update(functions)


def failing(error: Exception, times: int = 1000, then: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """A function that fails so often, then works."""
    left = iter(range(times))

    def function(event: dict[str, Any], context: Any) -> Any:
        if next(left, None) is not None:
            raise error
        assert then is not None
        return then(event, context)

    return function


def triage(stack: StackOnMoto) -> list[str]:
    """The states of the latest execution of triage; it has succeeded."""
    latest = stack.workflows.executions("triage")[0]
    assert stack.workflows.statuses[latest] == "SUCCEEDED"
    return stack.workflows.states(latest)


def result(stack: StackOnMoto) -> dict[str, Any]:
    return json.loads(stack.workflows.ended(stack.workflows.executions("triage")[0])["output"])


def a_message(customer: str, number: int, **fields: Any) -> dict[str, Any]:
    """The event of a private message, as ingest puts it on the queue."""
    message_id = f"m{number}"
    given = {
        "event_id": f"messenger:{PAGE}:{message_id}:created",
        "channel": "messenger",
        "surface": Surface.DIRECT_MESSAGE,
        "visibility": Visibility.PRIVATE,
        "conversation_id": customer,
        "parent_id": None,
        "text": QUESTION,
        "occurred_at": NIGHT,
        "received_at": NIGHT,
        **fields,
    }
    return dump_event(an_event(message_id, **given))


# --- the branches of triage -------------------------------------------------------------------------------------------

ALWAYS = ["IsItABatch", "DoesItCarryItsWords", "IsThereSomethingToClassify", "Classify", "Store", "IsItUrgent"]


@pytest.mark.parametrize(
    ("text", "at", "branch"),
    [
        (URGENT, NIGHT, ["Escalate", "IsAnAcknowledgementWanted", "Respond"]),
        (URGENT, DAY, ["Escalate", "IsAnAcknowledgementWanted"]),
        (QUESTION, NIGHT, ["IsAnAcknowledgementWanted", "Respond"]),
        (QUESTION, DAY, ["IsAnAcknowledgementWanted"]),
    ],
)
def test_a_message_takes_its_branch(stack: StackOnMoto, text: str, at: Any, branch: list[str]) -> None:
    stack.at = at
    assert stack.deliver(body(direct("7", "m1", text, at), at=at)) == 200
    stack.work()
    assert triage(stack) == [*ALWAYS, *branch, "Handled"]
    ticket = stack.ticket("7")
    assert (ticket.acknowledged_at is not None) is ("Respond" in branch)
    assert ticket.escalation_round == ("Escalate" in branch)
    assert result(stack) == {
        "result": "handled",
        "outcome": "ticket",
        "event_id": f"messenger:{PAGE}:m1:created",
        "ticket_id": ticket.id,
        "duplicate": False,
    }


def test_everything_that_an_urgent_message_at_night_sets_in_motion(stack: StackOnMoto) -> None:
    stack.deliver(body(direct("7", "m1", URGENT)))
    stack.work()
    ticket = stack.ticket("7")
    assert stack.history(ticket.id) == {
        "opened": 1,
        "acknowledged": 1,
        "escalated": 1,
        "notified": 2,
        "escalation_ended": 1,
    }
    (told,) = stack.told("7")
    assert "demain à 9 h" in told
    (notified,) = stack.calls("notify")
    assert notified["body"]["data"]["ticket_id"] == ticket.id
    assert stack.due == []


def test_a_comment_in_public_is_answered_in_public(stack: StackOnMoto) -> None:
    assert stack.deliver(body(comments=[comment("7", "5", QUESTION)])) == 200
    stack.work()
    assert len(stack.simulator.world.under("facebook", "1_5")) == 1


def test_what_needs_no_classification_goes_straight_to_the_store(stack: StackOnMoto) -> None:
    stack.deliver(body(direct("7", "m1", QUESTION)))
    stack.work()
    read = {"sender": {"id": "7"}, "recipient": {"id": PAGE}, "timestamp": 1772575800000, "read": {"watermark": 1}}
    stack.deliver(body(read))
    stack.work()
    assert triage(stack) == [
        "IsItABatch",
        "DoesItCarryItsWords",
        "IsThereSomethingToClassify",
        "StoreUnclassified",
        "IsItUrgent",
        "IsAnAcknowledgementWanted",
        "Handled",
    ]
    assert result(stack)["outcome"] == "status"


PERMANENT = {
    UnreadableEventError: "ParkUnreadable",
    UnknownBrandError: "ParkUnknownBrand",
    ContentGoneError: "ParkContentGone",
    LimitExceededError: "ParkLimitExceeded",
    RejectedError: "ParkRejected",
}


@pytest.mark.parametrize("verb", ["classify", "store"])
@pytest.mark.parametrize("kind", [EventKind.CREATED, EventKind.DELETED])
@pytest.mark.parametrize("error", PERMANENT)
def test_every_permanent_error_parks_the_message_under_its_name(
    stack: StackOnMoto, error: type[PermanentError], kind: EventKind, verb: str
) -> None:
    if verb == "classify" and (kind is EventKind.DELETED or error is ContentGoneError):
        return  # never classified; store knows whether its text was deleted after it was handled (test_batches.py)
    stack.workflows.functions[verb] = failing(error("what is wrong with it"))
    stack.put(a_message("7", 1, kind=kind))
    stack.work()
    (parked,) = stack.parked()
    assert parked["reason"] == error.__name__
    assert "what is wrong with it" in parked["error"]
    assert parked["execution_arn"] == stack.workflows.executions("triage")[0]
    assert triage(stack)[-1] == PERMANENT[error]
    assert stack.queued == 0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"brand": "nobody"}, "UnknownBrandError"),
        ({"text": None, "text_key": "text/gone.txt"}, "ContentGoneError"),
        ({"surface": "carrier pigeon"}, "UnreadableEventError"),
        ({"schema_version": 2}, "UnreadableEventError"),
        ({"message_id": None}, "UnreadableEventError"),
    ],
)
def test_what_can_never_be_handled_is_parked(stack: StackOnMoto, fields: dict[str, Any], reason: str) -> None:
    stack.put({**a_message("7", 1), **fields})
    stack.work()
    (parked,) = stack.parked()
    assert parked["reason"] == reason
    outcome = stack.outcome(f"messenger:{PAGE}:m1:created")
    assert outcome is not None
    assert (outcome.outcome, outcome.reason) == (Outcome.PARKED, reason)


def test_a_poison_message_costs_its_two_good_neighbours_nothing(stack: StackOnMoto) -> None:
    for number, text_key in ((1, None), (2, "text/gone.txt"), (3, None)):
        stack.put(a_message("7", number, text_key=text_key, text=None if text_key else QUESTION))
    stack.work()
    (parked,) = stack.parked()
    assert parked["event_id"] == f"messenger:{PAGE}:m2:created"
    assert {"reason", "error", "execution_arn"} <= set(parked)
    assert stack.ticket("7").message_count == 2
    assert stack.queued == 0


@pytest.mark.parametrize("verb", ["respond", "escalate"])
@pytest.mark.parametrize("error", [MemoryError(), UpstreamError("throttled"), ValueError("a fault of ours")])
def test_triage_succeeds_although_what_follows_fails_and_the_sweep_makes_it_good(
    stack: StackOnMoto, verb: str, error: Exception
) -> None:
    real = stack.workflows.functions[verb]
    stack.workflows.functions[verb] = failing(error)
    stack.deliver(body(direct("7", "m1", URGENT)))
    stack.work()
    assert triage(stack)[-1] == "Handled"
    assert stack.queued == 0
    stack.workflows.functions[verb] = real
    stack.come_to_rest()
    ticket = stack.ticket("7")
    assert (len(stack.told("7")), ticket.escalation_round) == (1, 1)


# --- the queue --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ConflictError("somebody else wrote first"), UpstreamError("throttled")])
@pytest.mark.parametrize("kind", [EventKind.CREATED, EventKind.DELETED])
def test_the_workflow_itself_repeats_a_store_that_was_overtaken_or_throttled(
    stack: StackOnMoto, kind: EventKind, error: Exception
) -> None:
    """Both ways to store: with a classification, and without. The message never goes back to the queue."""
    store = stack.workflows.functions["store"]
    stack.workflows.functions["store"] = failing(error, times=2, then=store)
    stack.put(a_message("7", 1, kind=kind))
    stack.work()
    assert (stack.queued, stack.parked()) == (0, [])
    assert triage(stack)[-1] == "Handled"
    assert len(stack.workflows.executions("triage")) == 1


def test_a_message_that_could_not_be_stored_is_tried_again_after_five_seconds(stack: StackOnMoto) -> None:
    store = stack.workflows.functions["store"]
    first = failing(UpstreamError("throttled"), times=3, then=store)  # the workflow itself tries three times

    def throttled(request: dict[str, Any], context: Any) -> Any:
        return (first if request["event"]["message_id"] == "m1" else store)(request, context)

    stack.workflows.functions["store"] = throttled
    stack.deliver(body(direct("7", "m1", QUESTION), direct("7", "m2", QUESTION), direct("8", "m3", QUESTION)))
    stack.work()
    assert stack.queued == 2, "it and the one behind it"
    stack.pass_time(seconds=4)
    assert stack.receive() == []
    stack.pass_time(seconds=2)
    stack.work()
    assert stack.queued == 0
    ticket = stack.ticket("7")
    assert (ticket.opening_message_id, ticket.message_count) == ("m1", 2)
    assert stack.ticket("8").message_count == 1
    assert stack.parked() == []


def test_what_fails_alone_five_times_is_parked_and_redriven_it_is_stored_once(stack: StackOnMoto) -> None:
    store = stack.workflows.functions["store"]
    broken = failing(UpstreamError("throttled"))

    def fails_for_one(request: dict[str, Any], context: Any) -> Any:
        return (broken if request["event"]["message_id"] == "m1" else store)(request, context)

    stack.workflows.functions["store"] = fails_for_one
    stack.deliver(body(direct("7", "m1", QUESTION)))
    stack.work()
    for seconds in (5, 20, 60, 180):
        assert (stack.queued, stack.parked()) == (1, [])
        stack.pass_time(seconds=1)
        stack.deliver(body(direct(f"other-{seconds}", f"other-{seconds}", QUESTION)))
        stack.work()
        stack.pass_time(seconds=seconds + 1)
        stack.work()
    (parked,) = stack.parked()
    assert (parked["reason"], stack.queued) == ("AttemptsExhausted", 0)

    settings = stack.handlers["dispatch"].settings
    letters = SqsDeadLetters(settings.dead_letter_queue_url, settings.inbound_queue_url)
    assert len(letters.redrive()) == 1
    stack.work()
    assert (stack.queued, stack.parked()) == (1, []), "it has all its attempts again"
    stack.workflows.functions["store"] = store
    stack.pass_time(seconds=6)
    stack.work()
    assert (stack.queued, stack.parked()) == (0, [])
    assert stack.ticket("7").message_count == 1
    message = stack.message("m1")
    assert message is not None
    assert list(message.outcomes.values()) == [Outcome.TICKET]


def test_a_long_text_is_put_aside_and_nothing_of_it_is_lost(stack: StackOnMoto) -> None:
    text = f"{QUESTION} {'é' * 60_000} fin"
    assert stack.deliver(body(direct("7", "m1", text))) == 200
    (record,) = stack.receive()
    assert len(record["body"]) < 2000
    stack.dispatch([record])
    message = stack.message("m1")
    assert message is not None
    assert message.text_key is not None
    kept = boto3.client("s3").get_object(Bucket="desk", Key=message.text_key)["Body"].read().decode()
    assert kept == text
    assert stack.ticket("7").excerpt.startswith(QUESTION)
