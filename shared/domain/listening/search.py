"""A saved search: what a brand listens for where nobody addresses it. Pure.

Platforms can say some of its operators and some not. What they find is therefore looked at again here, so that the same
search takes the same posts everywhere.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.listening.condition import Condition
from shared.domain.listening.words import words_of
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import Stage

SEARCH = "search"
"""Detail of an event: the name of the saved search that found it."""

LANGUAGES = "languages"
"""Detail of an event whose author named several languages, with spaces between them."""

DEFAULT_PER_DAY = 200
MAX_PER_DAY = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch(Condition):
    """``languages`` and ``countries`` (of the post, where the platform tells) narrow it. ``excluded`` are authors
    (channel, id or handle) such as employees and resellers; the brand's own accounts always are. ``accounts`` are those
    that search (channel, id; none: all that can). ``per_day`` is how many posts a day it may find for one account.
    """

    name: str
    stage: Stage = Stage.BROAD
    languages: frozenset[str] = frozenset()
    countries: tuple[str, ...] = ()
    excluded: frozenset[tuple[str, str]] = frozenset()
    accounts: frozenset[tuple[str, str]] = frozenset()
    per_day: int = DEFAULT_PER_DAY

    def is_for(self, channel: str, account_id: str) -> bool:
        return not self.accounts or (channel, account_id) in self.accounts


def refusal(search: SavedSearch, event: InboundEvent, own: Iterable[tuple[str, str]] = ()) -> str | None:
    """Why the search does not take what was found; ``None``: it does. ``own`` are the brand's accounts and handles."""
    if is_by(event, own):
        return "own"
    if is_by(event, search.excluded):
        return "excluded"
    languages = _languages(event)
    if search.languages and languages and languages.isdisjoint(search.languages):
        return "language"
    return None if search.holds(words_of(event.text or "")) else "words"


def _languages(event: InboundEvent) -> set[str]:
    """The languages that the platform names, without their regions ("fr-CA")."""
    named = (event.language_hint or "", *event.details.get(LANGUAGES, "").split())
    return {re.split("[-_]", each)[0].lower() for each in named if each}


def is_by(event: InboundEvent, people: Iterable[tuple[str, str]]) -> bool:
    """Whether one of these wrote it (channel, id or handle)."""
    author = event.author
    names = {(event.channel, _name(each)) for each in (author.id, author.handle) if each} if author else set()
    return bool(names & {(channel, _name(name)) for channel, name in people})


def _name(name: str) -> str:
    return name.casefold().removeprefix("@").removeprefix("u/")
