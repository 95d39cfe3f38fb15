"""Short messages of our own corpus with their vectors: what a message is like, where no word can be named."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from functions.classify.model.heads import WIDTH
from shared.domain.vocabulary import Category

FOLDER = Path(__file__).parent
_MIN_LIKENESS = 0.5
"""Cosine below which a message is like nothing we know, and nothing is named."""


class Examples(NamedTuple):
    texts: tuple[str, ...]
    vectors: np.ndarray


@cache
def examples() -> dict[tuple[str, str], Examples]:
    """By language and category. Vectors are whole numbers of one byte; their length is nearly the same."""
    page = json.loads((FOLDER / "examples.json").read_text(encoding="utf-8"))
    table = np.frombuffer((FOLDER / "examples.vectors").read_bytes(), dtype=np.int8).reshape(-1, WIDTH)
    found, start = {}, 0
    for group in page:
        end = start + len(group["texts"])
        found[group["language"], group["category"]] = Examples(tuple(group["texts"]), table[start:end])
        start = end
    return found


def most_similar(vector: np.ndarray, category: Category, language: str) -> tuple[str, ...]:
    """The one message of that category, in ``language``, that is most alike; none if none is."""
    known = examples().get((language, category))
    if known is None:
        return ()
    rows = known.vectors.astype(np.float32)
    alike = rows @ vector / np.linalg.norm(rows, axis=1)
    best = int(alike.argmax())
    return (known.texts[best],) if alike[best] >= _MIN_LIKENESS else ()
