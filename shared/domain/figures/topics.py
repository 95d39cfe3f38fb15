"""What customers ask about more than they did: categories and help pages against the four weeks before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from shared.domain.figures.model import Figures, hour_of

SPANS_BEFORE = 4
LONGEST_BEFORE = timedelta(days=366)
BY_MONTHS = timedelta(days=28)
MIN_TICKETS = 3  # fewer say nothing
MAX_TOPICS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """``usual``: the mean of the spans of the same length before. ``kind``: ``category`` or ``page``."""

    kind: str
    name: str
    tickets: int
    usual: float

    @property
    def factor(self) -> float | None:
        """How many times as often as usual; ``None`` for what never came before."""
        return None if not self.usual else self.tickets / self.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a span is compared with: the four spans of the same length before it, or fewer that make a year together.

    Where a span is four weeks or longer, whole months are taken: reading half of a month takes more than all the rest.
    """

    since: datetime
    until: datetime
    number: float

    @classmethod
    def of(cls, since: datetime, until: datetime) -> Self:
        end, length = hour_of(since), max(until - since, timedelta(hours=1))  # no hour is in both
        begin = end - max(length, min(SPANS_BEFORE * length, LONGEST_BEFORE))
        if length >= BY_MONTHS:
            begin, end = (at.replace(day=1, hour=0) for at in (begin, end))
        return cls(since=begin, until=end, number=(end - begin) / length)


def rising_topics(now: Figures, before: Figures, spans: float) -> tuple[Topic, ...]:
    """``before``: the figures of so many spans before. What rose most comes first; what did not rise is left out."""
    topics = [
        Topic(kind=kind, name=name, tickets=count, usual=before.by(figure, kind).get(name, 0) / spans)
        for figure, kind in (("opened", "category"), ("asked_about", "page"))
        for name, count in now.by(figure, kind).items()
    ]
    rising = [topic for topic in topics if topic.tickets >= MIN_TICKETS and topic.tickets > topic.usual]
    return tuple(sorted(rising, key=lambda topic: (topic.usual - topic.tickets, topic.name))[:MAX_TOPICS])
