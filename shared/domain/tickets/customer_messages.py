"""What a customer's message does to a ticket. Pure: a ticket and some facts in, the next ticket out."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.classification.model import Classification
from shared.domain.conversations.model import Conversation
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.look_up import AGAIN, is_wanted
from shared.domain.priority.scoring import ORDER, Assessment, higher
from shared.domain.privacy.personal_data import mask
from shared.domain.tickets.model import REOPENS_WITHIN, Ticket
from shared.domain.vocabulary import Category, Stage, Status, Surface, Visibility

EXCERPT = 140  # characters
MAX_REASONS = 6
GONE_TAG = "withdrawn_by_customer"

# A person's work even when nobody asked for it: these are answered, or at least looked at, wherever they are written.
_MATTERS = frozenset({Category.OUTAGE, Category.URGENT_REQUEST, Category.ACCOUNT_OR_TECHNICAL, Category.COMPLAINT})

# A follow-up that says nothing we have to know.
_NO_NEWS = frozenset({Category.PRAISE, Category.SPAM, Category.ABUSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    first_response_due_at: datetime | None
    resolution_due_at: datetime | None


def deserves_ticket(classification: Classification) -> bool:
    """Not every mention becomes a ticket. In doubt it does."""
    if not classification.sure:
        return classification.stage is Stage.DIRECT or classification.needs_response
    if classification.category in (Category.SPAM, Category.ABUSE):
        return False
    if classification.stage is Stage.DIRECT:
        return classification.needs_response
    return classification.needs_response and classification.category in _MATTERS


def reopens(classification: Classification, *, closing_words: bool) -> bool:
    """Whether a follow-up needs a person again. "Merci" does not; "12345678" does: it may be what we asked for."""
    if closing_words:
        return False
    if classification.needs_response:
        return True
    return classification.stage is Stage.DIRECT and classification.category not in _NO_NEWS


def belongs_to(ticket: Ticket, occurred_at: datetime) -> bool:
    """Whether a follow-up still belongs to this ticket, or comes so late that it opens a linked one."""
    if ticket.status is Status.CLOSED:
        return False
    return ticket.resolved_at is None or occurred_at <= ticket.resolved_at + REOPENS_WITHIN


def open_ticket(
    ticket_id: str,
    event: InboundEvent,
    classification: Classification,
    assessment: Assessment,
    *,
    conversation: Conversation,
    team: str,
    text: str | None,
    articles: tuple[str, ...],
    incident_id: str | None,
    deadlines: Deadlines,
    now: datetime,
) -> Ticket:
    """A new ticket. When a person answered before the message reached us, nobody is waiting any more."""
    author = event.author
    answered_at = conversation.last_person_answer_at
    if answered_at is not None and answered_at < event.occurred_at:
        answered_at = None  # it answered something else
    waits = classification.needs_response and answered_at is None
    return Ticket(
        id=ticket_id,
        brand=event.brand,
        status=Status.NEW if answered_at is None else Status.PENDING,
        priority=assessment.priority,
        reasons=(*classification.reasons, *assessment.reasons)[:MAX_REASONS],
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
        previous_ticket_id=conversation.previous_ticket_id,
        permalink=event.permalink,
        excerpt=excerpt_of(text),
        needs_response=classification.needs_response,
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
        look_up_at=now + AGAIN if is_wanted(event) else None,
        incident_id=incident_id,
        suggested_articles=articles,
        unconfirmed=(event.message_id or "",),
    )


def excerpt_of(text: str | None) -> str:
    """The beginning of a text with personal data masked."""
    plain = " ".join(mask(text or "").split())
    return plain if len(plain) <= EXCERPT else plain[: EXCERPT - 1].rstrip() + "…"


def joined(
    ticket: Ticket,
    event: InboundEvent,
    classification: Classification,
    assessment: Assessment,
    *,
    answered_at: datetime | None,
    real: bool,
    deadlines: Deadlines,
    now: datetime,
) -> Ticket:
    """The ticket after one more message of its customer.

    ``answered_at`` is when a person last answered in this conversation: a message written before that, arriving
    late, waits for nobody. ``real`` is false for "thanks" and the like, which change no state.
    """
    message_id = event.message_id or ticket.last_message_id
    latest = event.occurred_at >= ticket.last_customer_message_at
    # Of a public ticket that went on in private: a public answer still replies to what was written in public.
    elsewhere = ticket.visibility is Visibility.PUBLIC and event.visibility is Visibility.PRIVATE
    answered = answered_at is not None and event.occurred_at <= answered_at
    first, since = ticket.first_response_at, ticket.first_response_since
    if answered and (first is None or (answered_at is not None and answered_at < first)):
        first = answered_at
        since = min(at for at in (since, ticket.waiting_since, event.occurred_at) if at is not None)
    elif answered and since is not None:
        since = min(since, event.occurred_at)
    waits = real and not answered
    begins_to_wait = waits and ticket.waiting_since is None
    waiting = ticket.waiting_since
    if waits:
        waiting = event.occurred_at if waiting is None else min(waiting, event.occurred_at)
    reopened = waits and ticket.status in (Status.PENDING, Status.RESOLVED)
    # Resolved only because its customer took everything back: as if it had never been.
    void = ticket.status is Status.RESOLVED and _untouched(ticket) and GONE_TAG in ticket.tags
    status = ticket.status
    if reopened:
        status = Status.NEW if void else Status.OPEN
    elif first is not None and (void or status is Status.NEW):
        status = Status.PENDING if waiting is None else Status.OPEN
    raised = higher(ticket.priority, assessment.priority)
    more_urgent = ORDER.index(raised) > ORDER.index(ticket.priority)
    due = ticket.first_response_due_at
    if waits and (begins_to_wait or more_urgent):
        # A new wait has a deadline of its own; a more urgent message can only bring it forward.
        new = deadlines.first_response_due_at
        due = new if begins_to_wait or due is None or new is None else min(due, new)
    closes = [at for at in (ticket.reply_window_closes_at, event.reply_window_closes_at) if at is not None]
    return replace(
        ticket,
        message_count=ticket.message_count + 1,
        last_customer_message_at=max(ticket.last_customer_message_at, event.occurred_at),
        last_message_id=message_id if latest and not elsewhere else ticket.last_message_id,
        status=status,
        first_response_at=first,
        first_response_since=since,
        resolved_at=ticket.resolved_at if status is Status.RESOLVED else None,
        priority=raised,
        reasons=assessment.reasons if more_urgent else ticket.reasons,
        category=classification.category if more_urgent else ticket.category,
        sentiment=classification.sentiment if latest else ticket.sentiment,
        claimed_by=None if reopened and ticket.status is Status.RESOLVED else ticket.claimed_by,
        needs_response=ticket.needs_response or waits or classification.needs_response,
        has_personal_data=ticket.has_personal_data or bool(classification.personal_data),
        waiting_since=waiting,
        first_response_due_at=due,
        resolution_due_at=deadlines.resolution_due_at if reopened else ticket.resolution_due_at,
        breached_at=None if begins_to_wait else ticket.breached_at,
        reply_window_closes_at=max(closes) if closes else None,
        updated_at=now,
    )


def withdrawn(ticket: Ticket, message_id: str, *, waiting_since: datetime | None, now: datetime) -> Ticket:
    """The ticket after its customer deleted one of their messages.

    ``waiting_since`` is the first of their other messages that waits for an answer. When there is none the clocks
    stop, and a ticket that nobody had touched is done with.
    """
    tags = ticket.tags if GONE_TAG in ticket.tags else (*ticket.tags, GONE_TAG)
    excerpt = "" if message_id == ticket.opening_message_id else ticket.excerpt
    after = replace(ticket, tags=tags, excerpt=excerpt, waiting_since=waiting_since, updated_at=now)
    if waiting_since is not None:
        return after
    status, resolved_at = ticket.status, ticket.resolved_at
    if status is Status.NEW and _untouched(ticket):
        status, resolved_at = Status.RESOLVED, now
    elif status is Status.OPEN and ticket.first_response_at is not None:
        status = Status.PENDING
    escalate_at = ticket.escalate_at if ticket.escalation_running else None
    return replace(after, acknowledge_at=None, escalate_at=escalate_at, status=status, resolved_at=resolved_at)


def _untouched(ticket: Ticket) -> bool:
    return ticket.first_response_at is None and ticket.claimed_by is None
