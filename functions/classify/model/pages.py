"""What of a message's vector goes on to store: its nearest help pages, and the vector of what may be an outage."""

from functools import cache

import numpy as np

from functions.classify.model.examples import examples
from functions.classify.model.heads import WIDTH
from functions.classify.model.reading import Reading
from functions.classify.model.rules import CATEGORIES
from shared.domain.articles.meaning import nearest, nearness
from shared.domain.classification.meaning import packed, written
from shared.domain.classification.model import ArticleMatch
from shared.domain.vocabulary import Category
from shared.ports.meaning import PageMeanings

MAY_BE_OUTAGE = 0.1
"""Probability of an outage from which a message may be a report of one. Of 120 reports of ours in their own words 105
have it, of 200 complaints 16."""
_OUTAGE = CATEGORIES.index(Category.OUTAGE)


def matches(vector: np.ndarray | None, pages: PageMeanings | None) -> tuple[ArticleMatch, ...] | None:
    """The page near the message, if one is; ``None`` when there is nothing to compare."""
    if vector is None or pages is None:
        return None
    near = {page_id: nearness((_rows(b"".join(texts)) @ vector).tolist()) for page_id, texts in pages.items() if texts}
    found = nearest(near, float((_other_messages() @ vector).max()))
    return () if found is None else (ArticleMatch(id=found[0], score=round(100 * found[1])),)


def meaning_of(reading: Reading) -> str | None:
    """Only of what may be a report of an outage: every other message stays as small as it was."""
    if reading.vector is None or reading.danger or reading.categories[_OUTAGE] < MAY_BE_OUTAGE:
        return None
    return written(packed(reading.vector.tolist()))


@cache
def _other_messages() -> np.ndarray:
    """The short messages of the corpus by which reasons are told: complaints, praise, questions of many trades."""
    return _rows(b"".join(group.vectors.tobytes() for group in examples().values()))


def _rows(meanings: bytes) -> np.ndarray:
    """One row of length 1 for each."""
    rows = np.frombuffer(meanings, dtype=np.int8).reshape(-1, WIDTH).astype(np.float32)
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
    scaled: np.ndarray = rows / lengths
    return scaled
