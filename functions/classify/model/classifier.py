"""The classifier behind the port of ``shared/ports``: what the trained model reads, in the words of the domain."""

import re
from dataclasses import dataclass

from functions.classify.model.language import OTHER
from functions.classify.model.pages import matches, meaning_of
from functions.classify.model.reading import Reading, read
from functions.classify.model.reasons import READERS
from functions.classify.model.rules import SENTIMENTS
from functions.classify.model.topics import Label
from shared.domain.brand.model import Brand
from shared.domain.classification.model import Classification
from shared.domain.classification.reasons import with_reason
from shared.domain.classification.stage import stage_of
from shared.domain.listening.condition import holds_one
from shared.domain.messages.event import InboundEvent
from shared.domain.privacy import personal_data
from shared.domain.vocabulary import Category, Danger, Sentiment, Stage, Surface
from shared.ports.meaning import PageMeanings
from shared.ports.time_and_language import PhoneFinder

UNDETERMINED = "und"
FALLBACK_READER = "en"  # of reasons, for brands that work in neither French nor English
_NOT_ADDRESSED = {
    Stage.BROAD: Label("ne s'adresse pas à nous", "not addressed to us"),
    Stage.PROACTIVE: Label("parle de notre secteur sans nous nommer", "speaks of our field without naming us"),
}
_ASKING = 0.3
"""From this probability on, spam or abuse may be a customer who asks for something: a person looks at it."""

_DOUBT = 0.05
"""From this probability on that somebody has to answer, no machine hides it alone."""

_ILL = 0.2
"""The same for a bad mood."""

_OF_A_PART = 0.4
"""The same two of a part of it, of which the model knows less."""

_ENDS = re.compile(r"(?<=[.!?\u2026])\s+|\n|\s(?=https?:)|\s(?=[^\W\d_a-zà-ÿ][a-zà-ÿ])")
"""Also before a word with a capital: who adds an offer to a complaint may leave out the full stop."""
_HANDLES = re.compile(r"^(?:@\S+\s+)+")
_WORDS = 3  # fewer say nothing alone
_MAX_SENTENCES = 10

REGION = "FR"  # of a number without a country code, when the brand's calendar names no country


@dataclass(frozen=True, slots=True)
class TrainedClassifier:
    """Implements the port ``Classifier``. ``phones`` finds numbers that the patterns of the domain do not know."""

    phones: PhoneFinder | None = None

    def __call__(self, event: InboundEvent, brand: Brand, pages: PageMeanings | None = None) -> Classification:
        text = event.text or ""
        phones = () if self.phones is None else tuple(self.phones.find(text, brand.calendar.holiday_country or REGION))
        reader = _primary(brand.default_language)
        reader = reader if reader in READERS else FALLBACK_READER
        reading = read(
            text, hint=_primary(event.language_hint), phones=phones, reader=reader, danger_lists=brand.danger
        )
        stage, _ = stage_of(event, brand)
        # A story that only shows us says nothing to answer; any other message without a word may be a photograph of
        # what went wrong, and the reading abstains.
        silent = event.surface is Surface.STORY_MENTION and not (event.text or "").strip()
        asks = reading.category in (Category.SPAM, Category.ABUSE) and reading.needs_response_probability >= _ASKING
        return Classification(
            language=UNDETERMINED if reading.language == OTHER else reading.language,
            language_confidence=round(reading.language_probability * 100),
            sentiment=reading.sentiment,
            category=reading.category,
            stage=stage,
            needs_response=(reading.needs_response or asks) and not silent,
            urgent=reading.urgent,
            danger=Danger.POSSIBLE if reading.danger else Danger.NONE,
            confidence=int(reading.category_probability * 100),
            sure=silent or not reading.abstained,
            personal_data=personal_data.kinds(reading.personal_data),
            reasons=_with_stage(reading.reasons, stage, reader),
            meaning=meaning_of(reading),
            article_matches=matches(reading.vector, pages),
            may_be_criticism=_may_be_criticism(reading, text, brand),
        )


def _may_be_criticism(reading: Reading, text: str, brand: Brand) -> bool:
    """What is taken for spam is also read sentence by sentence: an offer may stand behind a complaint."""
    if (
        reading.trouble
        or reading.needs_response_probability >= _DOUBT
        or reading.sentiments[SENTIMENTS.index(Sentiment.NEGATIVE)] >= _ILL
        or holds_one((brand.name, *brand.keywords), text)
    ):
        return True
    if reading.category is not Category.SPAM:
        return False
    first, *others = _ENDS.split(_HANDLES.sub("", text))
    sentences = [first, *(part for part in others if len(part.split()) >= _WORDS)]
    return len(sentences) > _MAX_SENTENCES or any(
        _critical(read(part)) for part in sentences if part.strip() and part != text
    )


def _critical(part: Reading) -> bool:
    negative = part.sentiments[SENTIMENTS.index(Sentiment.NEGATIVE)]
    return max(part.needs_response_probability, negative) >= _OF_A_PART


def _with_stage(reasons: tuple[str, ...], stage: Stage, reader: str) -> tuple[str, ...]:
    """Also why it is not addressed to us, where it is not."""
    reason = _NOT_ADDRESSED.get(stage)
    return reasons if reason is None else with_reason(reasons, reason[READERS.index(reader)])


def _primary(hint: str | None) -> str | None:
    """``fr`` of ``fr_CA`` or ``fr-FR``."""
    return hint.replace("_", "-").split("-", 1)[0].lower() if hint else None
