"""Reports of an outage, and how many of them say the same thing in other words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import add

from shared.domain.classification.meaning import cosine, packed, unpacked

GROUP_FROM = 0.42
"""Cosine to the mean of a group from which a report belongs to it. Chosen on ``internet_down`` and every second of the
complaints of ``training/outage_day.jsonl``: of thirty complaints about thirty things at most 8 come together."""
LINKED_FROM = 0.36
"""Cosine to the mean of an outage from which one more report belongs to it. Lower than for a group: people are called
for each report that belongs to none. Of ``training/outage_day.jsonl`` it takes 27 of 29 further reports of the same
outage, and one of 13 complaints. Of reports of another outage it takes 28 to 76 %: where both are open, the nearest one
gets them, which is the right one for 88 to 95 %."""
FIRST_FROM = 0.3
"""The same for the first step, in which the mean is a single report: two wordings of one thing are less alike."""
MIN_SURE_SHARE = 1 / 3
"""Of a group, that the classifier is sure are reports of an outage."""
MAX_STEPS = 4
MIN_READ, MAX_READ = 200, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageReport:
    """``sure``: the classifier is sure that it is one. ``meaning`` is ``None`` when the encoder gave none.

    ``is_outage``: it was taken for one, surely or not; another one only counts with those that say the same.
    ``told_at``: since when its customer waits for it, if they had the ticket before.
    """

    ticket_id: str
    at: datetime
    sure: bool = True
    meaning: bytes | None = None
    is_outage: bool = True
    told_at: datetime | None = None


def reports_read(threshold: int) -> int:
    """How many of the latest reports are looked at: enough for the threshold, and never more than ``MAX_READ``."""
    return min(max(MIN_READ, 2 * threshold), MAX_READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """``count`` reports tell of one outage; ``meaning`` is their mean, ``None`` where they were counted by category.
    ``ticket_ids`` are those of the reports."""

    count: int
    meaning: bytes | None = None
    ticket_ids: tuple[str, ...] = ()


def count_alike(report: OutageReport, reports: Sequence[OutageReport]) -> int:
    """How many of the reports, itself included, tell of the same outage as ``report``."""
    return find_alike(report, reports).count


def find_alike(report: OutageReport, reports: Sequence[OutageReport]) -> Alike:
    """Those of the reports, itself included, that tell of the same outage as ``report``.

    Those whose meaning is near the mean of a group that is looked for around it: the mean of all that are near it, then
    of all that are near that mean, and so on. The order in which they came does not matter. A report without a meaning
    counts by its category alone, as do all sure ones with it.
    """
    if report.meaning is None:
        sure_ones = [one for one in reports if one.sure]
        return Alike(count=len(sure_ones), ticket_ids=tuple(one.ticket_id for one in sure_ones))
    own = unpacked(report.meaning)
    told = [one for one in reports if one.meaning is not None]
    known = [(unpacked(one.meaning or b""), one.sure) for one in told]
    group: list[int] = []
    mean, from_cosine = own, FIRST_FROM
    for _ in range(MAX_STEPS):
        near = [place for place, (vector, _) in enumerate(known) if cosine(vector, mean) >= from_cosine]
        if not near or (near == group and from_cosine == GROUP_FROM):
            break
        group, from_cosine = near, GROUP_FROM
        mean = _mean([known[place][0] for place in group])
    if cosine(own, mean) < GROUP_FROM:
        return Alike(count=1)
    sure = sum(known[place][1] for place in group)
    if sure < MIN_SURE_SHARE * len(group):
        return Alike(count=0, meaning=packed(mean))
    return Alike(count=len(group), meaning=packed(mean), ticket_ids=tuple(told[place].ticket_id for place in group))


def _mean(vectors: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Their sum at length 1."""
    total: Sequence[float] = vectors[0]
    for vector in vectors[1:]:
        total = tuple(map(add, total, vector))
    length = cosine(total, total) ** 0.5 or 1.0
    return tuple(number / length for number in total)
