"""Every call that respond makes, to AWS and over HTTP, fails once, in every way: at most one post, and in the end one.

The walk counts the calls of one undisturbed run, then repeats it for another customer as often, and each time another
call fails: before it reached the service, after it did (the answer is lost), or with the function killed at that
point. Recovery is what happens anyway: the sweep asks again, minute after minute.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from shared.domain.errors import NightdeskError
from tests.integration.faults import Faults, Killed
from tests.integration.respond_scene import Scene, respond_scene

pytestmark = pytest.mark.integration

WAYS = {"before": (False, False), "after": (True, False), "killed": (True, True)}


@dataclass
class Comments:
    """A platform that keeps what it takes, and lists it."""

    scene: Scene
    after: bool
    killed: bool
    wanted: int = 0
    made: list[str] = field(default_factory=list)
    posts: dict[str, list[str]] = field(default_factory=dict)

    def picks(self, operation: str, _arguments: Any = None) -> bool:
        self.made.append(operation)
        return len(self.made) == self.wanted

    def answer(self, request: httpx.Request) -> httpx.Response:
        picked = self.picks(f"http {request.method}")
        if picked and not self.after:
            raise httpx.ConnectTimeout("no way")
        under = request.url.path.split("/")[-2]
        taken = self.posts.setdefault(under, [])
        if request.method == "POST":
            taken.append(json.loads(request.content)["message"])
            answer = {"id": f"{under}_reply{len(taken)}"}
        else:
            now = self.scene.clock.at.strftime("%Y-%m-%dT%H:%M:%S+0000")
            answer = {"data": [{"id": f"{under}_reply1", "message": text, "created_time": now} for text in taken]}
        if picked and self.killed:
            raise Killed("http")
        if picked:
            raise httpx.ReadTimeout("lost")
        return httpx.Response(200, json=answer)

    def run(self, number: int, wanted: int) -> str:
        """One customer asks under a post of their own; call number ``wanted`` of the first run fails."""
        ticket_id, message_id = f"T-{number}", f"m{number}"
        self.scene.stored(
            id=ticket_id,
            author_id=f"7{number:03d}",
            conversation_id=f"post{number}:7{number:03d}",
            opening_message_id=message_id,
            last_message_id=message_id,
        )
        self.scene.handler.acknowledge.ports.gateways._secrets._known.clear()  # each run reads the secret itself
        self.made, self.wanted = [], wanted
        with Faults(self.picks, self.after, self.killed).installed(), suppress(Killed, NightdeskError):
            self.scene.run(ticket_id)
        self.wanted = 0
        for _ in range(8):
            self.scene.clock.pass_time(minutes=1)
            if self.scene.ticket_of(ticket_id).acknowledge_at is not None:
                self.scene.run(ticket_id)
        return ticket_id


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with respond_scene(monkeypatch) as scene:
        yield scene


@pytest.mark.parametrize("way", WAYS)
def test_whichever_call_fails_the_customer_is_told_once(scene: Scene, way: str) -> None:
    after, killed = WAYS[way]
    platform = Comments(scene, after, killed)
    scene.handler.acknowledge.ports.gateways.__dict__["http"] = httpx.Client(
        transport=httpx.MockTransport(platform.answer)
    )
    platform.run(0, wanted=0)
    calls = list(platform.made)
    assert {"PutItem", "GetItem", "Query", "UpdateItem", "GetSecretValue", "http POST"} <= set(calls)

    for wanted in range(1, len(calls) + 1):
        ticket_id = platform.run(wanted, wanted)
        said = f"call {wanted}, {calls[wanted - 1]}, {way}"
        assert len(platform.posts[f"m{wanted}"]) == 1, said
        ticket = scene.ticket_of(ticket_id)
        assert (ticket.acknowledged_at is not None, ticket.acknowledge_at) == (True, None), said
        trail = scene.history(ticket_id)
        assert [what for what in trail if what != "acknowledgement_unconfirmed"] == ["acknowledged"], said
