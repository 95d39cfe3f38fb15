"""What the place of a message, and the platform's own data, add to the classification of its words."""

from dataclasses import replace

from shared.domain.classification.fraud import speaks_of_fraud
from shared.domain.classification.model import Classification
from shared.domain.classification.reasons import with_fraud_first, with_reason, without_doubt
from shared.domain.conversations.calls_for_help import Call, call_in
from shared.domain.conversations.closing_phrases import asks_without_words
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.messages.words import has_link, says_nothing
from shared.domain.vocabulary import Category, Danger, Direction, Sentiment, Stage, Surface, Visibility

MAX_NEGATIVE_STARS = 2  # of five
MIN_POSITIVE_STARS = 4
_NEEDS_ACTION = (Category.OUTAGE, Category.URGENT_REQUEST, Category.ACCOUNT_OR_TECHNICAL, Category.COMPLAINT)
_UNWANTED = (Category.SPAM, Category.ABUSE)

PRAISE_IS_SURE_FROM = 75
"""Percent. Measured on our own messages that are kept apart: below it, most of what is read as praise is none."""


def answered_in_doubt(classification: Classification) -> Classification:
    """Where the classifier is unsure, the customer waits until a person has looked: a doubt costs nobody an answer."""
    return classification if classification.sure else replace(classification, needs_response=True)


def rated(event: InboundEvent, classification: Classification, text: str | None) -> Classification:
    """The stars of a review weigh in.

    A negative recommendation or a low rating is a complaint, however few words it has. A high one is never merely
    neutral, and without any words it is praise that waits for nothing.
    """
    if event.surface is not Surface.REVIEW:
        return classification
    if _is_positive(event):
        return _rated_well(classification, says_nothing=says_nothing(text))
    if not _is_negative(event):
        return classification
    category = classification.category
    if category in (Category.MENTION, Category.PRAISE, Category.QUESTION):
        category = Category.COMPLAINT
    return replace(
        classification,
        category=category,
        sentiment=Sentiment.NEGATIVE,
        needs_response=True,
        reasons=with_reason(classification.reasons, "review: negative"),
    )


def _rated_well(classification: Classification, *, says_nothing: bool) -> Classification:
    said = classification
    reasons = with_reason(said.reasons, "review: positive")
    if says_nothing:
        return replace(
            said, category=Category.PRAISE, sentiment=Sentiment.POSITIVE, needs_response=False, reasons=reasons
        )
    if said.sentiment is not Sentiment.NEUTRAL:
        return said
    category = Category.PRAISE if said.category is Category.MENTION else said.category
    return replace(said, category=category, sentiment=Sentiment.POSITIVE, reasons=reasons)


def needing_action(classification: Classification) -> Classification:
    """An outage, an urgent request, a matter of an account or a complaint that is addressed to us needs an answer."""
    if classification.needs_response or classification.stage is not Stage.DIRECT:
        return classification
    return replace(classification, needs_response=True) if classification.category in _NEEDS_ACTION else classification


def with_danger(classification: Classification) -> Classification:
    """Where somebody may be hurt a person has to look, whatever the category and the stage."""
    return classification if classification.danger is Danger.NONE else replace(classification, needs_response=True)


def with_fraud(classification: Classification, text: str | None) -> Classification:
    """Where somebody else uses the customer's account or money, a person answers soon."""
    said = classification
    if said.urgent or said.category in _UNWANTED or said.stage is not Stage.DIRECT or not speaks_of_fraud(text):
        return said
    category = said.category if said.category in _NEEDS_ACTION else Category.ACCOUNT_OR_TECHNICAL
    return replace(said, category=category, needs_response=True, urgent=True, reasons=with_fraud_first(said.reasons))


def calling_for_help(classification: Classification, text: str | None) -> Classification:
    """A message to us that only calls is no praise: "Au secours !!" is urgent, "Vite !!!" and "???" wait."""
    if classification.stage is not Stage.DIRECT:
        return classification
    call = call_in(text)
    if call is None:
        return replace(classification, needs_response=True) if asks_without_words(text) else classification
    return replace(
        classification,
        category=Category.URGENT_REQUEST if call is Call.RESCUE else Category.QUESTION,
        sentiment=Sentiment.NEUTRAL,
        needs_response=True,
        urgent=True,
        sure=True,
        reasons=with_reason(without_doubt(classification.reasons), f"calls: {call}"),
    )


def for_a_person_to_look_at(event: InboundEvent, classification: Classification, text: str | None) -> Classification:
    """Only a photograph, a shared post, a link or our handle: the matter is in what we cannot read."""
    said = classification
    robot = event.author is not None and event.author.is_bot
    if said.needs_response or said.stage is not Stage.DIRECT or robot or not says_nothing(text):
        return said
    if event.surface is Surface.STORY_MENTION or (said.category in _UNWANTED and said.sure):
        return said
    if not (event.attachments or has_link(text) or event.surface is Surface.MENTION):
        return said
    category = Category.QUESTION if said.category is Category.MENTION else said.category
    return replace(
        said,
        category=category,
        needs_response=True,
        reasons=with_reason(said.reasons, "no words: a person has to look"),
    )


def asking_after_thanks(classification: Classification, *, goes_on: bool) -> Classification:
    """Polite customers thank us while they still wait: what follows the thanks decides."""
    said = classification
    if not goes_on or said.needs_response or said.stage is not Stage.DIRECT or said.category is not Category.PRAISE:
        return said
    return replace(
        said,
        category=Category.QUESTION,
        needs_response=True,
        reasons=with_reason(said.reasons, "thanks: and something more"),
    )


def as_first_private_message(event: InboundEvent, classification: Classification, *, closing: bool) -> Classification:
    """Whoever writes to us in private for the first time waits for an answer, also when the words say nothing.

    Only sure praise without anything urgent, and sure spam and abuse, wait for none.
    """
    said = classification
    written = event.visibility is Visibility.PRIVATE and event.surface is Surface.DIRECT_MESSAGE
    robot = event.author is not None and event.author.is_bot
    if not written or robot or closing or said.category in _UNWANTED:
        return said
    if said.category is Category.PRAISE and said.confidence >= PRAISE_IS_SURE_FROM and not said.urgent:
        return said
    if classification.needs_response:
        return classification
    reasons = with_reason(classification.reasons, "private: somebody waits for an answer")
    return replace(classification, needs_response=True, reasons=reasons)


def addressed_to_parent(
    event: InboundEvent, classification: Classification, parent: Message | None, text: str | None
) -> Classification:
    """A reply that begins with the name of the customer whose comment it answers is talk among customers.

    Platforms put the name there when somebody presses "reply". It stays a person's work where somebody may be hurt.
    """
    author_id = None if event.author is None else event.author.id
    if parent is None or parent.direction is not Direction.INBOUND or parent.author_id in (None, author_id):
        return classification
    if classification.stage is not Stage.DIRECT or classification.danger is not Danger.NONE:
        return classification
    if not _begins_with_name(text, parent.author_name, parent.author_handle):
        return classification
    reasons = with_reason(classification.reasons, "stage: reply to another customer")
    return replace(classification, stage=Stage.BROAD, reasons=reasons)


def _begins_with_name(text: str | None, *names: str | None) -> bool:
    said = (text or "").casefold().lstrip("@ ")
    for name in names:
        whole = (name or "").casefold().strip().lstrip("@")
        for begins in (whole, whole.split(" ")[0]):
            rest = said.removeprefix(begins)
            if len(begins) > 1 and said.startswith(begins) and not rest[:1].isalnum():
                return True
    return False


def _is_negative(event: InboundEvent) -> bool:
    few = event.rating is not None and event.rating <= MAX_NEGATIVE_STARS
    return few or event.details.get("recommendation_type", "").casefold() == "negative"


def _is_positive(event: InboundEvent) -> bool:
    return event.rating is not None and event.rating >= MIN_POSITIVE_STARS
