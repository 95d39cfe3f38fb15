"""How what words, rules and the encoder say becomes one opinion."""

from collections.abc import Mapping, Sequence

import numpy as np

from functions.classify.model.artefact import DANGER_LANE, URGENT_LANE, Weights
from functions.classify.model.features import word_rows
from functions.classify.model.heads import Heads, both, sigmoid, softmax
from functions.classify.model.rules import CATEGORIES, SENTIMENTS, Opinion
from functions.classify.model.tokens import Tokens
from shared.domain.vocabulary import Category

RULES_SHARE = 0.2
"""How much of what words say comes from the rules of thumb, which no corpus can mislead."""
ENCODER_SHARE = 0.4
"""How much of each probability comes from the encoder, where words and rules have a say too."""
URGENT_HEAD_SHARE = 0.3
"""How much of "it cannot wait" comes from its own head; the rest is what the two pressing categories get."""
PRESSING = tuple(place for place, one in enumerate(CATEGORIES) if one in (Category.URGENT_REQUEST, Category.OUTAGE))


def of_words(tokens: Tokens, cues: Mapping[str, float], weights: Weights, thought: Opinion) -> Opinion:
    """The trained probabilities and the rules', mixed.

    What cannot wait is taken without the rules: these know only yes and no, and here the order of the messages is what
    counts.
    """
    found = _opinion(scores_of(tokens, cues, weights))
    return averaged(found, thought, RULES_SHARE)._replace(urgent=found.urgent, danger=found.danger)


def of_encoder(vector: np.ndarray, heads: Heads) -> Opinion:
    """What the encoder's vector says."""
    return _opinion(heads.scores(vector))


def joined(worded: Opinion, understood: Opinion) -> Opinion:
    """What words and the encoder say together.

    Haste and danger are joined by scores: whoever is surer has the greater say.
    """
    return averaged(worded, understood, ENCODER_SHARE)._replace(
        urgent=both(worded.urgent, understood.urgent, ENCODER_SHARE),
        danger=both(worded.danger, understood.danger, ENCODER_SHARE),
    )


def averaged(one: Opinion, other: Opinion, share: float) -> Opinion:
    """``share`` is the weight of the second."""
    return Opinion(
        sentiment=_mixed(one.sentiment, other.sentiment, share),
        category=_mixed(one.category, other.category, share),
        urgent=(1 - share) * one.urgent + share * other.urgent,
        danger=(1 - share) * one.danger + share * other.danger,
    )


def scores_of(tokens: Tokens, cues: Mapping[str, float], weights: Weights) -> list[float]:
    """One score for each lane of the table."""
    sums, size = weights.rows.unpacked(weights.rows.total(word_rows(tokens.words)))
    word_root = size**0.5
    letters, count = weights.letters(set(tokens.words))
    letter_root = count**0.5 or 1.0
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


def tempered(probabilities: Sequence[float], temperature: float) -> Sequence[float]:
    """Calibrated: sharper below 1, flatter above."""
    if temperature == 1:
        return probabilities
    raised = [share ** (1 / temperature) for share in probabilities]
    total = sum(raised)
    return [share / total for share in raised]


def _opinion(scores: list[float]) -> Opinion:
    category = softmax(scores[len(SENTIMENTS) : URGENT_LANE])
    return Opinion(
        sentiment=tuple(softmax(scores[: len(SENTIMENTS)])),
        category=tuple(category),
        urgent=URGENT_HEAD_SHARE * sigmoid(scores[URGENT_LANE])
        + (1 - URGENT_HEAD_SHARE) * sum(category[place] for place in PRESSING),
        danger=sigmoid(scores[DANGER_LANE]),
    )


def _mixed(one: Sequence[float], other: Sequence[float], share: float) -> tuple[float, ...]:
    return tuple([(1 - share) * left + share * right for left, right in zip(one, other, strict=True)])
