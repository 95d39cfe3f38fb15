"""A mention on Instagram comes as ids: its words are asked for before it is read, and never stand in its way."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.traffic import meta
from shared.domain.messages.model import Message
from shared.domain.vocabulary import Outcome
from tests.integration.acme_at_night import NIGHT
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

ACCOUNT = "17841400000000001"


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackOnMoto]:
    with stack_on_moto(monkeypatch) as stack:
        yield stack


def mention(comment_id: str) -> bytes:
    change = {"field": "mentions", "value": {"media_id": "18000000000000044", "comment_id": comment_id}}
    entry = {"id": ACCOUNT, "time": int(NIGHT.timestamp()), "changes": [change]}
    return meta.encode({"object": "instagram", "entry": [entry]})


def stored(stack: StackOnMoto, comment_id: str) -> Message:
    message = stack._messages.get("instagram", ACCOUNT, comment_id)
    assert message is not None
    return message


def fail(stack: StackOnMoto, **fault: Any) -> None:
    stack.simulator.faults.add({"match": {"channel": "instagram", "method": "GET"}, **fault})


def test_a_mention_is_read_with_its_words(stack: StackOnMoto) -> None:
    assert stack.post(mention("179"), channel="instagram") == 200
    stack.work()
    message = stored(stack, "179")
    assert message.text == "Third week without my parcel, and nobody answers @acmeshop"
    assert message.author_handle == "mia.larsen"
    ticket = stack.tickets.get(message.ticket_id or "")
    assert ticket is not None
    assert ticket.excerpt == message.text
    assert ticket.permalink == "https://www.instagram.com/p/179/"
    assert stack.outcome(f"instagram:{ACCOUNT}:179:mentioned") is None  # it stands with the message
    assert message.outcomes == {f"instagram:{ACCOUNT}:179:mentioned": Outcome.TICKET}


def test_a_platform_that_is_down_costs_the_words_and_not_the_message(stack: StackOnMoto) -> None:
    fail(stack, status=503)
    assert stack.post(mention("180"), channel="instagram") == 200
    stack.work()
    message = stored(stack, "180")
    assert (message.text, message.ticket_id is not None) == (None, True)
    assert stack.queued == 0

    stack.pass_minutes(2)
    assert stored(stack, "180").text is None
    stack.simulator.faults.clear()
    stack.pass_minutes(5)
    message = stored(stack, "180")
    ticket = stack.tickets.get(message.ticket_id or "")
    assert ticket is not None
    assert message.text == "Third week without my parcel, and nobody answers @acmeshop"
    assert (message.editions, ticket.excerpt, ticket.customer_handle) == ((), message.text, "mia.larsen")
    assert ticket.look_up_at is None
    assert set(message.outcomes.values()) == {Outcome.TICKET, Outcome.EDITED}


def test_what_the_platform_does_not_show_any_more_is_left_to_a_person(stack: StackOnMoto) -> None:
    fail(stack, status=503)
    assert stack.post(mention("181"), channel="instagram") == 200
    stack.work()
    stack.simulator.faults.clear()
    fail(stack, status=400, body={"error": {"code": 100, "error_subcode": 33}})
    stack.pass_minutes(3)
    ticket = stack.tickets.get(stored(stack, "181").ticket_id or "")
    assert ticket is not None
    assert ticket.look_up_at is None
    assert stack.history(ticket.id)["words_not_shown_by_platform"] == 1
