"""Texts as sparse rows: exactly what ``functions/classify/model`` computes, for many texts at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from scipy import sparse

from functions.classify.model.cues import cues_of
from functions.classify.model.features import ROWS, letter_rows, word_rows
from functions.classify.model.rules import opinion
from functions.classify.model.tokens import tokens_of
from shared.domain.privacy import personal_data

WORDS, LETTERS, CUES = 1.5, 1.5, 1.5
"""How far the regularisation lets each family of features go: the larger, the cheaper its weights."""
MAX_CUES = 256
HALF = ROWS // 2


@dataclass
class Vectors:
    """``cues`` are the names of the dense columns behind the hashed rows, in the order they were met."""

    cues: dict[str, int] = field(default_factory=dict)

    def matrix(self, texts: Sequence[str], language: str, *, learn: bool = False) -> sparse.csr_matrix:
        columns: list[np.ndarray] = []
        values: list[np.ndarray] = []
        ends = [0]
        for text in texts:
            rows, weights, cues = _features(text, language)
            if learn:
                for name in cues:
                    self.cues.setdefault(name, len(self.cues))
            said = [
                (ROWS + self.cues[name], CUES * value) for name, value in cues.items() if value and name in self.cues
            ]
            columns += [rows, np.array([place for place, _ in said], dtype=np.int32)]
            values += [weights, np.array([value for _, value in said])]
            ends.append(ends[-1] + len(rows) + len(said))
        table = np.concatenate(values), np.concatenate(columns), ends
        return sparse.csr_matrix(table, shape=(len(texts), ROWS + MAX_CUES))


@cache
def _features(text: str, language: str) -> tuple[np.ndarray, np.ndarray, Mapping[str, float]]:
    """The hashed rows and their values, and the cues: every fold asks for most texts again."""
    tokens = tokens_of(text)
    rows = sorted(word_rows(tokens.words))
    letters = Counter(row for word in sorted(set(tokens.words)) for row in letter_rows(word))
    root = np.sqrt(letters.total()) or 1.0
    values = [WORDS / np.sqrt(len(rows))] * len(rows) + [LETTERS * count / root for count in letters.values()]
    cues = cues_of(tokens, language, personal_data.kinds(personal_data.find(text)))
    return np.array([*rows, *letters], dtype=np.int32), np.array(values), cues


def opinions(texts: Sequence[str], language: str) -> tuple[np.ndarray, np.ndarray]:
    """What the rules of thumb say: sentiment, category."""
    thoughts = [opinion(_features(text, language)[2]) for text in texts]
    return (
        np.array([thought.sentiment for thought in thoughts]),
        np.array([thought.category for thought in thoughts]),
    )
