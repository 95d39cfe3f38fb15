"""Which of the proposals that were accepted are looked at in this minute. Pure.

Likes and hiding without a person wait for their share of the hour, and a paused account for its end. Whatever waits may
be much; it keeps nothing else waiting.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, zip_longest


@dataclass(frozen=True, slots=True, kw_only=True)
class DueProposal:
    """``place`` is what it shares its limits with: its kind and account."""

    id: str
    place: str = ""


def in_turn(due: Collection[DueProposal], now: datetime, limit: int) -> tuple[str, ...]:
    """The ids of at most ``limit`` of them, of each place alike. Where there are more they take turns by the minute."""
    minute = int(now.timestamp() // 60)
    ordered = sorted(due, key=lambda each: (each.id, each.place))
    places = defaultdict[str, list[str]](list)
    for each in ordered:
        places[each.place].append(each.id)
    if len(places) > limit:
        return tuple(_turned([each.id for each in ordered], minute * limit)[:limit])
    share = limit // max(1, len(places))
    waiting = [_turned(ids, minute * share) for ids in places.values()]
    one_of_each = (each for turn in zip_longest(*waiting) for each in turn if each is not None)
    return tuple(islice(one_of_each, limit))


def _turned(ids: list[str], by: int) -> list[str]:
    start = by % len(ids)
    return ids[start:] + ids[:start]
