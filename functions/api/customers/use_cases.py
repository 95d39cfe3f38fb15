"""Reading a person with their tickets, also those of the other customers who are the same person."""

from collections import deque
from dataclasses import dataclass

from shared.domain.access.callers import Caller
from shared.domain.customers.linking import MAX_PERSON
from shared.domain.customers.model import Customer, CustomerLink
from shared.domain.errors import NotFoundError
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import CustomerRepository, TicketRepository

MAX_TICKETS = 50  # shown with a customer
MAX_OTHERS = MAX_PERSON - 1  # customers who are shown with one


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCustomer:
    """A customer who is the same person. ``link`` is how somebody linked them by hand: to the customer that was asked
    for, or to another one of the same person; ``None`` where a platform proved it.
    """

    customer: Customer
    link: CustomerLink | None = None
    linked_to: str  # the customer through whom they were found


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``tickets`` are the latest of all these customers, newest first."""

    customer: Customer
    others: tuple[OtherCustomer, ...]
    tickets: tuple[Ticket, ...] = ()

    @property
    def customers(self) -> tuple[Customer, ...]:
        return (self.customer, *(other.customer for other in self.others))

    @property
    def ticket_ids(self) -> frozenset[str]:
        return frozenset[str]().union(*(customer.tickets for customer in self.customers))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPerson:
    """Customers of a brand that the caller may not see do not exist for them."""

    customers: CustomerRepository

    def __call__(self, caller: Caller, customer_id: str, *, most: int | None = None) -> Person:
        """The customer with the others who are the same person, the nearest first: all, or ``most`` of them.

        Raises ``NotFoundError``.
        """
        customer = self.one(caller, customer_id)
        found: dict[str, OtherCustomer] = {}
        known, waiting = {customer.id}, deque([customer])
        while waiting:
            each = waiting.popleft()
            links = {link.customer_id: link for link in each.linked}
            for other_id in (*links, *sorted(each.same_as.difference(links))):
                if other_id in known or len(found) == most:
                    continue
                known.add(other_id)
                other = self.customers.get_with_links(other_id)
                if other is not None and other.brand == customer.brand:
                    found[other_id] = OtherCustomer(customer=other, link=links.get(other_id), linked_to=each.id)
                    waiting.append(other)
        return Person(customer=customer, others=tuple(found.values()))

    def one(self, caller: Caller, customer_id: str) -> Customer:
        """The customer alone, with all their links. Raises ``NotFoundError``."""
        customer = self.customers.get_with_links(customer_id)
        if customer is None or not caller.sees(customer.brand):
            raise NotFoundError("There is no such customer.")
        return customer


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCustomer:
    find_person: FindPerson
    tickets: TicketRepository

    def __call__(self, caller: Caller, customer_id: str) -> Person:
        """Raises ``NotFoundError``."""
        person = self.find_person(caller, customer_id, most=MAX_OTHERS)
        latest = [ticket_id for each in person.customers for ticket_id in each.latest_tickets(MAX_TICKETS)]
        tickets = [t for t in self.tickets.several(latest) if t.brand == person.customer.brand]
        newest_first = sorted(tickets, key=lambda t: (t.created_at, t.id), reverse=True)
        return Person(customer=person.customer, others=person.others, tickets=tuple(newest_first[:MAX_TICKETS]))
