"""What programs are told of a ticket, whatever the notification is about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.domain.events.model import iso
from shared.domain.tickets.model import Ticket


def ticket_notification(kind: str, ticket: Ticket, *, at: datetime, link: str | None, **more: Any) -> Mapping[str, Any]:
    """No text, name or handle of a customer. ``more`` stands beside the ticket's own facts; times are UTC."""
    return {
        "type": kind,
        "timestamp": iso(at),
        "data": {
            "ticket_id": ticket.id,
            "brand": ticket.brand,
            "channel": ticket.channel,
            "priority": ticket.priority.value,
            "category": ticket.category.value,
            "team": ticket.team,
            **more,
            **({} if link is None else {"link": link}),
        },
    }
