"""The six listening questions, as figures that one message adds to.

How many messages were written in frustration; how many were technical or about an account; how many were feedback,
good or bad; how many could be answered by an existing page; how many deserved an answer at all; and when customers
write, beside the hours the desk is open (the figures are kept by the hour).
"""

from collections.abc import Collection, Mapping

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

UNFRIENDLY = (Category.SPAM, Category.ABUSE)
"""Whoever writes that is not a frustrated customer."""

_BY_CATEGORY = ("account_or_technical", "feedback_good", "feedback_bad")

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


def correction(
    counted: Collection[str], category: Category | None, before: Mapping[str, str], after: Mapping[str, str]
) -> Mapping[str, int]:
    """What changes when the labels that people gave a message change.

    ``counted``: the figures that it added to when it was stored, whatever it is taken for now. ``category``: what it is
    taken for, which says whether it is rude where the figures do not.
    """
    old, new = (_labelled(counted, category, labels) for labels in (before, after))
    return {name: int(new[name]) - int(old[name]) for name in new if new[name] != old[name]}


def _labelled(counted: Collection[str], category: Category | None, labels: Mapping[str, str]) -> dict[str, bool]:
    """The figures of a message as people labelled it; what they did not label is as it was counted."""
    negative = "negative" in counted
    rude = "frustrated" not in counted if negative else category in UNFRIENDLY
    sentiment = Sentiment.NEGATIVE if negative else Sentiment.POSITIVE if "positive" in counted else Sentiment.NEUTRAL
    told = _about(
        Category(labels.get("category", Category.ABUSE if rude else Category.MENTION)),
        Sentiment(labels.get("sentiment", sentiment)),
    )
    return told if "category" in labels else {**told, **{name: name in counted for name in _BY_CATEGORY}}


def _about(category: Category, sentiment: Sentiment) -> dict[str, bool]:
    return {
        "positive": sentiment is Sentiment.POSITIVE,
        "negative": sentiment is Sentiment.NEGATIVE,
        "frustrated": sentiment is Sentiment.NEGATIVE and category not in UNFRIENDLY,
        "account_or_technical": category in (Category.ACCOUNT_OR_TECHNICAL, Category.OUTAGE),
        "feedback_good": category is Category.PRAISE,
        "feedback_bad": category is Category.COMPLAINT,
    }
