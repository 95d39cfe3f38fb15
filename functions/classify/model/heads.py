"""What the encoder's vector says, trained on French and English together.

One line of weights for each lane, and a small network for those that a line cannot tell: many things are dangerous for
reasons that have nothing in common.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

WIDTH = 512
UNITS = 128
"""Of a net."""
NEVER = 1e-9
"""The least that a probability counts as where scores are joined."""


class Net(NamedTuple):
    """One layer of ``UNITS`` that are silent below zero, and what each of them says. ``hidden`` has a column a unit."""

    hidden: np.ndarray
    hidden_bias: np.ndarray
    out: np.ndarray
    bias: float

    def score(self, vector: np.ndarray) -> float:
        return float(np.maximum(vector @ self.hidden + self.hidden_bias, 0) @ self.out + self.bias)


class Heads(NamedTuple):
    """``weights`` has one column for each lane. A lane that has a net too is the mean of both."""

    weights: np.ndarray
    bias: np.ndarray
    nets: Mapping[int, Net]

    def scores(self, vector: np.ndarray) -> list[float]:
        found: list[float] = (vector @ self.weights + self.bias).tolist()
        for lane, net in self.nets.items():
            found[lane] = (found[lane] + net.score(vector)) / 2
        return found


def heads_of(data: bytes, lanes: int, nets: bytes, with_nets: Sequence[int]) -> Heads:
    """As ``training`` writes them: rows of float32, the last one is the bias. Raises ``ValueError``.

    ``nets`` holds those of the lanes ``with_nets``, each as rows of float32: one for each number of the vector, then
    the bias of each unit, what each unit says, and the bias of it all.
    """
    table = np.frombuffer(data, dtype="<f4").reshape(WIDTH + 1, lanes)
    parts = np.frombuffer(nets, dtype="<f4").reshape(len(with_nets), (WIDTH + 2) * UNITS + 1)
    return Heads(table[:WIDTH], table[WIDTH], dict(zip(with_nets, map(_net_of, parts), strict=True)))


def _net_of(part: np.ndarray) -> Net:
    rows = part[:-1].reshape(WIDTH + 2, UNITS)
    return Net(rows[:WIDTH], rows[WIDTH], rows[WIDTH + 1], float(part[-1]))


def softmax(scores: list[float]) -> list[float]:
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]


def both(one: float, other: float, share: float) -> float:
    """Two probabilities of the same thing as one, by the mean of their scores; ``share`` is the weight of the second.

    What one of them is sure of weighs more than in the mean of the probabilities.
    """
    return sigmoid((1 - share) * _score(one) + share * _score(other))


def _score(probability: float) -> float:
    held = min(max(probability, NEVER), 1 - NEVER)
    return math.log(held / (1 - held))


def sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
