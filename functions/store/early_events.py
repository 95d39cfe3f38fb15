"""What arrived before its message: an answer to it, or its deletion. Applied when the message arrives."""

from dataclasses import replace
from datetime import timedelta

from functions.store.context import MessageContext, with_expiry_for_answer
from functions.store.ports import StorePorts
from functions.store.waiting import first_waiting
from shared.domain.messages.model import Message
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.deletion import with_message_deleted
from shared.domain.tickets.model import Ticket

INSTANT = timedelta(milliseconds=1)


def apply_early_events(ports: StorePorts, context: MessageContext, ticket: Ticket) -> Ticket:
    """Applies an answer or a deletion that arrived before the message."""
    known, after = context.known, ticket
    answered_at = known.answered_by_person_at if known is not None else None
    if answered_at is not None and after.waiting_since is not None and after.waiting_since <= answered_at:
        waiting = first_waiting(ports, after, since=answered_at + INSTANT, without=context.event.message_id)
        after = after.answered(True, answered_at, context.now, waiting_since=waiting)
    if context.deleted:
        waiting = None if ticket.opening_message_id == context.event.message_id else ticket.waiting_since
        after = with_message_deleted(after, context.event.message_id or "", waiting_since=waiting, now=context.now)
    if replace(after, updated_at=ticket.updated_at) == ticket:
        return ticket
    return ports.tickets.save(with_clocks(ticket, after, context.brand, context.now, ports.policies))


def link_early_answers(ports: StorePorts, context: MessageContext, known: Message, ticket: Ticket | None) -> None:
    """Links answers that arrived before the message to its conversation and ticket."""
    own = context.conversation
    stored = ports.conversations.get(own.channel, own.account_id, own.conversation_id) or replace(own, revision=0)
    if stored.revision == 0 or stored.last_person_answer_at != own.last_person_answer_at:
        lasting = with_expiry_for_answer(ports, stored)
        ports.conversations.save(replace(lasting, last_person_answer_at=own.last_person_answer_at))
    for message_id in known.answers:
        answer = ports.messages.get(own.channel, own.account_id, message_id)
        if answer is not None and answer.conversation_id is None:
            ticket_id = None if ticket is None else ticket.id
            ports.messages.save(replace(answer, conversation_id=own.conversation_id, ticket_id=ticket_id))
