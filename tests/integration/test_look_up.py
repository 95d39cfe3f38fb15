"""A mention on Instagram comes as ids: its words are asked for before it is read, and never stand in its way."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.traffic import meta
from shared.domain.messages.model import Message
from shared.domain.vocabulary import Outcome
from tests.integration.acme_at_night import NIGHT
from tests.integration.desk_on_moto import Desk, desk_on_moto

pytestmark = pytest.mark.integration

ACCOUNT = "17841400000000001"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk_on_moto(monkeypatch) as desk:
        yield desk


def mention(comment_id: str) -> bytes:
    change = {"field": "mentions", "value": {"media_id": "18000000000000044", "comment_id": comment_id}}
    entry = {"id": ACCOUNT, "time": int(NIGHT.timestamp()), "changes": [change]}
    return meta.encode({"object": "instagram", "entry": [entry]})


def stored(desk: Desk, comment_id: str) -> Message:
    message = desk._messages.get("instagram", ACCOUNT, comment_id)
    assert message is not None
    return message


def fail(desk: Desk, **fault: Any) -> None:
    desk.simulator.faults.add({"match": {"channel": "instagram", "method": "GET"}, **fault})


def test_a_mention_is_read_with_its_words(desk: Desk) -> None:
    assert desk.post(mention("179"), channel="instagram") == 200
    desk.work()
    message = stored(desk, "179")
    assert message.text == "Third week without my parcel, and nobody answers @acmeshop"
    assert message.author_handle == "mia.larsen"
    ticket = desk.tickets.get(message.ticket_id or "")
    assert ticket is not None
    assert ticket.excerpt == message.text
    assert ticket.permalink == "https://www.instagram.com/p/179/"
    assert desk.outcome(f"instagram:{ACCOUNT}:179:mentioned") is None  # it stands with the message
    assert message.outcomes == {f"instagram:{ACCOUNT}:179:mentioned": Outcome.TICKET}


def test_a_platform_that_is_down_costs_the_words_and_not_the_message(desk: Desk) -> None:
    fail(desk, status=503)
    assert desk.post(mention("180"), channel="instagram") == 200
    desk.work()
    message = stored(desk, "180")
    assert (message.text, message.ticket_id is not None) == (None, True)
    assert desk.queued == 0

    desk.pass_minutes(2)
    assert stored(desk, "180").text is None
    desk.simulator.faults.clear()
    desk.pass_minutes(5)
    message = stored(desk, "180")
    ticket = desk.tickets.get(message.ticket_id or "")
    assert ticket is not None
    assert message.text == "Third week without my parcel, and nobody answers @acmeshop"
    assert (message.editions, ticket.excerpt, ticket.customer_handle) == ((), message.text, "mia.larsen")
    assert ticket.look_up_at is None
    assert set(message.outcomes.values()) == {Outcome.TICKET, Outcome.EDITED}


def test_what_the_platform_does_not_show_any_more_is_left_to_a_person(desk: Desk) -> None:
    fail(desk, status=503)
    assert desk.post(mention("181"), channel="instagram") == 200
    desk.work()
    desk.simulator.faults.clear()
    fail(desk, status=400, body={"error": {"code": 100, "error_subcode": 33}})
    desk.pass_minutes(3)
    ticket = desk.tickets.get(stored(desk, "181").ticket_id or "")
    assert ticket is not None
    assert ticket.look_up_at is None
    assert desk.history(ticket.id)["words_not_shown_by_platform"] == 1
