"""Several searches over one source that searches: one after the other, each in the platform's own words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol, runtime_checkable

from shared.domain.channels.sending import SendResult
from shared.domain.listening.search import SavedSearch
from shared.domain.polling.page import FoundItem, Page, Query
from shared.domain.vocabulary import SendClass
from shared.ports.polling import Source

KEYWORDS = "keywords"
"""What the brand's plain keywords are called where a search is named."""


@runtime_checkable
class Searchable(Protocol):
    """A source that takes saved searches."""

    def queries(self, search: SavedSearch) -> tuple[str, ...]:
        """The search in the platform's own words; several where it has no "or". What it cannot say is left out."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """One query. ``name`` is that of its search, ``None`` of the plain keywords."""

    name: str | None
    query: Query

    @property
    def page_name(self) -> str:
        """Tells it from every other query, whatever else is asked: searches come and go between two polls."""
        spelled = "\n".join((self.name or "", self.query.text or "", *self.query.words))
        return sha256(spelled.encode()).hexdigest()[:8]


@dataclass(slots=True)
class Searches:
    """First the brand's plain keywords, then each saved search. A page's name begins with that of its query.

    Every entry knows its search. Old entries of one query must not end the walk before the next was asked, so that they
    are left out here. ``left`` is how many entries each search may still read, where they are paid for. A query that
    the platform refuses for good costs the others nothing: ``refused`` has its code.
    """

    source: Source
    searches: tuple[SavedSearch, ...]
    left: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def fetch(self, query: Query) -> Page | SendResult:
        asked = list(self._asked(query))
        named, _, inner = (query.page or "").partition(":")
        current = next((number for number, each in enumerate(asked) if each.page_name == named), None)
        page: Page | SendResult = Page()
        start, inner = (0, "") if current is None else (current, inner)
        for number in range(start, len(asked)):
            one, token = asked[number], inner if number == start else ""
            if self.left.get(one.name or KEYWORDS, 1) <= 0:
                continue
            page = self._one(one, token)
            if not isinstance(page, SendResult):
                return self._shown(page, query, asked, number)
            if page.outcome is not SendClass.PERMANENT:
                return page
            self.refused[one.name or KEYWORDS] = page.error or page.outcome.value
        began_before = start > 0 or bool(inner)
        return Page() if began_before else page  # the list fails only if all that is asked is refused

    def body(self, account_id: str, items: list[FoundItem]) -> Any:
        return self.source.body(account_id, items)

    def _one(self, asked: _Asked, token: str) -> Page | SendResult:
        query = replace(asked.query, limit=self.left.get(asked.name or KEYWORDS))
        page = self.source.fetch(replace(query, page=token or None))
        if token and isinstance(page, SendResult) and page.outcome is SendClass.PERMANENT:
            return self.source.fetch(replace(query, page=None))  # page tokens end
        return page

    def _shown(self, page: Page, query: Query, asked: Sequence[_Asked], number: int) -> Page:
        one = asked[number]
        is_known = bool(page.found) and all(item.at < query.since for item in page.found)
        more = page.next if page.next and not is_known else None
        found = tuple(replace(item, search=one.name) for item in page.found if item.at >= query.since)
        name = one.name or KEYWORDS
        if name in self.left:
            self.left[name] -= len(page.found)
            more = more if self.left[name] > 0 else None
        following = f"{one.page_name}:{more}" if more else None
        if following is None and number + 1 < len(asked):
            following = f"{asked[number + 1].page_name}:"
        return replace(page, found=found, next=following)

    def _asked(self, query: Query) -> Iterator[_Asked]:
        if query.words:
            yield _Asked(None, query)
        for search in self.searches:
            for text in queries_of(self.source, search):
                yield _Asked(search.name, replace(query, words=(), text=text))


def queries_of(source: Source, search: SavedSearch) -> tuple[str, ...]:
    return source.queries(search) if isinstance(source, Searchable) else ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of several lists that are read as one. ``name`` is what people are told of it when it is refused."""

    name: str
    ask: Callable[[str | None], Page | SendResult]


def in_turn(parts: Sequence[Part], query: Query, now: Callable[[], datetime]) -> Page | SendResult:
    """One list after the other: a page's name begins with the number of its list.

    Old entries of one must not end the walk before the next was read, and neither must one that is refused for good:
    the page names it. All of it fails only if each one is refused. One that was refused may have taken long: when the
    time is over the next one is left to the next poll.
    """
    number, _, token = (query.page or "0:").partition(":")
    current = int(number) if number.isdecimal() else 0
    began_before = current > 0 or bool(token)
    refused: dict[str, str] = {}
    while current < len(parts):
        part = parts[current]
        page = part.ask(token or None)
        if isinstance(page, Page):
            is_known = bool(page.found) and all(item.at < query.since for item in page.found)
            more = page.next if page.next and not is_known else None
            following = f"{current}:{more}" if more else f"{current + 1}:" if current + 1 < len(parts) else None
            found = tuple(item for item in page.found if item.at >= query.since)
            return replace(page, found=found, next=following, refused=refused)
        if page.outcome is not SendClass.PERMANENT:
            return page
        refused[part.name] = page.error or page.outcome.value
        current, token = current + 1, ""
        if current >= len(parts):
            return Page(refused=refused) if began_before else page
        if query.is_over(now()):
            return Page(next=f"{current}:", refused=refused)
    return Page()


def quoted(term: str) -> str:
    """Words as one phrase: nothing in them is an operator of the search."""
    return '"' + term.replace('"', " ").strip() + '"'


def one_of(terms: Sequence[str]) -> str:
    """Any of them, where the platform has "or"."""
    return " OR ".join(quoted(term) for term in terms)
