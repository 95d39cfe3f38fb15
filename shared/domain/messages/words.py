"""Whether a text says anything by itself, or is only a handle, a link, or nothing beside an attachment."""

import re
import unicodedata

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@])@[\w.]+")

# Fingers in every colour of skin, arrows, cameras, a picture, a paper clip, a link: "look at this".
_POINTING = frozenset(
    "👇👆👉👈☝⬇⬆➡⬅↓↑→←📷📸🖼📎🔗\N{VARIATION SELECTOR-16}" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
)


def has_link(text: str | None) -> bool:
    return text is not None and _LINK.search(text) is not None


def says_nothing(text: str | None) -> bool:
    """Nothing is left without handles, links, punctuation, and emoji that only point at a picture.

    Any other emoji says something.
    """
    if text is None:
        return True
    left = _MENTION.sub(" ", _LINK.sub(" ", text))
    return all(unicodedata.category(character)[0] in "PZC" or character in _POINTING for character in left)
