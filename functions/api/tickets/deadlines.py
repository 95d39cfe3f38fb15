"""The deadlines of a ticket with another priority."""

from dataclasses import dataclass

from shared import channels
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import Deadlines, deadlines_of, window_of
from shared.domain.vocabulary import Priority
from shared.ports.configuration import BrandRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandDeadlines:
    """By the targets and hours of the ticket's brand, counted from when the customer began to wait."""

    brands: BrandRepository

    def __call__(self, ticket: Ticket, priority: Priority) -> Deadlines:
        return deadlines_of(
            self.brands.current(ticket.brand),
            ticket.channel,
            priority,
            since=ticket.waiting_since or ticket.last_customer_message_at,
            window_closes_at=window_of(ticket, channels.load_policy),
            answered=ticket.first_response_at is not None,
        )
