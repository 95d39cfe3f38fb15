"""The platform accepted a message of ours and could not deliver it: message and history say so."""

from dataclasses import replace

from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from functions.store.saving import earlier_result, message_named_by, save_handled
from functions.store.signals import store_receipts
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import Outcome


def store(ports: StorePorts, event: InboundEvent, _: Classification | None) -> StoreResult:
    """A failed delivery goes to its message and ticket; receipts that were only counted leave a record.

    Raises ``UnreadableEventError`` when the event names no message.
    """
    if event.counts:
        return store_receipts(ports, event, None)
    known = message_named_by(ports, event)
    earlier = earlier_result(ports, known, event)
    if earlier is not None:
        return earlier
    error = event.details.get("error_code", "unknown")
    if known.ticket_id is not None:
        ports.history.add(
            HistoryEntry(
                ticket_id=known.ticket_id,
                at=event.received_at,
                key=f"delivery_failed#{known.message_id}",
                what="delivery_failed",
                details={"message_id": known.message_id, "error": error},
            )
        )
    save_handled(ports, known, replace(known, delivery_error=error), event, Outcome.STATUS)
    return StoreResult(outcome=Outcome.STATUS, ticket_id=known.ticket_id)
