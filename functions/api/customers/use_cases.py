"""Reading a person with their tickets."""

from dataclasses import dataclass

from shared.domain.access.callers import Caller
from shared.domain.customers.model import Customer
from shared.domain.errors import NotFoundError
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import CustomerRepository, TicketRepository

MAX_TICKETS = 50  # shown with a customer


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCustomer:
    customers: CustomerRepository
    tickets: TicketRepository

    def __call__(self, caller: Caller, customer_id: str) -> tuple[Customer, tuple[Ticket, ...]]:
        """The customer and their latest tickets. Raises ``NotFoundError``."""
        customer = self.customers.get_with_links(customer_id)
        if customer is None or not caller.sees(customer.brand):
            raise NotFoundError("There is no such customer.")
        tickets = [t for t in self.tickets.several(customer.latest_tickets(MAX_TICKETS)) if t.brand == customer.brand]
        return customer, tuple(sorted(tickets, key=lambda t: (t.created_at, t.id), reverse=True))
