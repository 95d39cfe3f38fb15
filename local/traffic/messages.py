"""The texts of the demo's customers, read from the two files beside this one."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shared.domain.vocabulary import Surface

FILES = tuple(Path(__file__).parent / name for name in ("messages_fr.jsonl", "messages_en.jsonl"))


class Part(StrEnum):
    """The parts of the story.

    The day is delivered at its end, with what was written in the night before it: each message with the time at which
    it was written. The evening is delivered as it is written.
    """

    NIGHT = "night"
    DAY = "day"
    EVENING = "evening"
    OUTAGE = "outage"  # a burst within the evening


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMessage:
    """One text. ``minute`` counts from the midnight before the day, and is negative on the evening before.

    ``post`` names the brand's post under which a comment stands. ``follows``: the same person goes on where they
    wrote last, in public as a reply to their own comment.
    """

    id: str
    part: Part
    minute: int
    language: str
    channel: str
    surface: Surface
    author: str
    text: str
    post: str | None = None
    follows: bool = False


def messages() -> tuple[CustomerMessage, ...]:
    """All of them, in the order in which they were written."""
    return tuple(sorted(_read(), key=lambda message: (message.minute, message.id)))


def shortened(story: Sequence[CustomerMessage], keep: Collection[str]) -> tuple[CustomerMessage, ...]:
    """A third of them, with everything of those authors and of all who wrote more than once."""
    wrote = Counter(message.author for message in story)
    return tuple(
        message
        for place, message in enumerate(story)
        if place % 3 == 0 or message.author in keep or wrote[message.author] > 1
    )


def _read() -> Iterator[CustomerMessage]:
    for file in FILES:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield CustomerMessage(**{**row, "part": Part(row["part"]), "surface": Surface(row["surface"])})
