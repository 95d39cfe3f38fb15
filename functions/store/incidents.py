"""Reports of an outage: the incident they belong to, and when many of them make one suspected."""

from functions.store.context import MessageContext
from functions.store.ports import StorePorts
from shared.domain.classification.meaning import read_meaning
from shared.domain.errors import ConflictError
from shared.domain.incidents.model import suspicion
from shared.domain.incidents.reports import OutageReport, count_alike, reports_read
from shared.domain.vocabulary import Category, Danger


def incident_of(ports: StorePorts, context: MessageContext, ticket_id: str) -> str | None:
    """The incident a report of an outage belongs to: an open one, or one that is suspected from now on.

    Not of a report that somebody may be hurt: people are told of it for itself. What only may be a report (it has a
    meaning, and another category) counts with those that say the same, and is not linked: a person may have to act.
    """
    classification = context.classification
    is_outage, meaning = classification.category is Category.OUTAGE, read_meaning(classification.meaning)
    if classification.danger is not Danger.NONE or not (is_outage or meaning is not None):
        return None
    channel, brand = context.event.channel, context.brand
    for incident in sorted(ports.incidents.open_for(brand.id), key=lambda known: known.suspected):
        if incident.covers(channel, context.now):
            return incident.id if is_outage else None
    sure = is_outage and classification.sure
    if not sure and meaning is None:
        return None
    policy = brand.incidents
    report = OutageReport(ticket_id=ticket_id, at=context.now, sure=sure, meaning=meaning)
    reports = ports.incidents.report(brand.id, report, window=policy.window, at_most=reports_read(policy.threshold))
    alike = count_alike(report, reports)
    if alike < policy.threshold:
        return None
    found = suspicion(brand.id, alike, policy, context.now)
    try:
        ports.incidents.open(found)
    except ConflictError:  # another report opened it first, or a person said that it is none
        known = ports.incidents.get(found.id)
        covered = known is not None and known.covers(channel, context.now)
        return found.id if covered and is_outage else None
    ports.metrics.count("IncidentsSuspected")
    return found.id if is_outage else None
