"""Texts as sparse rows: exactly what ``functions/classify/model`` computes, for many texts at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

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
        columns: list[int] = []
        values: list[float] = []
        ends = [0]
        for text in texts:
            tokens = tokens_of(text)
            cues = cues_of(tokens, language, personal_data.kinds(personal_data.find(text))).values
            rows = sorted(word_rows(tokens.words))
            columns += rows
            values += [WORDS / np.sqrt(len(rows))] * len(rows)
            letters = Counter(row for word in sorted(set(tokens.words)) for row in letter_rows(word))
            root = np.sqrt(letters.total()) or 1.0
            columns += letters
            values += [LETTERS * count / root for count in letters.values()]
            for name, value in cues.items():
                if learn and name not in self.cues:
                    self.cues[name] = len(self.cues)
                if name in self.cues and value:
                    columns.append(ROWS + self.cues[name])
                    values.append(CUES * value)
            ends.append(len(columns))
        return sparse.csr_matrix((values, columns, ends), shape=(len(texts), ROWS + MAX_CUES))


def opinions(texts: Sequence[str], language: str) -> tuple[np.ndarray, np.ndarray]:
    """What the rules of thumb say: sentiment, category."""
    thoughts = []
    for text in texts:
        kinds = personal_data.kinds(personal_data.find(text))
        thoughts.append(opinion(cues_of(tokens_of(text), language, kinds).values))
    return (
        np.array([thought.sentiment for thought in thoughts]),
        np.array([thought.category for thought in thoughts]),
    )
