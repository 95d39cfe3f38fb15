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

TICKETS = 22


class Api:
    """``left`` is how often the report says that follow-ups still run; ``told`` how many tickets were told in the end
    that the outage is over, beside one that needs no word."""

    def __init__(self, left: int = 0, *, told: int = TICKETS - 1) -> None:
        self.left = left
        self.told = told
        self.asked: list[tuple[str, str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        self.asked.append((request.method, request.url.path, body))
        ticket = request.url.path.split("/")[2] if request.url.path.startswith("/tickets/") else ""
        if request.url.path.endswith("/report"):
            state = "running" if self.left else "done"
            self.left -= 1
            counts = a_count(follow_ups_sent=self.told)
            return httpx.Response(200, json={"incident": {"follow_up": state}, "updates": [], **counts})
        if request.url.path == "/proposals":
            done = [path.split("/")[2] for method, path, _ in self.asked if method == "PATCH"]
            items = [{"id": f"PR-{each}", "ticket_id": each, "excerpt": "?", "text": "Merci !"} for each in done]
            return httpx.Response(200, json={"items": items})
        return httpx.Response(200, json={"version": 3, "state": "done", "id": ticket})


def a_count(**counts: int) -> dict[str, int]:
    """The figures of an outage in a report."""
    usual = {"tickets": TICKETS, "customers": TICKETS, "pointers_sent": TICKETS - 1}
    return {**usual, "follow_ups_sent": TICKETS - 1, "follow_ups_skipped": 1, "follow_ups_failed": 0, **counts}


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
    said = printed(a_count(), updates)
    assert (said.count("Fixed"), said.count("the same"), said.count("published")) == (1, 1, 2)


def printed(counts: dict[str, int], updates: list[dict[str, Any]] | None = None) -> str:
    console = Console(file=(out := StringIO()), width=120)
    demo_tables.show(console, demo_tables.outage({**counts, "updates": updates or []}))
    return out.getvalue()


def test_what_the_customers_of_the_outage_heard_adds_up_to_its_tickets() -> None:
    said = printed(a_count(follow_ups_sent=20, follow_ups_failed=1))
    assert "22 tickets of 22 customers" in said
    assert "21 got one line that leads to the update (1 needed none" in said
    assert "20 were told that it is over, 1 needed no word, 1 could not be told" in said


def test_where_everybody_got_the_line_nobody_is_said_to_be_without_it() -> None:
    assert "22 got one line that leads to the update. 21 were told" in printed(a_count(pointers_sent=TICKETS))


def test_the_end_of_the_outage_is_waited_for() -> None:
    api = Api(left=3)
    with in_public(api) as said:
        said.end_outage("acme-1")
    assert [path for _, path, _ in api.asked] == ["/incidents/acme-1/resolve"] + ["/incidents/acme-1/report"] * 4
    assert said.report is not None
    assert said.outage_trouble is None


def test_an_outage_whose_end_is_not_told_in_time_is_said_to_be_so() -> None:
    with in_public(Api(left=10**6, told=12)) as said:
        said.end_outage("acme-1")
    assert said.outage_trouble is not None
    assert "13 of 22 tickets were told" in said.outage_trouble


def test_an_outage_some_of_whose_tickets_came_to_no_end_is_no_success() -> None:
    with in_public(Api(told=12)) as said:
        said.end_outage("acme-1")
    assert said.outage_trouble is not None
    assert "22 tickets belong to the outage, and 13 were told" in said.outage_trouble


def test_an_outage_that_was_not_ended_is_no_success() -> None:
    with in_public(Api()) as said:
        assert said.outage_trouble == "The outage was not ended."
