"""The hashed features: which rows of a weight table a text switches on.

Rows of words (single words, pairs with boundary marks, words under a negation) and rows of letters (runs of two to
five inside each word) share a table by halves. A word that is said twice counts once.
"""

from collections.abc import Sequence
from zlib import crc32

ROWS = 1 << 16
_HALF = ROWS >> 1
_MASK = _HALF - 1
_MIN_LENGTH, _MAX_LENGTH = 2, 5
_MAX_WORD = 24
_NEGATORS = """pas plus jamais rien aucun aucune sans ni not no never none nothing nobody cant cannot dont doesnt
    didnt wont isnt arent wasnt havent hasnt couldnt wouldnt without"""
NEGATORS = frozenset(_NEGATORS.split())
_REACH = 3
_REMEMBERED = 20_000


Known = tuple[int, int, bytes, int, bool]
"""A word met before: its hash, its row, what follows another word's hash, its row under a negation, if it negates."""


class _Words(dict[str, Known]):
    def __missing__(self, word: str) -> Known:
        own = crc32(word.encode())
        known = own, own & _MASK, f" {word}".encode(), crc32(f"!{word}".encode()) & _MASK, word in NEGATORS
        if len(word) <= _MAX_WORD:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = known
        return known


_WORDS = _Words()
_START = "^"


def word_row(word: str) -> int:
    """The row of a single word."""
    return _WORDS[word][1]


def word_rows(words: Sequence[str]) -> set[int]:
    """The rows of words and pairs. ``words`` as ``Tokens.words`` gives them."""
    rows: set[int] = set()
    switch = rows.add
    before, _, _, negated_before, negating_before = _WORDS[_START]
    under = 0
    for own, row, behind, negated, negates in map(_WORDS.__getitem__, words):
        switch(row)
        switch(crc32(behind, before) & _MASK)  # the hash of a pair goes on from that of its first word
        if under:
            under -= 1
            switch(negated)
        if negates:
            under = _REACH
            if not negating_before:
                switch(negated_before)  # French negates on both sides: "marche pas"
        before, negated_before, negating_before = own, negated, negates
    switch(crc32(b" $", before) & _MASK)
    return rows


def letter_rows(word: str) -> list[int]:
    """The rows of letters of one word, each as often as it occurs."""
    framed = f"<{word[:_MAX_WORD]}>"
    return [
        crc32(framed[start : start + size].encode()) & _MASK | _HALF
        for size in range(_MIN_LENGTH, _MAX_LENGTH + 1)
        for start in range(len(framed) - size + 1)
    ]
