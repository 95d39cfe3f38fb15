"""What experience says about a message, before any training: cues decide, in a fixed order.

The trained weights know the messages they were trained on; these rules know none and so lose nothing on messages of
another kind. A fixed share of every probability comes from here (``opinions.RULES_SHARE``).
"""

from collections.abc import Mapping
from typing import NamedTuple

from shared.domain.vocabulary import Category, Sentiment

SENTIMENTS = tuple(Sentiment)
CATEGORIES = tuple(Category)
NEEDS_RESPONSE = frozenset(
    {
        Category.ACCOUNT_OR_TECHNICAL,
        Category.COMPLAINT,
        Category.URGENT_REQUEST,
        Category.OUTAGE,
        Category.QUESTION,
    }
)
_CERTAIN_CATEGORY = 0.84  # what the rule's own choice gets; the rest is shared by the others
_CERTAIN_SENTIMENT = 0.8
_PRESSING, _DANGEROUS, _PATIENT = 0.8, 0.4, 0.1


class Opinion(NamedTuple):
    """Probabilities in the order of ``SENTIMENTS`` and ``CATEGORIES``, of that it cannot wait, and of a danger."""

    sentiment: tuple[float, ...]
    category: tuple[float, ...]
    urgent: float
    danger: float = 0.0


def opinion(cues: Mapping[str, float]) -> Opinion:
    has = cues.__contains__
    trouble = has("anger") or has("waiting") or has("unheard") or has("leaving")
    category = _category(cues, trouble=trouble)
    if trouble or has("emoji cross") or category in (Category.ABUSE, Category.OUTAGE):
        sentiment = Sentiment.NEGATIVE
    elif category is Category.PRAISE:
        sentiment = Sentiment.POSITIVE
    else:
        sentiment = Sentiment.NEUTRAL
    pressing = category in (Category.URGENT_REQUEST, Category.OUTAGE)
    return Opinion(
        sentiment=_probabilities(SENTIMENTS.index(sentiment), len(SENTIMENTS), _CERTAIN_SENTIMENT),
        category=_shared(category, _second(cues, category)),
        urgent=_PRESSING if pressing else _DANGEROUS if has("danger") else _PATIENT,
    )


def _category(cues: Mapping[str, float], *, trouble: bool) -> Category:
    has = cues.__contains__
    if has("bare insult"):
        return Category.ABUSE
    if has("fault") and (has("many") or has("fault somewhere")):
        return Category.OUTAGE
    if has("emoji help") and has("no words"):
        return Category.URGENT_REQUEST
    if has("urgency") and (has("account") or has("fault") or has("danger")):
        return Category.URGENT_REQUEST
    if has("spam") and (has("link") or has("emoji sell")) and not trouble:
        return Category.SPAM
    if trouble or (has("emoji cross") and has("no words")):
        return Category.COMPLAINT
    if has("fault") or (has("account") and (has("me") or has("request"))):
        return Category.ACCOUNT_OR_TECHNICAL
    if has("?") or has("question"):
        return Category.QUESTION
    if has("joy") or has("emoji joy"):
        return Category.PRAISE
    return Category.MENTION


def _second(cues: Mapping[str, float], first: Category) -> Category | None:
    """What it may as well be.

    A danger is urgent even when it is told in anger. Waiting without anger is a complaint to one reader and a
    look-up to another. A question mark without a word that asks may stand behind anything; alone it asks.
    """
    has = cues.__contains__
    if first in (Category.COMPLAINT, Category.ACCOUNT_OR_TECHNICAL) and has("danger"):
        return Category.URGENT_REQUEST
    if first is Category.COMPLAINT and not has("anger") and not has("leaving") and (has("account") or has("fault")):
        return Category.ACCOUNT_OR_TECHNICAL
    if first is Category.ACCOUNT_OR_TECHNICAL and has("?") and not has("fault"):
        return Category.QUESTION
    if first is Category.QUESTION and not has("question") and not has("no words"):
        return Category.PRAISE if has("joy") or has("emoji joy") else Category.MENTION
    return None


def _shared(first: Category, second: Category | None) -> tuple[float, ...]:
    if second is None:
        return _probabilities(CATEGORIES.index(first), len(CATEGORIES), _CERTAIN_CATEGORY)
    half = _CERTAIN_CATEGORY / 2
    rest = (1 - _CERTAIN_CATEGORY) / (len(CATEGORIES) - 2)
    return tuple(half if category in (first, second) else rest for category in CATEGORIES)


def _probabilities(chosen: int, count: int, certain: float) -> tuple[float, ...]:
    rest = (1 - certain) / (count - 1)
    return tuple(certain if place == chosen else rest for place in range(count))
