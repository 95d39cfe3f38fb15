"""Reports of an outage: the incident they belong to, and when many of them make one suspected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from functions.store.context import MessageContext
from functions.store.ports import StorePorts
from shared.domain.classification.meaning import read_meaning, written
from shared.domain.errors import ConflictError
from shared.domain.incidents.linking import incident_for, is_dismissed, named_by_many, teaches, unlinked_reports
from shared.domain.incidents.model import Incident, is_at_work_on, suspicion
from shared.domain.incidents.reports import Alike, OutageReport, find_alike, reports_read
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger

MAX_AT_ONCE = 5  # outages that are suspected in one window of time
MAX_READ_FOR_TITLE = 50  # tickets of reports that are read to see of which incident they tell
RECENT = 20  # incidents and suspicions that are looked at before one more is suspected


def incident_of(
    ports: StorePorts, context: MessageContext, ticket_id: str, *, told_at: datetime | None = None
) -> str | None:
    """The incident a report of an outage belongs to: the open one of which it tells, or one that begins with it.

    Not of a report that somebody may be hurt: people are told of it for itself. What only may be a report (it has a
    meaning, and another category) counts with those that say the same, and is not linked: a person may have to act.
    ``told_at`` is since when its customer waits for it, if they had the ticket before.
    """
    classification = context.classification
    is_outage, meaning = classification.category is Category.OUTAGE, read_meaning(classification.meaning)
    if classification.danger is not Danger.NONE or not (is_outage or meaning is not None):
        return None
    channel, brand, text = context.event.channel, context.brand, context.text or ""
    covering = [each for each in ports.incidents.open_for(brand.id) if each.covers(channel, context.now)]
    covering.sort(key=lambda each: each.suspected)
    while (known := incident_for(meaning, text, covering)) is not None and _is_over(ports, known):
        covering.remove(known)
    if known is not None:
        if is_outage and meaning is not None and teaches(meaning, text, known):
            _note_meaning(ports, context, known, meaning)
        return known.id if is_outage else None
    sure = is_outage and classification.sure
    if not sure and meaning is None:
        return None
    policy = brand.incidents
    report = OutageReport(
        ticket_id=ticket_id, at=context.now, sure=sure, meaning=meaning, is_outage=is_outage, told_at=told_at
    )
    reports = ports.incidents.report(brand.id, report, window=policy.window, at_most=reports_read(policy.threshold))
    alike = find_alike(report, reports)
    if alike.count < policy.threshold:
        return None
    recent = ports.incidents.of_brand(brand.id, limit=RECENT).items
    if is_dismissed(alike.meaning, recent, context.now):
        return None
    opened = _opened_meanwhile(ports, context, alike, recent)
    if opened is not None:
        return opened.id if is_outage else None
    for number in range(MAX_AT_ONCE):
        found = suspicion(brand.id, alike, policy, context.now, number)
        try:
            ports.incidents.open(found)
        except ConflictError:  # another report opened it first, or a person said that it is none
            held = ports.incidents.get(found.id)
            if held is None:
                return None
            if incident_for(alike.meaning, text, (held,)) is None:
                continue  # what they all say is another outage, in the same window of time
            belongs = is_outage and held.covers(channel, context.now) and incident_for(meaning, text, (held,))
            return held.id if belongs else None
        return found.id if is_outage else None
    return None


def _is_over(ports: StorePorts, incident: Incident) -> bool:
    """Read freshly: which are open is known as of a minute ago, and of an incident that people have resolved since then
    the follow-ups may be sent. Who is linked after them would hear nothing more of it."""
    if incident.suspected:
        return False  # what people open from it speaks for its tickets too
    current = ports.incidents.get(incident.id)
    return current is not None and current.resolved_at is not None


def _opened_meanwhile(
    ports: StorePorts, context: MessageContext, alike: Alike, recent: Sequence[Incident]
) -> Incident | None:
    """The incident that a person opened by hand while its reports came in: each may share no word with its title, and
    together they do. From now on it is known what they say."""
    by_hand = [each for each in recent if each.covers(context.event.channel, context.now) and not each.suspected]
    if not by_hand:
        return None
    tickets = ports.tickets.several(alike.ticket_ids[:MAX_READ_FOR_TITLE])
    found = named_by_many([context.text or "", *(ticket.excerpt for ticket in tickets)], by_hand)
    if found is not None and alike.meaning is not None:
        _note_meaning(ports, context, found, alike.meaning)
    return found


def _note_meaning(ports: StorePorts, context: MessageContext, incident: Incident, meaning: bytes) -> None:
    """Now it is known what the reports say: those that came before are looked at once more."""
    reports = unlinked_reports(incident.began_at, context.brand.incidents.window, context.now)
    ports.incidents.note_meaning(incident.id, written(meaning), reports=reports)


def with_incident(ports: StorePorts, context: MessageContext, before: Ticket, after: Ticket) -> Ticket:
    """The ticket after a message that it had not begun with, which may tell of an outage like one that opens a ticket.

    One that belongs to an incident keeps it until that is over.
    """
    if context.deleted or not after.waits_for_us:
        return after
    if before.incident_id is not None:
        known = ports.incidents.open_for(before.brand)
        if is_at_work_on(before.incident_id, known, before.channel, context.now):
            return after
    waited_for_it = before.waiting_since is None or before.category is Category.OUTAGE
    told_at = after.waiting_since if waited_for_it else context.event.occurred_at
    found = incident_of(ports, context, after.id, told_at=told_at)
    if found is None:
        return after
    return replace(after, incident_id=found, incident_told_at=told_at)


def link_to_incident(ports: StorePorts, ticket: Ticket, *, at: datetime) -> None:
    """The ticket belongs to its incident since ``at``. Before the message is written; may be repeated."""
    if ticket.incident_id is not None:
        ports.incidents.link_ticket(ticket.incident_id, ticket.id, customer_id=ticket.customer_id, at=at)
