"""What a webhook asks, and what a channel makes of it. The shapes that every channel's ``webhook.py`` uses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """One HTTP request. ``headers`` have lower-case names; ``body`` are the very bytes that were signed.

    ``claims`` are those of the bearer token, once its signature and its times were verified (``TokenIssuer``).
    """

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = b""
    claims: Mapping[str, Any] | None = None

    @property
    def bearer_token(self) -> str:
        """The token of the header ``Authorization``; empty without one."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.casefold() == "bearer" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssuer:
    """Who signs the tokens that prove deliveries of ``channel``, and where its public keys are (JWKS, RFC 7517)."""

    channel: str
    name: str
    keys_url: str


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
    opening_payloads: tuple[str, ...] = ()

    def is_own(self, author_id: str | None) -> bool:
        return author_id is not None and (author_id == self.id or author_id in self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Likes, follows, reactions in public, read receipts: counted, folded per account, never one by one."""

    account: OwnAccount
    name: str
    count: int = 1


RECEIPTS = frozenset({"sent", "delivered", "read", "played"})
"""Signals that tell what became of a message of ours."""


def folded(signals: Mapping[OwnAccount, Mapping[str, int]], body: bytes, arrival: "Arrival") -> Iterator[InboundEvent]:
    """One event of counts per account and body. The same body again is the same event.

    Where there are receipts only, the event is one of receipts.
    """
    name = sha256(body).hexdigest()[:32] if signals else ""
    for account, counts in signals.items():
        kind = EventKind.RECEIPT if RECEIPTS.issuperset(counts) else EventKind.SIGNAL
        yield InboundEvent(
            event_id=f"{account.channel}:{account.id}:{kind}s:{name}",
            kind=kind,
            brand=account.brand,
            channel=account.channel,
            account_id=account.id,
            occurred_at=arrival.received_at,
            received_at=arrival.received_at,
            trace_id=arrival.trace_id,
            counts=dict(counts),
        )


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

VERIFICATION_KEYS = frozenset(
    {
        "app_secret",
        "auth_token",
        "channel_secret",
        "client_secret",
        "consumer_secret",
        "push_audience",
        "push_service_account",
        "secret_token",
        "signing_secret",
        "verify_token",
    }
)
"""The keys of a secret record that deliveries and handshakes are verified with. Ingest keeps no other key."""
"""One record of the secret store: key → [current, previous]. The keys of each channel are in its folder."""
