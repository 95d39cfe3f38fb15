"""What one delivery holds, item by item, read by the very parsers that ingest uses."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from shared.channels import webhook
from shared.domain.brand import Brand
from shared.domain.event import InboundEvent
from shared.domain.quarantine import quarantine_key, quarantined_bytes
from shared.domain.vocabulary import EventKind
from shared.domain.webhook import Arrival, OwnAccount, Signals
from shared.ports import AccountDirectory

QUARANTINED = "unreadable"  # the kind of an item that never became an event


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a delivery.

    ``id`` is its event id, or the name of the object in the quarantine. ``message_id`` is the message whose record
    holds the outcome, when it concerns one.
    """

    id: str
    kind: str
    channel: str
    brand: str
    account_id: str | None = None
    message_id: str | None = None

    @property
    def quarantined(self) -> bool:
        return self.kind == QUARANTINED


def directory(brands: Sequence[Brand]) -> AccountDirectory:
    """The accounts of these brands; the first one comes first."""

    def find(channel: str, account_id: str) -> OwnAccount | None:
        for brand in brands:
            found = brand.account(channel, account_id)
            if found is not None:
                return OwnAccount(
                    brand=brand.id, channel=channel, id=found.id, handle=found.handle, aliases=found.aliases
                )
        return None

    return find


def items(channel: str, brand: str, body: bytes, accounts: AccountDirectory, now: datetime) -> tuple[Item, ...]:
    """Every item of the body once, in order; the signals of one account are one item, as ingest folds them."""
    return tuple({item.id: item for item in _items(channel, brand, body, accounts, now)}.values())


def _items(channel: str, brand: str, body: bytes, accounts: AccountDirectory, now: datetime) -> Iterator[Item]:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        yield _quarantined(channel, brand, body)
        return
    for found in webhook(channel).parse(payload, accounts, Arrival(received_at=now)):
        if isinstance(found, InboundEvent):
            yield Item(
                id=found.event_id,
                kind=found.kind,
                channel=found.channel,
                brand=found.brand,
                account_id=found.account_id,
                message_id=found.message_id,
            )
        elif isinstance(found, Signals):
            account = found.account
            yield Item(
                id=f"{account.channel}:{account.id}:signals:{sha256(body).hexdigest()[:32]}",
                kind=EventKind.SIGNAL,
                channel=account.channel,
                brand=account.brand,
                account_id=account.id,
            )
        else:
            yield _quarantined(channel, brand, quarantined_bytes(found.item))


def _quarantined(channel: str, brand: str, content: bytes) -> Item:
    return Item(id=quarantine_key(channel, brand, content), kind=QUARANTINED, channel=channel, brand=brand)
