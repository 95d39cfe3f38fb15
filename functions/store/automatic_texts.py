"""A customer asks for no automatic texts, or for them again."""

from functions.store.ports import StorePorts
from shared.domain.acknowledgement.opt_out import AutomaticTexts, request_in
from shared.domain.messages.event import InboundEvent
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket

BY_CUSTOMER = "customer"


def is_opt_out(event: InboundEvent) -> bool:
    """Such a message is also a person's work: the customer is annoyed."""
    return request_in(event.text) is AutomaticTexts.OFF


def record_request(ports: StorePorts, event: InboundEvent, ticket: Ticket | None) -> None:
    """Idempotent. Takes effect for this author on this account at once, and stands in the ticket's history."""
    request = request_in(event.text)
    if request is None or event.author is None or event.author.id is None:
        return
    ports.automatic_texts.set(
        event.channel, event.account_id, event.author.id, request, by=BY_CUSTOMER, at=event.occurred_at
    )
    if ticket is not None:
        what = "automatic_texts_stopped" if request is AutomaticTexts.OFF else "automatic_texts_resumed"
        details = {"message_id": event.message_id or "", "by": BY_CUSTOMER}
        key = f"automatic-texts#{event.message_id}"
        ports.history.add(HistoryEntry(ticket_id=ticket.id, at=event.occurred_at, key=key, what=what, details=details))
