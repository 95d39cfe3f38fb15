"""What the readers and sources of polled channels share: the body that our own poll makes of a platform's entries."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.events import EMPTY_BODY, ignored, unsupported
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Unreadable
from shared.domain.polling.page import FoundItem, Page, Quota
from shared.ports.configuration import AccountDirectory

ReadItem = Callable[[OwnAccount, Mapping[str, Any], Arrival], ParsedItem]


def body_of(source: str, account_id: str, items: Sequence[FoundItem]) -> Mapping[str, Any]:
    """The platform's own entries, with the account they were asked for and the list they came from."""
    return {"account": account_id, "source": source, "items": [found.item for found in items]}


def page_of(
    entries: Iterable[Any],
    identify: Callable[[Mapping[str, Any]], tuple[Any, Any]],
    following: str | None,
    quota: Quota | None = None,
) -> Page:
    """A page of what may be edited. ``identify`` finds the platform's id of an entry, and when it was last changed.

    An entry without either is kept for people.
    """
    found: list[FoundItem] = []
    unread: list[Any] = []
    for entry in entries:
        name, changed = identify(entry) if isinstance(entry, dict) else (None, None)
        key = reading.identifier(name)
        at = changed if isinstance(changed, datetime) else reading.instant(changed)
        if key is None or at is None:
            unread.append(entry)
        else:
            found.append(FoundItem(key=f"{key}:{at.isoformat()}", at=at, item=entry))
    return Page(found=tuple(found), next=following or None, quota=quota, unread=tuple(unread))


@dataclass(frozen=True, slots=True)
class PolledReader:
    """Splits a body of ours. ``read`` makes one entry an item, by the source it came from; it may raise."""

    channel: str
    read: Mapping[str, ReadItem]

    @property
    def family(self) -> tuple[str, ...]:
        return (self.channel,)

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        for body in reading.bodies(payload):
            if reading.is_empty(body):
                yield ignored(accounts, self.family, arrival, EMPTY_BODY, body)
            elif not isinstance(body, dict) or "items" not in body:
                yield Unreadable(reason="unknown_object" if isinstance(body, dict) else "malformed_item", item=body)
            else:
                yield from self._items(body, accounts, arrival)

    def _items(self, body: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        account_id = reading.identifier(body.get("account"))
        account = accounts(self.channel, account_id) if account_id is not None else None
        source = reading.word(body.get("source"))
        if account is None:
            yield Unreadable(reason="unknown_account", account_id=account_id, item=body)
            return
        read = self.read.get(source)
        if read is None:
            yield unsupported(account, arrival, source, body)
            return
        items = body["items"]
        for item in items if isinstance(items, list) else [items]:
            found = _read(read, account, item, arrival)
            # Kept with its account and its list, so that it can be read again once the reader can.
            yield replace(found, item={**body, "items": [item]}) if isinstance(found, Unreadable) else found


def _read(read: ReadItem, account: OwnAccount, item: Any, arrival: Arrival) -> ParsedItem:
    if not isinstance(item, dict):
        return Unreadable(reason="malformed_item", account_id=account.id, item=item)
    try:
        found = read(account, item, arrival)
    except reading.UNREADABLE:
        # A shape that nobody has foreseen costs this entry, not its neighbours.
        return Unreadable(reason="malformed_item", account_id=account.id, item=item)
    return found


def malformed(account: OwnAccount) -> Unreadable:
    return Unreadable(reason="malformed_item", account_id=account.id)
