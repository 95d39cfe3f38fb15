"""People at work in the demo: they look at the list of the API and take what is most urgent."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread
from types import TracebackType

import httpx

NAMES = ("sarah", "tom", "leila")
LOOK_EVERY = 2.0  # seconds
PATIENCE = 3  # failures until they give up


@dataclass
class Agents(AbstractContextManager["Agents"]):
    """Each takes one urgent ticket that was opened since ``since``; ``claimed`` are those they got."""

    api_url: str
    token: str
    brand: str
    since: datetime
    names: Sequence[str] = NAMES
    claimed: list[str] = field(default_factory=list)
    _home: Event = field(default_factory=Event)

    def __enter__(self) -> "Agents":
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._home.set()
        self._thread.join(timeout=30)

    def _work(self) -> None:
        headers = {"authorization": f"Bearer {self.token}"}
        with httpx.Client(base_url=self.api_url, headers=headers, timeout=20, trust_env=False) as api:
            left, failures = list(self.names), 0
            while left and failures < PATIENCE and not self._home.wait(LOOK_EVERY):
                try:
                    ticket = self._next(api)
                    if ticket is not None and self._take(api, ticket, left[0]):
                        left.pop(0)
                except httpx.HTTPError:
                    failures += 1  # the demo does not hang on them

    def _next(self, api: httpx.Client) -> str | None:
        asked = {"brand": self.brand, "priority": "urgent", "status": "new", "limit": "100"}
        answer = api.get("/tickets", params=asked).raise_for_status()
        for ticket in answer.json()["items"]:
            if ticket["claimed_by"] is None and datetime.fromisoformat(ticket["created_at"]) >= self.since:
                return str(ticket["id"])
        return None

    def _take(self, api: httpx.Client, ticket: str, agent: str) -> bool:
        answer = api.post(f"/tickets/{ticket}/claim", json={"agent": agent})
        if answer.is_success:
            self.claimed.append(ticket)
        return answer.is_success
