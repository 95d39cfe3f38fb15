"""What the place of a message, and the platform's own data, add to the classification of its words."""

from dataclasses import replace

from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import Category, Sentiment, Stage, Surface, Visibility

MAX_NEGATIVE_STARS = 2  # of five
_NEEDS_ACTION = (Category.OUTAGE, Category.URGENT_REQUEST, Category.ACCOUNT_OR_TECHNICAL, Category.COMPLAINT)
_ASKS_NOTHING = (Category.PRAISE, Category.SPAM, Category.ABUSE)


def rated_as_complaint(event: InboundEvent, classification: Classification) -> Classification:
    """A negative recommendation or a low rating is a complaint, however few words it has."""
    if event.surface is not Surface.REVIEW or not _is_negative(event):
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


def needing_action(classification: Classification) -> Classification:
    """An outage, an urgent request, a matter of an account or a complaint that is addressed to us needs an answer."""
    if classification.needs_response or classification.stage is not Stage.DIRECT:
        return classification
    return replace(classification, needs_response=True) if classification.category in _NEEDS_ACTION else classification


def asking_after_thanks(classification: Classification, *, goes_on: bool) -> Classification:
    """Polite customers thank us while they still wait: what follows the thanks decides."""
    said = classification
    if not goes_on or said.needs_response or said.stage is not Stage.DIRECT or said.category is not Category.PRAISE:
        return said
    return replace(
        said, category=Category.QUESTION, needs_response=True, reasons=(*said.reasons, "thanks: and something more")
    )


def as_first_private_message(event: InboundEvent, classification: Classification, *, closing: bool) -> Classification:
    """Whoever writes to us in private for the first time waits for an answer, also when the words say nothing."""
    written = event.visibility is Visibility.PRIVATE and event.surface is Surface.DIRECT_MESSAGE
    robot = event.author is not None and event.author.is_bot
    if not written or robot or closing or classification.category in _ASKS_NOTHING:
        return classification
    if classification.needs_response:
        return classification
    return replace(
        classification, needs_response=True, reasons=(*classification.reasons, "private: somebody waits for an answer")
    )


def _is_negative(event: InboundEvent) -> bool:
    stars = event.details.get("rating", "")
    few = stars.isascii() and stars.isdecimal() and 1 <= int(stars) <= MAX_NEGATIVE_STARS
    return few or event.details.get("recommendation_type", "").casefold() == "negative"
