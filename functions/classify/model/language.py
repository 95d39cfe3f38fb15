"""Which language a text is in: runs of letters inside its words, weighed by a small table of its own."""

import math
from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

from functions.classify.model.sums import WordSums

LANGUAGES = ("fr", "en", "es", "de", "it", "pt", "nl", "other")
OTHER = "other"
ROWS = 1 << 13
_MASK = ROWS - 1
_MAX_RUN = 4
_MAX_WORD = 20
_HINT = 2.0  # what the platform's own guess adds, in logits
_LATIN_END = "\u0250"


class LanguageTable(NamedTuple):
    """``sums`` over ``ROWS`` rows of one byte for each language."""

    sums: WordSums
    scale: float
    bias: tuple[float, ...]


def runs(word: str) -> list[int]:
    """The rows a word switches on, with its accents and boundaries."""
    framed = f"<{word[:_MAX_WORD]}>"
    rows = [crc32(framed.encode()) & _MASK]
    rows += [
        crc32(framed[start : start + size].encode()) & _MASK
        for size in range(1, _MAX_RUN + 1)
        for start in range(len(framed) - size + 1)
    ]
    return rows


def identify(shown: Sequence[str], table: LanguageTable, hint: str | None = None) -> tuple[str, float]:
    """The language and its probability. ``shown`` as ``Tokens.shown``; a text without letters is ``other``."""
    words = {word for word in shown if word[0].isalpha()}
    if not words:
        return OTHER, 0.0
    letters = "".join(words)
    if not letters.isascii() and sum(sign >= _LATIN_END for sign in letters) * 2 > len(letters):
        return OTHER, 1.0
    totals, count = table.sums(words)
    factor = table.scale / math.sqrt(count)
    scores = [total * factor + bias for total, bias in zip(totals, table.bias, strict=True)]
    if hint in LANGUAGES and hint != OTHER:
        scores[LANGUAGES.index(hint)] += _HINT
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    return LANGUAGES[scores.index(highest)], 1 / sum(shares)
