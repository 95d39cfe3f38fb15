"""Automatic replies that the platform's own app sends: away messages, instant replies. No person has answered.

They are listed in the brand file, or recognised: the same text within seconds of the messages of two customers. The
answer to the first of the two was then taken for a person's, and that is corrected.
"""

from dataclasses import replace

from functions.store.next_steps import GRACE
from functions.store.ports import StorePorts
from shared.domain.conversations.model import Conversation
from shared.domain.escalation import rounds as escalation
from shared.domain.messages.automatic_texts import QuickAnswer, digest_of, is_listed, may_be_automatic
from shared.domain.messages.event import InboundEvent
from shared.domain.tickets.automatic_answer import without_first_response
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.history_words import SAME_TEXT_ELSEWHERE
from shared.domain.vocabulary import Priority, Visibility


def is_reply_of_the_app(ports: StorePorts, event: InboundEvent, conversation: Conversation | None) -> bool:
    if event.text is None or event.visibility is not Visibility.PRIVATE:
        return False
    if is_listed(event.text, ports.brands.current(event.brand).automatic_texts):
        return True
    ticket = None
    if conversation is not None and conversation.open_ticket_id is not None:
        ticket = ports.tickets.get(conversation.open_ticket_id)
    if conversation is None or ticket is None:
        return False
    waited = event.occurred_at - ticket.last_customer_message_at
    before = conversation.last_person_answer_at
    since = None if before is None else event.occurred_at - before
    if not may_be_automatic(event.text, waited=waited, last_person_answer=since):
        return False
    own = QuickAnswer(conversation=digest_of(conversation.conversation_id), ticket_id=ticket.id, at=event.occurred_at)
    first = ports.quick_answers.first(event.channel, event.account_id, digest_of(event.text), own)
    if first.conversation == own.conversation:
        return False
    _correct(ports, event, first)
    return True


def _correct(ports: StorePorts, event: InboundEvent, first: QuickAnswer) -> None:
    ticket = ports.tickets.get(first.ticket_id)
    if ticket is None:
        return
    after = without_first_response(ticket, first.at, ports.clock.now())
    if after == ticket:
        return
    ports.history.add(
        HistoryEntry(
            ticket_id=ticket.id,
            at=event.received_at,
            key=f"answer_was_automatic#{event.message_id}",
            what="answer_was_automatic",
            details={"reason": SAME_TEXT_ELSEWHERE},
        )
    )
    conversation = ports.conversations.get(ticket.channel, ticket.account_id, ticket.conversation_id)
    if conversation is not None and conversation.last_person_answer_at == first.at:
        ports.conversations.save(replace(conversation, last_person_answer_at=None))
    if after.priority is Priority.URGENT:
        after = escalation.requested(after, escalation.urgent_reason(after), ports.clock.now() + GRACE)
    ports.tickets.save(with_clocks(ticket, after, ports.brands.current(event.brand), ports.clock.now(), ports.policies))
