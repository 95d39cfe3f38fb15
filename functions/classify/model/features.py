"""The hashed features: which rows of a weight table a text switches on.

Rows of words (single words, pairs with boundary marks, words under a negation) and rows of letters (runs of two to
five inside each word) share a table by halves. Both are sets: what is said twice counts once.
"""

from collections.abc import Sequence
from zlib import crc32

ROWS = 1 << 16
_HALF = ROWS >> 1
_MASK = _HALF - 1
_SHORTEST, _LONGEST = 2, 5
_LONGEST_WORD = 24
_REMEMBERED = 20_000

NEGATORS = frozenset(
    [
        "pas",
        "plus",
        "jamais",
        "rien",
        "aucun",
        "aucune",
        "sans",
        "ni",
        "not",
        "no",
        "never",
        "none",
        "nothing",
        "nobody",
        "cant",
        "cannot",
        "dont",
        "doesnt",
        "didnt",
        "wont",
        "isnt",
        "arent",
        "wasnt",
        "havent",
        "hasnt",
        "couldnt",
        "wouldnt",
        "without",
    ]
)
_REACH = 3

_letters_of: dict[str, tuple[int, ...]] = {}


def word_rows(words: Sequence[str]) -> set[int]:
    """The rows of words and pairs. ``words`` as ``Tokens.words`` gives them."""
    rows = set()
    before = "^"
    under = 0
    for word in words:
        rows.add(crc32(word.encode()) & _MASK)
        rows.add(crc32(f"{before} {word}".encode()) & _MASK)
        if under:
            under -= 1
            rows.add(crc32(f"!{word}".encode()) & _MASK)
        if word in NEGATORS:
            under = _REACH
            if before not in NEGATORS:
                rows.add(crc32(f"!{before}".encode()) & _MASK)  # French negates on both sides: "marche pas"
        before = word
    rows.add(crc32(f"{before} $".encode()) & _MASK)
    return rows


def letter_rows(words: Sequence[str]) -> set[int]:
    """The rows of letters. Words seen before are remembered, which is most of the speed of a warm function."""
    rows: set[int] = set()
    for word in set(words):
        known = _letters_of.get(word)
        if known is None:
            known = _letters(word)
            if len(_letters_of) >= _REMEMBERED:
                _letters_of.clear()
            _letters_of[word] = known
        rows.update(known)
    return rows


def _letters(word: str) -> tuple[int, ...]:
    framed = f"<{word[:_LONGEST_WORD]}>"
    return tuple(
        {
            crc32(framed[start : start + size].encode()) & _MASK | _HALF
            for size in range(_SHORTEST, _LONGEST + 1)
            for start in range(len(framed) - size + 1)
        }
    )
