"""What a webhook asks, and what a channel makes of it. The shapes that every channel's ``webhook.py`` uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.event import InboundEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """One HTTP request. ``headers`` have lower-case names; ``body`` are the very bytes that were signed."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookResponse:
    status: int
    body: str = ""
    content_type: str = "text/plain"


class Verdict(StrEnum):
    """What the signature says. ``stale``: rightly signed, with a time that is too old or too far ahead."""

    VALID = "valid"
    INVALID = "invalid"
    MISSING = "missing"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """The brand's account an item is for, as a parser needs it."""

    brand: str
    channel: str
    id: str
    handle: str
    aliases: tuple[str, ...] = ()

    def is_own(self, author_id: str | None) -> bool:
        return author_id is not None and (author_id == self.id or author_id in self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Likes, follows, reactions, read receipts: counted, folded per account, never one by one."""

    account: OwnAccount
    name: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An item that was signed but cannot become an event: it is quarantined with its reason.

    ``reason`` comes from a closed list: ``unknown_account``, ``malformed_item``, ``unknown_object``.
    """

    reason: str
    account_id: str | None = None
    item: object = None


ParsedItem = InboundEvent | Signals | Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When and how a body reached us."""

    received_at: datetime
    trace_id: str | None = None


Secrets = Mapping[str, Sequence[str]]
"""One record of the secret store: key → [current, previous]. The keys of each channel are in its folder."""
