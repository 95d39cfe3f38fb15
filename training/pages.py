"""How often the right help page is suggested first: by keywords alone, and by meaning beside them.

python -m training.pages            the half on which figures are told
python -m training.pages development   the half on which the threshold was chosen
"""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from functions.classify.encoder.meanings import meanings
from functions.classify.model.classifier import TrainedClassifier
from shared.brand import load
from shared.brand.push import article_meanings
from shared.domain.articles.meaning import suggested_pages
from shared.domain.articles.ranking import suggest
from shared.domain.brand.model import Brand
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility

ROOT = Path(__file__).parent.parent
NONE = "none"


@dataclass(frozen=True, slots=True)
class PageFigures:
    """``suggested`` of all questions, ``right`` of those: the first page is the one a person would send."""

    questions: int
    suggested: int
    right: int

    @property
    def share(self) -> float:
        return self.suggested / self.questions

    @property
    def precision(self) -> float:
        return self.right / self.suggested if self.suggested else 0.0

    def __str__(self) -> str:
        return (
            f"suggested {self.suggested}/{self.questions} ({self.share:.2f}), right {self.right} ({self.precision:.2f})"
        )


def figures(part: str) -> dict[str, PageFigures]:
    brand = load((ROOT / "brands" / "acme.yaml").read_text(encoding="utf-8"), "acme", 1)
    rows = [
        row
        for row in map(json.loads, (ROOT / "training" / "articles_questions.jsonl").read_text("utf-8").splitlines())
        if row["part"] == part
    ]
    read = list(_read([row["text"] for row in rows], brand))

    def table(pages: Callable[[str, Classification], tuple[str, ...]]) -> PageFigures:
        first = [(pages(row["text"], told) or (NONE,))[0] for row, told in zip(rows, read, strict=True)]
        suggested = [(page, row["article"]) for page, row in zip(first, rows, strict=True) if page != NONE]
        return PageFigures(len(rows), len(suggested), sum(page == wanted for page, wanted in suggested))

    def by_keywords(text: str, told: Classification) -> tuple[str, ...]:
        return suggested_pages(text, replace(told, article_matches=None), brand.articles)

    return {
        "keywords, any category": table(lambda text, told: suggest(text, told.language, brand.articles)),
        "keywords": table(
            lambda text, told: suggested_pages(text, replace(told, article_matches=None), brand.articles)
        ),
        "meaning beside keywords": table(lambda text, told: suggested_pages(text, told, brand.articles)),
    }


def _read(texts: Iterable[str], brand: Brand) -> Iterable[Classification]:
    classify, pages = TrainedClassifier(), article_meanings(brand, meanings)
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for number, text in enumerate(texts):
        event = InboundEvent(
            event_id=f"question-{number}",
            kind=EventKind.CREATED,
            channel="messenger",
            brand=brand.id,
            account_id="1",
            message_id=str(number),
            surface=Surface.DIRECT_MESSAGE,
            visibility=Visibility.PRIVATE,
            text=text,
            occurred_at=now,
            received_at=now,
        )
        yield classify(event, brand, pages)


if __name__ == "__main__":
    for name, figure in figures(sys.argv[1] if len(sys.argv) > 1 else "test").items():
        sys.stdout.write(f"{name:24} {figure}\n")
