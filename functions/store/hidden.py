"""A message was hidden from the public, or shown again."""

from dataclasses import replace

from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from functions.store.saving import earlier_result, message_named_by, save_handled
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Outcome


def store(ports: StorePorts, event: InboundEvent, _: Classification | None) -> StoreResult:
    """The latest by the platform's time holds. Raises ``UnreadableEventError`` when the event names no message."""
    known = message_named_by(ports, event)
    earlier = earlier_result(ports, known, event)
    if earlier is not None:
        return earlier
    after = known
    if known.hidden_at is None or event.occurred_at >= known.hidden_at:
        hidden = event.kind is EventKind.HIDDEN
        # A platform also tells of what we did ourselves: it stays known who did it.
        by = known.hidden_by if hidden is known.hidden else None
        after = replace(after, hidden=hidden, hidden_at=event.occurred_at, hidden_by=by)
    save_handled(ports, known, after, event, Outcome.HIDDEN)
    return StoreResult(outcome=Outcome.HIDDEN, ticket_id=known.ticket_id)
