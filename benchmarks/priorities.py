"""How urgent messages are taken to be: ``python -m benchmarks.priorities``.

Each message is classified and stored by the real use cases, with everything in memory, as the first message of its
author. Spam, thanks and mentions open no ticket and are not counted.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from functions.classify.model.classifier import TrainedClassifier
from shared.domain.messages.event import Author
from shared.domain.priority.scoring import ORDER
from shared.domain.vocabulary import Outcome, Priority, Surface, Visibility
from tests.fakes.brands import acme
from tests.fakes.samples import an_event
from tests.fakes.store import FakeStore

ROOT = Path(__file__).parents[1]
_PRIVATE = (Surface.DIRECT_MESSAGE, Surface.STORY_REPLY, Surface.STORY_MENTION)


def demo_messages() -> Iterator[tuple[str, Surface]]:
    """The customers' messages of the demo."""
    for row in _rows(sorted((ROOT / "local" / "traffic").glob("messages_*.jsonl"))):
        yield row.get("text") or "", Surface(row["surface"])


def corpus_messages() -> Iterator[tuple[str, Surface]]:
    """The labelled messages the classifier learns from, as if each was written to us."""
    for language in ("fr", "en"):
        for row in _rows(sorted((ROOT / "corpus" / language).glob("*.jsonl"))):
            if "text" in row and "category" in row:
                yield row["text"], Surface.DIRECT_MESSAGE


def distribution(messages: Iterable[tuple[str, Surface]]) -> Counter[Priority]:
    """How many of the tickets that these messages open have which priority."""
    classify, found = TrainedClassifier(), Counter[Priority]()
    for number, (text, surface) in enumerate(messages):
        event = an_event(
            f"m{number}",
            text=text,
            surface=surface,
            visibility=Visibility.PRIVATE if surface in _PRIVATE else Visibility.PUBLIC,
            conversation_id=f"c{number}",
            author=Author(id=f"a{number}"),
        )
        fakes = FakeStore()
        result = fakes.store(event, classify(event, acme()))
        if result.outcome is Outcome.TICKET:
            found[fakes.tickets.stored[result.ticket_id or ""].priority] += 1
    return found


def _rows(paths: Iterable[Path]) -> Iterator[Mapping[str, str]]:
    for path in paths:
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _print(name: str, found: Counter[Priority]) -> None:
    total = found.total()
    shares = ", ".join(f"{priority} {found[priority]} ({found[priority] / total:.0%})" for priority in reversed(ORDER))
    print(f"{name}: {total} tickets: {shares}")


if __name__ == "__main__":
    _print("demo", distribution(demo_messages()))
    _print("corpus", distribution(corpus_messages()))
