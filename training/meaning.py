"""Models of the encoder's vectors, of both languages together: lines, and nets for haste and danger."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from functions.classify.encoder.surface import said
from functions.classify.encoder.vectors import vectors
from functions.classify.model.artefact import LANES, WITH_NETS
from functions.classify.model.heads import WIDTH, Net
from functions.classify.model.tokens import readable
from training import nets
from training.corpus import Example
from training.fitting import Probabilities, labelled_heads, logistic, pressing_heads, probabilities_of

STRENGTH = 3.0
_known: dict[str, np.ndarray] = {}


def encoded(texts: Sequence[str]) -> np.ndarray:
    """One row a text, each computed once in this process, and alone: beside others, its last digits depend on them."""
    for text in texts:
        if text not in _known:
            _known[text] = vectors([said(readable(text))])[0]
    return np.array([_known[text] for text in texts])


@dataclass
class Meaning:
    """``coefficients`` has one row per lane; the last column is the bias. A lane with a net is the mean of both."""

    coefficients: np.ndarray
    nets: dict[int, Net]

    def probabilities(self, texts: Sequence[str]) -> Probabilities:
        """Not yet calibrated."""
        matrix = encoded(texts)
        scores = matrix @ self.coefficients[:, :WIDTH].T + self.coefficients[:, WIDTH]
        for lane, net in self.nets.items():
            scores[:, lane] = (scores[:, lane] + nets.scores(net, matrix)) / 2
        return probabilities_of(scores)

    def packed(self) -> bytes:
        return np.ascontiguousarray(self.coefficients.T, dtype="<f4").tobytes()

    def packed_nets(self) -> bytes:
        return b"".join(nets.packed(self.nets[lane]) for lane in WITH_NETS)


def fit(known: Sequence[Example], alarms: Sequence[Example]) -> Meaning:
    """``alarms`` teach the heads for haste and danger alone."""
    matrix = encoded([example.text for example in known])
    coefficients = np.zeros((LANES, WIDTH + 1))
    for first, labels, names, weights in labelled_heads(known):
        model = logistic(matrix, labels, weights, STRENGTH)
        for lane, name in enumerate(names, first):
            place = list(model.classes_).index(name)
            coefficients[lane] = np.append(model.coef_[place], model.intercept_[place])
    every = np.concatenate([matrix, encoded([example.text for example in alarms])]) if alarms else matrix
    found = {}
    for lane, wanted, weights in pressing_heads([*known, *alarms]):
        model = logistic(every, wanted, weights, STRENGTH)
        coefficients[lane] = np.append(model.coef_[0], model.intercept_[0])
        found[lane] = nets.fit(every, wanted, weights)
    return Meaning(coefficients.round(5), {lane: found[lane] for lane in WITH_NETS})
