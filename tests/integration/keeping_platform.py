"""A platform that keeps what it takes and lists it, and of all calls of a run one that fails."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from shared.domain.errors import NightdeskError
from tests.integration.faults import Faults, Killed
from tests.integration.respond_scene import Scene

WAYS = {"before": (False, False), "after": (True, False), "killed": (True, True)}
"""Before it reached the service; after it did, so that the answer is lost; or with the function killed there."""


@dataclass
class KeepingPlatform:
    """``posts``: what stands under each thing, or on a page. ``made`` are the calls of a run, to AWS and over HTTP."""

    scene: Scene
    after: bool
    killed: bool
    wanted: int = 0
    made: list[str] = field(default_factory=list)
    posts: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        client = httpx.Client(transport=httpx.MockTransport(self.answer))
        self.scene.handler.acknowledge.ports.gateways.__dict__["http"] = client

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

    def fails_once(self, wanted: int, do: Callable[[], object]) -> None:
        """One invocation in which the call of that number fails; 0: none does."""
        self.scene.handler.acknowledge.ports.gateways._secrets._known.clear()  # each run reads the secret itself
        self.made, self.wanted = [], wanted
        with Faults(self.picks, self.after, self.killed).installed(), suppress(Killed, NightdeskError):
            do()
        self.wanted = 0
