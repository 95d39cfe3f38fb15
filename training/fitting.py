"""Linear models of words in one language: sentiment, category, that it cannot wait, that somebody may be hurt."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from functions.classify.model.artefact import DANGER_LANE, LANES, URGENT_LANE
from functions.classify.model.features import ROWS
from functions.classify.model.opinions import PRESSING, RULES_SHARE, URGENT_HEAD_SHARE
from functions.classify.model.rules import CATEGORIES, SENTIMENTS
from shared.domain.vocabulary import Category
from training.corpus import Example
from training.vectors import CUES, HALF, LETTERS, MAX_CUES, WORDS, Vectors, opinions

L = TypeVar("L")
STRENGTH = 1.0
MIN_SEEN = 2  # features of a single text say nothing about others, and their rows stay empty
# The mix a desk sees, roughly. The corpus holds more of the rare kinds, so that they are learnt at all.
EXPECTED_CATEGORY = {
    "complaint": 0.34, "account_or_technical": 0.20, "question": 0.10, "mention": 0.10, "praise": 0.08,
    "outage": 0.07, "spam": 0.06, "urgent_request": 0.06, "abuse": 0.03,
}  # fmt: skip
DANGER_SHARE = 0.3
"""The weight of those that tell of a danger among the urgent requests of the training.

They are most of them in the corpus and next to none on a desk. With their full weight, what cannot wait is what speaks
of smoke, blood and children, and plain haste comes late in the order.
"""
EXPECTED_SENTIMENT = {"negative": 0.55, "neutral": 0.32, "positive": 0.13}


class Probabilities(NamedTuple):
    """Probabilities of many messages: two tables in the order of the labels, and one column each."""

    sentiment: np.ndarray
    category: np.ndarray
    urgent: np.ndarray
    danger: np.ndarray


def probabilities_of(scores: np.ndarray) -> Probabilities:
    """``scores`` has one column for each lane."""
    category = softmax(scores[:, len(SENTIMENTS) : URGENT_LANE])
    urgent = 1 / (1 + np.exp(-scores[:, URGENT_LANE]))
    return Probabilities(
        softmax(scores[:, : len(SENTIMENTS)]),
        category,
        URGENT_HEAD_SHARE * urgent + (1 - URGENT_HEAD_SHARE) * category[:, list(PRESSING)].sum(axis=1),
        1 / (1 + np.exp(-scores[:, DANGER_LANE])),
    )


@dataclass
class Fitted:
    """``coefficients`` has one row per lane of the weight table, one column per feature."""

    vectors: Vectors
    coefficients: np.ndarray
    bias: np.ndarray

    def probabilities(self, texts: Sequence[str], language: str) -> Probabilities:
        """Trained and ruled mixed as at run time, not yet calibrated."""
        estimates = probabilities_of(self.vectors.matrix(texts, language) @ self.coefficients.T + self.bias)
        ruled_sentiment, ruled_category = opinions(texts, language)
        return estimates._replace(
            sentiment=(1 - RULES_SHARE) * estimates.sentiment + RULES_SHARE * ruled_sentiment,
            category=(1 - RULES_SHARE) * estimates.category + RULES_SHARE * ruled_category,
        )


def fit(known: Sequence[Example], alarms: Sequence[Example], language: str) -> Fitted:
    """Both as ``corpus.grown`` makes them. ``alarms`` teach the heads for haste and danger alone."""
    vectors = Vectors()
    known_rows = vectors.matrix([example.text for example in known], language, learn=True)
    seen = _seen(known_rows)
    matrix = known_rows[:, seen]
    coefficients = np.zeros((LANES, ROWS + MAX_CUES))
    bias = np.zeros(LANES)
    for first, labels, names, weights in labelled_heads(known):
        model = logistic(matrix, labels, weights)
        for lane, name in enumerate(names, first):
            place = list(model.classes_).index(name)
            coefficients[lane, seen] = model.coef_[place]
            bias[lane] = model.intercept_[place]
    if alarms:
        every = sparse.vstack([known_rows, vectors.matrix([one.text for one in alarms], language)], format="csr")
        seen = _seen(every)
        matrix = every[:, seen]
    for lane, wanted, weights in pressing_heads([*known, *alarms]):
        model = logistic(matrix, wanted, weights)
        coefficients[lane, seen] = model.coef_[0]
        bias[lane] = model.intercept_[0]
    return Fitted(vectors, coefficients, bias)


def _seen(matrix: sparse.csr_matrix) -> np.ndarray:
    """The columns that are worth a weight."""
    return np.flatnonzero(np.asarray((matrix != 0).sum(axis=0)).ravel() >= MIN_SEEN)


def labelled_heads(known: Sequence[Example]) -> Iterator[tuple[int, list[str], list[str], np.ndarray]]:
    """First lane, labels, their names in the order of the lanes, weights."""
    felt, kind = [one.sentiment for one in known], [one.category for one in known]
    yield 0, felt, [str(one) for one in SENTIMENTS], weights_of(felt, EXPECTED_SENTIMENT)
    weights = weights_of(kind, EXPECTED_CATEGORY) * _haste(known)
    yield len(SENTIMENTS), kind, [str(one) for one in CATEGORIES], weights


def pressing_heads(known: Sequence[Example]) -> Iterator[tuple[int, list[bool], np.ndarray]]:
    """Lane, labels, weights. Haste in the mix of a desk; dangers weigh as much as all else: none may be lost."""
    mix = weights_of([one.category for one in known], EXPECTED_CATEGORY)
    yield URGENT_LANE, [one.urgent for one in known], mix * _haste(known)
    wanted = in_danger(known)
    yield DANGER_LANE, wanted, weights_of(wanted, {True: 0.5, False: 0.5})


def _haste(known: Sequence[Example]) -> np.ndarray:
    """One for each message, but among urgent requests less for dangers and more for the others."""
    urgent = np.array([one.category == Category.URGENT_REQUEST for one in known])
    danger = np.array(in_danger(known)) & urgent
    other = urgent & ~danger
    weights = np.ones(len(known))
    if danger.any() and other.any():
        weights[danger] = DANGER_SHARE * urgent.sum() / danger.sum()
        weights[other] = (1 - DANGER_SHARE) * urgent.sum() / other.sum()
    return weights


def in_danger(known: Sequence[Example]) -> list[bool]:
    return [example.danger == "possible" for example in known]


def logistic(
    matrix: sparse.csr_matrix | np.ndarray, labels: Sequence, weights: np.ndarray | None, strength: float = STRENGTH
) -> LogisticRegression:
    model = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
    return model.fit(matrix, np.array(labels), sample_weight=weights)


def weights_of(labels: Sequence[L], expected: Mapping[L, float]) -> np.ndarray:
    counts = Counter(labels)
    return np.array([expected[label] * len(labels) / counts[label] for label in labels])


def softmax(scores: np.ndarray) -> np.ndarray:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def packed(fitted: Fitted) -> tuple[bytes, dict]:
    """The weight table (one byte a weight, biased by 128) and the figures that go with it."""
    rows = np.full((ROWS, LANES), 128, dtype=np.uint8)
    page: dict = {"bias": _rounded(fitted.bias)}
    for name, start, end, share in (("word_scale", 0, HALF, WORDS), ("letter_scale", HALF, ROWS, LETTERS)):
        block = fitted.coefficients[:, start:end] * share
        scale = np.abs(block).max(axis=1) / 127
        scale[scale == 0] = 1.0
        rows[start:end] = (np.rint(block / scale[:, None]) + 128).astype(np.uint8).T
        page[name] = _rounded(scale, 9)
    page["cues"] = {
        name: _rounded(fitted.coefficients[:, ROWS + place] * CUES)
        for name, place in sorted(fitted.vectors.cues.items())
    }
    return rows.tobytes(), page


def _rounded(values: np.ndarray, digits: int = 4) -> list[float]:
    return [round(float(value), digits) for value in values]
