"""What one more message of its customer does to a ticket. Pure: a ticket and some facts in, the next ticket out."""

from dataclasses import replace
from datetime import datetime

from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.priority.scoring import Assessment, higher
from shared.domain.tickets.deletion import is_withdrawn
from shared.domain.tickets.model import REOPENS_WITHIN, Ticket
from shared.domain.tickets.reasons import reasons_for
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import Category, Danger, Stage, Status, Visibility

# Categories of a follow-up that bring no news, unless it asks for an answer.
_NO_NEWS = frozenset({Category.PRAISE, Category.SPAM, Category.ABUSE})


def reopens(classification: Classification, *, closing_words: bool) -> bool:
    """Whether a person has to look at a follow-up. "Merci" does not reopen; "12345678" may be what we asked for."""
    if classification.danger is not Danger.NONE:
        return True
    if closing_words:
        return False
    if classification.needs_response:
        return True
    return classification.stage is Stage.DIRECT and classification.category not in _NO_NEWS


def is_part(ticket: Ticket, event: InboundEvent) -> bool:
    """Whether the message is one more picture of an album that this ticket has counted already."""
    return (
        event.group_id is not None and event.group_id == ticket.group_id and event.message_id != ticket.group_message_id
    )


def follow_up_waits(
    ticket: Ticket, event: InboundEvent, classification: Classification, *, closing_words: bool, has_words: bool
) -> bool:
    """Whether a message that joins the ticket asks for an answer. A picture of an album does if the album does."""
    if is_part(ticket, event) and not has_words:
        return ticket.waiting_since is not None
    return reopens(classification, closing_words=closing_words)


def belongs_to(ticket: Ticket, occurred_at: datetime) -> bool:
    """Whether a follow-up joins this ticket. One that comes later opens a linked ticket."""
    if ticket.status is Status.CLOSED:
        return False
    return ticket.resolved_at is None or occurred_at <= ticket.resolved_at + REOPENS_WITHIN


def with_follow_up(
    ticket: Ticket,
    event: InboundEvent,
    classification: Classification,
    assessment: Assessment,
    *,
    answered_at: datetime | None,
    reopens_ticket: bool,
    deadlines: Deadlines,
    now: datetime,
    is_merged: bool = False,
) -> Ticket:
    """The ticket after one more message of its customer.

    ``answered_at`` is when a person last answered in this conversation: a message that was written before that and
    arrives late does not wait. ``reopens_ticket`` is false for thanks and the like (see ``reopens``). ``is_merged``:
    it was written in a conversation of a merged ticket, to which no answer of this one goes.
    """
    part = is_part(ticket, event)
    answered = answered_at is not None and event.occurred_at <= answered_at
    first, since = _first_response(ticket, event.occurred_at, answered_at if answered else None)
    waits = reopens_ticket and not answered
    begins_to_wait = waits and ticket.waiting_since is None
    waiting_since = _earliest(ticket.waiting_since, event.occurred_at) if waits else ticket.waiting_since
    reopened = waits and ticket.status in (Status.PENDING, Status.RESOLVED)
    status = _status(ticket, reopened=reopened, responded=first is not None, waits=waiting_since is not None)
    if reopened and ticket.misses_resolution(now):
        ticket = ticket.resolution_breached(now)  # the target is about to move; what was missed stays missed
    priority = higher(ticket.priority, assessment.priority)
    is_raised = priority is not ticket.priority
    due = ticket.first_response_due_at
    if begins_to_wait:
        due = deadlines.first_response_due_at  # a new wait has a deadline of its own
    elif waits and is_raised:
        due = _earliest(due, deadlines.first_response_due_at)  # a more urgent message can only bring it forward
    is_latest = event.occurred_at >= ticket.last_customer_message_at
    # Of a public ticket that continued in private: a public answer still replies to the public message.
    elsewhere = is_merged or (ticket.visibility is Visibility.PUBLIC and event.visibility is Visibility.PRIVATE)
    # What was resolved begins anew; what was pending has the time that was left: see ``with_clocks``.
    anew = reopened and (ticket.status is Status.RESOLVED or ticket.paused_at is None)
    closes = [
        at
        for at in (ticket.reply_window_closes_at, None if is_merged else event.reply_window_closes_at)
        if at is not None
    ]
    after = replace(
        ticket,
        message_count=ticket.message_count + (0 if part else 1),
        group_id=event.group_id or ticket.group_id,
        group_message_id=event.message_id if event.group_id and not part else ticket.group_message_id,
        last_customer_message_at=max(ticket.last_customer_message_at, event.occurred_at),
        status=status,
        first_response_at=first,
        first_response_since=since,
        resolved_at=ticket.resolved_at if status is Status.RESOLVED else None,
        resolution=ticket.resolution if status is Status.RESOLVED else None,
        priority=priority,
        reasons=reasons_for(classification, assessment.reasons) if is_raised else ticket.reasons,
        category=classification.category if is_raised else ticket.category,
        sentiment=classification.sentiment if is_latest else ticket.sentiment,
        claimed_by=None if is_released(ticket, classification, reopened=reopened) else ticket.claimed_by,
        needs_response=ticket.needs_response or waits or classification.needs_response,
        danger=ticket.danger if classification.danger is Danger.NONE else classification.danger,
        has_personal_data=ticket.has_personal_data or bool(classification.personal_data),
        waiting_since=waiting_since,
        first_response_due_at=due,
        resolution_due_at=deadlines.resolution_due_at if anew else ticket.resolution_due_at,
        resolution_warned_at=None if anew else ticket.resolution_warned_at,
        paused_at=None if anew else ticket.paused_at,
        reply_window_closes_at=max(closes, default=None),
        updated_at=now,
    )
    here = ticket.last_message_id, ticket.last_written_here_at
    if event.message_id and not elsewhere and event.occurred_at >= ticket.last_written_here_at:
        here = event.message_id, event.occurred_at
    return after.replying_to(*here).with_labels_kept().paused(first or now)


def is_released(ticket: Ticket, classification: Classification, *, reopened: bool = False) -> bool:
    """Whether a message takes the ticket from its agent, who may be away: it was resolved, or somebody may be hurt."""
    new_danger = ticket.danger is Danger.NONE and classification.danger is not Danger.NONE
    return new_danger or (reopened and ticket.status is Status.RESOLVED)


def with_earlier_wait(ticket: Ticket, written_at: datetime, due_at: datetime | None) -> Ticket:
    """The ticket when one of its messages turns out to be older than was known: who waits, waits since then."""
    since = ticket.first_response_since
    waits = ticket.waiting_since is not None and due_at is not None
    return replace(
        ticket,
        waiting_since=_earliest(ticket.waiting_since, written_at) if waits else ticket.waiting_since,
        first_response_due_at=_earliest(ticket.first_response_due_at, due_at)
        if waits
        else ticket.first_response_due_at,
        first_response_since=None if since is None else min(since, written_at),
    )


def _first_response(
    ticket: Ticket, written_at: datetime, answered_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """When the first response was given, and since when the customer had waited for it."""
    first, since = ticket.first_response_at, ticket.first_response_since
    if answered_at is None:
        return first, since
    if first is None or answered_at < first:
        return answered_at, min(at for at in (since, ticket.waiting_since, written_at) if at is not None)
    return first, None if since is None else min(since, written_at)


def _status(ticket: Ticket, *, reopened: bool, responded: bool, waits: bool) -> Status:
    withdrawn = is_withdrawn(ticket)
    if reopened:
        return Status.NEW if withdrawn else Status.OPEN  # a ticket of deleted messages begins anew
    if responded and (withdrawn or ticket.status is Status.NEW):
        return Status.OPEN if waits else Status.PENDING
    return ticket.status


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)
