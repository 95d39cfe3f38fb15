"""What is wanted next for a ticket: an acknowledgement, an escalation. Written as instants on the ticket."""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.store.context import MessageContext
from functions.store.ports import StorePorts
from shared.domain.acknowledgement import decision as acknowledgement
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import StartDecision
from shared.domain.incidents.model import is_covered_by_incident
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Priority, SuppressionReason, Visibility

GRACE = timedelta(seconds=60)
"""How long triage has for the next step before the sweep starts it."""


def with_next_steps(
    ports: StorePorts, context: MessageContext, ticket: Ticket
) -> tuple[Ticket, SuppressionReason | None]:
    """The ticket with the instants of its next steps; and why no acknowledgement is wanted, if so."""
    suppression = _suppression(ports, context, ticket)
    at = ticket.acknowledge_at if suppression is not None else context.now + GRACE
    kept_until = context.now + context.brand.retention.tickets
    after = replace(ticket, acknowledge_at=at, suppression=suppression, expires_at=kept_until)
    return with_escalation(ports, context, after), suppression


def _suppression(ports: StorePorts, context: MessageContext, ticket: Ticket) -> SuppressionReason | None:
    event = context.event
    if context.deleted:
        return SuppressionReason.MESSAGE_GONE
    if context.closing:
        return SuppressionReason.NO_RESPONSE_NEEDED
    if is_of_merged(context, ticket):
        return SuppressionReason.PERSON_ANSWERED  # a person merged it; a text would go to the other conversation
    if ticket.visibility is Visibility.PUBLIC and event.visibility is Visibility.PRIVATE:
        return SuppressionReason.PERSON_ANSWERED  # a person moved it here and continues
    return acknowledgement.preliminary(
        event=event,
        classification=context.classification,
        brand=context.brand,
        brand_degraded=ports.brands.is_degraded(event.brand),
        policy=ports.policies(event.channel),
        switch=ports.switches.automatic_answers(event.brand, event.channel),
        incidents=ports.incidents.open_for(event.brand),
        conversation=context.conversation,
        acknowledged_at=ticket.acknowledged_at,
        danger=ticket.danger is not Danger.NONE,
        now=context.now,
    )


def is_of_merged(context: MessageContext, ticket: Ticket) -> bool:
    """Whether the message was written in a conversation of a ticket that was merged into this one."""
    place = (context.event.channel, context.event.account_id, context.conversation.conversation_id)
    return place in ticket.places[len(ticket.conversations) :]


def with_escalation(ports: StorePorts, context: MessageContext, ticket: Ticket) -> Ticket:
    """Urgent tickets are escalated at once, unless they are claimed or belong to an open incident.

    Where somebody may be hurt, an incident changes nothing.
    """
    if ticket.priority is not Priority.URGENT:
        return ticket
    if ticket.incident_id is not None:
        known = ports.incidents.open_for(ticket.brand)
        if is_covered_by_incident(ticket, known, context.now):
            return ticket
    return escalation.requested(ticket, escalation.urgent_reason(ticket), context.now + GRACE)


def calls_now(ticket: Ticket, now: datetime) -> bool:
    """Whether people are called for it with this message. A call that was put off, until the desk opens or an outage is
    over, stays put off."""
    due = ticket.escalate_at is not None and ticket.escalate_at <= now + GRACE
    return due and escalation.start_of(ticket) is StartDecision.BEGIN
