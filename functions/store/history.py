"""Entries in the history of a ticket."""

from collections.abc import Mapping

from functions.store.context import MessageContext
from functions.store.ports import StorePorts
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket


def write_history(
    ports: StorePorts, context: MessageContext, ticket: Ticket, what: str, details: Mapping[str, str]
) -> None:
    """Adds one entry to the history of the ticket. The same event writes the same entry."""
    event = context.event
    ports.history.add(
        HistoryEntry(
            ticket_id=ticket.id,
            at=event.received_at,
            key=f"{what}#{event.message_id or event.event_id}",
            what=what,
            details=dict(details),
        )
    )
