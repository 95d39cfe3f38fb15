"""Which help page is near a message in meaning, in whatever words and language; beside it, keywords."""

from collections.abc import Iterable, Mapping

from shared.domain.articles.ranking import SUGGESTED, suggest
from shared.domain.brand.model import Article
from shared.domain.classification.model import Classification
from shared.domain.vocabulary import Category, Danger

NEAR = 0.2
"""Lead from which a page is suggested."""
COMPARED = 2
"""Of the cosines to what a page says, the highest that are averaged: one alone is too often a coincidence."""
AGAINST = 0.25
"""How much each rival weighs: the second page, and the nearest of our own messages, which are about anything.

These three numbers were chosen on the half ``development`` of ``training/articles_questions.jsonl``."""
ANSWERABLE = frozenset({Category.QUESTION, Category.ACCOUNT_OR_TECHNICAL})
"""What a page may answer: "where is my parcel?" is about an order, and "the light is red" about a box.
Who complains, is in danger or reports an outage is not sent to read."""


def said_by(article: Article) -> tuple[str, ...]:
    """What is compared with a message, of all languages: each title, example question and keyword."""
    texts = (
        *article.title.values(),
        *(question for questions in article.questions.values() for question in questions),
        *(keyword for keywords in article.keywords.values() for keyword in keywords),
    )
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def nearness(cosines: Iterable[float]) -> float:
    """How near a page is, from the cosines of the message to all that the page says; 0 for a page that says nothing."""
    highest = sorted(cosines, reverse=True)[:COMPARED]
    return sum(highest) / len(highest) if highest else 0.0


def nearest(pages: Mapping[str, float], other: float) -> tuple[str, float] | None:
    """The nearest page and its lead over what else the message may be about; ``None`` when no page leads enough.

    ``pages`` are nearnesses by page id, ``other`` the cosine to the nearest message that asks for no page.
    """
    ranked = sorted(pages.items(), key=lambda page: (-page[1], page[0]))
    if not ranked:
        return None
    page_id, best = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else other
    lead = best - AGAINST * second - AGAINST * other
    return (page_id, lead) if lead >= NEAR else None


def suggested_pages(text: str | None, classification: Classification, articles: tuple[Article, ...]) -> tuple[str, ...]:
    """Ids of the pages an agent may want to send, the best first; none where no page is an answer.

    The nearest in meaning comes first, and what keywords find after it. Where meanings were compared and none is near,
    keywords alone are a coincidence. Where they were not compared (an earlier version of the brand), keywords decide.
    """
    if classification.danger is not Danger.NONE or classification.category not in ANSWERABLE:
        return ()
    by_words = suggest(text, classification.language, articles)
    if classification.article_matches is None:
        return by_words
    known = {article.id for article in articles}
    near = [match.id for match in classification.article_matches if match.id in known]
    return tuple(dict.fromkeys((*near, *by_words)))[:SUGGESTED] if near else ()
