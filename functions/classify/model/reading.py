"""The trained model: a text in, probabilities and their reasons out. Linear in the length, no third-party import."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from functions.classify.model.artefact import URGENT_LANE, Artefact, Weights, artefact
from functions.classify.model.cues import cues_of
from functions.classify.model.features import word_rows
from functions.classify.model.language import identify
from functions.classify.model.reasons import reasons_of
from functions.classify.model.rules import CATEGORIES, NEEDS_RESPONSE, SENTIMENTS, Opinion, opinion
from functions.classify.model.tokens import Tokens, tokens_of
from shared.domain.privacy import personal_data
from shared.domain.privacy.personal_data import Finding
from shared.domain.vocabulary import Category, Sentiment

RULES_SHARE = 0.35
"""How much of each probability comes from the rules of thumb, which no corpus can mislead."""
_SENTIMENTS = len(SENTIMENTS)
_RESPONDS = tuple(category in NEEDS_RESPONSE for category in CATEGORIES)
PRESSING = tuple(place for place, one in enumerate(CATEGORIES) if one in (Category.URGENT_REQUEST, Category.OUTAGE))
SILENCED = tuple(place for place, one in enumerate(CATEGORIES) if one in (Category.SPAM, Category.ABUSE))
_UNTRAINED = 0.2  # confidence in a language nobody trained us in


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the model makes of a text. All probabilities are calibrated; ``language`` may be ``other``.

    ``abstained``: the answer is not to be trusted. ``needs_response`` then takes the safe side.
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
    abstained: bool
    personal_data: tuple[Finding, ...]
    reasons: tuple[str, ...]


def read(
    text: str, *, hint: str | None = None, phones: Iterable[tuple[int, int]] = (), trained: Artefact | None = None
) -> Reading:
    """Any text has a reading, however broken or long. ``hint`` is the platform's own guess of the language."""
    trained = trained if trained is not None else artefact()
    tokens = tokens_of(text)
    findings = personal_data.find(text, phones=phones)
    language, certainty = identify(tokens.shown, trained.language, hint)
    cues = cues_of(tokens, language, personal_data.kinds(findings))
    thought = opinion(cues.values)
    weights = trained.weights.get(language)
    wordless = bool(tokens.words) and not any(word[0].isalpha() for word in tokens.words)
    mixed = thought if weights is None else blended(tokens, cues.values, weights, thought)
    sentiment = tempered(mixed.sentiment, trained.temperature["sentiment"])
    category = tempered(mixed.category, trained.temperature["category"])
    urgent = tempered((mixed.urgent, 1 - mixed.urgent), trained.temperature["urgent"])[0]
    best = max(range(len(category)), key=category.__getitem__)
    if best in SILENCED and category[best] < trained.sure_from:
        # The safe side: who is taken for a spammer gets no answer, so that has to be sure.
        best = max((place for place in range(len(category)) if place not in SILENCED), key=category.__getitem__)
    felt = max(range(_SENTIMENTS), key=sentiment.__getitem__)
    responding = sum(share for share, responds in zip(category, _RESPONDS, strict=True) if responds)
    confidence = category[best] if weights is not None or wordless else min(category[best], _UNTRAINED)
    abstained = confidence < trained.sure_from and not wordless
    chosen = CATEGORIES[best]
    return Reading(
        language=language,
        language_probability=certainty,
        sentiment=SENTIMENTS[felt],
        sentiment_probability=sentiment[felt],
        category=chosen,
        category_probability=confidence,
        needs_response=abstained or responding >= trained.respond_from,
        needs_response_probability=responding,
        urgent=urgent >= trained.urgent_from,
        urgent_probability=urgent,
        abstained=abstained,
        personal_data=findings,
        reasons=reasons_of(
            tokens,
            cues.words,
            chosen,
            urgent=urgent >= trained.urgent_from,
            untrained=language if weights is None and not wordless else None,
            unsure=confidence if abstained else None,
            weights=weights,
            lane=_SENTIMENTS + best,
        ),
    )


def blended(tokens: Tokens, cues: Mapping[str, float], weights: Weights, thought: Opinion) -> Opinion:
    """The trained probabilities and the rules', mixed.

    What cannot wait is the mean of its own head and of the two categories that cannot, without the rules: these know
    only yes and no, and here the order of the messages is what counts.
    """
    scores = scores_of(tokens, cues, weights)
    category = softmax(scores[_SENTIMENTS:URGENT_LANE])
    head = 1 / (1 + math.exp(-max(-30.0, min(30.0, scores[URGENT_LANE]))))
    return Opinion(
        sentiment=_mixed(softmax(scores[:_SENTIMENTS]), thought.sentiment),
        category=_mixed(category, thought.category),
        urgent=(head + sum(category[place] for place in PRESSING)) / 2,
    )


def scores_of(tokens: Tokens, cues: Mapping[str, float], weights: Weights) -> list[float]:
    """One score for each lane of the table."""
    sums, size = weights.rows.unpacked(weights.rows.total(word_rows(tokens.words)))
    word_root = math.sqrt(size)
    letters, count = weights.letters(set(tokens.words))
    letter_root = math.sqrt(count) or 1.0
    scores = [
        bias + one * word_scale / word_root + other * letter_scale / letter_root
        for bias, one, word_scale, other, letter_scale in zip(
            weights.bias, sums, weights.word_scale, letters, weights.letter_scale, strict=True
        )
    ]
    known = weights.cues
    rows = [
        known[name] if value == 1 else [value * weight for weight in known[name]]
        for name, value in cues.items()
        if value and name in known
    ]
    return [sum(lane) for lane in zip(scores, *rows, strict=True)]


def softmax(scores: Sequence[float]) -> list[float]:
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]


def tempered(probabilities: Sequence[float], temperature: float) -> Sequence[float]:
    """Calibrated: sharper below 1, flatter above."""
    if temperature == 1:
        return probabilities
    raised = [share ** (1 / temperature) for share in probabilities]
    total = sum(raised)
    return [share / total for share in raised]


def _mixed(trained: Sequence[float], ruled: Sequence[float]) -> tuple[float, ...]:
    share = 1 - RULES_SHARE
    return tuple([share * one + RULES_SHARE * other for one, other in zip(trained, ruled, strict=True)])
