"""Which language a text is in: runs of letters inside its words, weighed by a small table of its own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

LANGUAGES = ("fr", "en", "es", "de", "it", "pt", "other")
OTHER = "other"
ROWS = 1 << 13
_LANES = len(LANGUAGES)
_MASK = ROWS - 1
_LONGEST_RUN = 4
_LONGEST_WORD = 20
_REMEMBERED = 20_000
_HINT = 1.5  # what the platform's own guess adds, in logits
_LATIN_END = "\u0250"


@dataclass(frozen=True, slots=True)
class LanguageTable:
    """``weights`` are biased by 128: ``ROWS`` rows of one byte for each language."""

    weights: bytes
    scale: float
    bias: tuple[float, ...]


_sums_of: dict[str, tuple[tuple[int, ...], int]] = {}


def runs(word: str) -> list[int]:
    """The rows a word switches on, with its accents and boundaries."""
    framed = f"<{word[:_LONGEST_WORD]}>"
    rows = [crc32(framed.encode()) & _MASK]
    rows += [
        crc32(framed[start : start + size].encode()) & _MASK
        for size in range(1, _LONGEST_RUN + 1)
        for start in range(len(framed) - size + 1)
    ]
    return rows


def identify(shown: Sequence[str], table: LanguageTable, hint: str | None = None) -> tuple[str, float]:
    """The language and its probability. ``shown`` as ``Tokens.shown``; a text without letters is ``other``."""
    words = {word for word in shown if word[0].isalpha()}
    if not words:
        return OTHER, 0.0
    letters = foreign = 0
    for word in words:
        letters += len(word)
        foreign += sum(sign >= _LATIN_END for sign in word)
    if foreign * 2 > letters:
        return OTHER, 1.0
    totals = [0] * _LANES
    count = 0
    for word in words:
        sums, size = _sums(word, table)
        count += size
        totals = [total + part for total, part in zip(totals, sums, strict=True)]
    factor = table.scale / math.sqrt(count)
    scores = [total * factor + bias for total, bias in zip(totals, table.bias, strict=True)]
    if hint in LANGUAGES and hint != OTHER:
        scores[LANGUAGES.index(hint)] += _HINT
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    return LANGUAGES[scores.index(highest)], 1 / sum(shares)


def _sums(word: str, table: LanguageTable) -> tuple[tuple[int, ...], int]:
    known = _sums_of.get(word)
    if known is None:
        rows = runs(word)
        weights = table.weights
        block = b"".join([weights[row * _LANES : row * _LANES + _LANES] for row in rows])
        known = tuple(sum(block[lane::_LANES]) - 128 * len(rows) for lane in range(_LANES)), len(rows)
        if len(_sums_of) >= _REMEMBERED:
            _sums_of.clear()
        _sums_of[word] = known
    return known
