"""What one delivery, or one answer of a platform that is asked, holds: read by the very readers that ingest and poll
use."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.channels import load_reader
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.quarantine import quarantine_key, quarantined_bytes
from shared.domain.channels.webhook import Arrival, OwnAccount, Signals, folded
from shared.domain.messages.event import InboundEvent
from shared.ports.configuration import AccountDirectory

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


def signer(channel: str, brand: Brand) -> str | None:
    """The secret record that a delivery to this channel of the brand is signed with: its own account's, or that of
    another account whose deliveries may arrive there."""
    family = load_reader(channel).family
    names = [account.secret for account in brand.accounts if account.channel == channel]
    names += [account.secret for account in brand.accounts if account.channel in family]
    return names[0] if names else None


def directory(channel: str, brands: Sequence[Brand]) -> AccountDirectory:
    """Our accounts as a delivery to this channel of the first brand may speak of them, by the rules of ingest."""
    family, secret = load_reader(channel).family, signer(channel, brands[0])

    def find(channel: str, account_id: str) -> OwnAccount | None:
        if channel not in family:
            return None
        for brand in brands:
            found = _account(brand, channel, account_id, secret)
            if found is not None and (brand is brands[0] or found.secret == secret):
                return OwnAccount(
                    brand=brand.id,
                    channel=channel,
                    id=found.id,
                    handle=found.handle,
                    aliases=found.aliases,
                    opening_payloads=found.opening_payloads,
                )
        return None

    return find


def _account(brand: Brand, channel: str, account_id: str, secret: str | None) -> Account | None:
    if account_id:
        return brand.account(channel, account_id)
    own = [account for account in brand.accounts if account.channel == channel]
    return next((account for account in own if account.secret == secret), own[0] if own else None)


def items(channel: str, brands: Sequence[Brand], body: bytes, now: datetime) -> tuple[Item, ...]:
    """Every item of a body that is delivered to the first of the brands, once, in order.

    The signals of one account are one item, as ingest folds them, after the others.
    """
    return tuple({item.id: item for item in _items(channel, brands, body, now)}.values())


def _items(channel: str, brands: Sequence[Brand], body: bytes, now: datetime) -> Iterator[Item]:
    brand = brands[0].id
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        yield _quarantined(channel, brand, body)
        return
    arrival = Arrival(received_at=now)
    signals: dict[OwnAccount, Counter[str]] = {}
    for found in load_reader(channel).parse(payload, directory(channel, brands), arrival):
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
            signals.setdefault(found.account, Counter())[found.name] += found.count
        else:
            yield _quarantined(channel, brand, quarantined_bytes(found.item))
    for counted in folded(signals, body, arrival):
        yield Item(
            id=counted.event_id,
            kind=counted.kind,
            channel=counted.channel,
            brand=counted.brand,
            account_id=counted.account_id,
        )


def _quarantined(channel: str, brand: str, content: bytes) -> Item:
    return Item(id=quarantine_key(channel, brand, content), kind=QUARANTINED, channel=channel, brand=brand)
