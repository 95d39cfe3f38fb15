"""The deadlines of a ticket with another priority."""

from dataclasses import dataclass

from shared import channels
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import Deadlines, deadlines_with
from shared.domain.vocabulary import Priority
from shared.ports.configuration import BrandRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandDeadlines:
    """By the targets and hours of the ticket's brand."""

    brands: BrandRepository

    def __call__(self, ticket: Ticket, priority: Priority) -> Deadlines:
        return deadlines_with(self.brands.current(ticket.brand), ticket, priority, channels.load_policy)
