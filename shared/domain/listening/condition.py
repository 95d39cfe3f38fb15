"""What a text has to hold: words with operators, and groups of them within each other. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.domain.listening.words import places_of, words_of

MAX_WORDS = 10
"""Of one operator. On platforms without "or" each word of ``any`` is a call of its own."""
MAX_LENGTH = 300
"""Characters of all its words together: X takes 512 of a query."""
MAX_WITHIN = 20
MAX_DEPTH = 4
"""Groups within each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """All of these words, the first at most ``within`` words from the last."""

    words: tuple[str, ...]
    within: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Each of ``all``, one of ``any``, none of ``none``: words, or groups of the same kind. ``exact`` are words in this
    order and nothing between them. Capitals and accents do not count.
    """

    all: "tuple[Term, ...]" = ()
    any: "tuple[Term, ...]" = ()
    none: "tuple[Term, ...]" = ()
    exact: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Without a word that has to be there it would find everything."""
        return not (self.all or self.exact or self.near or self.any)

    @property
    def words(self) -> Iterator[str]:
        """Every word and phrase that may have to be there, those of its groups, too."""
        for term in (*self.all, *self.any):
            if isinstance(term, str):
                yield term
            else:
                yield from term.words
        yield from self.exact
        for near in self.near:
            yield from near.words

    def holds(self, words: tuple[str, ...]) -> bool:
        """Whether a text of these words is what is looked for. In scripts without spaces ``near`` counts letters."""
        return (
            all(_holds(words, term) for term in (*self.all, *self.exact))
            and (not self.any or any(_holds(words, term) for term in self.any))
            and not any(_holds(words, term) for term in self.none)
            and all(_is_near(words, near) for near in self.near)
        )


Term = str | Condition


def holds_one(terms: Iterable[str], text: str) -> bool:
    """Whether one of the terms stands in the text."""
    words = words_of(text)
    return any(places_of(words, term) for term in terms)


def _holds(words: tuple[str, ...], term: Term) -> bool:
    return term.holds(words) if isinstance(term, Condition) else bool(places_of(words, term))


def _is_near(words: tuple[str, ...], near: Near) -> bool:
    found = sorted((at, number) for number, term in enumerate(near.words) for at in places_of(words, term))
    for first, (start, _) in enumerate(found):
        seen = set()
        for at, number in found[first:]:
            if at - start > near.within:
                break
            seen.add(number)
        if len(seen) == len(near.words):
            return True
    return False
