"""A text as the model sees it: words, signs, emoji, and the few figures of its shape. Linear in the length."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 4000
"""Characters that are read. Beyond them a message says nothing new, and time must stay bounded."""

_TOKEN = re.compile(
    r"(?P<link>https?://\S+|www\.\S+)"
    r"|(?P<mention>@\w+)"
    r"|(?P<word>[^\W\d_]+(?:(?<=[nN])['’][tT]\b)?)"
    r"|(?P<number>\d[\d.,:/%€$£]*)"
    r"|(?P<marks>[!?]+|\.{2,}|…)"
    r"|(?P<emoticon>[:;=]['’]?-?[()DPp/|\\]+|<3|\^\^)"
    r"|(?P<sign>[^\s\w])"
)
_REPEATED = re.compile(r"(\w)\1{2,}")
_IGNORED = frozenset("\ufe0f\u200d\u200b\ufeff\u20e3")


@dataclass(frozen=True, slots=True)
class Tokens:
    """``words`` are lower case without accents, ``shown`` the same with them; both have one entry per token.

    Words keep their letters; everything else becomes a sign of its own: ``@`` a mention, ``/`` a link, ``0`` a number.
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
    exclamations: int

    @property
    def length(self) -> int:
        return len(self.text)


def readable(text: str) -> str:
    """Compatibility forms folded (𝗯𝗼𝗹𝗱 becomes bold), lone surrogates and control characters taken out."""
    cut = text[:LONGEST]
    if cut.isascii():
        return cut
    try:
        cut.encode()
    except UnicodeEncodeError:
        cut = cut.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", cut)


def plain(word: str) -> str:
    """Without accents."""
    if word.isascii():
        return word
    word = word.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def tokens_of(text: str) -> Tokens:
    """Any text, however broken, has tokens; an empty one has none."""
    text = readable(text)
    words: list[str] = []
    shown: list[str] = []
    hashtags = mentions = links = questions = exclamations = 0
    lowered = text.lower()
    stretched = any(letter * 3 in lowered for letter in set(lowered) if letter.isalpha())
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        found = match.group()
        if kind == "word":
            lower = found.lower()
            if stretched:
                lower = _REPEATED.sub(r"\1\1", lower)
            if lower.endswith(("n't", "n’t")):
                lower = lower[:-2] + "t"
            shown.append(lower)
            words.append(plain(lower))
            continue
        if kind == "link":
            links += 1
            found = "/"
        elif kind == "mention":
            mentions += 1
            found = "@"
        elif kind == "number":
            found = "0"
        elif kind == "marks":
            questions += found.count("?")
            exclamations += found.count("!")
            found = found[:2]
        elif kind == "sign":
            if found in _IGNORED or "\U0001f3fb" <= found <= "\U0001f3ff":  # skin tones
                continue
            if found == "#":
                hashtags += 1
        words.append(found)
        shown.append(found)
    return Tokens(
        text=text,
        words=tuple(words),
        shown=tuple(shown),
        capitals=sum(map(str.isupper, text)),
        letters=sum(map(str.isalpha, text)),
        hashtags=hashtags,
        mentions=mentions,
        links=links,
        questions=questions,
        exclamations=exclamations,
    )
