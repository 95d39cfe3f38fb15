"""Which words customers use more than they did. Counted by message, in figures only.

Only words of a list that ships with the desk are counted (``words_fr.py``, ``words_en.py``): no name, no number,
nothing of one person can be among them. An hour counts all of them, and the lists bound it; a day and a month hold the
most frequent ones, so they stay small however much is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.figures.model import Figures
from shared.domain.figures.words_en import WORDS as ENGLISH
from shared.domain.figures.words_fr import WORDS as FRENCH

LISTS: Mapping[str, frozenset[str]] = {"fr": FRENCH, "en": ENGLISH}
MAX_OF_A_MESSAGE = 20
MAX_OF_A_DAY = 200
"""Also of a month. What was rarer is no longer known."""

MIN_MESSAGES = 5  # fewer say nothing
MIN_FACTOR = 1.5
MAX_RISING = 20

FIGURE = "words"
FACET = "word"
PREFIX = f"{FIGURE}|{FACET}="

_WORD = re.compile(r"[^\W\d_]+")
_PLURALS = ("s", "x")


def words_of(text: str | None, language: str | None) -> tuple[str, ...]:
    """The words of a message that may be counted, each once; in a language without a list none."""
    known = LISTS.get(language or "", frozenset())
    found = dict.fromkeys(
        word for each in (_WORD.findall(text) if text and known else ()) if (word := _counted(each.lower(), known))
    )
    return tuple(found)[:MAX_OF_A_MESSAGE]


def _counted(word: str, known: frozenset[str]) -> str | None:
    """In the singular, where the list has it."""
    if word.endswith(_PLURALS) and word[:-1] in known:
        return word[:-1]
    return word if word in known else None


def bounded(counts: Mapping[str, int], limit: int) -> dict[str, int]:
    """The counts with the most frequent words only."""
    words = sorted((name for name in counts if name.startswith(PREFIX)), key=lambda name: (-counts[name], name))
    rare = frozenset(words[limit:])
    return {name: value for name, value in counts.items() if name not in rare}


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingWord:
    """``usual``: messages with this word that would be usual among as many messages as there were now."""

    word: str
    messages: int
    usual: float

    @property
    def factor(self) -> float | None:
        """How many times as often as usual; ``None`` for what never came before."""
        return None if not self.usual else self.messages / self.usual


def rising_words(now: Figures, before: Figures) -> tuple[RisingWord, ...]:
    """Against the share that each word had in ``before``: more messages alone make no word rise.

    What rose most comes first. Where nothing is known of before, nothing rises.
    """
    messages = before.count("messages")
    if not messages:
        return ()
    ratio = now.count("messages") / messages
    known = before.by(FIGURE, FACET)
    words = (
        RisingWord(word=word, messages=count, usual=max(known.get(word, 0), 0) * ratio)
        for word, count in now.by(FIGURE, FACET).items()
    )
    rising = [each for each in words if each.messages >= MIN_MESSAGES and each.messages >= MIN_FACTOR * each.usual]
    return tuple(sorted(rising, key=lambda each: (each.usual - each.messages, each.word))[:MAX_RISING])
