"""An edit of a message that was not delivered to us: from before the account was connected, lost, or on its way.

When the edit belongs to a ticket, or deserves one, its message is stored from the edit as if it had just been written.
Should the message itself come later, it adds what it first said and when; it is not counted again.
"""

from dataclasses import replace
from datetime import datetime

from functions.store.completed import completed_message
from functions.store.context import MessageContext, Place, assess_message, read_context
from functions.store.early_events import INSTANT, apply_early_events, link_early_answers
from functions.store.editions import earlier_text
from functions.store.figures import count_message, listening_facts
from functions.store.handed_over import note_standby, tell_agent
from functions.store.next_steps import calls_now
from functions.store.placement import place
from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from functions.store.saving import save_handled
from functions.store.waiting import first_waiting, last_remaining
from shared.domain.classification.model import Classification
from shared.domain.listening.search import is_by
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.look_up import is_found
from shared.domain.messages.model import Message, bounded_editions
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.follow_up import belongs_to, with_earlier_wait
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.opening import deserves_ticket
from shared.domain.vocabulary import EventKind, Outcome


def store_edit(
    ports: StorePorts,
    event: InboundEvent,
    classification: Classification,
    known: Message,
    edited: Message,
    *,
    where: Place,
) -> StoreResult | None:
    """Stores the message from its edit; ``None`` when the edit has to wait for its message.

    ``edited`` is the message as far as it is known, with this edit applied.
    """
    if not _is_whole(ports, event, known, edited):
        return None
    created = replace(event, kind=EventKind.CREATED)
    # The text of the edit is the text of the message now; its earlier texts are put back below.
    blank = replace(edited, edited_at=None, editions=(), pending_classification=None)
    where = note_standby(ports, created, where)
    context = read_context(ports, created, classification, blank, where)
    joins = context.ticket is not None and belongs_to(context.ticket, event.occurred_at)
    if not joins and not deserves_ticket(context.classification):
        return None
    placement = place(ports, context)
    if placement.ticket is None:
        return None
    tell_agent(ports, created, context.conversation, placement.ticket)
    if known.answered_by_person_at is not None:
        link_early_answers(ports, context, known, placement.ticket)
    ticket = apply_early_events(ports, context, placement.ticket)
    stored = replace(
        completed_message(ports, context, ticket, listening_facts(context, placement.suppression)),
        edited_at=edited.edited_at,
        editions=edited.editions,
        known_by_edit=True,
    )
    save_handled(ports, known, stored, event, Outcome.EDITED)
    count_message(ports, context, ticket, placement.outcome, placement.suppression)
    return StoreResult(
        outcome=Outcome.EDITED,
        ticket_id=ticket.id,
        acknowledge=ticket.acknowledge_at is not None,
        escalate_now=calls_now(ticket, context.now),
    )


def complete_with_original(
    ports: StorePorts, event: InboundEvent, classification: Classification, known: Message, where: Place
) -> StoreResult:
    """The message itself, after an edit of it was stored in its place."""
    context = read_context(ports, event, classification, known, where)
    ticket = None if known.ticket_id is None else ports.tickets.get(known.ticket_id)
    if ticket is not None and known.deleted_at is None:
        after = _with_real_time(ports, context, ticket, known)
        if replace(after, updated_at=ticket.updated_at) != ticket:
            ticket = ports.tickets.save(with_clocks(ticket, after, context.brand, context.now, ports.policies))
    editions = known.editions
    if known.deleted_at is None and (event.text, event.text_key) != (known.text, known.text_key):
        original = earlier_text(ports, event, text=event.text, text_key=event.text_key, since=event.occurred_at)
        editions = bounded_editions((original, *editions))
    completed = replace(
        known,
        parent_id=event.parent_id or known.parent_id,
        permalink=event.permalink or known.permalink,
        occurred_at=event.occurred_at,
        editions=editions,
        known_by_edit=False,
    )
    opened = ticket is not None and ticket.opening_message_id == known.message_id
    outcome = Outcome.TICKET if opened else Outcome.APPENDED
    save_handled(ports, known, completed, event, outcome)
    return StoreResult(outcome=outcome, ticket_id=known.ticket_id)


def _is_whole(ports: StorePorts, event: InboundEvent, known: Message, edited: Message) -> bool:
    """Whether the edit says all that a message of a customer says, and is the latest of its edits."""
    author_id = None if event.author is None else event.author.id
    if known.complete or known.deleted_at is not None or is_found(event) or author_id is None:
        return False
    if event.visibility is None or event.surface is None or (event.text is None and event.text_key is None):
        return False
    is_latest = edited.edited_at == event.occurred_at
    return is_latest and not is_by(event, ports.brands.current(event.brand).own_names)


def _last_here(ports: StorePorts, ticket: Ticket, known: Message, written_at: datetime) -> tuple[str, datetime]:
    """The message that an answer replies to, and its time, now that the real time of one is known."""
    is_named = known.message_id == ticket.last_message_id
    last, at = ticket.last_message_id, written_at if is_named else ticket.last_written_here_at
    other = last_remaining(ports, ticket, known.message_id)
    if other is not None and other.occurred_at is not None and other.occurred_at > at:
        return other.message_id, other.occurred_at
    return last, at


def _with_real_time(ports: StorePorts, context: MessageContext, ticket: Ticket, known: Message) -> Ticket:
    """The ticket counted from when the message was written, not from its edit."""
    event, answered_at = context.event, context.conversation.last_person_answer_at
    was_latest = known.occurred_at == ticket.last_customer_message_at
    if was_latest or known.message_id == ticket.last_message_id:
        last, at = _last_here(ports, ticket, known, event.occurred_at)
        if was_latest:
            ticket = replace(ticket, last_customer_message_at=max(event.occurred_at, at))
        ticket = ticket.replying_to(last, at)
    if answered_at is not None and event.occurred_at <= answered_at:
        if ticket.waiting_since != known.occurred_at:
            return with_earlier_wait(ticket, event.occurred_at, None)
        waiting = first_waiting(ports, ticket, since=answered_at + INSTANT, without=known.message_id)
        after = replace(with_earlier_wait(ticket, event.occurred_at, None), waiting_since=event.occurred_at)
        return after.answered(True, answered_at, context.now, waiting_since=waiting)
    if not known.waits:
        return ticket
    _, deadlines = assess_message(ports, context, ticket, None)
    return with_earlier_wait(ticket, event.occurred_at, deadlines.first_response_due_at)
