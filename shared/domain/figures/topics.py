"""What customers ask about more than they did: categories and help pages against the four weeks before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.figures.model import Figures

SPANS_BEFORE = 4
MIN_TICKETS = 3  # fewer say nothing
MAX_TOPICS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """``usual``: the mean of the four spans of the same length before. ``kind``: ``category`` or ``page``."""

    kind: str
    name: str
    tickets: int
    usual: float

    @property
    def factor(self) -> float | None:
        """How many times as often as usual; ``None`` for what never came before."""
        return None if not self.usual else self.tickets / self.usual


def span_before(since: datetime, until: datetime) -> datetime:
    """Where the four spans of the same length begin that end with ``since``."""
    return since - SPANS_BEFORE * max(until - since, timedelta(hours=1))


def rising_topics(now: Figures, before: Figures) -> tuple[Topic, ...]:
    """``before``: the figures of the four spans before. What rose most comes first; what did not rise is left out."""
    topics = [
        Topic(kind=kind, name=name, tickets=count, usual=before.by(figure, kind).get(name, 0) / SPANS_BEFORE)
        for figure, kind in (("opened", "category"), ("asked_about", "page"))
        for name, count in now.by(figure, kind).items()
    ]
    rising = [topic for topic in topics if topic.tickets >= MIN_TICKETS and topic.tickets > topic.usual]
    return tuple(sorted(rising, key=lambda topic: (topic.usual - topic.tickets, topic.name))[:MAX_TOPICS])
