"""What a supervisor and an agent say in public at the end of the demo: about the outage, and three thank-yous."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx

from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Sentiment, Surface, Visibility

AGENT = "Sarah Petit"
THANKED = 3
FOLLOWED_UP_WITHIN = 300.0  # seconds: what waits for its account goes on each minute
LOOK_EVERY = 2.0
INVITATIONS = {"fr": "Nous vous répondons en message privé.", "en": "We are answering you in a private message."}
ANSWERS = {"fr": "C'est réglé, merci de votre patience.", "en": "This is solved, thank you for your patience."}
UNTHANKED = frozenset({Category.SPAM, Category.ABUSE, Category.OUTAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanked:
    """A thank-you that stands in public, beside what the customer wrote."""

    channel: str
    customer: str
    text: str


@dataclass
class InPublic(AbstractContextManager["InPublic"]):
    """Everything goes through the API, as from the desk. ``report`` is that of the incident, once it is over."""

    api_url: str
    token: str
    brand: str
    sleep: Callable[[float], None] = time.sleep
    transport: httpx.BaseTransport | None = None
    report: Mapping[str, Any] | None = None
    thanked: list[Thanked] = field(default_factory=list)

    def __post_init__(self) -> None:
        headers = {"authorization": f"Bearer {self.token}"}
        self._api = httpx.Client(
            base_url=self.api_url, headers=headers, timeout=30, trust_env=False, transport=self.transport
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._api.close()

    def publish(self, incident_id: str) -> None:
        """The first update, as it was prepared, on every account that can post."""
        self._ask("POST", f"/incidents/{incident_id}/updates/1/publish", json={})

    def end_outage(self, incident_id: str) -> None:
        """The last update, and the follow-ups, until nobody is left to be told or the time is over."""
        path = f"/incidents/{incident_id}"
        self._ask("POST", f"{path}/resolve", json={"publish": True, "follow_up": True})
        for _ in range(int(FOLLOWED_UP_WITHIN / LOOK_EVERY)):
            self.report = self._ask("GET", f"{path}/report")
            if _is_told(self.report):
                return
            self.sleep(LOOK_EVERY)

    @property
    def outage_trouble(self) -> str | None:
        """What is wrong with the end of the outage; ``None`` when each of its tickets has come to one."""
        if self.report is None:
            return "The outage was not ended."
        tickets, ended = self.report["tickets"], _at_their_end(self.report)
        if not _is_told(self.report):
            return (
                f"{FOLLOWED_UP_WITHIN:.0f} s after the outage was over its last update and the follow-ups had not come "
                f"to an end: so far {ended} of {tickets} tickets were told, need no word or could not be told."
            )
        if ended != tickets:
            return f"{tickets} tickets belong to the outage, and {ended} were told, need no word or could not be told."
        return None

    def thank(self, tickets: Iterable[Ticket]) -> None:
        """Three customers who wrote in public are answered in private, their tickets resolved, and they are thanked."""
        for ticket in tickets:
            if len(self.thanked) == THANKED:
                return
            if _may_be_thanked(ticket):
                self._thank(ticket)

    def _thank(self, ticket: Ticket) -> None:
        path, language = f"/tickets/{ticket.id}", ticket.language if ticket.language in ANSWERS else "en"
        answer = {
            "visibility": "move_to_private",
            "text": INVITATIONS[language],
            "private_text": ANSWERS[language],
            "agent": AGENT,
        }
        self._ask("POST", f"{path}/replies", json=answer, headers={"idempotency-key": f"demo-{ticket.id}"})
        version = self._ask("GET", path)["version"]
        self._ask("PATCH", path, json={"status": "resolved"}, headers={"if-match": f'"{version}"'})
        asked = {"brand": self.brand, "limit": "100"}
        proposed = self._ask("GET", "/proposals", params=asked)["items"]
        for proposal in proposed:
            if proposal["ticket_id"] == ticket.id:
                decision = {"brand": self.brand, "agent": AGENT}
                done = self._ask("POST", f"/proposals/{proposal['id']}/accept", json=decision)
                if done["state"] == "done":
                    said = Thanked(channel=ticket.channel, customer=proposal["excerpt"], text=proposal["text"])
                    self.thanked.append(said)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        return self._api.request(method, path, **options).raise_for_status().json()


def _at_their_end(report: Mapping[str, Any]) -> int:
    """How many tickets of the outage are told that it is over, need no word, or could not be told."""
    return int(report["follow_ups_sent"] + report["follow_ups_skipped"] + report["follow_ups_failed"])


def _is_told(report: Mapping[str, Any]) -> bool:
    return report["incident"]["follow_up"] != "running" and not _publishing(report)


def _publishing(report: Mapping[str, Any]) -> bool:
    posts = [post for update in report["updates"] if update["published_at"] for post in update["accounts"]]
    return any(post["state"] == "publishing" for post in posts)


def _may_be_thanked(ticket: Ticket) -> bool:
    """Below a post of ours, waits for an answer, is of no outage, and was not written in anger."""
    return (
        ticket.channel == "facebook"
        and ticket.surface is Surface.COMMENT
        and ticket.visibility is Visibility.PUBLIC
        and ticket.waits_for_us
        and ticket.claimed_by is None
        and ticket.incident_id is None
        and ticket.danger is Danger.NONE
        and ticket.sentiment is not Sentiment.NEGATIVE
        and ticket.category not in UNTHANKED
    )
