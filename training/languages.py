"""The table that tells languages apart."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from functions.classify.model.artefact import TRAINED
from functions.classify.model.language import LANGUAGES, ROWS, runs
from functions.classify.model.tokens import tokens_of
from training.corpus import language_samples

MANY = 60
OFTEN = 2
PIECES = (6, 3)
"""Long samples are also cut into pieces of so many words: many messages are that short."""


def _pieces(text: str, language: str) -> list[list[str]]:
    words = [word for word in tokens_of(text).shown if word[0].isalpha()]
    if not words:
        return []
    pieces = [words]
    for size in PIECES:
        cut = [words[start : start + size] for start in range(0, len(words), size)] if len(words) > size else []
        # French and English have ten times the text of the others: the beginning of each message is enough.
        pieces += cut[:1] if language in TRAINED else cut
    if len(words) > MANY and language not in TRAINED:
        pieces += [[word] for word in dict.fromkeys(words)]  # a list of common words
    return pieces


def _common() -> dict[str, list[str]]:
    """Words that come often in the corpus of a language: short messages are made of them."""
    counts: dict[str, Counter[str]] = {language: Counter() for language in TRAINED}
    for text, language in language_samples():
        if language in TRAINED:
            counts[language].update(word for word in tokens_of(text).shown if word[0].isalpha())
    return {
        language: sorted(word for word, count in found.items() if count >= OFTEN) for language, found in counts.items()
    }


def fit() -> tuple[bytes, dict]:
    rows, labels = [], []
    for text, language in language_samples():
        for piece in _pieces(text, language):
            rows.append(piece)
            labels.append(language)
    for language, words in _common().items():
        rows += [[word] for word in words]
        labels += [language] * len(words)
    names = list(LANGUAGES)
    counts = {name: labels.count(name) for name in names}
    # As if each language had been seen equally often, but French and English are by far the likeliest.
    shares = {"fr": 0.3, "en": 0.3, "other": 0.12}
    weights = np.array([shares.get(label, 0.07) * len(labels) / counts[label] for label in labels])
    model = LogisticRegression(C=20.0, max_iter=300, tol=1e-3).fit(
        _matrix(rows), np.array(labels), sample_weight=weights
    )
    order = [list(model.classes_).index(name) for name in names]
    scale = float(np.abs(model.coef_).max() / 127)
    table = (np.rint(model.coef_[order] / scale) + 128).astype(np.uint8).T
    return table.tobytes(), {
        "scale": round(scale, 9),
        "bias": [round(float(model.intercept_[place]), 4) for place in order],
    }


def _matrix(pieces: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for piece in pieces:
        found: dict[int, int] = {}
        for word in sorted(set(piece)):
            for row in runs(word):
                found[row] = found.get(row, 0) + 1
        root = np.sqrt(sum(found.values()))
        columns += found
        values += [count / root for count in found.values()]
        ends.append(len(columns))
    return sparse.csr_matrix((values, columns, ends), shape=(len(pieces), ROWS))
