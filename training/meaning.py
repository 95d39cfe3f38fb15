"""Linear models of the encoder's vectors, of both languages together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from functions.classify.encoder.surface import said
from functions.classify.encoder.vectors import vectors
from functions.classify.model.artefact import LANES
from functions.classify.model.heads import WIDTH
from functions.classify.model.rules import CATEGORIES, SENTIMENTS
from functions.classify.model.tokens import readable
from training.corpus import Example
from training.fitting import (
    EXPECTED_CATEGORY,
    EXPECTED_SENTIMENT,
    Probabilities,
    logistic,
    pressing_heads,
    probabilities_of,
    weights_of,
)

STRENGTH = 3.0
_known: dict[str, np.ndarray] = {}


def encoded(texts: Sequence[str]) -> np.ndarray:
    """One row a text, each computed once in this process."""
    new = [text for text in dict.fromkeys(texts) if text not in _known]
    if new:
        _known.update(zip(new, vectors([said(readable(text)) for text in new]), strict=True))
    return np.array([_known[text] for text in texts])


@dataclass
class Meaning:
    """``coefficients`` has one row per lane; the last column is the bias."""

    coefficients: np.ndarray

    def probabilities(self, texts: Sequence[str]) -> Probabilities:
        """Not yet calibrated."""
        return probabilities_of(encoded(texts) @ self.coefficients[:, :WIDTH].T + self.coefficients[:, WIDTH])

    def packed(self) -> bytes:
        return np.ascontiguousarray(self.coefficients.T, dtype="<f4").tobytes()


def fit(known: Sequence[Example]) -> Meaning:
    matrix = encoded([example.text for example in known])
    coefficients = np.zeros((LANES, WIDTH + 1))
    heads = (
        (0, [example.sentiment for example in known], [str(one) for one in SENTIMENTS], EXPECTED_SENTIMENT),
        (len(SENTIMENTS), [example.category for example in known], [str(one) for one in CATEGORIES], EXPECTED_CATEGORY),
    )
    for first, labels, names, expected in heads:
        model = logistic(matrix, labels, weights_of(labels, expected), STRENGTH)
        for lane, name in enumerate(names, first):
            place = list(model.classes_).index(name)
            coefficients[lane] = np.append(model.coef_[place], model.intercept_[place])
    for lane, wanted, weights in pressing_heads(known):
        model = logistic(matrix, wanted, weights, STRENGTH)
        coefficients[lane] = np.append(model.coef_[0], model.intercept_[0])
    return Meaning(coefficients.round(5))
