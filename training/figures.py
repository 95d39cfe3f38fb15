"""F1 and its bootstrap intervals."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

ROUNDS = 500
Figure = Callable[[np.ndarray], float]
Table = dict[str, tuple[float, float, float]]


def macro_f1(truth: Sequence[Any], told: Sequence[Any], labels: Sequence[Any]) -> float:
    """Over the labels that occur in the truth."""
    return f1_of(truth, told, labels)(np.arange(len(truth)))


def f1(truth: Sequence[bool], told: Sequence[bool]) -> float:
    return macro_f1(truth, told, [True])


def with_interval(figure: Figure, size: int) -> tuple[float, float, float]:
    """The value, and where 95 % of the bootstrap's values lie."""
    chance = np.random.default_rng(7)
    values = [figure(chance.integers(0, size, size)) for _ in range(ROUNDS)]
    return figure(np.arange(size)), float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))


def f1_of(truth: Sequence[Any], told: Sequence[Any], labels: Sequence[Any]) -> Figure:
    """The macro F1 of the chosen places, over the labels that occur in their truth."""
    size = len(labels) + 1
    numbers = {label: number for number, label in enumerate(labels)}
    pairs = np.array([numbers.get(one, size - 1) * size for one in truth]) + [
        numbers.get(one, size - 1) for one in told
    ]

    def figure(places: np.ndarray) -> float:
        counts = np.bincount(pairs[places], minlength=size * size).reshape(size, size)
        wanted, given = counts.sum(axis=1)[:-1], counts.sum(axis=0)[:-1]
        occurring = wanted > 0
        values = 2 * counts.diagonal()[:-1][occurring] / (wanted + given)[occurring]
        return float(values.mean()) if len(values) else 0.0

    return figure


def lenient(truth: Sequence[str], told: Sequence[str], allowed: Sequence[Sequence[str]]) -> list[str]:
    return [one if one in others else right for right, one, others in zip(truth, told, allowed, strict=True)]


def recall_at_half_precision(scores: np.ndarray, truth: np.ndarray) -> Figure:
    """How much of what is true is found where half of what is found is true; with the highest score first."""

    def figure(places: np.ndarray) -> float:
        order = places[np.argsort(-scores[places], kind="stable")]
        hits = np.cumsum(truth[order])
        precision = hits / np.arange(1, len(order) + 1)
        good = np.flatnonzero(precision >= 0.5)
        return float(hits[good[-1]] / max(truth[places].sum(), 1)) if len(good) else 0.0

    return figure


def average_precision(scores: np.ndarray, truth: np.ndarray, share: float) -> Figure:
    """The mean precision at each message that is true, as if ``share`` of all messages were."""

    def figure(places: np.ndarray) -> float:
        order = places[np.argsort(-scores[places], kind="stable")]
        wanted = truth[order]
        if not wanted.any() or wanted.all():
            return 0.0
        weights = np.where(wanted, share / wanted.sum(), (1 - share) / (~wanted).sum())
        precision = np.cumsum(weights * wanted) / np.cumsum(weights)
        return float(precision[wanted].mean())

    return figure
