"""The hashed features: which rows of a weight table a text switches on.

Rows of words (single words, pairs with boundary marks, words under a negation) and rows of letters (runs of two to
five inside each word) share a table by halves. A word that is said twice counts once.
"""

from collections.abc import Sequence
from zlib import crc32

ROWS = 1 << 16
_HALF = ROWS >> 1
_MASK = _HALF - 1
_SHORTEST, _LONGEST = 2, 5
_LONGEST_WORD = 24
_NEGATORS = """pas plus jamais rien aucun aucune sans ni not no never none nothing nobody cant cannot dont doesnt
    didnt wont isnt arent wasnt havent hasnt couldnt wouldnt without"""
NEGATORS = frozenset(_NEGATORS.split())
_REACH = 3


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


def letter_rows(word: str) -> list[int]:
    """The rows of letters of one word, each as often as it occurs."""
    framed = f"<{word[:_LONGEST_WORD]}>"
    return [
        crc32(framed[start : start + size].encode()) & _MASK | _HALF
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(framed) - size + 1)
    ]
