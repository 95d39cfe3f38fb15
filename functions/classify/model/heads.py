"""What the encoder's vector says: one line of weights for each lane, trained on French and English together."""

import math
from typing import NamedTuple

import numpy as np

WIDTH = 512


class Heads(NamedTuple):
    """``weights`` has one column for each lane."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, vector: np.ndarray) -> list[float]:
        found: list[float] = (vector @ self.weights + self.bias).tolist()
        return found


def heads_of(data: bytes, lanes: int) -> Heads:
    """As ``training`` writes them: rows of float32, the last one is the bias. Raises ``ValueError``."""
    table = np.frombuffer(data, dtype="<f4").reshape(WIDTH + 1, lanes)
    return Heads(table[:WIDTH], table[WIDTH])


def softmax(scores: list[float]) -> list[float]:
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]


def sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
