"""What makes the desk suspect an outage, shown to people: how many reports when, how many are usual, in which words.

Excerpts are not kept here: the tickets are named, and whoever shows them reads their masked excerpts at that time, so
an erased customer is not shown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.accents import without_accents
from shared.domain.incidents.usual_words import USUAL

STEP = timedelta(minutes=10)
STEPS = 12
"""The curve has twelve steps of ten minutes."""
MAX_EXCERPTS = 5
MAX_WORDS = 8
MIN_LENGTH = 4
MIN_CUSTOMERS = 3
"""A word is common when so many customers used it: what fewer say may tell who they are."""

FUNCTION_WORDS_FROM = 0.03
"""Words that so many messages of any kind use say nothing of one outage, however many use them: "dans", "the", thanks
and greetings. What may be down is rarer."""
MIN_FACTOR = 6
"""A word says something of the outage when so many times as many customers use it as usual: of the outages of
``training/outage_day.jsonl`` each word that is shown then is one of theirs, in French and English, and of twenty
complaints about twenty things a third of a word is (``python -m training.usual_words``)."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """As it was at ``at``. ``curve``: reports in each step, the latest step last; ``began_at`` is where it begins.

    ``usual`` is the number of reports in this hour of the day on the same weekday of the weeks before, on average;
    ``None`` without figures. ``tickets`` are up to five of different customers. ``words`` were used by several.
    """

    at: datetime
    began_at: datetime
    curve: tuple[int, ...] = ()
    usual: int | None = None
    tickets: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def reports(self) -> int:
        return sum(self.curve)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one ticket told. ``customer`` is the id of its customer, or the ticket's own without one."""

    ticket_id: str
    customer: str
    text: str


def curve_of(times: Iterable[datetime], now: datetime) -> tuple[datetime, tuple[int, ...]]:
    """Where the curve begins, and the number of reports in each step."""
    began_at = now - STEPS * STEP
    counts = Counter(min(int((at - began_at) / STEP), STEPS - 1) for at in times if began_at <= at <= now)
    return began_at, tuple(counts[step] for step in range(STEPS))


def one_for_each_customer(told: Sequence[Told]) -> tuple[Told, ...]:
    """The first of each customer that has words."""
    found: dict[str, Told] = {}
    for each in told:
        if each.text.strip():
            found.setdefault(each.customer, each)
    return tuple(found.values())


def words_of(text: str) -> dict[str, str]:
    """Each word without accents and capitals, and as it was written, in small letters."""
    return {without_accents(word): word for word in _WORD.findall(text.casefold())}


def usual_share(word: str) -> float:
    """Of messages of any kind that use the word, without accents."""
    return USUAL.get(word, 0) / 1000


def common_words(told: Iterable[Told]) -> tuple[str, ...]:
    """The words that many customers use and usually few, what is most unusual first; never what only one or two of
    them wrote."""
    customers = one_for_each_customer(tuple(told))
    by_word: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for each in customers:
        for plain, word in words_of(each.text).items():
            if len(plain) >= MIN_LENGTH and usual_share(plain) < FUNCTION_WORDS_FROM:
                by_word[plain] += 1
                spelled.setdefault(plain, word)
    more = {
        plain: count - len(customers) * usual_share(plain)
        for plain, count in by_word.items()
        if count >= max(MIN_CUSTOMERS, MIN_FACTOR * len(customers) * usual_share(plain))
    }
    ordered = sorted(more, key=lambda plain: (-more[plain], plain))
    return tuple(spelled[plain] for plain in ordered[:MAX_WORDS])
