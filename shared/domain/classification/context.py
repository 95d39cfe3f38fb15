"""What a message means beyond its words: where it was said, and what the platform itself says of it."""

from dataclasses import replace

from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import Category, Sentiment, Stage, Surface, Visibility

WORST_STARS = 2  # of five
_MATTERS = (Category.OUTAGE, Category.URGENT_REQUEST, Category.ACCOUNT_OR_TECHNICAL, Category.COMPLAINT)
_ASKS_NOTHING = (Category.PRAISE, Category.SPAM, Category.ABUSE)


def as_review(event: InboundEvent, classification: Classification) -> Classification:
    """A recommendation against us is a complaint, however few words go with it."""
    if event.surface is not Surface.REVIEW or not _is_against_us(event):
        return classification
    category = classification.category
    if category in (Category.MENTION, Category.PRAISE, Category.QUESTION):
        category = Category.COMPLAINT
    return replace(
        classification,
        category=category,
        sentiment=Sentiment.NEGATIVE,
        needs_response=True,
        reasons=(*classification.reasons, "review: negative"),
    )


def as_matter(classification: Classification) -> Classification:
    """What can only be settled by somebody needs an answer, in the end, whoever doubts it of these very words."""
    if classification.needs_response or classification.stage is not Stage.DIRECT:
        return classification
    return replace(classification, needs_response=True) if classification.category in _MATTERS else classification


def as_more_than_thanks(classification: Classification, *, goes_on: bool) -> Classification:
    """Polite people thank us while they still wait: what goes on after the thanks decides."""
    said = classification
    if not goes_on or said.needs_response or said.stage is not Stage.DIRECT or said.category is not Category.PRAISE:
        return said
    return replace(
        said, category=Category.QUESTION, needs_response=True, reasons=(*said.reasons, "thanks: and something more")
    )


def as_beginning(event: InboundEvent, classification: Classification, *, closing: bool) -> Classification:
    """Whoever begins to write to us in private waits for an answer, also when the words alone say nothing."""
    written = event.visibility is Visibility.PRIVATE and event.surface is Surface.DIRECT_MESSAGE
    robot = event.author is not None and event.author.is_bot
    if not written or robot or closing or classification.category in _ASKS_NOTHING:
        return classification
    if classification.needs_response:
        return classification
    return replace(
        classification, needs_response=True, reasons=(*classification.reasons, "private: somebody waits for an answer")
    )


def _is_against_us(event: InboundEvent) -> bool:
    stars = event.details.get("rating", "")
    few = stars.isascii() and stars.isdecimal() and 1 <= int(stars) <= WORST_STARS
    return few or event.details.get("recommendation_type", "").casefold() == "negative"
