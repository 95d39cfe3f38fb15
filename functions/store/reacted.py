"""A customer reacted to a message in private, or took the reaction back. It is shown beside a message of ours.

A reaction opens no ticket, reopens none, and is never acknowledged. On a message of the customer's own it is counted.
"""

from dataclasses import replace

from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from functions.store.saving import earlier_result, save_handled
from shared.domain.errors import UnreadableEventError
from shared.domain.identifiers import customer_id_of
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.messages.reactions import MAX_EMOJI_LENGTH, REACTION, Reaction, with_reaction
from shared.domain.vocabulary import Direction, Outcome


def store(ports: StorePorts, event: InboundEvent) -> StoreResult:
    """A reaction to a message that is not known yet waits in its place.

    Raises ``UnreadableEventError`` when the event names no message or no customer.
    """
    customer = customer_id_of(event)
    if event.message_id is None or customer is None:
        raise UnreadableEventError("message_id or author: missing")
    known = ports.messages.get(event.channel, event.account_id, event.message_id)
    earlier = earlier_result(ports, known, event)
    if earlier is not None:
        return earlier
    known = known or Message(
        channel=event.channel, account_id=event.account_id, message_id=event.message_id, brand=event.brand
    )
    after, is_theirs = known, known.complete and known.direction is Direction.INBOUND
    if known.deleted_at is None and not is_theirs:
        emoji = event.details[REACTION][:MAX_EMOJI_LENGTH] or None
        new = Reaction(customer=customer, at=event.occurred_at, emoji=emoji)
        after = replace(known, reactions=with_reaction(known.reactions, new))
    save_handled(ports, known, after, event, Outcome.SIGNAL)
    return StoreResult(outcome=Outcome.SIGNAL, ticket_id=known.ticket_id)
