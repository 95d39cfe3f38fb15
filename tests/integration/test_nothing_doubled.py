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
from tests.integration.desk_on_moto import Desk, desk_on_moto

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def running() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as monkeypatch, desk_on_moto(monkeypatch) as desk:
        yield desk


@pytest.fixture
def desk(running: Desk) -> Desk:
    running.begin_anew()
    return running


def is_handled_once(desk: Desk, *, messages: int) -> Ticket:
    desk.come_to_rest()
    ticket = desk.ticket("7")
    assert (ticket.message_count, ticket.escalation_round) == (messages, 1)
    assert len(desk.told("7")) == 1
    assert len(desk.calls("messenger")) == 1
    assert len(desk.calls("notify")) == 1
    assert len(desk.workflows.executions()) == 1
    assert desk.history(ticket.id)["opened"] == 1
    assert desk.parked() == []
    return ticket


def test_one_body_delivered_many_times_is_one_message(desk: Desk) -> None:
    one = body(direct("7", "dup1", URGENT))
    for _ in range(3):
        assert desk.deliver(one) == 200
    assert desk.queued == 1, "the queue drops what it had within five minutes"
    desk.work()
    for minutes in (0, 3, 6):  # and later it is known by its message
        desk.pass_time(minutes=minutes)
        assert desk.deliver(one) == 200
        desk.work()
        latest = desk.workflows.ended(desk.workflows.executions("triage")[0])
        assert json.loads(latest["output"])["duplicate"] is True
    is_handled_once(desk, messages=1)


def test_one_body_delivered_in_parallel_is_one_message(desk: Desk) -> None:
    """In as many queue messages as deliveries, all of them handled at the same time."""
    one = body(direct("7", "dup2", URGENT))
    with ThreadPoolExecutor(4) as platform:
        assert set(platform.map(lambda _: desk.deliver(one), range(4))) == {200}
    (record,) = desk.receive()
    copies = [{**record, "messageId": str(number)} for number in range(4)]
    together = threading.Barrier(4)

    def handle(copy: dict[str, Any]) -> None:
        together.wait()
        desk.dispatch([copy])

    with ThreadPoolExecutor(4) as containers:
        list(containers.map(handle, copies))
    desk.workflows.finish()
    is_handled_once(desk, messages=1)


@pytest.mark.parametrize("seed", range(4))
def test_bodies_in_any_order_and_any_number_of_times_are_each_one_message(desk: Desk, seed: int) -> None:
    texts = {f"s{seed}a": URGENT, f"s{seed}b": QUESTION, f"s{seed}c": "Toujours rien ?"}
    bodies = [body(direct("7", message_id, text)) for message_id, text in texts.items()] * 3
    random.Random(seed).shuffle(bodies)  # noqa: S311  the order of a test, the same in every run
    for number, one in enumerate(bodies):
        assert desk.deliver(one) == 200
        if number % 2:
            desk.work()
            desk.pass_time(seconds=200)
    desk.work()
    is_handled_once(desk, messages=3)
