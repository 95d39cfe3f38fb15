"""Whether a message says anything in writing."""

import re
from unicodedata import category

_NOT_WORDS = re.compile(r"https?://\S+|[@#]\[?[\w.-]+\]?(?::\d+)?")
_VISIBLE = ("L", "N", "S")  # letters, numbers, symbols: the general categories of Unicode
_ASKS = frozenset("?!？！¿؟‼⁇⁈⁉")


def has_words(text: str | None) -> bool:
    """False for a photo, GIF, sticker or share without a text, also if only mentions or links come with it.

    "???" and an angry face count: they ask for an answer.
    """
    return any(
        category(character)[0] in _VISIBLE or character in _ASKS for character in _NOT_WORDS.sub(" ", text or "")
    )
