"""Reads the pages of one source, the newest first, back to what is known."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from shared.domain.channels.sending import SendResult
from shared.domain.polling.cursor import MAX_PAGE_TOKEN, Cursor
from shared.domain.polling.page import FoundItem, Query, Quota, mark_of
from shared.domain.polling.terms import SourceTerms
from shared.domain.vocabulary import SendClass
from shared.ports.polling import Source


@dataclass(slots=True, kw_only=True)
class Walk:
    """What was read. ``new`` is in the order of time, without what the cursor has seen; ``unread`` are new entries that
    have no id or no time. ``marks`` are those of everything that stood on the pages, the newest first.

    ``gap`` is what is left unread: since when, from which page; ``lost``: it was given up. ``failure`` ended the walk.
    ``refused`` are the parts of the list that the platform refused, each with its code; the others were read.
    """

    new: list[FoundItem] = field(default_factory=list)
    unread: list[Any] = field(default_factory=list)
    marks: tuple[str, ...] = ()
    gap: tuple[datetime, str] | None = None
    lost: bool = False
    failure: SendResult | None = None
    quota: Quota | None = None
    pages: int = 0
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """``may_go_on`` says whether another page may be asked for. Nothing before ``oldest`` is looked for."""

    source: Source
    terms: SourceTerms
    may_go_on: Callable[[], bool]
    oldest: datetime

    def __call__(self, cursor: Cursor, query: Query) -> Walk:
        """First the gap that the poll before left, until it is filled; then the newest entries."""
        walk = Walk()
        found: dict[str, FoundItem] = {}
        floor = query.since
        if cursor.gap_since is not None:
            since = max(cursor.gap_since, self.oldest)
            floor = min(floor, since)
            self._fill(cursor, replace(query, since=since, page=cursor.gap_page), walk, found)
        if walk.gap is None and walk.failure is None and (not walk.pages or self._may_ask(walk)):
            self._read(query, walk, found)
        if walk.failure is not None and walk.lost:
            walk.gap, walk.lost = (floor, ""), False  # the newest page is refused, too: it was not the gap
        seen = frozenset(cursor.seen)
        unread = {mark_of(json.dumps(entry, sort_keys=True, default=str)): entry for entry in walk.unread}
        newest_first = sorted(found.values(), key=lambda item: item.at, reverse=True)
        walk.marks = (*(item.mark for item in newest_first), *unread)
        walk.unread = [entry for mark, entry in unread.items() if mark not in seen]
        walk.new = [
            item for item in reversed(newest_first) if item.mark not in seen and self._is_wanted(item, cursor, floor)
        ]
        return walk

    def _is_wanted(self, item: FoundItem, cursor: Cursor, floor: datetime) -> bool:
        """An entry may be shown long after it was written, such as a comment that was held for review: what stands on
        the pages that are read anyway is taken. Of a search only what is new counts.
        """
        if item.at >= floor:
            return True
        return item.search is None and cursor.began is not None and item.at >= max(cursor.began, self.oldest)

    def _fill(self, cursor: Cursor, query: Query, walk: Walk, found: dict[str, FoundItem]) -> None:
        self._read(query, walk, found)
        if walk.failure is None or walk.gap is not None:
            return
        if walk.failure.outcome is SendClass.PERMANENT and cursor.gap_page is None:
            walk.failure, walk.lost = None, True  # it would be refused for ever
        else:
            walk.gap = (query.since, "")  # page tokens end: the next poll begins at the newest page

    def _may_ask(self, walk: Walk) -> bool:
        is_short = walk.quota is not None and walk.quota.is_short
        return walk.pages < self.terms.max_pages and not is_short and self.may_go_on()

    def _read(self, query: Query, walk: Walk, found: dict[str, FoundItem]) -> None:
        """Pages until one has nothing younger than ``since``. One whole page, because entries may be out of order."""
        page, quiet = query.page or None, False
        while True:
            if walk.pages and not self._may_ask(walk):
                if not quiet:
                    self._leave(query, page, walk)
                return
            answer = self.source.fetch(replace(query, page=page))
            if isinstance(answer, SendResult):
                walk.failure = answer
                if page != (query.page or None):  # what was read is queued; the rest is the gap
                    self._leave(query, page, walk)
                return
            walk.pages += 1
            walk.quota = answer.quota or walk.quota
            walk.unread += answer.unread
            walk.refused.update(answer.refused)
            for item in answer.found:
                found.setdefault(item.key, item)
            if answer.unfinished:
                # From the newest page on: a page that takes long must not keep the newest entries waiting.
                self._leave(query, None, walk)
                return
            is_known = bool(answer.found) and all(item.at < query.since for item in answer.found)
            if answer.next is None or answer.next == page or is_known:
                return
            page, quiet = answer.next, answer.quiet

    def _leave(self, query: Query, page: str | None, walk: Walk) -> None:
        """The rest is left to the next poll, if the cursor can hold the name of its page."""
        if page is not None and len(page) > MAX_PAGE_TOKEN:
            walk.lost = True
        else:
            walk.gap = (query.since, page or "")
