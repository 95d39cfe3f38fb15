"""To which of the open incidents a report of an outage belongs."""

import re
from collections.abc import Sequence
from datetime import datetime

from shared.domain.accents import without_accents
from shared.domain.classification.meaning import cosine, read_meaning, unpacked
from shared.domain.incidents.model import SUSPECTED_FOR, Incident
from shared.domain.incidents.reports import LINKED_FROM, OutageReport

_WORD = re.compile(r"[^\W_]{3,}")


def incident_for(meaning: bytes | None, text: str, candidates: Sequence[Incident]) -> Incident | None:
    """``candidates`` cover the channel, the one that gets reports of which nothing is known first.

    The one whose reports said nearly the same, and of several the nearest. Of incidents that people opened by hand only
    the title is known: they get what is near no other, by the words of the title where there are several. A report
    without a meaning goes by these words, too.
    """
    known = [each for each in candidates if _mean_of(each) is not None]
    unknown = [each for each in candidates if _mean_of(each) is None]
    if meaning is None:
        return _by_title(text, candidates)
    nearest = max(known, key=lambda each: _cosine(meaning, each), default=None)
    if nearest is not None and _cosine(meaning, nearest) >= LINKED_FROM:
        return nearest
    return _by_title(text, unknown)


def is_dismissed(meaning: bytes | None, recent: Sequence[Incident], now: datetime) -> bool:
    """Whether a person has said within the last hour that what is suspected is no outage.

    ``recent`` are incidents and suspicions that began within that time.
    """
    taken = {each.suspicion_id for each in recent}
    for each in recent:
        if not each.suspected or each.resolved_at is None or each.resolved_by == each.opened_by or each.id in taken:
            continue
        own = _mean_of(each)
        if now >= each.opened_at + SUSPECTED_FOR:
            continue
        if (own is None and meaning is None) or (meaning is not None and own and _cosine(meaning, each) >= LINKED_FROM):
            return True
    return False


def tells_of(report: OutageReport, incident: Incident) -> bool:
    """Whether a report that is linked to nothing says nearly the same as those from which the incident was suspected.
    Where that is not known, it counts if it is surely one."""
    if report.meaning is None or _mean_of(incident) is None:
        return report.sure
    return _cosine(report.meaning, incident) >= LINKED_FROM


def _mean_of(incident: Incident) -> bytes | None:
    return read_meaning(incident.meaning)


def _cosine(meaning: bytes, incident: Incident) -> float:
    own = _mean_of(incident)
    return -1.0 if own is None else cosine(unpacked(meaning), unpacked(own))


def _by_title(text: str, candidates: Sequence[Incident]) -> Incident | None:
    """The one whose title shares most words with the text; the first where none does."""
    said = _words(text)
    return max(candidates, key=lambda each: len(_words(each.title) & said), default=None)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(without_accents(text.casefold())))
