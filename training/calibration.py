"""Temperatures, thresholds and how honest the probabilities are."""

from collections.abc import Sequence

import numpy as np

_GRID = np.round(np.arange(0.4, 3.01, 0.05), 2)


def temperature(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The one that makes the true labels likeliest."""

    def loss(value: float) -> float:
        shares = flattened(probabilities, value)
        return float(-np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)).mean())

    return float(min(_GRID, key=loss))


def flattened(probabilities: np.ndarray, value: float) -> np.ndarray:
    raised = np.maximum(probabilities, 1e-12) ** (1 / value)
    return raised / raised.sum(axis=1, keepdims=True)


def expected_calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """The mean gap between what was claimed and what was true, over equal bins of confidence."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            gap += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(gap)


def threshold_for_accuracy(confidence: np.ndarray, right: np.ndarray, wanted: float) -> float:
    """The lowest confidence from which on at least that share of the answers is right."""
    for value in np.round(np.arange(0.2, 0.9, 0.01), 2):
        kept = confidence >= value
        if kept.any() and right[kept].mean() >= wanted:
            return float(value)
    return 0.9


def best_f1_threshold(scores: np.ndarray, truth: Sequence[bool]) -> float:
    labels = np.asarray(truth)

    def f1(value: float) -> float:
        chosen = scores >= value
        return 2 * float((chosen & labels).sum()) / max(float(chosen.sum() + labels.sum()), 1.0)

    return float(max(np.round(np.arange(0.1, 0.91, 0.02), 2), key=f1))
