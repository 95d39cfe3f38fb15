"""What a platform answers when one page of a source is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

ANY_SEARCH = "*"
"""No name of a search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to read: entries since ``since`` (platform time), from the page that ``page`` names (``None``: the newest).

    ``words`` are the brand's keywords, for sources that search; ``text`` is a search in the platform's own words, which
    is asked instead. ``handle`` is our own name on the channel. ``limit`` is how many entries are wanted at most, where
    each is paid for; a platform may list more. ``places`` are where else to look: subreddits, other instances.
    ``known`` are the marks of entries that need not be looked at more closely. ``until`` is when a source that asks
    more than once for a page has to end with what it has.
    """

    account_id: str
    handle: str
    since: datetime
    page: str | None = None
    words: tuple[str, ...] = ()
    text: str | None = None
    limit: int | None = None
    places: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    until: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more may be asked for."""
        return self.until is not None and now >= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """One entry. ``key`` is its natural key: the platform's id, with the version where it may be edited.

    ``at`` is the platform's time by which the source is ordered, aware and in UTC. ``search`` names the saved search
    that found it; ``ANY_SEARCH``: it is wanted if any search or keyword takes it.
    """

    key: str
    at: datetime
    item: Mapping[str, Any]
    search: str | None = None

    @property
    def mark(self) -> str:
        return mark_of(self.key)


MARK_LENGTH = 10  # hexadecimal digits


def mark_of(key: str) -> str:
    """What a cursor remembers of an entry: a digest that tells nobody which it was."""
    return sha256(key.encode()).hexdigest()[:MARK_LENGTH]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What the platform's headers say of its rate limit, for this account; ``of_app``: for all of our application."""

    remaining: int
    resets_at: datetime
    limit: int | None = None
    of_app: bool = False

    @property
    def reserved(self) -> int:
        """What polls leave for answers: a tenth of the limit, at least one call."""
        return max(1, (self.limit or 0) // 10)

    @property
    def is_short(self) -> bool:
        return self.remaining <= self.reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Entries, the newest first. ``next`` names the page with older ones; ``None``: there is none.

    ``quiet``: nothing on it is new, and probably nothing behind it: posts under which nobody writes.

    ``unfinished``: the time was over before everything on it was asked for. It is read again.

    ``unread`` are entries that have no id or no time. They are kept for people and never looked for again.

    ``refused`` names the parts of the list that were refused on the way to this page, each with the platform's code.
    """

    found: tuple[FoundItem, ...] = ()
    quiet: bool = False
    unfinished: bool = False
    next: str | None = None
    quota: Quota | None = None
    unread: tuple[Any, ...] = field(default=())
    refused: Mapping[str, str] = field(default_factory=dict)
