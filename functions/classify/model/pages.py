"""What of a message's vector goes on to store: its nearest help pages, and the vector of what may be an outage."""

import numpy as np

from functions.classify.model.heads import WIDTH
from functions.classify.model.reading import Reading
from functions.classify.model.rules import CATEGORIES
from shared.domain.articles.meaning import NEAR, score
from shared.domain.articles.ranking import SUGGESTED
from shared.domain.classification.meaning import packed, written
from shared.domain.classification.model import ArticleMatch
from shared.domain.vocabulary import Category
from shared.ports.meaning import PageMeanings

MAY_BE_OUTAGE = 0.1
"""Probability of an outage from which a message may be a report of one. Of 120 reports of ours in their own words 105
have it, of 200 complaints 16."""
_OUTAGE = CATEGORIES.index(Category.OUTAGE)


def matches(vector: np.ndarray | None, pages: PageMeanings | None) -> tuple[ArticleMatch, ...] | None:
    """The pages near the message, the nearest first; ``None`` when there is nothing to compare."""
    if vector is None or pages is None:
        return None
    found = [(score(_cosines(vector, texts)), page_id) for page_id, texts in pages.items() if texts]
    near = sorted((one for one in found if one[0] >= NEAR), key=lambda one: (-one[0], one[1]))
    return tuple(ArticleMatch(id=page_id, score=round(100 * value)) for value, page_id in near[:SUGGESTED])


def meaning_of(reading: Reading) -> str | None:
    """Only of what may be a report of an outage: every other message stays as small as it was."""
    if reading.vector is None or reading.danger or reading.categories[_OUTAGE] < MAY_BE_OUTAGE:
        return None
    return written(packed(reading.vector.tolist()))


def _cosines(vector: np.ndarray, texts: list[bytes] | tuple[bytes, ...]) -> list[float]:
    rows = np.frombuffer(b"".join(texts), dtype=np.int8).reshape(-1, WIDTH).astype(np.float32)
    lengths = np.maximum(np.linalg.norm(rows, axis=1), 1)
    cosines: list[float] = (rows @ vector / lengths).tolist()
    return cosines
