"""The stars of reviews, as figures: how many of each, and their average on each channel. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.figures.model import Figures
from shared.domain.messages.event import MAX_RATING, MIN_RATING
from shared.domain.messages.model import Message

REVIEWS = "reviews"
STARS = "stars"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFigures:
    """``count`` reviews with stars and their ``average`` from 1 to 5; ``None`` where there are none."""

    count: int
    average: float | None


def rating_counts(before: Message | None, after: Message) -> Counter[str]:
    """What a message adds. A customer who changes the stars moves the review from one figure to the other.

    One that is deleted stays counted, as its message does.
    """
    old, new = None if before is None else before.rating, after.rating
    if new is None or new == old:
        return Counter()
    counts = _of(after.channel, new)
    if old is not None:
        counts.subtract(_of(after.channel, old))
    return Counter({name: count for name, count in counts.items() if count})


def by_stars(figures: Figures) -> Mapping[int, int]:
    found = figures.by(REVIEWS, STARS)
    return {stars: found.get(str(stars), 0) for stars in range(MIN_RATING, MAX_RATING + 1)}


def rating_of(figures: Figures) -> RatingFigures:
    stars = by_stars(figures)
    return _averaged(sum(stars.values()), sum(each * count for each, count in stars.items()))


def by_channel(figures: Figures) -> Mapping[str, RatingFigures]:
    """The channel of the most reviews first."""
    counts, sums = figures.by(REVIEWS, "channel"), figures.by(STARS, "channel")
    ordered = sorted(counts, key=lambda channel: (-counts[channel], channel))
    return {channel: _averaged(counts[channel], sums.get(channel, 0)) for channel in ordered if counts[channel] > 0}


def _averaged(count: int, total: int) -> RatingFigures:
    return RatingFigures(count=count, average=total / count if count > 0 else None)


def _of(channel: str, rating: int) -> Counter[str]:
    return Counter(
        {f"{REVIEWS}|{STARS}={rating}": 1, f"{REVIEWS}|channel={channel}": 1, f"{STARS}|channel={channel}": rating}
    )
