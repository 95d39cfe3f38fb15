"""Reports of an outage: the incident they belong to, and when many of them make one suspected."""

from functions.store.context import MessageContext
from functions.store.ports import StorePorts
from shared.domain.errors import ConflictError
from shared.domain.incidents.model import suspicion
from shared.domain.vocabulary import Category, Danger


def incident_of(ports: StorePorts, context: MessageContext, ticket_id: str) -> str | None:
    """The incident a report of an outage belongs to: an open one, or one that is suspected from now on.

    Not of a report that somebody may be hurt: people are told of it for itself.
    """
    if context.classification.category is not Category.OUTAGE or context.classification.danger is not Danger.NONE:
        return None
    channel, brand = context.event.channel, context.brand
    for incident in sorted(ports.incidents.open_for(brand.id), key=lambda known: known.suspected):
        if incident.covers(channel, context.now):
            return incident.id
    if not context.classification.sure:
        return None
    reports = ports.incidents.report(brand.id, ticket_id, context.now, window=brand.incidents.window)
    if reports < brand.incidents.threshold:
        return None
    found = suspicion(brand.id, reports, brand.incidents, context.now)
    try:
        ports.incidents.open(found)
    except ConflictError:  # another report opened it first, or a person said that it is none
        known = ports.incidents.get(found.id)
        return found.id if known is not None and known.covers(channel, context.now) else None
    ports.metrics.count("IncidentsSuspected")
    return found.id
