"""Small networks on the encoder's vectors, for what a line cannot tell: what cannot wait, that somebody may be hurt."""

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from functions.classify.model.heads import UNITS, Net

SEEDS = (0, 1)
"""A net of each, and the mean of them: where one ends depends on where it began."""
ROUNDS = 12
"""Through the messages. More of them fit the corpus better, and unseen styles no better."""
WIDE = 16.0
"""The numbers of a vector are small (512 of them have the length 1), and a net learns from larger ones sooner."""


def fit(matrix: np.ndarray, wanted: Sequence[bool], weights: np.ndarray) -> Net:
    """All nets as one, with the mean of what they say."""
    nets = [_fitted(matrix, wanted, weights, seed) for seed in SEEDS]
    return Net(
        hidden=np.concatenate([WIDE * net.coefs_[0] for net in nets], axis=1),
        hidden_bias=np.concatenate([net.intercepts_[0] for net in nets]),
        out=np.concatenate([net.coefs_[1][:, 0] for net in nets]) / len(nets),
        bias=float(np.mean([net.intercepts_[1][0] for net in nets])),
    )


def scores(net: Net, matrix: np.ndarray) -> np.ndarray:
    """One of each row, as at run time."""
    return np.maximum(matrix @ net.hidden + net.hidden_bias, 0) @ net.out + net.bias


def packed(net: Net) -> bytes:
    rows = np.concatenate([net.hidden, [net.hidden_bias], [net.out]]).ravel()
    return np.append(rows, net.bias).astype("<f4").tobytes()


def _fitted(matrix: np.ndarray, wanted: Sequence[bool], weights: np.ndarray, seed: int) -> MLPClassifier:
    net = MLPClassifier(
        (UNITS // len(SEEDS),),
        alpha=0.01,
        batch_size=256,
        learning_rate_init=0.002,
        max_iter=ROUNDS,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return net.fit(WIDE * matrix, np.array(wanted), sample_weight=weights / weights.mean())
