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


def fit(known: Sequence[Example], language: str) -> Fitted:
    """``known`` as ``corpus.grown`` makes it."""
    vectors = Vectors()
    matrix = vectors.matrix([example.text for example in known], language, learn=True)
    seen = np.flatnonzero(np.asarray((matrix != 0).sum(axis=0)).ravel() >= MIN_SEEN)
    matrix = matrix[:, seen]
    coefficients = np.zeros((LANES, ROWS + MAX_CUES))
    bias = np.zeros(LANES)
    heads = (
        (0, [example.sentiment for example in known], [str(one) for one in SENTIMENTS], EXPECTED_SENTIMENT),
        (len(SENTIMENTS), [example.category for example in known], [str(one) for one in CATEGORIES], EXPECTED_CATEGORY),
    )
    for first, labels, names, expected in heads:
        model = logistic(matrix, labels, weights_of(labels, expected))
        for lane, name in enumerate(names, first):
            place = list(model.classes_).index(name)
            coefficients[lane, seen] = model.coef_[place]
            bias[lane] = model.intercept_[place]
    for lane, wanted, weights in pressing_heads(known):
        model = logistic(matrix, wanted, weights)
        coefficients[lane, seen] = model.coef_[0]
        bias[lane] = model.intercept_[0]
    return Fitted(vectors, coefficients, bias)


def pressing_heads(known: Sequence[Example]) -> Iterator[tuple[int, list[bool], np.ndarray | None]]:
    """Lane, labels, weights. Dangers weigh as much as all else together: they are few, and none may be lost."""
    yield URGENT_LANE, [one.urgent for one in known], None
    wanted = in_danger(known)
    yield DANGER_LANE, wanted, weights_of(wanted, {True: 0.5, False: 0.5})


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
