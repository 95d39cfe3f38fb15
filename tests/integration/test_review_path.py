"""From what the younger channels tell to the ticket and the answer, through the handlers that are deployed."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local import google_tokens, signing
from shared.domain.messages.model import Message
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Surface
from tests.integration.acme_at_night import DAY, PAGE, SECRETS
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.integration.workflows import CONTEXT
from tests.unit.channels.samples import line
from tests.unit.channels.samples.google_business import ACCOUNT, announced, review

pytestmark = pytest.mark.integration

NAME = f"{ACCOUNT}/reviews/AbC"
TEXT = "Hello, my box has been broken since this morning, what can I do?"


@pytest.fixture
def stack() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        yield stack


def tickets(stack: StackOnMoto, channel: str) -> list[Ticket]:
    items = stack.workflows.table.table.scan()["Items"]
    found = (stack.tickets.get(str(item["pk"]).removeprefix("TICKET#")) for item in items if item["sk"] == "TICKET")
    return [ticket for ticket in found if ticket is not None and ticket.channel == channel]


def message(stack: StackOnMoto, channel: str, account: str, message_id: str) -> Message:
    found: Message | None = stack.handlers["store"].store_event.ports.messages.get(channel, account, message_id)
    assert found is not None
    return found


def push(stack: StackOnMoto, kind: str = "NEW_REVIEW", *, number: int = 1, **claims: str) -> int:
    """Pub/Sub delivers, with a token of Google's whose key the simulator shows."""
    record = SECRETS["acme-google"]
    told = {"audience": record["push_audience"][0], "service_account": record["push_service_account"][0], **claims}
    token = google_tokens.token(**told, now=stack.at.timestamp())
    body = announced(kind, NAME, ACCOUNT, messageId=str(number), publishTime=stack.at.isoformat())
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    return stack.post(json.dumps(body).encode(), channel="google_business", headers=headers)


def written(stack: StackOnMoto, text: str, stars: str = "TWO", **rest: Any) -> None:
    at = stack.at.isoformat()
    stack.simulator.world.write(
        "google_business", "reviews", review(NAME, text, starRating=stars, createTime=at, updateTime=at, **rest)
    )


def answer(stack: StackOnMoto, ticket: Ticket, text: str, key: str) -> dict[str, Any]:
    request = {"action": "reply", "ticket_id": ticket.id, "key": key, "mode": "public", "text": text}
    by = {"agent": "ada", "actor": "ada"}
    return dict(stack.handlers["respond"].lambda_handler({**request, **by}, CONTEXT))


def test_a_review_that_google_announces_becomes_a_ticket_is_answered_and_waits_again_when_it_is_changed(
    stack: StackOnMoto,
) -> None:
    assert push(stack, audience="https://elsewhere.example") == 401
    assert push(stack, service_account="other@acme.example") == 401
    written(stack, TEXT)
    assert push(stack) == 200
    stack.work()
    (ticket,) = tickets(stack, "google_business")
    assert (ticket.surface, ticket.rating, ticket.category is Category.MENTION) == (Surface.REVIEW, 2, False)
    assert ticket.acknowledged_at is None
    stored = message(stack, "google_business", ACCOUNT, NAME)
    assert (stored.text, stored.rating, stored.author_name) == (TEXT, 2, "Mia L.")
    stack.poll()  # what was announced is found once more, and is the same review
    stack.work()
    assert [each.message_count for each in tickets(stack, "google_business")] == [1]

    answer(stack, ticket, "We are sorry.", "k1")
    (shown,) = stack.simulator.world.under("google_business", NAME)
    assert shown.text.startswith("We are sorry.")

    stack.pass_time(hours=2)
    written(stack, "Still broken, and nobody came. What now?", "ONE")
    assert push(stack, "UPDATED_REVIEW", number=2) == 200
    stack.work()
    (again,) = tickets(stack, "google_business")
    assert (again.id, again.rating, again.waiting_since) == (ticket.id, 1, stack.at)


def test_a_review_that_google_does_not_show_when_it_announces_it_is_whole_once_it_is_listed(
    stack: StackOnMoto,
) -> None:
    stack.simulator.faults.add({"channel": "google_business", "path": "reviews/", "status": 404})
    assert push(stack) == 200
    stack.work()
    assert (message(stack, "google_business", ACCOUNT, NAME).text, len(tickets(stack, "google_business"))) == (None, 1)
    written(stack, TEXT)
    stack.pass_minutes(1)
    stack.poll()
    stack.work()
    (ticket,) = tickets(stack, "google_business")
    assert (ticket.rating, ticket.message_count) == (2, 1)
    stored = message(stack, "google_business", ACCOUNT, NAME)
    assert (stored.text, stored.rating, stored.author_name, stored.editions) == (TEXT, 2, "Mia L.", ())


def test_an_acknowledgement_on_line_is_a_free_reply(stack: StackOnMoto) -> None:
    said = line.message(text=TEXT, timestamp=int(stack.at.timestamp() * 1000))
    body = json.dumps(line.body(said, account_id="Uacme")).encode()
    assert stack.post(body, channel="line", headers=signing.headers("line", body, SECRETS["acme-line"])) == 200
    stack.work()
    stack.pass_minutes(2)
    (ticket,) = tickets(stack, "line")
    assert ticket.acknowledged_at is not None
    paths = [call["path"] for call in stack.simulator.world.calls("line") if call["method"] == "POST"]
    assert paths == ["/v2/bot/message/reply"]


def test_a_comment_whose_delivery_was_lost_is_found_and_never_told_at_noon_that_the_desk_is_closed(
    stack: StackOnMoto,
) -> None:
    stack.poll()
    at = f"{stack.at:%Y-%m-%dT%H:%M:%S%z}"
    comment = {"id": "500_9", "from": {"id": "7001", "name": "Mia"}, "message": TEXT, "created_time": at}
    post = {"id": f"{PAGE}_500", "from": {"id": PAGE}, "comments": {"data": [comment]}}
    stack.simulator.world.write("facebook", "feed", post)
    stack.at = DAY + timedelta(hours=2, minutes=50)  # 13:00 in Paris: the desk is closed for lunch
    assert stack.poll()["events"] == 1
    stack.work()
    stack.pass_minutes(2)
    (ticket,) = tickets(stack, "facebook")
    assert (ticket.author_id, ticket.acknowledged_at) == ("7001", None)
    stack.pass_time(minutes=31)
    assert stack.poll()["events"] == 0
    assert message(stack, "facebook", PAGE, "500_9").text == TEXT
