"""The subscription of a Page that several apps share: only what our own app gets reaches us."""

from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared import channels
from shared.domain.account_health.model import Check, ProbeFindings
from shared.domain.vocabulary import SendClass
from shared.ports.account_health import AccountPlatform

NEEDED = ["feed", "mention", "ratings", "messages", "message_echoes", "messaging_handovers"]
OURS = [
    *NEEDED, "message_edits", "message_reactions", "messaging_postbacks", "standby", "messaging_policy_enforcement",
]  # fmt: skip


class Graph:
    """Answers as the Graph API does, and keeps what was subscribed."""

    def __init__(self, *, app_id: str | None, apps: dict[str, list[str]]) -> None:
        self.app_id, self.apps, self.subscribed = app_id, apps, list[set[str]]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.subscribed.append(set(request.url.params["subscribed_fields"].split(",")))
            return httpx.Response(200, json={"success": True})
        told: Any = [{"id": app, "subscribed_fields": fields} for app, fields in self.apps.items()]
        if "debug_token" in request.url.path:
            told = {"is_valid": True, "expires_at": 0, **({"app_id": self.app_id} if self.app_id else {})}
        return httpx.Response(200, json={"data": told})

    def account(self, channel: str) -> AccountPlatform:
        http = httpx.Client(transport=httpx.MockTransport(self))
        return channels.load_account(channel)(http=http, base_url="https://graph.invalid", tokens=("token",))


def checked(graph: Graph, channel: str) -> Check:
    found = graph.account(channel).probe("100")
    assert isinstance(found, ProbeFindings)
    assert found.subscription is not None
    return found.subscription


@pytest.mark.parametrize("channel", ["facebook", "messenger"])
def test_what_another_app_gets_is_no_subscription_of_ours(channel: str) -> None:
    assert checked(Graph(app_id="1", apps={"2": OURS}), channel) is Check.FAILED
    assert checked(Graph(app_id="1", apps={"1": OURS, "2": []}), channel) is Check.OK


@pytest.mark.parametrize("channel", ["facebook", "messenger"])
def test_a_repair_keeps_what_our_app_gets_for_others_and_takes_nothing_of_another_app(channel: str) -> None:
    graph = Graph(app_id="1", apps={"1": ["leadgen"], "2": ["inbox_labels"]})

    assert graph.account(channel).repair("100").outcome is SendClass.SENT
    (fields,) = graph.subscribed
    assert "leadgen" in fields
    assert "inbox_labels" not in fields
    assert fields - {"leadgen"} <= set(OURS)


def test_where_our_app_is_not_told_the_lists_of_all_are_kept() -> None:
    graph = Graph(app_id=None, apps={"1": ["leadgen"], "2": ["standby"]})

    graph.account("facebook").repair("100")
    assert {"leadgen", "standby", "feed"} <= graph.subscribed[0]


def test_a_repair_asks_for_all_that_the_connection_asks_for() -> None:
    """Who lost one loses all of them."""
    graph = Graph(app_id="1", apps={"1": []})
    graph.account("facebook").repair("100")
    graph.account("messenger").repair("100")
    assert graph.subscribed[0] | graph.subscribed[1] == set(OURS)


@pytest.mark.parametrize("channel", ["facebook", "messenger", "instagram"])
def test_the_page_on_connecting_names_every_field_that_is_looked_for(channel: str) -> None:
    module: Any = import_module(f"shared.channels.{channel}.account")
    wanted = module.WANTED
    page = (Path(__file__).parents[3] / "docs" / "connect.md").read_text()
    for field in wanted.all:
        assert f"`{field}`" in page


def test_fields_without_which_something_is_missed_are_named() -> None:
    graph = Graph(app_id="1", apps={"1": [*NEEDED, "message_edits", "message_reactions", "messaging_postbacks"]})
    found = graph.account("messenger").probe("100")
    assert isinstance(found, ProbeFindings)
    assert (found.subscription, found.missing_events) == (Check.OK, ("messaging_policy_enforcement", "standby"))
