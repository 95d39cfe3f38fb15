"""What the demo says in public, against an API that answers as ours does."""

import json
from dataclasses import replace
from io import StringIO
from typing import Any

import httpx
import pytest
from rich.console import Console

from cli.demo import tables as demo_tables
from cli.demo.public import THANKED, InPublic
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Sentiment, Surface, Visibility
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START


class Api:
    """``left`` is how often the report says that follow-ups still run."""

    def __init__(self, left: int = 0) -> None:
        self.left = left
        self.asked: list[tuple[str, str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        self.asked.append((request.method, request.url.path, body))
        ticket = request.url.path.split("/")[2] if request.url.path.startswith("/tickets/") else ""
        if request.url.path.endswith("/report"):
            state = "running" if self.left else "done"
            self.left -= 1
            return httpx.Response(200, json={"incident": {"follow_up": state}, "updates": []})
        if request.url.path == "/proposals":
            done = [path.split("/")[2] for method, path, _ in self.asked if method == "PATCH"]
            items = [{"id": f"PR-{each}", "ticket_id": each, "excerpt": "?", "text": "Merci !"} for each in done]
            return httpx.Response(200, json={"items": items})
        return httpx.Response(200, json={"version": 3, "state": "done", "id": ticket})


def in_public(api: Api) -> InPublic:
    return InPublic("http://desk", "token", "acme", sleep=lambda _: None, transport=httpx.MockTransport(api))


def a_question(number: int, **fields: Any) -> Ticket:
    asked = {
        "id": f"T-{number}",
        "channel": "facebook",
        "surface": Surface.COMMENT,
        "visibility": Visibility.PUBLIC,
        "waiting_since": START,
        "category": Category.QUESTION,
        **fields,
    }
    return replace(a_ticket(), **asked)


def test_three_customers_are_answered_in_private_and_thanked() -> None:
    api = Api()
    with in_public(api) as said:
        said.thank(a_question(number) for number in range(5))
    assert [each.text for each in said.thanked] == ["Merci !"] * THANKED
    replies = [body for _, path, body in api.asked if path.endswith("/replies")]
    assert {body["visibility"] for body in replies} == {"move_to_private"}
    accepted = [path for _, path, _ in api.asked if path.endswith("/accept")]
    assert accepted == [f"/proposals/PR-T-{number}/accept" for number in range(3)]


@pytest.mark.parametrize(
    "fields",
    [
        {"danger": Danger.POSSIBLE},
        {"category": Category.ABUSE},
        {"sentiment": Sentiment.NEGATIVE},
        {"incident_id": "acme-20260303T200000-4f3a"},
        {"visibility": Visibility.PRIVATE},
        {"waiting_since": None},
        {"claimed_by": "tom"},
    ],
    ids=["danger", "abuse", "anger", "incident", "private", "answered", "taken"],
)
def test_nobody_is_thanked_where_it_would_be_odd(fields: dict[str, Any]) -> None:
    api = Api()
    with in_public(api) as said:
        said.thank([a_question(1, **fields)])
    assert (said.thanked, api.asked) == ([], [])


def test_the_table_of_the_outage_shows_each_text_once() -> None:
    post = {"account": "x/1", "state": "published", "text": "Fixed", "error": None, "published_at": "now"}
    draft = {**post, "published_at": None}
    updates = [{"kind": "resolved", "accounts": [post, {**post, "account": "threads/2"}, draft]}]
    counts = ("tickets", "customers", "pointers_sent", "follow_ups_sent", "follow_ups_skipped", "follow_ups_failed")
    console = Console(file=(out := StringIO()), width=120)
    demo_tables.show(console, demo_tables.outage({**dict.fromkeys(counts, 7), "updates": updates}))
    said = out.getvalue()
    assert (said.count("Fixed"), said.count("the same"), said.count("published")) == (1, 1, 2)
    assert "7 tickets of 7 customers" in said


def test_the_end_of_the_outage_is_waited_for() -> None:
    api = Api(left=3)
    with in_public(api) as said:
        said.end_outage("acme-1")
    assert [path for _, path, _ in api.asked] == ["/incidents/acme-1/resolve"] + ["/incidents/acme-1/report"] * 4
    assert said.report is not None
