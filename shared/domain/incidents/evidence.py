"""What makes the desk suspect an outage, shown to people: how many reports when, how many are usual, in which words.

Excerpts are not kept here: the tickets are named, and whoever shows them reads their masked excerpts at that time, so
an erased customer is not shown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

STEP = timedelta(minutes=10)
STEPS = 12
"""The curve has twelve steps of ten minutes."""
MAX_EXCERPTS = 5
MAX_WORDS = 8
MIN_LENGTH = 4
MIN_CUSTOMERS = 3
"""A word is common when so many customers used it: what fewer say may tell who they are."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SAID_ANYWAY = """
avec avez avoir bonjour bonsoir cela cette chez comme comment dans depuis donc elle elles encore estce etait etre faire
fait leur leurs mais merci meme mes mon nous notre parce pas plus pour pourquoi quand que quel quelle quelque quoi rien
sans serait ses soir sont sur tous tout toute toutes tres trop vos votre vous plait aussi ceci
about after again also been before being both from have here hello into just like more most much only other over please
really same some such than thank thanks that their them then there these they this those very what when where which
while will with would your yours does doing didn doesn isn wasn since still anyone else guys
"""
_COMMON = frozenset(_SAID_ANYWAY.split())


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


def common_words(told: Iterable[Told]) -> tuple[str, ...]:
    """The words that most customers used, the most common first; never what only one or two of them wrote."""
    by_word: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for each in one_for_each_customer(tuple(told)):
        own = {_plain(word): word.casefold() for word in _WORD.findall(each.text)}
        for plain, word in own.items():
            if len(plain) >= MIN_LENGTH and plain not in _COMMON:
                by_word[plain] += 1
                spelled.setdefault(plain, word)
    ordered = sorted(
        (plain for plain, count in by_word.items() if count >= MIN_CUSTOMERS), key=lambda w: (-by_word[w], w)
    )
    return tuple(spelled[plain] for plain in ordered[:MAX_WORDS])


def _plain(word: str) -> str:
    return "".join(sign for sign in normalize("NFD", word.casefold()) if sign.isalpha())
