"""What the encoder is given of a text: what is said, without what only shows how it was typed."""

import re

LONGEST = 1000
"""Characters the encoder is given: beyond them a mean over all words says nothing new, and time must stay bounded."""
LONGEST_IN_BYTES = 1200
"""The same in UTF-8: where a letter takes two or three bytes it is often a piece of its own, which takes time."""

_LEFT_OUT = re.compile(r"https?://\S*|www\.\S+|(?<!\w)@\w+")
_HASHTAG = re.compile(r"#(?=\w)")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_EXCLAIMED = re.compile(r"\s*[!¡]+")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_SIGNS = re.compile(r"([^\w\s])\1+")
_SPACE = re.compile(r"\s+")
_MANY_LETTERS = 8


def is_given_whole(text: str) -> bool:
    """Whether nothing of ``text`` lies beyond what the encoder is given."""
    return len(text) <= LONGEST and len(text.encode()) <= LONGEST_IN_BYTES


def said(text: str) -> str:
    """Without links and names of accounts, shouting in lower case, no letter or sign more than needed.

    ``text`` as ``tokens.readable`` gives it. An exclamation mark is a blank: it stands behind joy as well as behind
    anger, and must decide nothing, not even where a sentence ends.
    """
    text = _LEFT_OUT.sub(" ", text[: 2 * LONGEST])
    text = _CAMEL.sub(" ", _HASHTAG.sub(" ", text)) if "#" in text else text
    text = _EXCLAIMED.sub(" ", text)
    text = _SIGNS.sub(r"\1", _REPEATED.sub(r"\1", text))
    text = _SPACE.sub(" ", text).strip(" .")
    letters = sum(map(str.isalpha, text))
    if letters >= _MANY_LETTERS and 2 * sum(map(str.isupper, text)) > letters:
        text = text.lower()
    return text[:LONGEST].encode()[:LONGEST_IN_BYTES].decode(errors="ignore")
