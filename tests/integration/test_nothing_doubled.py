"""Platforms deliver at least once, the queue too: whatever arrives again, at the same time or in another order."""

import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.domain.tickets.model import Ticket
from tests.integration.acme_at_night import QUESTION, URGENT, body, direct
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def running() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        yield stack


@pytest.fixture
def stack(running: StackOnMoto) -> StackOnMoto:
    running.begin_anew()
    return running


def is_handled_once(stack: StackOnMoto, *, messages: int) -> Ticket:
    stack.come_to_rest()
    ticket = stack.ticket("7")
    assert (ticket.message_count, ticket.escalation_round) == (messages, 1)
    assert len(stack.told("7")) == 1
    assert len(stack.calls("messenger")) == 1
    assert len(stack.calls("notify")) == 1
    assert len(stack.workflows.executions()) == 1
    assert stack.history(ticket.id)["opened"] == 1
    assert stack.parked() == []
    return ticket


def test_one_body_delivered_many_times_is_one_message(stack: StackOnMoto) -> None:
    one = body(direct("7", "dup1", URGENT))
    for _ in range(3):
        assert stack.deliver(one) == 200
    assert stack.queued == 1, "the queue drops what it had within five minutes"
    stack.work()
    for minutes in (0, 3, 6):  # and later it is known by its message
        stack.pass_time(minutes=minutes)
        assert stack.deliver(one) == 200
        stack.work()
        latest = stack.workflows.ended(stack.workflows.executions("triage")[0])
        assert json.loads(latest["output"])["duplicate"] is True
    is_handled_once(stack, messages=1)


def test_one_body_delivered_in_parallel_is_one_message(stack: StackOnMoto) -> None:
    """In as many queue messages as deliveries, all of them handled at the same time."""
    one = body(direct("7", "dup2", URGENT))
    with ThreadPoolExecutor(4) as platform:
        assert set(platform.map(lambda _: stack.deliver(one), range(4))) == {200}
    (record,) = stack.receive()
    copies = [{**record, "messageId": str(number)} for number in range(4)]
    together = threading.Barrier(4)

    def handle(copy: dict[str, Any]) -> None:
        together.wait()
        stack.dispatch([copy])

    with ThreadPoolExecutor(4) as containers:
        list(containers.map(handle, copies))
    stack.workflows.finish()
    is_handled_once(stack, messages=1)


@pytest.mark.parametrize("seed", range(4))
def test_bodies_in_any_order_and_any_number_of_times_are_each_one_message(stack: StackOnMoto, seed: int) -> None:
    texts = {f"s{seed}a": URGENT, f"s{seed}b": QUESTION, f"s{seed}c": "Toujours rien ?"}
    bodies = [body(direct("7", message_id, text)) for message_id, text in texts.items()] * 3
    random.Random(seed).shuffle(bodies)  # noqa: S311  the order of a test, the same in every run
    for number, one in enumerate(bodies):
        assert stack.deliver(one) == 200
        if number % 2:
            stack.work()
            stack.pass_time(seconds=200)
    stack.work()
    is_handled_once(stack, messages=3)
