"""A customer wrote: the message opens a ticket, joins one, or is kept without a ticket.

The order of the writes makes a repetition harmless: first the conversation, whose ``open_ticket_id`` is the lock, then
the ticket, and the message last. A message that is complete proves that all earlier writes were done. One that is not
is stored again from the start, and each step skips what was done before.
"""

from dataclasses import replace

from functions.store import edited
from functions.store.automatic_texts import is_opt_out, record_request
from functions.store.completed import completed_message
from functions.store.context import EXPIRY_SLACK, UNREADABLE, MessageContext, find_place, read_context
from functions.store.early_events import apply_early_events, link_early_answers
from functions.store.edited_before import complete_with_original
from functions.store.figures import count_message, listening_facts
from functions.store.handed_over import note_standby, tell_agent
from functions.store.next_steps import calls_now
from functions.store.placement import place
from functions.store.ports import StorePorts
from functions.store.proposals import propose
from functions.store.result import StoreResult
from functions.store.saving import earlier_result, save_handled
from shared.domain.acknowledgement.decision import reason_without_ticket
from shared.domain.classification.model import Classification
from shared.domain.customers.model import Customer, spelled
from shared.domain.errors import UnreadableEventError
from shared.domain.identifiers import customer_id_of
from shared.domain.messages.edits import told_anew
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.tickets.follow_up import is_part
from shared.domain.vocabulary import Outcome, SuppressionReason, Visibility
from shared.ports.repositories import OutcomeRecord


def store(ports: StorePorts, event: InboundEvent, classification: Classification | None) -> StoreResult:
    """Raises ``UnreadableEventError`` for a message without an id."""
    if event.message_id is None:
        raise UnreadableEventError("message_id: missing")
    where = find_place(ports, event)
    known = ports.messages.get(event.channel, event.account_id, event.message_id)
    anew = told_anew(known, event) if known is not None and known.complete and not known.known_by_edit else None
    if anew is not None:
        return edited.store(ports, anew, classification)
    earlier = earlier_result(ports, known, event)
    if earlier is not None:
        return earlier
    if known is not None and known.complete and known.known_by_edit:
        return complete_with_original(ports, event, classification or UNREADABLE, known, where)
    if known is not None and known.complete:
        return _stored_before(ports, known, event)
    if known is not None and known.pending_classification is not None:
        classification = known.pending_classification
    where = note_standby(ports, event, where)
    if classification is not None and is_opt_out(event):
        classification = replace(classification, needs_response=True)
    context = read_context(ports, event, classification or UNREADABLE, known, where)
    placement = place(ports, context)
    if placement.ticket is not None:
        tell_agent(ports, event, context.conversation, placement.ticket)
    outcome = Outcome.DELETED if context.deleted else placement.outcome
    if known is not None and known.answered_by_person_at is not None:
        link_early_answers(ports, context, known, placement.ticket)
    ticket = None if placement.ticket is None else apply_early_events(ports, context, placement.ticket)
    if ticket is None:
        _record_conversation(ports, context)
    record_request(ports, event, ticket)
    suppression = placement.suppression
    if ticket is None:
        suppression = (
            SuppressionReason.MESSAGE_GONE if context.deleted else reason_without_ticket(event, context.classification)
        )
    is_one_more = ticket is not None and is_part(ticket, event)
    facts = () if is_one_more else listening_facts(context, suppression)  # the figures count an album once
    completed = completed_message(ports, context, ticket, facts)
    propose(ports, context, ticket, completed)
    save_handled(ports, known, completed, event, outcome)
    count_message(ports, context, ticket, outcome, suppression)
    if ticket is None:
        return StoreResult(outcome=outcome)
    return StoreResult(
        outcome=outcome,
        ticket_id=ticket.id,
        acknowledge=ticket.acknowledge_at is not None,
        escalate_now=calls_now(ticket, context.now),
    )


def store_unsupported(ports: StorePorts, event: InboundEvent, classification: Classification | None) -> StoreResult:
    """A kind of message that we cannot show. In private somebody waits for an answer; in public it is only counted."""
    if event.visibility is Visibility.PRIVATE and event.message_id is not None and event.author is not None:
        return store(ports, event, classification)
    known = ports.outcomes.get(event.event_id)
    if known is not None:
        return StoreResult(outcome=known.outcome, duplicate=True)
    reason = event.details.get("reason")
    ports.outcomes.add(
        OutcomeRecord(event_id=event.event_id, outcome=Outcome.IGNORED, at=ports.clock.now(), reason=reason)
    )
    return StoreResult(outcome=Outcome.IGNORED)


def _stored_before(ports: StorePorts, known: Message, event: InboundEvent) -> StoreResult:
    """The same message under another event id."""
    outcome = Outcome.APPENDED if known.ticket_id is not None else Outcome.IGNORED
    save_handled(ports, known, known, event, outcome)
    return StoreResult(outcome=outcome, ticket_id=known.ticket_id)


def _record_conversation(ports: StorePorts, context: MessageContext) -> None:
    """An erasure finds messages without a ticket through their author."""
    event, customer_id = context.event, customer_id_of(context.event)
    if customer_id is None or event.author is None or event.author.id is None:
        return
    place = spelled((event.channel, event.account_id, context.conversation.conversation_id))
    ports.customers.remember(
        Customer(
            id=customer_id,
            brand=event.brand,
            identities={event.channel: event.author.id},
            first_seen_at=event.occurred_at,
            last_seen_at=event.occurred_at,
            conversations=frozenset({place}),
            expires_at=context.now + context.brand.retention.tickets + EXPIRY_SLACK,
        )
    )
