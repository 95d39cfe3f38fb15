"""The trained model: a text in, probabilities and their reasons out. Linear in the length."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from functions.classify.encoder.surface import is_given_whole, said
from functions.classify.encoder.vectors import vectors
from functions.classify.model.artefact import Artefact, artefact
from functions.classify.model.cues import cues_of
from functions.classify.model.language import OTHER, identify
from functions.classify.model.opinions import joined, of_encoder, of_words, tempered
from functions.classify.model.passages import passages
from functions.classify.model.reasons import Decision, reasons_of
from functions.classify.model.rules import CATEGORIES, NEEDS_RESPONSE, SENTIMENTS, Opinion, opinion
from functions.classify.model.tokens import tokens_of
from shared.domain.brand.danger_lists import DangerLists
from shared.domain.classification.danger import BY_THE_BRAND, dangers_in, says, without
from shared.domain.classification.danger_expressions import without_expressions
from shared.domain.privacy import personal_data
from shared.domain.privacy.personal_data.finding import Finding
from shared.domain.vocabulary import Category, Sentiment

_TROUBLE = frozenset(
    ("anger", "contrast", "fault", "insult", "irony", "late", "leaving", "negation", "profanity", "unheard", "waiting")
)
"""Cues of what people write when something is wrong. Offers hold some of them, too: a person then looks."""

_RESPONDS = tuple(category in NEEDS_RESPONSE for category in CATEGORIES)
SILENCED = tuple(place for place, one in enumerate(CATEGORIES) if one in (Category.SPAM, Category.ABUSE))
NO_LISTS = DangerLists()
_SURE_OF_A_PART = 0.7
"""What the heads alone must say of a part of a long text: out of its place a sentence sounds like more than it is."""
_UNTRAINED = 0.2  # the most that is claimed of a language in which nobody checked us


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the model makes of a text. All probabilities are calibrated; ``language`` may be ``other``.

    ``abstained``: the category is not to be trusted, and ``needs_response`` leans to the safe side. ``dangers`` are the
    kinds that the lists found. ``danger`` is true for these, unless the model is nearly sure that there is none ("fire
    drill", "the leak is mended"), and for what the model takes for a danger; the brand's own phrases need no model.
    ``vector`` is what the encoder makes of the text; ``None`` when it has no words. ``trouble``: its words are those of
    somebody for whom something is wrong, or we know no such words in its language.
    """

    language: str
    language_probability: float
    sentiment: Sentiment
    sentiment_probability: float
    category: Category
    category_probability: float
    needs_response: bool
    needs_response_probability: float
    urgent: bool
    urgent_probability: float
    danger: bool
    danger_probability: float
    dangers: tuple[str, ...]
    sentiments: tuple[float, ...]
    categories: tuple[float, ...]
    abstained: bool
    personal_data: tuple[Finding, ...]
    reasons: tuple[str, ...]
    trouble: bool
    vector: np.ndarray | None = field(default=None, compare=False, repr=False)


def read(
    text: str,
    *,
    hint: str | None = None,
    phones: Iterable[tuple[int, int]] = (),
    reader: str = "en",
    danger_lists: DangerLists = NO_LISTS,
    trained: Artefact | None = None,
) -> Reading:
    """Any text has a reading, however broken or long.

    ``hint`` is the platform's own guess of the language; ``reader`` the language of the reasons, ``fr`` or ``en``;
    ``danger_lists`` the brand's own.
    """
    trained = trained if trained is not None else artefact()
    tokens = tokens_of(text)
    findings = personal_data.find(text, phones=phones)
    language, certainty = identify(tokens.shown, trained.language, hint)
    cues = cues_of(tokens, language, personal_data.kinds(findings))
    weights = trained.weights.get(language)
    worded = any(word[0].isalpha() for word in tokens.words)
    wordless = not worded and bool(text.strip())
    vector = vectors([said(tokens.text)])[0] if worded else None
    mixed = opinion(cues)
    if vector is not None:
        understood = of_encoder(vector, trained.heads)
        mixed = understood if weights is None else joined(of_words(tokens, cues, weights, mixed), understood)
    mixed = calibrated(mixed, trained)
    sure_from = trained.sure_from if weights is not None or not worded else trained.sure_from_encoder
    limit = _UNTRAINED if language == OTHER and not wordless else 1
    best = _best(mixed.category, sure_from if limit == 1 else 1.0)
    confidence = min(mixed.category[best], limit)
    abstained = confidence < sure_from and not wordless
    felt = _highest(mixed.sentiment)
    responding = sum(share for share, responds in zip(mixed.category, _RESPONDS, strict=True) if responds)
    urgent = mixed.urgent >= trained.urgent_from
    kept = without(text, _all(danger_lists.exceptions))
    rest = without_expressions(kept)
    if rest is text:
        dangers, risk = dangers_in(text), mixed.danger
        danger = _in_danger(dangers, risk, trained, whole=is_given_whole(tokens.text))
        for part in () if danger or language == OTHER else passages(tokens.text):
            told = read(part, hint=language, trained=trained)
            if told.danger and (told.dangers or told.danger_probability >= _SURE_OF_A_PART):
                danger, risk = True, max(risk, told.danger_probability)
                break
    else:
        told = read(rest, hint=hint, trained=trained)
        dangers, risk, danger = told.dangers, told.danger_probability, told.danger
    if says(kept, _all(danger_lists.phrases)):
        dangers, danger = (*dangers, BY_THE_BRAND), True
    return Reading(
        language=language,
        language_probability=certainty,
        sentiment=SENTIMENTS[felt],
        sentiment_probability=mixed.sentiment[felt],
        category=CATEGORIES[best],
        category_probability=confidence,
        needs_response=danger
        or (urgent and best not in SILENCED)
        or responding >= _answered_from(trained, abstained=abstained, worded_here=weights is not None),
        needs_response_probability=responding,
        urgent=urgent,
        urgent_probability=mixed.urgent,
        danger=danger,
        danger_probability=risk,
        dangers=dangers,
        sentiments=tuple(mixed.sentiment),
        categories=tuple(mixed.category),
        abstained=abstained,
        personal_data=findings,
        reasons=reasons_of(
            tokens,
            Decision(
                category=CATEGORIES[best],
                urgent=urgent,
                danger=danger,
                dangers=dangers if danger else (),
                language=language,
                unsure=confidence if abstained else None,
                vector=vector,
            ),
            reader,
        ),
        trouble=weights is None or not _TROUBLE.isdisjoint(cues),
        vector=vector,
    )


def _answered_from(trained: Artefact, *, abstained: bool, worded_here: bool) -> float:
    """In doubt rather yes; always where words have no say, since what such a doubt costs was measured with them."""
    if not abstained:
        return trained.respond_from
    return trained.respond_in_doubt_from if worded_here else 0.0


def _in_danger(dangers: tuple[str, ...], risk: float, trained: Artefact, *, whole: bool) -> bool:
    """The heads may only overrule a list where they were given the whole text."""
    if dangers and not whole:
        return True
    return risk >= (trained.danger_listed_from if dangers else trained.danger_from)


def _all(phrases: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(phrase for texts in phrases.values() for phrase in texts)


def calibrated(mixed: Opinion, trained: Artefact) -> Opinion:
    heat = trained.temperature
    return Opinion(
        sentiment=tuple(tempered(mixed.sentiment, heat["sentiment"])),
        category=tuple(tempered(mixed.category, heat["category"])),
        urgent=tempered((mixed.urgent, 1 - mixed.urgent), heat["urgent"])[0],
        danger=mixed.danger,
    )


def _best(category: Sequence[float], sure_from: float) -> int:
    """The likeliest; spam and abuse only when that is sure, since who is taken for a spammer gets no answer."""
    best = _highest(category)
    if best in SILENCED and category[best] < sure_from:
        best = max((place for place in range(len(category)) if place not in SILENCED), key=category.__getitem__)
    return best


def _highest(shares: Sequence[float]) -> int:
    return max(range(len(shares)), key=shares.__getitem__)
