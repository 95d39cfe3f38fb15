"""What the desk's page relies on when an agent does one thing after the other: over the API, the whole desk on moto."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.desk_on_moto import BASE, DeskOnMoto, desk_on_moto

pytestmark = pytest.mark.integration

DECISIVE = ("message_count", "last_customer_message_at", "assignee", "status")


@dataclass
class Agent:
    desk: DeskOnMoto
    ticket: str = ""

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = {name.lower().replace("_", "-"): value for name, value in headers.items()}
        sent |= {"authorization": "Bearer " + self.desk.issuer.id_token("sophie@desk.example", None)}
        content = b"" if body is None else json.dumps(body).encode()
        status, _, found = self.desk.handle(method, BASE + path, sent | {"content-type": "application/json"}, content)
        return status, json.loads(found) if found else None

    def now(self) -> dict[str, Any]:
        return dict(self("GET", f"/tickets/{self.ticket}")[1])

    def reply(self, key: str, version: int, text: str = "Bonjour, c'est réglé.") -> tuple[int, Any]:
        body = {"visibility": "public", "text": text, "initials": "SB"}
        path = f"/tickets/{self.ticket}/replies"
        return self("POST", path, body, Idempotency_Key=key, If_Match=f'"{version}"')

    def sent(self) -> list[str]:
        items = self("GET", f"/tickets/{self.ticket}/messages")[1]["items"]
        return [each["id"] for each in items if each["direction"] == "outbound" and not each["automatic"]]


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Agent]:
    with desk_on_moto(monkeypatch) as desk:
        desk.comment("1", "Mia Exemple", "Bonjour, ma facture est fausse.", minutes_ago=4)
        agent = Agent(desk)
        agent("GET", "/me")
        agent.ticket = agent("GET", "/tickets?brand=acme")[1]["items"][0]["id"]
        yield agent


def test_own_actions_change_nothing_that_counts_but_who_holds_the_ticket_and_that_it_waits(agent: Agent) -> None:
    seen = agent.now()
    claimed = agent("POST", f"/tickets/{agent.ticket}/claim", {"take_over": False})[1]
    agent("POST", f"/tickets/{agent.ticket}/notes", {"text": "Vu", "mentions": []}, Idempotency_Key="n")

    refused = agent.reply("a", seen["version"])
    assert (refused[0], refused[1]["reason"]) == (409, "changed")
    now = agent.now()
    assert [now[name] for name in DECISIVE] == [claimed[name] for name in DECISIVE]
    status, sent = agent.reply("a", now["version"])  # a refusal uses no key up
    assert (status, sent["status"]) == (201, "sent")
    assert agent.sent() == [sent["parts"][0]["message_id"]]  # under this name the page knows its own message

    after = agent.now()
    assert after["version"] > now["version"]
    assert [after[name] for name in DECISIVE] == [*(now[name] for name in DECISIVE[:3]), "pending"]
    place = f"/tickets/{agent.ticket}"
    assert agent("PATCH", place, {"status": "resolved"}, If_Match=f'"{now["version"]}"')[0] == 412
    assert agent("PATCH", place, {"status": "resolved"}, If_Match=f'"{after["version"]}"')[0] == 200


def test_the_same_answer_under_its_key_is_sent_once_whatever_has_become_of_the_ticket(agent: Agent) -> None:
    seen = agent.now()["version"]
    first = agent.reply("kept-with-the-draft", seen)
    again = agent.reply("kept-with-the-draft", seen)  # after a reload, with a version of any age
    assert (first[0], again[0], again[1]["parts"]) == (201, 201, first[1]["parts"])
    assert len(agent.sent()) == 1
