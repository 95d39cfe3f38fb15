"""What a customer answers to "how did it go, from 1 to 5?": digits, stars, signs and words. Pure.

A number alone that is not on the scale is read as one from 0 to 10: "10" is 5, "7" is 4, "0" is 1.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from shared.domain.accents import without_accents
from shared.domain.conversations.closing_phrases import is_closing
from shared.domain.satisfaction.policy import BEST
from shared.domain.satisfaction.words import NUMBERS, SIGNS, WORDS

MAX_LENGTH = 400
"""Characters. Whoever writes more than that tells a story, and a digit in it is no score."""


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` is from 1 to 5. ``alone``: nothing else is said, so that nobody waits for an answer."""

    value: int
    alone: bool


_BEFORE = (
    r"(?:(?:note|ma note|score|my score|je (?:donne|mets|dirais)|i(?:'d| would)? (?:give(?: it)?|say)|c'est)\s*:?\s+)?"
)
_OF_TEN = re.compile(rf"{_BEFORE}(10|\d)\s*(?:/|sur|out of)\s*10(?![\d/]|[,.]\d)")
_OF_FIVE = re.compile(rf"{_BEFORE}([0-5])\s*(?:(?:/|sur|out of)\s*5(?![\d/]|[,.]\d)|etoiles?\b|stars?\b)")
_DIGIT = re.compile(rf"{_BEFORE}([1-5])(?![\d/%€$])")
_OFF_SCALE = re.compile(rf"{_BEFORE}(0|[6-9]|10)(?![\d/%€$]|[,.]\d)")
_SPOKEN = re.compile(rf"{_BEFORE}(\w+)\s+(?:sur|out of|of|von|de|su|van)\s+(\w+)")
_STARS = re.compile(r"([⭐★🌟]{1,5})[☆]{0,4}(?![⭐★🌟])")
_GOES_ON = re.compile(r"\s*(?:[,;:!–-]|\n|\.\s*\n)(?![\s.,;:!–-]*\d)")
"""What may stand between a bare digit and more: "2, it is still broken". "2 parcels" and "2, 3 parcels" give none."""
_MODIFIERS = "\ufe0f\u20e3\u200d" + "".join(chr(each) for each in range(0x1F3FB, 0x1F400))
_DIGITS = frozenset(str(number) for number in range(11))
_EDGES = " \t\n.,;:!¡…()\"'«»-–"


def score_of(text: str | None, closing_phrases: Mapping[str, Sequence[str]]) -> Score | None:
    """The score that a text gives; ``None`` when it gives none, or when that is in doubt."""
    if text is None or not text.strip() or len(text) > MAX_LENGTH:
        return None
    said = _plain(text).lstrip(_EDGES)
    whole = said.strip(_EDGES)
    if whole in WORDS:
        return Score(WORDS[whole], alone=True)
    value = _of_signs(whole, closing_phrases)
    if value is None:
        value = _spoken(said, closing_phrases)
    if value is not None:
        return Score(value, alone=True)
    for pattern, read in ((_OF_TEN, _tenths), (_OF_FIVE, _fifths), (_STARS, len)):
        found = pattern.match(said)
        if found:
            return Score(read(found[1]), alone=_is_nothing(said[found.end() :], closing_phrases))
    found = _OFF_SCALE.match(said)
    if found is not None:
        return Score(_tenths(found[1]), alone=True) if _is_nothing(said[found.end() :], closing_phrases) else None
    found = _DIGIT.match(said)
    if found is None:
        return None
    rest = said[found.end() :]
    alone = _is_nothing(rest, closing_phrases)
    return Score(int(found[1]), alone) if alone or _GOES_ON.match(rest) else None


def _of_signs(whole: str, closing_phrases: Mapping[str, Sequence[str]]) -> int | None:
    """Of signs that say the same, such as three thumbs, with no more than thanks behind them."""
    signs = "".join(takewhile(SIGNS.__contains__, whole))
    values = {SIGNS[sign] for sign in signs}
    return values.pop() if len(values) == 1 and _is_nothing(whole[len(signs) :], closing_phrases) else None


def _spoken(said: str, closing_phrases: Mapping[str, Sequence[str]]) -> int | None:
    """ "Quatre sur cinq", "8 von 10"."""
    found = _SPOKEN.match(said)
    if found is None or not _is_nothing(said[found.end() :], closing_phrases):
        return None
    value, best = (_number(word) for word in found.groups())
    if value is None or best not in (BEST, 10) or value > best:
        return None
    return max(1, value if best == BEST else (value + 1) // 2)


def _number(word: str) -> int | None:
    return int(word) if word in _DIGITS else NUMBERS.get(word)


def _tenths(digits: str) -> int:
    return max(1, (int(digits) + 1) // 2)


def _fifths(digit: str) -> int:
    return max(1, int(digit))


def _is_nothing(rest: str, closing_phrases: Mapping[str, Sequence[str]]) -> bool:
    """Whether what follows a score only thanks or says goodbye."""
    bare = rest.strip(_EDGES)
    bare = "".join(character for character in bare if unicodedata.category(character) not in ("So", "Sk")).strip(_EDGES)
    return not bare or bare in WORDS or is_closing(bare, closing_phrases)


def _plain(text: str) -> str:
    """Small letters without accents; digits in a box, such as 5️⃣, as digits; signs without the colour of a skin."""
    plain = without_accents(text.replace("’", "'").casefold(), "NFKD")
    return "".join(sign for sign in plain if sign not in _MODIFIERS).strip()
