"""Saving a message with the outcome of the event that changed it."""

from dataclasses import replace

from functions.store.context import content_expiry
from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from shared.domain.errors import UnreadableEventError
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import MAX_OUTCOMES, Message
from shared.domain.vocabulary import Outcome
from shared.ports.repositories import OutcomeRecord


def message_named_by(ports: StorePorts, event: InboundEvent) -> Message:
    """The message that the event changes; one without content when the event comes before its message.

    Raises ``UnreadableEventError`` when the event names no message.
    """
    if event.message_id is None:
        raise UnreadableEventError("message_id: missing")
    known = ports.messages.get(event.channel, event.account_id, event.message_id)
    return known or Message(
        channel=event.channel, account_id=event.account_id, message_id=event.message_id, brand=event.brand
    )


def earlier_result(ports: StorePorts, known: Message | None, event: InboundEvent) -> StoreResult | None:
    """The result of this event when it was handled before: the platform sent it again.

    What is still to be done for it is in the work index.
    """
    if known is None:
        return None
    if known.erased:  # nothing of an erased person is stored again
        return StoreResult(outcome=Outcome.DELETED, ticket_id=known.ticket_id, duplicate=True)
    outcome = known.outcomes.get(event.event_id)
    if outcome is None and len(known.outcomes) >= MAX_OUTCOMES:
        record = ports.outcomes.get(event.event_id)
        if record is not None and record.outcome is not Outcome.PARKED:
            outcome = record.outcome
    if outcome is None:
        return None
    return StoreResult(outcome=outcome, ticket_id=known.ticket_id, duplicate=True)


def save_handled(
    ports: StorePorts, before: Message | None, after: Message, event: InboundEvent, outcome: Outcome
) -> Message:
    """Writes the message with the outcome of the event, and deletes the long texts and files that it no longer has.

    These go first: when the write fails the event is handled again, and deletes them again.
    """
    if before is not None:
        for key in sorted(before.text_keys - after.text_keys):
            ports.texts.delete(key)
        for key in sorted(before.media_keys - after.media_keys):
            ports.media.delete(key)
    saved = ports.messages.save(with_expiry(ports, after, event).with_outcome(event.event_id, outcome))
    if event.event_id not in saved.outcomes:
        ports.outcomes.add(
            OutcomeRecord(event_id=event.event_id, outcome=outcome, at=ports.clock.now(), ticket_id=saved.ticket_id)
        )
    return saved


def with_expiry(ports: StorePorts, message: Message, event: InboundEvent) -> Message:
    """The message with an expiry, also when all that is known is an event that came before it: it may never come."""
    if message.expires_at is not None:
        return message
    return replace(message, expires_at=content_expiry(ports, event, ports.brands.current(event.brand)))


def delete_unused_text(ports: StorePorts, event: InboundEvent) -> None:
    """Deletes the long text of an event that its message does not have.

    The message was deleted before, or its person erased, and the platform sent the text once more.
    """
    if event.text_key is None:
        return
    message = None
    if event.message_id is not None:
        message = ports.messages.get(event.channel, event.account_id, event.message_id)
    if message is None or event.text_key not in message.text_keys:
        ports.texts.delete(event.text_key)
