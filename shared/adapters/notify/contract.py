"""What every kind of target does, and what it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.domain.channels.webhook import Secrets
from shared.domain.errors import UpstreamError
from shared.domain.escalation.text import NotificationText
from shared.domain.notifications.target import NotificationTarget, Person
from shared.domain.satisfaction.alert import TYPE as SCORED
from shared.domain.vocabulary import NoticeState

SCORE = "/score"
"""What the name of a bad score ends with, behind its ticket. No id of a ticket holds this character."""

ROUND = "/"
"""Stands between a ticket and the number of its escalation."""

MAX_EXCERPT = 800
"""Characters of customers' words that a target shows outside a conversation: five of 140 about a suspected outage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One notification for one target. ``person`` is set when it is for that person alone.

    ``record`` is the target's secret record.
    """

    target: NotificationTarget
    record: Secrets
    person: Person | None
    notification: Mapping[str, Any]
    text: NotificationText
    key: str = ""
    reference: str | None = None
    again: bool = False
    is_test: bool = False

    @property
    def data(self) -> Mapping[str, Any]:
        found = self.notification["data"]
        return found if isinstance(found, Mapping) else {}

    @property
    def subject_id(self) -> str:
        """What it is about, as tools keep it. A bad score is kept beside what calls for an answer to the ticket:
        whoever answers one has not answered the other."""
        about = str(self.data.get("ticket_id") or self.data.get("incident_id") or "test")
        return about + SCORE if self.notification.get("type") == SCORED else about

    @property
    def call_id(self) -> str:
        """As ``subject_id``, of one escalation: a pager rings for what it keeps under one name until somebody has
        acknowledged that, and never again. A bad score and a suspicion call once."""
        number = self.data.get("round")
        return f"{self.subject_id}{ROUND}{number}" if number else self.subject_id

    def name_under(self, prefix: str, limit: int, *, suffix: str = "") -> str:
        """What a pager keeps this under. What belongs to no escalation, such as a warning, joins what is there."""
        own = f"{prefix}{self.call_id}{suffix}"[:limit]
        return own if self.data.get("round") else self.reference or own

    @property
    def ticket_id(self) -> str | None:
        found = self.data.get("ticket_id")
        return None if found is None else str(found)

    @property
    def ticket_ids(self) -> tuple[str, ...]:
        """Of a notice about several tickets all of them, its own first."""
        found = self.data.get("tickets")
        if isinstance(found, list | tuple):
            return tuple(str(each) for each in found)
        return () if self.ticket_id is None else (self.ticket_id,)

    @property
    def calls(self) -> Mapping[str, int | None]:
        """Those tickets, with the number of the escalation in which people are told of each; a warning belongs to
        none."""
        number = self.data.get("round")
        rounds = self.data.get("rounds") or ((number,) if number else ())
        return {**dict.fromkeys(self.ticket_ids), **dict(zip(self.ticket_ids, rounds, strict=False))}

    @property
    def notification_seconds(self) -> int:
        """When the notification was made, in seconds since 1970."""
        at = str(self.notification.get("timestamp", "1970-01-01T00:00:00Z"))
        return int(datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp())

    @property
    def priority(self) -> str:
        is_danger = self.data.get("escalated_because") == "danger"
        return "urgent" if is_danger else str(self.data.get("priority", "high"))

    def secret(self, key: str) -> str:
        """The current value of a key of the record. Raises ``UpstreamError``."""
        for value in self.record.get(key, ()):
            return value
        raise UpstreamError("no_secret")

    def address(self, default: str) -> str:
        """The address of the service: the record's own, else the one of the service."""
        return next(iter(self.record.get("url", ())), default).rstrip("/")


class TargetAdapter(Protocol):
    def notify(self, delivery: Delivery) -> str | None:
        """Tell people. Returns the target's own name for what it keeps, if any. Raises ``UpstreamError``."""
        ...

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        """Tell the target what became of the ticket. May be repeated. Raises ``UpstreamError``."""
        ...


_OPEN = {"en": ("Open the ticket", "Open the desk"), "fr": ("Ouvrir le ticket", "Ouvrir le bureau")}


def open_label(delivery: Delivery) -> str:
    """What the link leads to: the ticket, or the page of a suspected outage."""
    return _OPEN[delivery.text.language][delivery.ticket_id is None]


def call_of(call_id: str) -> tuple[str, dict[str, int]]:
    """What a pager's name for an escalation is about, and its number, as ``ActionRequest.calls`` has it."""
    subject, _, number = call_id.rpartition(ROUND)
    if subject and number.isascii() and number.isdecimal():
        return subject, {subject: int(number)}
    return call_id, {}


Adapters = Mapping[str, Callable[[], TargetAdapter]]


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters; what is cut off is marked."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def fitting(text: str, limit: int, escape: Callable[[str], str]) -> str:
    """The escaped text, shortened before it is escaped to at most ``limit`` characters after it."""
    room = limit
    while len(found := escape(shortened(text, room))) > limit:
        room = room * limit // len(found)
    return found
