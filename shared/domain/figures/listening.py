"""The six listening questions, as figures that one message adds to.

How many messages were written in frustration; how many were technical or about an account; how many were feedback,
good or bad; how many could be answered by an existing page; how many deserved an answer at all; and when customers
write, beside the hours the desk is open (the figures are kept by the hour).
"""

from collections.abc import Mapping

from shared.domain.classification.model import Classification
from shared.domain.vocabulary import Category, Sentiment

QUESTIONS = (
    "messages",
    "frustrated",
    "account_or_technical",
    "feedback_good",
    "feedback_bad",
    "answered_by_a_page",
    "deserved_an_answer",
    "desk_closed",
)

SENTIMENTS = ("positive", "negative")
"""Counted over all messages. The others are neutral."""

ACKNOWLEDGED = "acknowledged"
SUPPRESSED = "suppressed:"  # followed by the reason
FAILED = "failed:"  # followed by the class
"""Kept beside the questions, hour by hour: what became of acknowledgements."""


def of_kind(figures: Mapping[str, int], prefix: str) -> Mapping[str, int]:
    """The figures of one kind, by what follows its name."""
    return {name.removeprefix(prefix): value for name, value in figures.items() if name.startswith(prefix)}


def answers(classification: Classification, *, page_exists: bool, desk_open: bool) -> Mapping[str, int]:
    """What one message adds; figures of zero are left out."""
    answers = {
        "messages": True,
        **_about(classification.category, classification.sentiment),
        "answered_by_a_page": page_exists,
        "deserved_an_answer": classification.needs_response,
        "desk_closed": not desk_open,
    }
    return {question: 1 for question, yes in answers.items() if yes}


def correction(before: tuple[Category, Sentiment], after: tuple[Category, Sentiment]) -> Mapping[str, int]:
    """What changes when a person corrects the category or sentiment of a message that was counted."""
    old, new = _about(*before), _about(*after)
    return {name: int(new[name]) - int(old[name]) for name in new if new[name] != old[name]}


def _about(category: Category, sentiment: Sentiment) -> dict[str, bool]:
    return {
        "positive": sentiment is Sentiment.POSITIVE,
        "negative": sentiment is Sentiment.NEGATIVE,
        "frustrated": sentiment is Sentiment.NEGATIVE and category not in (Category.SPAM, Category.ABUSE),
        "account_or_technical": category in (Category.ACCOUNT_OR_TECHNICAL, Category.OUTAGE),
        "feedback_good": category is Category.PRAISE,
        "feedback_bad": category is Category.COMPLAINT,
    }
