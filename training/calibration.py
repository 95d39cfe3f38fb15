"""Temperatures, thresholds and how honest the probabilities are."""

from collections.abc import Sequence

import numpy as np

_NEARLY = 0.005
_GRID = np.round(np.arange(0.4, 3.01, 0.05), 2)


def temperature(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The one that makes the true labels likeliest."""

    def loss(value: float) -> float:
        shares = flattened(probabilities, value)
        return float(-np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)).mean())

    return float(min(_GRID, key=loss))


def careful_temperature(probabilities: np.ndarray, truth: np.ndarray, groups: Sequence[str]) -> float:
    """What nine groups in ten do not exceed, each with the temperature that suits it.

    A new brand is a group nobody has seen, and life is harder than a corpus: probabilities that are right on average
    over known groups claim too much there. Never below 1: nothing found on a corpus is a reason to claim more.
    """
    names = np.asarray(groups)
    found = [temperature(probabilities[names == name], truth[names == name]) for name in sorted(set(groups))]
    return max(1.0, round(float(np.quantile(found, 0.9)), 2))


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


def best_f1_threshold(scores: np.ndarray, truth: Sequence[bool], *, both: bool = False, lean: float = 0.5) -> float:
    """The threshold of the best F1; with ``both``, of the best mean of the F1 of yes and of no.

    The middle of all that are nearly as good as the best: the very best one is an accident of the corpus. A smaller
    ``lean`` takes a lower one of them, where a wrong yes costs less than a wrong no.
    """
    labels = np.asarray(truth)

    def f1(chosen: np.ndarray, wanted: np.ndarray) -> float:
        return 2 * float((chosen & wanted).sum()) / max(float(chosen.sum() + wanted.sum()), 1.0)

    def worth(value: float) -> float:
        chosen = scores >= value
        return (f1(chosen, labels) + f1(~chosen, ~labels)) / 2 if both else f1(chosen, labels)

    found = {float(value): worth(value) for value in np.round(np.arange(0.1, 0.91, 0.02), 2)}
    best = max(found.values())
    good = [value for value, one in found.items() if one >= best - _NEARLY]
    return round(min(good) + lean * (max(good) - min(good)), 2)


def quiet_threshold(scores: np.ndarray, truth: Sequence[bool], anyway: Sequence[bool], alarms: float) -> float:
    """The lowest threshold with which no more than this share of what is false is taken for true.

    ``anyway`` is what is taken for true whatever its score.
    """
    false, known = ~np.asarray(truth), np.asarray(anyway)
    allowed = int(alarms * false.sum()) - int((false & known).sum())
    others = np.sort(scores[false & ~known])[::-1]
    return round(float(np.ceil(others[max(allowed, 0)] * 1000) / 1000), 3)
