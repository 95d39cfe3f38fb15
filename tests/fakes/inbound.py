"""What ingest writes to and reads from, in memory, with the limits of AWS."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.adapters import limits
from shared.adapters.s3.texts import text_key
from shared.contracts.events import encode_event
from shared.domain.brand.model import Account, AcknowledgementPolicy, Brand, Calendar
from shared.domain.channels.webhook import OwnAccount, Secrets, TokenIssuer
from shared.domain.errors import ContentGoneError, NotFoundError, RefusedError, UpstreamError
from shared.domain.messages.event import InboundEvent


@dataclass
class FakeQueue:
    """``refuses`` are event ids that fail; ``down`` fails everything."""

    events: dict[str, InboundEvent] = field(default_factory=dict)
    puts: int = 0
    refuses: set[str] = field(default_factory=set)
    down: bool = False

    def put(self, events: Sequence[InboundEvent]) -> tuple[str, ...]:
        self.puts += 1
        sizes = [(event.event_id, len(encode_event(event).encode())) for event in events]
        list(limits.queue_batches(sizes))
        refused = tuple(e.event_id for e in events if self.down or e.event_id in self.refuses)
        for event in events:
            if event.event_id not in refused:
                self.events.setdefault(event.event_id, event)
        return refused

    @property
    def all(self) -> list[InboundEvent]:
        return list(self.events.values())


@dataclass
class FakeQuarantine:
    kept: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # key -> reason, body
    down: bool = False

    def keep(self, *, key: str, reason: str, channel: str, brand: str, body: bytes, received_at: datetime) -> None:
        if self.down:
            raise UpstreamError("s3")
        metadata = {"reason": reason, "channel": channel, "brand": brand, "received-at": received_at.isoformat()}
        limits.object_key(key, metadata)
        self.kept[key] = (reason, body)

    @property
    def reasons(self) -> list[str]:
        return sorted(reason for reason, _ in self.kept.values())


@dataclass
class FakeTexts:
    stored: dict[str, str] = field(default_factory=dict)
    down: bool = False

    def put(self, text: str, *, message: tuple[str, str, str], part: str, keep_for: timedelta) -> str:
        if self.down:
            raise UpstreamError("s3")
        key = text_key(message, part, keep_for)
        self.stored[key] = text
        return key

    def get(self, key: str) -> str:
        if key not in self.stored:
            raise ContentGoneError(key)
        return self.stored[key]


@dataclass
class FakeSecrets:
    """``newer`` is what a fresh reading finds; until then ``stored`` is cached."""

    stored: dict[str, Secrets] = field(default_factory=dict)
    newer: dict[str, Secrets] = field(default_factory=dict)
    fresh_reads: int = 0
    down: bool = False

    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        if self.down:
            raise UpstreamError("secretsmanager")
        if fresh:
            self.fresh_reads += 1
            if name in self.newer:
                self.stored[name] = self.newer[name]
        if name not in self.stored:
            raise NotFoundError(name)
        return self.stored[name]


@dataclass
class FakeTokens:
    """The port ``SignedTokens``: a token is its claims in base64, and nobody signs it. ``down``: no keys."""

    down: bool = False

    @staticmethod
    def token(**claims: Any) -> str:
        return f"signed.{b64encode(json.dumps(claims).encode()).decode()}"

    def claims(self, issuer: TokenIssuer, token: str) -> Mapping[str, Any]:
        if self.down:
            raise UpstreamError("oidc")
        kind, _, told = token.partition(".")
        try:
            claims = json.loads(b64decode(told, validate=True))
        except ValueError:
            raise RefusedError("This token cannot be read.") from None
        if kind != "signed" or claims.get("iss") != issuer.name:
            raise RefusedError("This token is of another issuer.")
        return dict(claims)


@dataclass
class FakeDirectory:
    """The port ``AccountDirectory``: accounts by channel and id."""

    accounts: dict[tuple[str, str], OwnAccount] = field(default_factory=dict)

    @classmethod
    def of(cls, *accounts: OwnAccount) -> "FakeDirectory":
        return cls({(account.channel, account.id): account for account in accounts})

    def __call__(self, channel: str, account_id: str) -> OwnAccount | None:
        return self.accounts.get((channel, account_id))


def brand_with(brand_id: str, *accounts: Account) -> Brand:
    """A brand of which only the accounts matter."""
    return Brand(
        id=brand_id,
        name=brand_id.title(),
        version=1,
        languages=("fr", "en"),
        default_language="fr",
        calendar=Calendar(time_zone="Europe/Paris", weekly={}),
        accounts=accounts,
        targets={},
        acknowledgement=AcknowledgementPolicy(enabled=False, texts={}),
        tiers=(),
    )
