"""Which help pages of the brand may answer a message."""

import re
import unicodedata
from collections.abc import Iterable

from shared.domain.brand import Article

SUGGESTED = 2  # at most: one page is better than five
_WORD = re.compile(r"\w{3,}")


def suggest(text: str | None, language: str, articles: Iterable[Article]) -> tuple[str, ...]:
    """Ids of the pages whose keywords stand in the text, the best match first."""
    if not text:
        return ()
    words = _words(text)
    joined = " ".join(words)
    scored = []
    for article in articles:
        keywords = article.keywords.get(language, ())
        hits = sum(1 for keyword in keywords if _stands_in(_words(keyword), words, joined))
        if hits:
            scored.append((-hits, article.id))
    return tuple(article_id for _, article_id in sorted(scored)[:SUGGESTED])


def _stands_in(keyword: list[str], words: list[str], joined: str) -> bool:
    if not keyword:
        return False
    return keyword[0] in words if len(keyword) == 1 else f" {' '.join(keyword)} " in f" {joined} "


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return _WORD.findall(plain)
