"""Every call to AWS and to a platform, on the whole path of a message, fails once: afterwards it is as if it had not.

Each walk counts the calls of one undisturbed run, then repeats it for another customer as often, and each time another
call fails: ``before`` it was done; ``after`` it, so that the answer is lost; ``repeated``, when botocore has lost the
answer and asks again by itself; or with the function ``killed`` at that point, where no ``except`` of ours runs. What
only reads is the same before and after, and a function killed there is one killed after its last write: reads fail in
the first way alone.

Recovery is what happens anyway: the platform sends again what was not taken, the queue delivers again what was not
finished, the sweep runs each minute, and workflows try again.
"""

import logging
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from shared.domain.errors import UpstreamError
from shared.domain.vocabulary import Outcome
from tests.integration.acme_at_night import DAY, PAGE, QUESTION, URGENT, body, direct
from tests.integration.stack_on_moto import stack_on_moto
from tests.integration.walk import WAYS, Faults, Walk

pytestmark = pytest.mark.integration

LONG = QUESTION + "." * 66_000  # more than 64 kB


@pytest.fixture(params=WAYS)
def walk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    with stack_on_moto(monkeypatch) as stack:
        stack.orderly = True
        logging.disable(logging.CRITICAL)
        faults = Faults(request.param)
        stack.meddle = faults.aws

        with faults.http():
            yield Walk(stack, faults)
        logging.disable(logging.NOTSET)


def test_an_urgent_message_at_night(walk: Walk) -> None:
    """Opens a ticket, which is escalated and acknowledged."""

    def scenario(walk: Walk, customer: str) -> None:
        with walk.faults.during():
            assert walk.stack.deliver(body(direct(customer, f"m{customer}", URGENT)), attempts=3) == 200
            walk.stack.work()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        ticket = walk.is_one_ticket(customer, messages=1)
        walk.is_acknowledged(customer, ticket)
        walk.is_escalated(ticket, failed)

    calls = walk.over(scenario, verify)
    assert {"SendMessageBatch", "StartSyncExecution", "StartExecution", "Publish", "POST", "GetSecretValue"} <= set(
        calls
    )


def test_a_message_that_joins(walk: Walk) -> None:
    def scenario(walk: Walk, customer: str) -> None:
        walk.stack.post(body(direct(customer, f"m{customer}", QUESTION)))
        walk.stack.work()
        with walk.faults.during():
            again = body(direct(customer, f"n{customer}", "Pouvez-vous me répondre ? Merci d'avance"))
            assert walk.stack.deliver(again, attempts=3) == 200
            walk.stack.work()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        walk.is_stored(f"n{customer}", Outcome.APPENDED)
        ticket = walk.is_one_ticket(customer, messages=2)
        walk.is_acknowledged(customer, ticket)
        walk.is_not_escalated(ticket)

    walk.over(scenario, verify)


def test_a_body_of_three_items_one_of_them_broken(walk: Walk) -> None:
    """The first is so long that its text is put aside."""
    # What store and classify look up is walked above.
    calls_of_a_body = {
        *("GetSecretValue", "PutObject", "SendMessageBatch", "StartSyncExecution", "GetObject"),
        *("PutItem", "UpdateItem"),
    }
    kept: set[str] = set()

    def scenario(walk: Walk, customer: str) -> None:
        kept.update(walk.stack.stored_objects("quarantine/"))
        broken = direct(customer, "", f"broken {customer}")
        walk.stack.at = DAY
        items = (direct(customer, f"m{customer}", LONG), broken, direct(customer, f"n{customer}", QUESTION))
        with walk.faults.during():
            assert walk.stack.deliver(body(*items), attempts=3) == 200
            walk.stack.work()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        walk.is_stored(f"n{customer}", Outcome.APPENDED)
        walk.is_one_ticket(customer, messages=2)
        assert len(set(walk.stack.stored_objects("quarantine/")) - kept) == 1

    calls = walk.over(scenario, verify, only=calls_of_a_body)
    assert {"PutObject", "GetObject"} <= set(calls)


def test_a_poison_message_between_two_good_ones(walk: Walk) -> None:
    """Its text was put aside and is gone: it can never be handled."""
    calls_of_a_poison = {"StartSyncExecution", "GetObject", "SendMessage", "PutItem"}  # the others are walked above

    def scenario(walk: Walk, customer: str) -> None:
        walk.stack.at = DAY
        walk.stack.post(body(direct(customer, f"m{customer}", QUESTION)))
        walk.stack.work()
        walk.stack.post(body(direct(customer, f"p{customer}", LONG), direct(customer, f"n{customer}", QUESTION)))
        for key in walk.stack.stored_objects("text/"):
            boto3.client("s3").delete_object(Bucket="desk", Key=key)
        with walk.faults.during():
            walk.stack.work()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        walk.is_stored(f"n{customer}", Outcome.APPENDED)
        assert walk.stack.ticket(customer).message_count == 2
        event_id = f"messenger:{PAGE}:p{customer}:created"
        record = walk.stack.outcome(event_id)
        assert (record.outcome, record.reason) == (Outcome.PARKED, "ContentGoneError")
        assert walk.stack.message(f"p{customer}") is None
        parked = walk.stack.parked()
        assert {(letter["event_id"], letter["reason"]) for letter in parked} == {(event_id, "ContentGoneError")}
        # A second one only if dispatch died before it could answer, and the queue had by then forgotten the first.
        assert len(parked) == 1 or (len(parked) == 2 and walk.faults.way == "killed")

    calls = walk.over(scenario, verify, only=calls_of_a_poison)
    assert "SendMessage" in calls


def test_a_sweep_that_sends_an_acknowledgement_which_is_due(walk: Walk) -> None:
    respond = walk.stack.workflows.functions["respond"]

    def broken(event: dict[str, Any], context: Any) -> Any:
        raise MemoryError

    def scenario(walk: Walk, customer: str) -> None:
        walk.stack.workflows.functions["respond"] = broken
        walk.stack.post(body(direct(customer, f"m{customer}", QUESTION)))
        walk.stack.work()
        walk.stack.workflows.functions["respond"] = respond
        walk.stack.pass_time(minutes=2)
        with walk.faults.during():
            walk.stack.sweep()

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        ticket = walk.is_one_ticket(customer, messages=1)
        walk.is_acknowledged(customer, ticket)
        walk.is_not_escalated(ticket)

    calls = walk.over(scenario, verify, reads_until="Invoke")  # what respond reads is walked above
    assert {"Invoke", "POST"} <= set(calls)


def test_a_message_that_cannot_be_stored_at_first(walk: Walk) -> None:
    """What dispatch writes about it fails as well."""
    store = walk.stack.workflows.functions["store"]

    def scenario(walk: Walk, customer: str) -> None:
        walk.stack.at = DAY
        failures = iter(range(6))

        def throttled(request: dict[str, Any], context: Any) -> Any:
            if next(failures, None) is not None:
                raise UpstreamError("throttled")
            return store(request, context)

        walk.stack.workflows.functions["store"] = throttled
        walk.stack.post(body(*(direct(customer, f"{name}{customer}", QUESTION) for name in "mn")))
        with walk.faults.during():
            walk.stack.work()
        walk.stack.workflows.functions["store"] = store

    def verify(walk: Walk, customer: str, failed: str) -> None:
        walk.is_stored(f"m{customer}", Outcome.TICKET)
        walk.is_stored(f"n{customer}", Outcome.APPENDED)
        walk.is_one_ticket(customer, messages=2)

    calls = walk.over(scenario, verify, only={"StartSyncExecution", "UpdateItem", "ChangeMessageVisibilityBatch"})
    assert {"UpdateItem", "ChangeMessageVisibilityBatch"} <= set(calls)
