"""A text as the model sees it: words, signs, emoji, and the few figures of its shape. Linear in the length."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 100_000
"""Characters that are read: more than any platform lets a customer write. Time must stay bounded."""
MAX_MARKS = 4
"""Accents on one letter. Putting longer piles in order takes the square of their number."""

_TOKEN = re.compile(
    r"https?://\S+|www\.\S+"
    r"|@\w+"
    r"|[^\W\d_]+(?:(?<=[nN])['’][tT]\b)?"
    r"|\d[\d.,:/%€$£]*"
    r"|[!?]+|\.{2,}|…"
    r"|[:;=]['’]?-?[()DPp/|\\]+|<3|\^\^"
    r"|[^\s\w]"
)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_REPEATED = re.compile(r"(\w)\1{2,}")
_IGNORED = frozenset("\ufe0f\u200d\u200b\ufeff\u20e3")
_REMEMBERED = 20_000
_MAX_REMEMBERED = 32


class Tokens(NamedTuple):
    """``words`` are lower case without accents, ``shown`` the same with them; both have one entry per token.

    Words keep their letters; everything else becomes a sign of its own: ``@`` a mention, ``/`` a link, ``0`` a number.
    Exclamation marks are left out: they stand behind joy as well as behind anger, and must decide nothing.
    """

    text: str
    words: tuple[str, ...]
    shown: tuple[str, ...]
    capitals: int
    letters: int
    hashtags: int
    mentions: int
    links: int
    questions: int

    @property
    def length(self) -> int:
        return len(self.text)


def readable(text: str) -> str:
    """Compatibility forms folded (𝗯𝗼𝗹𝗱 becomes bold); lone surrogates and what cuts a word unseen taken out."""
    cut = text[:LONGEST]
    if cut.isascii():
        return cut
    try:
        cut.encode()
    except UnicodeEncodeError:
        cut = cut.encode("utf-8", "ignore").decode()
    return unicodedata.normalize("NFKC", _with_few_marks(cut.translate(_UNSEEN)))


def _with_few_marks(text: str) -> str:
    if not any(map(unicodedata.combining, set(text))):
        return text
    kept, pile = [], 0
    for sign in text:
        pile = pile + 1 if unicodedata.combining(sign) else 0
        if pile <= MAX_MARKS:
            kept.append(sign)
    return "".join(kept)


def plain(word: str) -> str:
    """Without accents."""
    if word.isascii():
        return word
    word = word.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


Piece = tuple[str, str, str, int, int, int]
"""One token: word, shown, kind, letters, capitals, question marks."""


class _Pieces(dict[str, Piece | None]):
    """What has been cut out of texts before; most of it comes again. ``None`` for what is left out."""

    def __missing__(self, found: str) -> Piece | None:
        piece = _piece(found)
        if len(found) <= _MAX_REMEMBERED and (piece is None or piece[2] not in "/@"):
            if len(self) >= _REMEMBERED:
                self.clear()
            self[found] = piece
        return piece


_PIECES = _Pieces()


def _piece(found: str) -> Piece | None:
    first = found[0]
    if found.startswith(("http://", "https://", "www.")) and len(found) > len("www."):
        return ("/", "/", "/", 0, 0, 0)
    if first.isalpha():
        lower = _REPEATED.sub(r"\1\1", found.lower())
        if lower.endswith(("n't", "n’t")):
            lower = lower[:-2] + "t"
        return (plain(lower), lower, "a", len(found), sum(map(str.isupper, found)), 0)
    if first == "@" and len(found) > 1:
        return ("@", "@", "@", 0, 0, 0)
    if first.isdecimal():
        return ("0", "0", "0", 0, 0, 0)
    if first in "❓❔؟":
        return ("?", "?", "?", 0, 0, 1)
    if first in "!?.…":
        cut = found.replace("!", "")[:2]
        return (cut, cut, "?", 0, 0, found.count("?")) if cut else None
    if found in _IGNORED or "\U0001f3fb" <= found <= "\U0001f3ff":  # skin tones
        return None
    return (found, found, "#" if found == "#" else "", 0, 0, 0)


def tokens_of(text: str) -> Tokens:
    """Any text, however broken, has tokens; an empty one has none."""
    text = readable(text)
    pieces = [piece for piece in map(_PIECES.__getitem__, _TOKEN.findall(text)) if piece is not None]
    if not pieces:
        return Tokens(text, (), (), 0, 0, 0, 0, 0, 0)
    words, shown, kinds, letters, capitals, questions = zip(*pieces, strict=True)
    return Tokens(
        text=text,
        words=words,
        shown=shown,
        capitals=sum(capitals),
        letters=sum(letters),
        hashtags=kinds.count("#"),
        mentions=kinds.count("@"),
        links=kinds.count("/"),
        questions=sum(questions),
    )
