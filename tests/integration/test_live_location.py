"""A live location on Telegram through the whole path: triage runs once, and the message shows where somebody is now."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.domain.vocabulary import Outcome
from tests.integration.acme_at_night import NIGHT
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

BOT, USER = "7000000001", 4242424242


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackOnMoto]:
    with stack_on_moto(monkeypatch) as stack:
        yield stack


def update(number: int, *, edited: bool = False, **fields: Any) -> bytes:
    person = {"id": USER, "first_name": "Mia"}
    at = int(NIGHT.timestamp())
    message = {
        "message_id": 1,
        "from": {**person, "is_bot": False},
        "chat": {**person, "type": "private"},
        "date": at,
        "location": {"latitude": 52.0 + number / 100, "longitude": 9.0, "live_period": 3600},
        **({"edit_date": at + number * 60} if edited else {}),
        **fields,
    }
    return json.dumps({"update_id": number, "edited_message" if edited else "message": message}).encode()


def test_each_position_costs_no_run_of_triage_and_no_edition(stack: StackOnMoto) -> None:
    assert stack.post(update(0), channel="telegram") == 200
    stack.work()
    runs = len(stack.workflows.executions("triage"))
    before = stack._messages.get("telegram", BOT, f"{USER}:1")
    assert before is not None
    ticket = stack.tickets.get(before.ticket_id or "")

    for minute in range(6, 31, 6):
        stack.pass_time(minutes=6)
        assert stack.post(update(minute, edited=True), channel="telegram") == 200
        stack.work()

    message = stack._messages.get("telegram", BOT, f"{USER}:1")
    assert message is not None
    assert len(stack.workflows.executions("triage")) == runs
    assert (message.attachments[0].latitude, message.editions) == (52.3, ())
    assert list(message.outcomes.values()).count(Outcome.EDITED) == 5
    assert stack.tickets.get(before.ticket_id or "") == ticket
