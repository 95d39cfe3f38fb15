"""When a message opens a ticket, and what the new ticket holds."""

from datetime import datetime

from shared.domain.classification.model import Classification
from shared.domain.conversations.model import Conversation
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.look_up import is_wanted
from shared.domain.priority.scoring import Assessment
from shared.domain.tickets.excerpt import Excerpt
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.reasons import reasons_for
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import Category, Danger, Stage, Status, Surface, Visibility

# Somebody has to act on these, also where the message only speaks of the brand and is not addressed to it.
_NEEDS_ACTION = frozenset({Category.OUTAGE, Category.URGENT_REQUEST, Category.ACCOUNT_OR_TECHNICAL, Category.COMPLAINT})


def deserves_ticket(classification: Classification) -> bool:
    """Whether the message opens a ticket. Not every mention does; an uncertain classification does."""
    if classification.danger is not Danger.NONE:
        return True
    if not classification.sure:
        return classification.stage is Stage.DIRECT or classification.needs_response
    if classification.category in (Category.SPAM, Category.ABUSE):
        return classification.needs_response and classification.stage is Stage.DIRECT
    if classification.stage is Stage.DIRECT:
        return classification.needs_response
    return classification.needs_response and classification.category in _NEEDS_ACTION


def open_ticket(
    ticket_id: str,
    event: InboundEvent,
    classification: Classification,
    assessment: Assessment,
    *,
    conversation: Conversation,
    team: str,
    excerpt: Excerpt,
    articles: tuple[str, ...],
    incident_id: str | None,
    deadlines: Deadlines,
    now: datetime,
) -> Ticket:
    """A new ticket. When a person answered before the message reached us, nobody waits for an answer."""
    author = event.author
    answered_at = conversation.last_person_answer_at
    if answered_at is not None and answered_at < event.occurred_at:
        answered_at = None  # that answer was to an earlier message
    waits = classification.needs_response and answered_at is None
    ticket = Ticket(
        id=ticket_id,
        brand=event.brand,
        status=Status.NEW if answered_at is None else Status.PENDING,
        priority=assessment.priority,
        reasons=reasons_for(classification, assessment.reasons),
        category=classification.category,
        sentiment=classification.sentiment,
        language=classification.language,
        stage=classification.stage,
        team=team,
        channel=event.channel,
        surface=event.surface or Surface.DIRECT_MESSAGE,
        visibility=event.visibility or Visibility.PRIVATE,
        account_id=event.account_id,
        customer_id=conversation.customer_id,
        customer_handle=author.handle if author else None,
        customer_name=author.name if author else None,
        author_id=author.id if author else None,
        conversation_id=conversation.conversation_id,
        opening_message_id=event.message_id or "",
        last_message_id=event.message_id or "",
        group_id=event.group_id,
        group_message_id=event.message_id if event.group_id is not None else None,
        previous_ticket_id=conversation.previous_ticket_id,
        permalink=event.permalink,
        rating=event.rating,
        needs_response=classification.needs_response,
        danger=classification.danger,
        has_personal_data=bool(classification.personal_data),
        created_at=event.received_at,
        updated_at=now,
        last_customer_message_at=event.occurred_at,
        waiting_since=event.occurred_at if waits else None,
        first_response_at=answered_at,
        first_response_since=None if answered_at is None else event.occurred_at,
        first_response_due_at=deadlines.first_response_due_at if classification.needs_response else None,
        resolution_due_at=deadlines.resolution_due_at,
        reply_window_closes_at=event.reply_window_closes_at,
        paused_at=answered_at,
        incident_id=incident_id,
        suggested_articles=articles,
        unconfirmed=(event.message_id or "",),
    )
    ticket = ticket.with_excerpt(excerpt)
    return ticket.wanting_words(event.message_id or "", now) if is_wanted(event) else ticket
