"""What a customer answers to "how did it go, from 1 to 5?": digits, stars, signs and words. Pure.

A number alone that is not on the scale is read as one from 0 to 10: "10" is 5, "7" is 4, "0" is 1. What else is said
may take the score back ("5 stars? No, 1", "5 👎"): then a person reads it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from shared.domain.accents import without_accents
from shared.domain.conversations.closing_phrases import is_closing
from shared.domain.satisfaction.policy import BEST
from shared.domain.satisfaction.words import NEGATIONS, NUMBERS, SIGNS, WORDS

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
_SECOND = re.compile(
    r"(?<![\w/.,])(10|\d)"
    r"(?:(\s*(?:/|sur|out of)\s*10\b)|\s*(?:/|sur|out of)\s*5\b|\s*(?:etoiles?|stars?)\b"
    r"|(?=\s*(?:$|[.,;:!?()]))|(?=\s+(?:at most|max|maximum|au plus|au maximum|plutot|instead|rather)\b))"
)
"""One more score. "2, for 3 days" has none."""
_TAKEN_BACK = re.compile(r"\b(?:no|non|not|nope|nan|nein)\b\s*(?:$|[.,;:!?()\d]|way\b)|^\s*(?:if|si)\b|:['’-]?\(")
_COUNTS_THINGS = re.compile(r"\s+(?!pour\b|for\b|car\b|parce\b|because\b|mais\b|but\b|et\b|and\b|je\b|c'est\b)[^\W\d_]")
"""Behind "2 out of 5": "parcels arrived"."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_LONGEST = max(len(words.split()) for words in WORDS)
_SHORT = 4
"""Words behind a low score of which one word of praise takes it back. In a longer text something else is praised."""
_MODIFIERS = "\ufe0f\u20e3\u200d" + "".join(chr(each) for each in range(0x1F3FB, 0x1F400))
_NO_THINGS = re.compile(rf"(?!{_COUNTS_THINGS.pattern})")
_NEVER = re.compile(r"(?!)")
_LEADS_TO_SCORE = tuple(
    [word] for word in ("no", "non", "be", "try", "plutot", "rather", "say", "mets", "donne", "est")
)
_ABOVE = frozenset(("6", "7", "8", "9", "10"))
LOW = 2
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
    found = _first(said)
    if found is None:
        return None
    score, rest, must_end = found
    alone = _is_nothing(rest, closing_phrases)
    if _takes_back(score, rest) or not (alone or must_end is None or must_end.match(rest)):
        return None
    return Score(score, alone)


def _first(said: str) -> tuple[int, str, re.Pattern[str] | None] | None:
    """The score at the beginning, what stands behind it, and how that has to begin where it says more than thanks."""
    for pattern, read in ((_OF_TEN, _tenths), (_OF_FIVE, _fifths), (_STARS, len)):
        found = pattern.match(said)
        if found:
            in_words = re.search(r"(?:sur|out of)\s*\d+$", found[0])
            return read(found[1]), said[found.end() :], _NO_THINGS if in_words else None
    found = _OFF_SCALE.match(said)
    if found is not None:
        return _tenths(found[1]), said[found.end() :], _NEVER
    found = _DIGIT.match(said)
    return None if found is None else (int(found[1]), said[found.end() :], _GOES_ON)


def _takes_back(score: int, rest: str) -> bool:
    """Whether what stands behind a score says another one."""
    if any(abs(SIGNS.get(sign, score) - score) > 1 for sign in rest):
        return True
    if any(other != score for other in _further(rest)):
        return True
    if _TAKEN_BACK.search(rest) and score > LOW:
        return True
    tokens = _TOKEN.findall(rest)
    if NUMBERS.get(" ".join(tokens), score) != score:
        return True
    said = _words(tokens)
    if score <= LOW:
        return len(tokens) <= _SHORT and BEST in said
    return any(value < score - 1 for value in said)


def _further(rest: str) -> Iterator[int]:
    """The scores in digits that stand further on. A bare digit is one behind a comma or the like: "no, 1". One in a
    sentence is not: "since the 3"."""
    for found in _SECOND.finditer(rest):
        number, before = found[1], rest[: found.start()].rstrip()
        inside = before[-1:].isalnum() and _TOKEN.findall(before)[-1:] not in _LEADS_TO_SCORE
        if found[0] != number or not inside:
            yield _tenths(number) if found[2] or number in _ABOVE else _fifths(number)


def _words(tokens: Sequence[str]) -> list[int]:
    """The scores of the words that stand in a text, the longest first: "pas mal" is not "mal"."""
    found: list[int] = []
    place = 0
    while place < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - place), 0, -1):
            word = " ".join(tokens[place : place + length])
            if word in WORDS and word not in NUMBERS:
                value = WORDS[word]
                is_negated = not NEGATIONS.isdisjoint(tokens[max(0, place - 3) : place])
                found.append(LOW if is_negated and value > LOW else value)
                break
        else:
            length = 1
        place += length
    return found


def _of_signs(whole: str, closing_phrases: Mapping[str, Sequence[str]]) -> int | None:
    """Of signs that say the same, such as three thumbs, with no more than thanks behind them."""
    signs = "".join(takewhile(SIGNS.__contains__, whole))
    values, rest = {SIGNS[sign] for sign in signs}, whole[len(signs) :]
    if len(values) != 1 or not _is_nothing(rest, closing_phrases):
        return None
    value = values.pop()
    return None if _takes_back(value, rest) else value


def _spoken(said: str, closing_phrases: Mapping[str, Sequence[str]]) -> int | None:
    """ "Quatre sur cinq", "8 von 10"."""
    found = _SPOKEN.match(said)
    if found is None or not _is_nothing(said[found.end() :], closing_phrases):
        return None
    value, best = (_number(word) for word in found.groups())
    if value is None or best not in (BEST, 10) or value > best:
        return None
    score = max(1, value if best == BEST else (value + 1) // 2)
    return None if _takes_back(score, said[found.end() :]) else score


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
