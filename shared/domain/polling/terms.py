"""What is asked of a platform again and again: one source of a channel, as its ``policy.py`` lists it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.domain.brand.model import Account, Brand
from shared.domain.channels.units import DailyUnits
from shared.domain.listening.search import SavedSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTerms:
    """One list of a platform that is read for an account of ours, the newest entry first.

    ``interval`` lies between two polls while nothing is wrong. ``overlap`` is read again each time: entries may
    appear late, and an entry that was edited appears again. ``first_look_back`` is how far the first poll of an account
    reaches, ``lost_look_back`` one whose cursor was lost; ``max_look_back`` bounds what is read after an outage. One
    poll reads ``max_pages`` at most; what is left is read by the next. ``by_default`` is false for what costs money or
    is wanted by some only: the brand file then names it (``sources`` of the account). ``dollars_per_thousand`` is what
    the platform charges for a thousand entries. ``back_fill``: the platform delivers these entries, too, and the list
    is read for those that it did not deliver; what is known already is not queued again. ``own_limit``: the platform
    counts its calls apart from those that send, so that a throttle of it, or a block, holds up this list alone.
    ``searches``: it takes the brand's keywords and saved searches. ``spelled`` is a saved search in the platform's own
    words, where those may be no longer than ``max_query`` characters. ``place`` is how a place is written where else it
    looks (a regular expression, and its words for people); ``needs_place``: without one it reads nothing.
    ``units``: its pages are counted by the day, together with what is sent.
    """

    name: str
    says: str
    interval: timedelta
    overlap: timedelta = timedelta(minutes=10)
    first_look_back: timedelta = timedelta(hours=1)
    lost_look_back: timedelta = timedelta(days=7)
    max_look_back: timedelta = timedelta(days=7)
    max_pages: int = 30
    by_default: bool = True
    back_fill: bool = False
    dollars_per_thousand: float = 0
    own_limit: bool = False
    searches: bool = False
    spelled: Callable[[SavedSearch], str] | None = None
    max_query: int = 0
    place: tuple[str, str] | None = None
    needs_place: bool = False
    units: DailyUnits | None = None


SHORTEST_INTERVAL = timedelta(minutes=2)
"""How often the clock of polls strikes."""

LONGEST_INTERVAL = timedelta(days=1)

EVERY_SOURCE = "all"
"""What all sources of an account are called where a brand file says how often they are read."""


def wanted_sources(account: Account, sources: Iterable[SourceTerms]) -> Iterator[SourceTerms]:
    """Those that the brand file names, as often as it says; without a word of it, those that are read by default, as
    often as their channel says.
    """
    for terms in sources:
        if terms.by_default if account.sources is None else terms.name in account.sources:
            interval = account.intervals.get(terms.name) or account.intervals.get(EVERY_SOURCE)
            yield terms if interval is None else replace(terms, interval=interval)


def searching_account(brand: Brand, channel: str, terms: SourceTerms) -> Account | None:
    """The one account of the brand that searches for its keywords there, and for searches that name no account: what
    two of them found would be two matches, and be paid twice.
    """
    ours = (account for account in brand.accounts if account.channel == channel)
    return next((account for account in ours if any(wanted_sources(account, (terms,)))), None)
