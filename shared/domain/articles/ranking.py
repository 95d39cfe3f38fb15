"""Which help page of the brand answers a message: BM25 over titles, keywords and example questions, per language.

A score says how much of what was asked a page speaks of: 1 for a message that says no more than the page does, near 0
for a long complaint that shares one word with it. Words weigh by how few pages use them, and a word that no page knows
counts against all of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

from shared.domain.accents import without_accents
from shared.domain.brand.model import Article

SUGGESTED = 2  # at most: one page is better than five
WORTH_SHOWING = 0.1  # to an agent, who reads it first
SURE = 0.5  # to a customer, without anybody reading it
MARGIN = 1.6  # how far the best must be ahead of the second to be sure
_K1, _B = 1.2, 0.5  # how soon repeating a word stops helping, and how much long pages are held back
_STEM = 6  # letters: "facture", "factures" and "facturation" are one word
_WORD = re.compile(r"[^\W_]{2,}")
_EMPTY_WORDS = frozenset(
    _WORD.findall(
        """
    again am an and any are aren as at au aujourd aux avec avez avoir be been bonjour bonsoir but by can car ce
    cela ces cette chez ci comme comment could dans day days de depuis des did dire do does doing don donc du elle
    en encore est et etes etre eu faire fait faut for from get got has have hello her hi him his hope how hui ici
    if il ils in is isn it its je jour jours just la le les leur ll lui ma mais me merci mes moi mois mon month my
    ne no nos not notre nous now of on one ont or ou our out par pas peut peux please plus pour pourquoi pouvez
    puis quand que quel quelle quelles quels qui quoi re sa sans se semaine ses she should si since so some son
    sont still suis sur svp ta te tes thank thanks that the their them then there they this to today toi ton too
    tous tout toute toutes tres trop tu un une up us va vais very vos votre vous was we week were what when where
    which who why will with would you your
    """
    )
)


def suggest(text: str | None, language: str, articles: Iterable[Article]) -> tuple[str, ...]:
    """Ids of the pages an agent may want to send, the best match first."""
    ranked = _ranked(text, language, articles)
    return tuple(article_id for score, article_id in ranked[:SUGGESTED] if score >= WORTH_SHOWING)


def sure(text: str | None, language: str, articles: Iterable[Article]) -> str | None:
    """The id of the one page that surely answers the message; ``None`` in any doubt."""
    ranked = _ranked(text, language, articles)
    if not ranked or ranked[0][0] < SURE:
        return None
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] >= MARGIN * ranked[1][0] else None


def _ranked(text: str | None, language: str, articles: Iterable[Article]) -> list[tuple[float, str]]:
    asked = set(_words(text or ""))
    pages = {article.id: Counter(_words(_indexed_text(article, language))) for article in articles}
    pages = {article_id: words for article_id, words in pages.items() if words}
    if not asked or not pages:
        return []
    usual = sum(words.total() for words in pages.values()) / len(pages)
    weights = {word: _weight(sum(word in words for words in pages.values()), len(pages)) for word in asked}
    scores = ((_score(words, weights, words.total() / usual), article_id) for article_id, words in pages.items())
    return sorted(((score, article_id) for score, article_id in scores if score > 0), key=lambda s: (-s[0], s[1]))


def _score(words: Mapping[str, int], weights: Mapping[str, float], length: float) -> float:
    """BM25, as a share of what a page could reach at most; ``length`` in pages of usual length."""
    held_back = _K1 * (1 - _B + _B * length)
    found = sum(weight * words[word] * (_K1 + 1) / (words[word] + held_back) for word, weight in weights.items())
    return min(found / sum(weights.values()), 1.0)


def _weight(pages_with_it: int, pages: int) -> float:
    return log(1 + (pages - pages_with_it + 0.5) / (pages_with_it + 0.5))


def _indexed_text(article: Article, language: str) -> str:
    """A keyword is written down on purpose, so it counts twice."""
    keywords = article.keywords.get(language, ())
    return " ".join((article.title.get(language, ""), *keywords, *keywords, *article.questions.get(language, ())))


def _words(text: str) -> list[str]:
    return [word[:_STEM] for word in _WORD.findall(without_accents(text.lower())) if word not in _EMPTY_WORDS]
