"""What poll reads from and writes to, in memory. The cursors are held to the same suite as DynamoDB."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shared.channels.events import event_of
from shared.channels.polled import PolledReader, body_of, malformed
from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem
from shared.domain.messages.event import Author
from shared.domain.polling.cursor import Cursor
from shared.domain.polling.page import FoundItem, Page, Query, Quota
from shared.domain.polling.source import PolledSource
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import EventKind, Surface, Visibility

CHANNEL, SOURCE = "bluesky", "notifications"
TERMS = SourceTerms(name=SOURCE, says="what names us", interval=timedelta(minutes=2))


@dataclass
class FakeCursors:
    stored: dict[tuple[str, str, str], Cursor] = field(default_factory=dict)
    writes: int = 0

    def known(self) -> tuple[Cursor, ...]:
        return tuple(self.stored.values())

    def claim(self, cursor: Cursor, claimed: Cursor) -> bool:
        known = self.stored.get(cursor.key)
        if cursor.next_at is None:
            free = known is None
        else:
            free = known is not None and (known.next_at, known.lease) == (cursor.next_at, cursor.lease)
        return free and self._put(claimed)

    def save(self, cursor: Cursor, lease: str) -> bool:
        known = self.stored.get(cursor.key)
        return known is not None and known.lease == lease and self._put(cursor)

    def _put(self, cursor: Cursor) -> bool:
        self.writes += 1
        self.stored[cursor.key] = cursor
        return True


@dataclass
class FakePolledSources:
    stored: dict[tuple[str, str, str], PolledSource] = field(default_factory=dict)
    writes: int = 0

    def known(self) -> tuple[PolledSource, ...]:
        return tuple(self.stored.values())

    def begin(self, key: tuple[str, str, str], at: datetime) -> datetime:
        known = self._of(key)
        began = known.began or at
        self._put(replace(known, began=began))
        return began

    def pause(self, key: tuple[str, str, str], *, by: str, at: datetime) -> None:
        self._put(replace(self._of(key), paused_at=at, paused_by=by))

    def resume(self, key: tuple[str, str, str]) -> None:
        self._put(replace(self._of(key), paused_at=None, paused_by=None))

    def _of(self, key: tuple[str, str, str]) -> PolledSource:
        return self.stored.get(key) or PolledSource(channel=key[0], account_id=key[1], source=key[2])

    def _put(self, source: PolledSource) -> None:
        self.writes += 1
        self.stored[source.key] = source


@dataclass
class FakeSource:
    """A list of entries, the newest first, in pages. ``failures`` are given before anything else, one per call;
    ``fails_at`` fails the page of that number (of one walk) until it is taken away."""

    entries: list[FoundItem] = field(default_factory=list)
    page_size: int = 2
    failures: list[SendResult] = field(default_factory=list)
    fails_at: tuple[int, SendResult] | None = None
    quota: Quota | None = None
    asked: list[Query] = field(default_factory=list)
    repeats: bool = False  # each page begins with the last entry of the one before

    def fetch(self, query: Query) -> Page | SendResult:
        self.asked.append(query)
        if self.failures:
            return self.failures.pop(0)
        newest_first = sorted(self.entries, key=lambda item: item.at, reverse=True)
        first = int(query.page or 0)
        if self.fails_at is not None and first == self.fails_at[0] * self.page_size:
            return self.fails_at[1]
        begin = max(0, first - 1) if self.repeats else first
        shown = newest_first[begin : first + self.page_size]
        after = first + self.page_size
        return Page(found=tuple(shown), next=str(after) if after < len(newest_first) else None, quota=self.quota)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of(SOURCE, account_id, items)


@dataclass
class FakeSources:
    source: FakeSource
    newer: FakeSource | None = None  # what new tokens find
    known: bool = True

    def __call__(self, account: Account, source: str, *, fresh: bool = False) -> FakeSource | None:
        return self.newer if fresh else self.source if self.known else None


def entry(name: str, at: datetime, **item: Any) -> FoundItem:
    told = {"id": name, "text": f"Where is my parcel? {name}", "author": "mia", "at": at.isoformat(), **item}
    return FoundItem(key=name, at=at, item=told)


def _read(account: OwnAccount, item: Any, arrival: Arrival) -> ParsedItem:
    if "text" not in item:
        return malformed(account)
    return event_of(
        account,
        arrival,
        EventKind.ECHO if item.get("echo") else EventKind.CREATED,
        str(item["id"]),
        occurred_at=datetime.fromisoformat(item["at"]),
        surface=Surface(item.get("surface", Surface.MENTION)),
        visibility=Visibility.PUBLIC,
        conversation_id=f"{item['id']}:{item['author']}",
        message_id=str(item["id"]),
        text=item["text"],
        author=Author(id=item["author"]),
    )


READER = PolledReader(CHANNEL, {SOURCE: _read})
