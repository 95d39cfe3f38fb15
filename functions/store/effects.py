"""What a stored message sets in motion, and the figures it leaves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from functions.store.desk import Desk
from functions.store.facts import Facts, articles_for
from shared.domain.acknowledgement import decision as acknowledgement
from shared.domain.business_time import hours as business_hours
from shared.domain.business_time.hours import CalendarError
from shared.domain.errors import ConflictError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationReason
from shared.domain.figures.listening import SUPPRESSED, answers
from shared.domain.incidents.model import is_spoken_for, suspicion
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Outcome, Priority, SuppressionReason, Visibility

GRACE = timedelta(seconds=60)
"""How long triage has for the effect before the sweep tries it."""


def with_effects(desk: Desk, facts: Facts, ticket: Ticket) -> tuple[Ticket, SuppressionReason | None]:
    """The ticket with what is wanted next written into its clocks; and why no acknowledgement is, if so."""
    suppression = _suppression(desk, facts, ticket)
    at = ticket.acknowledge_at if suppression is not None else facts.now + GRACE
    kept_until = facts.now + facts.brand.retention.tickets
    after = replace(ticket, acknowledge_at=at, suppression=suppression, expires_at=kept_until)
    return with_escalation(desk, facts, after), suppression


def _suppression(desk: Desk, facts: Facts, ticket: Ticket) -> SuppressionReason | None:
    event = facts.event
    if facts.gone:
        return SuppressionReason.MESSAGE_GONE
    if facts.closing:
        return SuppressionReason.NO_RESPONSE_NEEDED
    if ticket.visibility is Visibility.PUBLIC and event.visibility is Visibility.PRIVATE:
        return SuppressionReason.PERSON_ANSWERED  # a person has moved it here: they go on
    return acknowledgement.preliminary(
        event=event,
        classification=facts.classification,
        brand=facts.brand,
        brand_degraded=desk.brands.is_degraded(event.brand),
        policy=desk.policies(event.channel),
        switch=desk.switches.automatic_answers(event.brand, event.channel),
        incidents=desk.incidents.open_for(event.brand),
        conversation=facts.conversation,
        acknowledged_at=ticket.acknowledged_at,
        now=facts.now,
    )


def with_escalation(desk: Desk, facts: Facts, ticket: Ticket) -> Ticket:
    """Urgent tickets are escalated at once, unless somebody has them or an open incident speaks for all of them."""
    if ticket.priority is not Priority.URGENT:
        return ticket
    if ticket.incident_id is not None:
        known = desk.incidents.open_for(ticket.brand)
        if is_spoken_for(ticket.incident_id, ticket.channel, known, facts.now):
            return ticket
    return escalation.wanted(ticket, EscalationReason.URGENT, facts.now + GRACE)


def incident_of(desk: Desk, facts: Facts, ticket_id: str) -> str | None:
    """The incident a report of an outage belongs to: one that is open, or one that the desk now suspects."""
    if facts.classification.category is not Category.OUTAGE:
        return None
    channel, brand = facts.event.channel, facts.brand
    for incident in sorted(desk.incidents.open_for(brand.id), key=lambda known: known.suspected):
        if incident.speaks_for(channel, facts.now):
            return incident.id
    if not facts.classification.sure:
        return None
    reports = desk.incidents.report(brand.id, ticket_id, facts.now, window=brand.incidents.window)
    if reports < brand.incidents.threshold:
        return None
    found = suspicion(brand.id, reports, brand.incidents, facts.now)
    try:
        desk.incidents.open(found)
    except ConflictError:  # another report was quicker, or people have said that it is none
        known = desk.incidents.get(found.id)
        return found.id if known is not None and known.speaks_for(channel, facts.now) else None
    desk.metrics.count("IncidentsSuspected")
    return found.id


def write_history(desk: Desk, facts: Facts, ticket: Ticket, what: str, details: Mapping[str, str]) -> None:
    """One entry of the audit trail; the same event writes the same entry."""
    event = facts.event
    desk.history.add(
        HistoryEntry(
            ticket_id=ticket.id,
            at=event.received_at,
            key=f"{what}#{event.message_id or event.event_id}",
            what=what,
            details=dict(details),
        )
    )


def count_opened(desk: Desk, ticket: Ticket) -> None:
    desk.metrics.count("TicketsOpened", priority=ticket.priority)
    desk.metrics.count("TicketsCategorised", category=ticket.category)


def count(
    desk: Desk, facts: Facts, ticket: Ticket | None, outcome: Outcome, suppression: SuppressionReason | None
) -> None:
    """Figures of a message that is now stored. A crash before this loses a figure, never a message."""
    desk.metrics.measure("StoreDelay", max((facts.now - facts.event.received_at) / timedelta(milliseconds=1), 0))
    if outcome is Outcome.TICKET and ticket is not None:
        count_opened(desk, ticket)
        if ticket.incident_id is not None:
            desk.incidents.count_ticket(ticket.incident_id)
    if suppression is not None:
        desk.metrics.count("AcknowledgementsSuppressed", reason=suppression)
    if suppression is SuppressionReason.CALENDAR_INVALID:
        desk.metrics.count("CalendarsInvalid")
    try:
        desk_open = business_hours.is_open(facts.brand.calendar_of(facts.event.channel), facts.event.occurred_at)
    except CalendarError:
        desk_open = True
    page_exists = facts.classification.category is Category.QUESTION and bool(articles_for(facts))
    figures = dict(answers(facts.classification, page_exists=page_exists, desk_open=desk_open))
    if suppression is not None:
        figures[SUPPRESSED + suppression.value] = 1
    desk.listening.add(facts.event.brand, facts.event.occurred_at, figures)
