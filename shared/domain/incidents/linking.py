"""To which of the open incidents a report of an outage belongs."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.domain.accents import without_accents
from shared.domain.classification.meaning import cosine, read_meaning, unpacked
from shared.domain.incidents.evidence import FUNCTION_WORDS_FROM, usual_share
from shared.domain.incidents.model import SUSPECTED_FOR, Incident, is_at_work_on
from shared.domain.incidents.reports import LINKED_FROM, OutageReport
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Status

SURELY_SHARED = 2
"""Words of a title that the first report has to share before others are measured by it: one may be a place."""
MIN_SPEAKING, SPEAKING_SHARE = 2, 0.15
"""Of many reports of one outage, those that share a word of the title of its incident: of twenty some six do, and
less than one of twenty of another outage (see the figures of ``_OF_EVERY_OUTAGE``)."""
_DOWN = """
panne pannes coupure coupures coupe coupee coupes probleme problemes incident incidents perturbation perturbations
general generale generalise generalisee total totale national nationale service services client clients
outage outages down issue issues problem problems trouble disruption nationwide customer customers
"""
_OF_EVERY_OUTAGE = frozenset(_DOWN.split())
"""Words of titles that say that something is down, and not what. Of 28 titles of ``training/usual_words.py`` the rest
takes 29 % of the reports of their own outage, 2 % of others and 1 % of complaints; with these words among the rest it
would be 32, 6 and 1 %, with all words of the titles 37, 12 and 5 %."""
_WORD = re.compile(r"[^\W_]{3,}")


def incident_for(meaning: bytes | None, text: str, candidates: Sequence[Incident]) -> Incident | None:
    """``candidates`` cover the channel, the one that gets reports of which nothing is known first.

    The one whose reports said nearly the same, and of several the nearest. Of an incident that people opened by hand
    the title is known, and later what the first report said that shared words with it. What is near none of them
    belongs to none: its customer would be told of another outage, and that it is over.
    """
    if meaning is not None:
        nearest = max(candidates, key=lambda each: _cosine(meaning, each), default=None)
        if nearest is not None and _cosine(meaning, nearest) >= LINKED_FROM:
            return nearest
        candidates = [each for each in candidates if _mean_of(each) is None or _is_by_hand(each)]
    return _by_title(text, candidates)


def teaches(meaning: bytes | None, text: str, incident: Incident) -> bool:
    """Whether a report that belongs to an incident is the first from which is known what its reports say."""
    if meaning is None or incident.meaning is not None or not _is_by_hand(incident):
        return False
    wanted = _telling(incident.title)
    return len(wanted & _words(text)) >= min(len(wanted), SURELY_SHARED) > 0


def named_by_many(texts: Sequence[str], candidates: Sequence[Incident]) -> Incident | None:
    """The incident that people opened by hand of which nothing but its title is known, and of whose title so many of
    these reports of one outage speak: it is theirs."""
    for each in candidates:
        if _is_by_hand(each) and each.meaning is None:
            speaking = sum(bool(_telling(each.title) & _words(text)) for text in texts)
            if speaking >= max(MIN_SPEAKING, SPEAKING_SHARE * len(texts)):
                return each
    return None


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


KNOWN_AFTER = timedelta(minutes=2)
"""Until every report that comes in is asked whether it tells of an incident that has just become known: caches."""


def unlinked_reports(began_at: datetime, window: timedelta, now: datetime) -> tuple[datetime, datetime]:
    """From when until when reports came in that may tell of an incident, and of which nobody knew that when they did.
    It is known since ``now``."""
    return began_at - window, now + KNOWN_AFTER


def belongs_to_incident(
    report: OutageReport, ticket: Ticket, incident: Incident, others: Sequence[Incident], now: datetime
) -> bool:
    """Whether a ticket that told of an outage before that was known is one of this incident's: by what its report said,
    as for those that come later. ``others`` are the brand's open incidents: the nearest one gets it.

    Not where somebody may be hurt, nor one that a person has put into another category, or that is over.
    """
    if not report.is_outage or (incident.channels and ticket.channel not in incident.channels):
        return False
    if (
        ticket.danger is not Danger.NONE
        or ticket.status is Status.CLOSED
        or ticket.category in (Category.SPAM, Category.ABUSE)
    ):
        return False
    if ticket.labels.get("category", Category.OUTAGE) != Category.OUTAGE:
        return False
    known = ticket.incident_id
    if known in incident.links or (known is not None and is_at_work_on(known, others, ticket.channel, now)):
        return False
    rivals = [each for each in others if each.id not in incident.links and each.covers(ticket.channel, now)]
    candidates = sorted((incident, *rivals), key=lambda each: each.suspected)
    return incident_for(report.meaning, ticket.excerpt, candidates) is incident


def may_tell_of(report: OutageReport, incident: Incident) -> bool:
    """Whether its ticket has to be read to know."""
    if not report.is_outage:
        return False
    return report.meaning is None or _is_by_hand(incident) or tells_of(report, incident)


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


def _is_by_hand(incident: Incident) -> bool:
    return not incident.suspected and incident.suspicion_id is None


def _by_title(text: str, candidates: Sequence[Incident]) -> Incident | None:
    """The one whose title shares most words with the text. Where none does, the first that says nothing of what it is
    about: it was suspected by the number of reports alone, or its title only says that something is down."""
    said = _words(text)
    best = max(candidates, key=lambda each: len(_telling(each.title) & said), default=None)
    if best is not None and _is_by_hand(best) and _telling(best.title) & said:
        return best
    return next((each for each in candidates if not _is_by_hand(each) or not _telling(each.title)), None)


def _telling(title: str) -> set[str]:
    """The words of a title that say what is down, or where."""
    said = _words(title) - _OF_EVERY_OUTAGE
    return {word for word in said if usual_share(word) < FUNCTION_WORDS_FROM}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(without_accents(text.casefold())))
