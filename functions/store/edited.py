"""A customer edited a message: it changes in place, keeps its earlier texts, and is assessed again.

An edit never opens a second ticket and never causes a second acknowledgement. See ``edited_before.py`` for an edit
whose message was not delivered.
"""

from dataclasses import replace
from datetime import datetime

from functions.store.attachments import attachments_of
from functions.store.automatic_texts import is_opt_out, record_request
from functions.store.context import (
    UNREADABLE,
    MessageContext,
    articles_for,
    assess_message,
    find_place,
    may_be_kept_on_ticket,
    read_context,
)
from functions.store.edited_before import store_edit
from functions.store.editions import earlier_text
from functions.store.figures import count_opened
from functions.store.history import write_history
from functions.store.incidents import link_to_incident, with_incident
from functions.store.next_steps import calls_now, with_escalation
from functions.store.placement import place
from functions.store.ports import StorePorts
from functions.store.proposals import close_outdated, propose, propose_showing
from functions.store.result import StoreResult
from functions.store.saving import earlier_result, message_named_by, save_handled
from shared.domain.classification.model import Classification
from shared.domain.messages.edits import is_more_direct
from shared.domain.messages.event import TRANSCRIBED, Author, InboundEvent
from shared.domain.messages.look_up import is_found, is_wanted
from shared.domain.messages.model import Message, bounded_editions
from shared.domain.messages.positions import is_position, with_position
from shared.domain.priority.scoring import higher
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.excerpt import excerpt_of
from shared.domain.tickets.follow_up import is_released
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.opening import deserves_ticket
from shared.domain.tickets.reasons import reasons_for
from shared.domain.vocabulary import Category, Danger, Direction, Outcome, Status, Surface


def store(ports: StorePorts, event: InboundEvent, classification: Classification | None) -> StoreResult:
    """Raises ``UnreadableEventError`` for an edit that does not say of what."""
    classification = classification or UNREADABLE
    if is_opt_out(event):
        classification = replace(classification, needs_response=True)
    where = find_place(ports, event)
    known = message_named_by(ports, event)
    earlier = earlier_result(ports, known, event)
    if earlier is not None:
        return earlier
    if event.text_key is not None and known.deleted_at is None:
        ports.texts.get(event.text_key)  # what is gone can be the text of no message
    if is_position(event):
        return _moved(ports, known, event)
    after, ticket, placement = _changed(ports, known, event, classification), None, None
    stored = store_edit(ports, event, classification, known, after, where=where)
    if stored is not None:
        return stored
    more_direct = known.complete and is_more_direct(known, event)
    if more_direct:
        after = replace(after, surface=event.surface, parent_id=event.parent_id or known.parent_id)
    changed = (after.text, after.text_key, after.rating) != (known.text, known.text_key, known.rating)
    is_new = changed or more_direct
    if known.complete and known.direction is Direction.INBOUND and is_new:
        at = known.occurred_at or event.occurred_at
        context = read_context(ports, replace(event, occurred_at=at), classification, known, where)
        record_request(ports, event, None if known.ticket_id is None else context.ticket)
        propose_showing(ports, context, known)
        close_outdated(ports, after)
        if known.ticket_id is not None:
            ticket = _assess_again(ports, context, known, edited_at=event.occurred_at)
            if ticket is not None and ticket.waiting_since == event.occurred_at:
                after = replace(after, waits=True)
        elif deserves_ticket(context.classification):
            placement = place(ports, context)  # the new text deserves a ticket, the earlier one did not
            ticket, waits = placement.ticket, context.classification.needs_response and not context.closing
            after = replace(after, ticket_id=None if ticket is None else ticket.id, waits=waits)
        if after.ticket_id is None:
            # What becomes spam with an edit, turns out to stand under our post, or deserves a like in other words.
            propose(ports, context, None, after)
    if is_wanted(event) and known.complete and known.ticket_id is not None and known.deleted_at is None:
        _ask_again(ports, known.ticket_id, known.message_id, event)
    save_handled(ports, known, after, event, Outcome.EDITED)
    if placement is not None and placement.ticket is not None and placement.outcome is Outcome.TICKET:
        count_opened(ports, placement.ticket)
    return StoreResult(
        outcome=Outcome.EDITED,
        ticket_id=after.ticket_id,
        acknowledge=known.ticket_id is None and ticket is not None and ticket.acknowledge_at is not None,
        escalate_now=ticket is not None and calls_now(ticket, ports.clock.now()),
    )


def _moved(ports: StorePorts, known: Message, event: InboundEvent) -> StoreResult:
    """The next position of a live location: the newest is kept, and nothing is assessed again."""
    after = with_position(known, event)
    save_handled(ports, known, after, event, Outcome.EDITED)
    return StoreResult(outcome=Outcome.EDITED, ticket_id=after.ticket_id)


def _changed(ports: StorePorts, known: Message, event: InboundEvent, classification: Classification) -> Message:
    """The message with the newest text on top, whatever the order in which the edits arrive."""
    if known.deleted_at is not None or (TRANSCRIBED in event.details and has_text(known)):
        return known  # words of the customer's own count more than those of a machine
    says_nothing = event.text is None and event.text_key is None and event.rating is None
    if says_nothing and (is_wanted(event) or not event.attachments):
        # The platform says that it was edited and not what it says now: the text stays. One that names the files and
        # no text says that the text was taken away.
        return replace(known, attachments=attachments_of(ports, event, known.attachments) or known.attachments)
    if known.edited_at is not None and event.occurred_at < known.edited_at:
        if _stood_there(known, event):
            return known
        older = earlier_text(ports, event, text=event.text, text_key=event.text_key, since=event.occurred_at)
        return replace(known, editions=bounded_editions((*known.editions, older)))
    editions = known.editions
    since = known.edited_at or known.occurred_at
    if is_found(event):
        since = None  # the platform told us late what it said from the start: no edit
    if since is not None and (event.text, event.text_key) != (known.text, known.text_key):
        earlier = earlier_text(ports, event, text=known.text, text_key=known.text_key, since=since)
        editions = bounded_editions((*editions, earlier))
    if is_found(event):
        known = _with_author(known, event)
    return replace(
        known,
        text=event.text,
        text_key=event.text_key,
        transcribed=TRANSCRIBED in event.details,
        rating=event.rating or known.rating,
        attachments=attachments_of(ports, event, known.attachments) or known.attachments,
        edited_at=known.edited_at if is_found(event) else event.occurred_at,
        editions=editions,
        language=classification.language,
        category=classification.category,
        sentiment=classification.sentiment,
        pending_classification=None if known.complete else classification,
    )


def _stood_there(known: Message, event: InboundEvent) -> bool:
    """Whether the text before or after this older edit is the same: an edit that is announced and listed is told twice,
    with different times.
    """
    before = [(each.text, each.text_key) for each in known.editions if each.since <= event.occurred_at]
    after = [(each.text, each.text_key) for each in known.editions if each.since > event.occurred_at]
    neighbours = (*before[-1:], *(*after, (known.text, known.text_key))[:1])
    return (event.text, event.text_key) in neighbours


def has_text(message: Message) -> bool:
    return message.text is not None or message.text_key is not None


def _ask_again(ports: StorePorts, ticket_id: str, message_id: str, event: InboundEvent) -> None:
    """The platform told of the edit without its words, and did not tell them when it was asked."""
    ticket = ports.tickets.get(ticket_id)
    if ticket is not None and ticket.merged_into is not None:
        ticket = ports.tickets.get(ticket.merged_into)
    if ticket is None or ticket.status is Status.CLOSED:
        return
    after = ticket.wanting_words(message_id, ports.clock.now(), edited_at=event.occurred_at)
    if after is not ticket:
        ports.tickets.save(after)


def _with_looked_up_text(ticket: Ticket, context: MessageContext, reasons: tuple[str, ...]) -> Ticket:
    """The ticket of a message whose text was looked up: now it is known what it is about, and often who wrote."""
    author, classification = context.event.author or Author(), context.classification
    return replace(
        ticket,
        category=classification.category,
        sentiment=classification.sentiment,
        language=classification.language,
        reasons=reasons_for(classification, reasons),
        permalink=ticket.permalink or context.event.permalink,
        customer_handle=ticket.customer_handle or author.handle,
        customer_name=ticket.customer_name or author.name,
        suggested_articles=articles_for(context),
    )


def _with_author(known: Message, event: InboundEvent) -> Message:
    author = event.author or Author()
    return replace(
        known,
        author_id=known.author_id or author.id,
        author_handle=known.author_handle or author.handle,
        author_name=known.author_name or author.name,
        permalink=known.permalink or event.permalink,
    )


def _assess_again(ports: StorePorts, context: MessageContext, known: Message, *, edited_at: datetime) -> Ticket | None:
    """An edit can raise the priority and change the excerpt.

    It begins a new wait if somebody may be hurt, or if it is a review that was answered: its author has no other way
    to write back.
    """
    classification = context.classification
    ticket = ports.tickets.get(known.ticket_id or "")
    if ticket is not None and ticket.merged_into is not None:
        ticket = ports.tickets.get(ticket.merged_into)
    if ticket is None:
        return None
    is_new_danger = ticket.danger is Danger.NONE and classification.danger is not Danger.NONE
    is_written_back = known.surface is Surface.REVIEW and classification.needs_response and not is_found(context.event)
    again = is_new_danger or is_written_back
    if not (ticket.is_open or (again and ticket.status is Status.RESOLVED)):
        return None
    waits_again = again and ticket.waiting_since is None
    if waits_again:
        context = replace(context, event=replace(context.event, occurred_at=edited_at))
    assessment, deadlines = assess_message(ports, context, None, None)
    raised = higher(ticket.priority, assessment.priority)
    is_opening = known.message_id == ticket.opening_message_id
    quoted = is_opening and may_be_kept_on_ticket(ports, context.event)
    after = replace(
        ticket,
        danger=ticket.danger if classification.danger is Danger.NONE else classification.danger,
        claimed_by=None if is_released(ticket, classification) else ticket.claimed_by,
        has_personal_data=ticket.has_personal_data or bool(classification.personal_data),
        rating=(context.event.rating if is_opening else None) or ticket.rating,
        updated_at=context.now,
    )
    if quoted:
        after = after.with_excerpt(excerpt_of(context.text, context.event.attachments or known.attachments))
    if waits_again:
        after = replace(
            after,
            status=Status.OPEN,
            resolved_at=None,
            resolution=None,
            waiting_since=edited_at,
            first_response_due_at=deadlines.first_response_due_at,
            resolution_due_at=deadlines.resolution_due_at,
            resolution_warned_at=None,
            paused_at=None,
        )
        write_history(ports, context, ticket, "reopened", {})
    if ticket.claimed_by is not None and after.claimed_by is None:
        write_history(ports, context, ticket, "released", {"released_from": ticket.holder or "", "reason": "danger"})
    if is_found(context.event):
        after = _with_looked_up_text(after, context, assessment.reasons)
    after = after.without_wanted_words(known.message_id)
    if raised is not ticket.priority:
        due = [at for at in (after.first_response_due_at, deadlines.first_response_due_at) if at is not None]
        after = replace(
            after,
            priority=raised,
            reasons=reasons_for(classification, assessment.reasons),
            category=classification.category,
            first_response_due_at=min(due) if due else None,
        )
        write_history(ports, context, ticket, "priority_raised", {"from": ticket.priority, "to": raised, "by": "edit"})
    after = with_incident(ports, context, ticket, after)
    if raised is not ticket.priority or is_new_danger:
        after = with_escalation(ports, context, after)
    after = ports.tickets.save(
        with_clocks(ticket, after.with_labels_kept(), context.brand, context.now, ports.policies)
    )
    if classification.category is Category.OUTAGE and classification.danger is Danger.NONE:
        link_to_incident(ports, after, at=edited_at)
    return after
