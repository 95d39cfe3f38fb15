"""Whether a message says anything in words."""

import re

_NOT_WORDS = re.compile(r"https?://\S+|[@#]\[?[\w.-]+\]?(?::\d+)?")


def has_words(text: str | None) -> bool:
    """False for a photo, GIF, sticker or share without a text, also if mentions, links or emoji come with it."""
    return any(character.isalnum() for character in _NOT_WORDS.sub(" ", text or ""))
