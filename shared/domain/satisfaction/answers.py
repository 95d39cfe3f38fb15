"""What a customer answers to "how did it go, from 1 to 5?": digits, stars, and words in French and English. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.domain.conversations.closing_phrases import is_closing

MAX_LENGTH = 400
"""Characters. Whoever writes more than that tells a story, and a digit in it is no score."""


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` is from 1 to 5. ``alone``: nothing else is said, so that nobody waits for an answer."""

    value: int
    alone: bool


_WORDS: Mapping[str, int] = {
    **dict.fromkeys(("un", "une", "one", "zero"), 1),
    **dict.fromkeys(("deux", "two"), 2),
    **dict.fromkeys(("trois", "three"), 3),
    **dict.fromkeys(("quatre", "four"), 4),
    **dict.fromkeys(("cinq", "five"), 5),
    **dict.fromkeys(
        (
            *("nul", "nulle", "tres mal", "tres mauvais", "catastrophique", "horrible", "lamentable", "pas du tout"),
            *("pas du tout satisfait", "pas du tout satisfaite", "tres insatisfait", "tres insatisfaite"),
            *("terrible", "awful", "very bad", "useless", "not at all", "very unhappy", "very dissatisfied", "worst"),
        ),
        1,
    ),
    **dict.fromkeys(
        (
            *("mal", "mauvais", "decu", "decue", "decevant", "insatisfait", "insatisfaite", "pas satisfait"),
            *("pas satisfaite", "pas bien", "pas terrible", "bof", "bof bof"),
            *("bad", "poor", "disappointed", "disappointing", "unhappy", "dissatisfied", "not good", "not happy"),
        ),
        2,
    ),
    **dict.fromkeys(
        (
            *("moyen", "moyenne", "moyennement", "passable", "ca va", "correct", "comme ci comme ca", "mitige"),
            *("average", "so so", "so-so", "okay-ish", "fair", "meh", "could be better", "mediocre"),
        ),
        3,
    ),
    **dict.fromkeys(
        (
            *("bien", "bon", "plutot bien", "satisfait", "satisfaite", "assez bien", "content", "contente"),
            *("good", "well", "pretty good", "satisfied", "happy", "quite good", "fine"),
        ),
        4,
    ),
    **dict.fromkeys(
        (
            *("tres bien", "excellent", "excellente", "parfait", "super", "genial", "top", "impeccable", "nickel"),
            *("tres satisfait", "tres satisfaite", "au top", "formidable", "extra", "tres bon"),
            *("very good", "very well", "great", "perfect", "awesome", "amazing", "fantastic", "very satisfied"),
            *("very happy", "brilliant", "wonderful"),
        ),
        5,
    ),
}
_SIGNS: Mapping[str, int] = {
    "👍": 5,
    "👎": 1,
    "😍": 5,
    "😀": 5,
    "😃": 5,
    "😊": 5,
    "🙂": 4,
    "😐": 3,
    "🙁": 2,
    "😡": 1,
    "😠": 1,
}

_BEFORE = (
    r"(?:(?:note|ma note|score|my score|je (?:donne|mets|dirais)|i(?:'d| would)? (?:give(?: it)?|say)|c'est)\s*:?\s+)?"
)
_OF_TEN = re.compile(rf"{_BEFORE}(10|\d)\s*(?:/|sur|out of)\s*10(?![\d/]|[,.]\d)")
_OF_FIVE = re.compile(rf"{_BEFORE}([0-5])\s*(?:(?:/|sur|out of)\s*5(?![\d/]|[,.]\d)|etoiles?\b|stars?\b)")
_DIGIT = re.compile(rf"{_BEFORE}([1-5])(?![\d/%€$])")
_STARS = re.compile(r"([⭐★🌟]{1,5})[☆]{0,4}(?![⭐★🌟])")
_GOES_ON = re.compile(r"\s*(?:[,;:!–-]|\n|\.\s*\n)\s*(?!\d)")
"""What may stand between a bare digit and more: "2, it is still broken". "2 parcels are missing" is no score."""
_EDGES = " \t\n.,;:!…()\"'«»-–"


def score_of(text: str | None, closing_phrases: Mapping[str, Sequence[str]]) -> Score | None:
    """The score that a text gives; ``None`` when it gives none, or when that is in doubt."""
    if text is None or not text.strip() or len(text) > MAX_LENGTH:
        return None
    said = _plain(text).lstrip(_EDGES)
    whole = said.strip(_EDGES)
    if whole in _WORDS:
        return Score(_WORDS[whole], alone=True)
    if whole in _SIGNS:
        return Score(_SIGNS[whole], alone=True)
    for pattern, read in ((_OF_TEN, _tenths), (_OF_FIVE, _fifths), (_STARS, len)):
        found = pattern.match(said)
        if found:
            return Score(read(found[1]), alone=_is_nothing(said[found.end() :], closing_phrases))
    found = _DIGIT.match(said)
    if found is None:
        return None
    rest = said[found.end() :]
    alone = _is_nothing(rest, closing_phrases)
    return Score(int(found[1]), alone) if alone or _GOES_ON.match(rest) else None


def _tenths(digits: str) -> int:
    return max(1, (int(digits) + 1) // 2)


def _fifths(digit: str) -> int:
    return max(1, int(digit))


def _is_nothing(rest: str, closing_phrases: Mapping[str, Sequence[str]]) -> bool:
    """Whether what follows a score only thanks or says goodbye."""
    bare = rest.strip(_EDGES)
    bare = "".join(character for character in bare if unicodedata.category(character) not in ("So", "Sk")).strip(_EDGES)
    return not bare or bare in _WORDS or is_closing(bare, closing_phrases)


def _plain(text: str) -> str:
    """Small letters without accents; digits in a box, such as 5️⃣, as digits."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "\ufe0f\u20e3")
    return kept.strip()
