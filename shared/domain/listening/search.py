"""A saved search: what a brand listens for where nobody addresses it. Pure.

Platforms can say some of its operators and some not. What they find is therefore looked at again here, so that the same
search takes the same posts everywhere.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import category, normalize

from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import Stage

SEARCH = "search"
"""Detail of an event: the name of the saved search that found it."""

LANGUAGES = "languages"
"""Detail of an event whose author named several languages, with spaces between them."""

DEFAULT_PER_DAY = 200
MAX_PER_DAY = 5_000
MAX_WORDS = 10
"""Of one operator. On platforms without "or" each word of ``any`` is a call of its own."""
MAX_LENGTH = 300
"""Characters of all its words together: X takes 512 of a query."""
MAX_WITHIN = 20

_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
"""Marks that people leave out: accents, and the points of Hebrew and Arabic. In other scripts marks are letters."""

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""What Unicode does not take apart and people write without the stroke."""

_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese put no spaces between words, Korean none before its particles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """All of these words, the first at most ``within`` words from the last."""

    words: tuple[str, ...]
    within: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """``all``, ``any`` and ``none`` are words, ``exact`` are words in this order and nothing between them. Capitals and
    accents do not count.

    ``languages`` and ``countries`` (of the post, where the platform tells) narrow it. ``excluded`` are authors
    (channel, id or handle) such as employees and resellers; the brand's own accounts always are. ``accounts`` are those
    that search (channel, id; none: all that can). ``per_day`` is how many posts a day it may find for one account.
    """

    name: str
    stage: Stage = Stage.BROAD
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    languages: frozenset[str] = frozenset()
    countries: tuple[str, ...] = ()
    excluded: frozenset[tuple[str, str]] = frozenset()
    accounts: frozenset[tuple[str, str]] = frozenset()
    per_day: int = DEFAULT_PER_DAY

    @property
    def needed(self) -> tuple[str, ...]:
        """Every word and phrase that a post has to hold, beside one of ``any``."""
        return tuple(dict.fromkeys((*self.all, *self.exact, *(word for near in self.near for word in near.words))))

    @property
    def is_empty(self) -> bool:
        """Without a word that has to be there it would find everything."""
        return not (self.needed or self.any)

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
    return None if matches(search, event.text or "") else "words"


def _languages(event: InboundEvent) -> set[str]:
    """The languages that the platform names, without their regions ("fr-CA")."""
    named = (event.language_hint or "", *event.details.get(LANGUAGES, "").split())
    return {re.split("[-_]", each)[0].lower() for each in named if each}


def is_by(event: InboundEvent, people: Iterable[tuple[str, str]]) -> bool:
    """Whether one of these wrote it (channel, id or handle)."""
    author = event.author
    names = {(event.channel, _name(each)) for each in (author.id, author.handle) if each} if author else set()
    return bool(names & {(channel, _name(name)) for channel, name in people})


def matches(search: SavedSearch, text: str) -> bool:
    """Whether a text is what the search looks for. In scripts without spaces ``near`` counts letters."""
    words = words_of(text)
    return (
        all(_places(words, term) for term in (*search.all, *search.exact))
        and (not search.any or any(_places(words, term) for term in search.any))
        and not any(_places(words, term) for term in search.none)
        and all(_is_near(words, near) for near in search.near)
    )


def holds_one(terms: Iterable[str], text: str) -> bool:
    """Whether one of the terms stands in the text."""
    words = words_of(text)
    return any(_places(words, term) for term in terms)


def words_of(text: str) -> tuple[str, ...]:
    """Its words, small and without accents; a hashtag is the word behind it.

    Where a script has no spaces each letter is a word, so that a term is found inside of a sentence.
    """
    plain = normalize("NFKD", normalize("NFKD", text).casefold()).translate(_LETTERS)
    words: list[str] = []
    goes_on = False
    for letter in normalize("NFC", _ACCENTS.sub("", plain)):
        kind = category(letter)[0]
        if kind == "M" and words:  # belongs to the letter before
            words[-1] += letter
        elif kind in "LN" or letter == "_":
            alone = _WITHOUT_SPACES.match(letter) is not None
            if goes_on and not alone:
                words[-1] += letter
            else:
                words.append(letter)
            goes_on = not alone
        else:
            goes_on = False
    return tuple(words)


def _places(words: tuple[str, ...], term: str) -> list[int]:
    """Where the words of a term stand in this order, by the number of their first."""
    wanted = words_of(term)
    if not wanted:
        return []
    return [at for at in range(len(words) - len(wanted) + 1) if words[at : at + len(wanted)] == wanted]


def _is_near(words: tuple[str, ...], near: Near) -> bool:
    found = sorted((at, number) for number, term in enumerate(near.words) for at in _places(words, term))
    for first, (start, _) in enumerate(found):
        seen = set()
        for at, number in found[first:]:
            if at - start > near.within:
                break
            seen.add(number)
        if len(seen) == len(near.words):
            return True
    return False


def _name(name: str) -> str:
    return name.casefold().removeprefix("@").removeprefix("u/")
