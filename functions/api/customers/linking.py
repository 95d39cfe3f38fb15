"""A supervisor says that two customers are the same person, or takes that back."""

from dataclasses import dataclass
from datetime import datetime

from functions.api.customers.use_cases import FindPerson
from shared.domain.access.callers import Caller
from shared.domain.customers.linking import MAX_PERSON, check_link, check_person
from shared.domain.customers.model import Customer, CustomerLink
from shared.domain.errors import RefusedError
from shared.domain.tickets.history import HistoryEntry
from shared.ports.repositories import LinkableCustomers
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCustomers:
    """The latest ticket of each of the two says in its history who linked them, and who took it back."""

    find_person: FindPerson
    customers: LinkableCustomers
    clock: Clock

    def link(self, caller: Caller, customer_id: str, other_id: str) -> None:
        """Linking them again changes nothing. Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``."""
        one, other = self.find_person.one(caller, customer_id), self.find_person.one(caller, other_id)
        if _link(one, other) is not None:
            return
        check_link(one, other)
        check_person(self._ids(caller, one).union(self._ids(caller, other)))
        now = self.clock.now()
        entries = _entries("customers_linked", one, other, caller, now)
        self.customers.link(one, other, by=caller.name, at=now, entries=entries)

    def unlink(self, caller: Caller, customer_id: str, other_id: str) -> None:
        """Customers who are not linked stay so. Raises ``NotFoundError``, ``RefusedError``."""
        one, other = self.find_person.one(caller, customer_id), self.find_person.one(caller, other_id)
        if _link(one, other) is None:
            self._check_apart(caller, one, other)
            return
        entries = _entries("customers_unlinked", one, other, caller, self.clock.now())
        self.customers.unlink(one.id, other.id, entries)

    def _ids(self, caller: Caller, customer: Customer) -> frozenset[str]:
        return frozenset(each.id for each in self.find_person(caller, customer.id, most=MAX_PERSON).customers)

    def _check_apart(self, caller: Caller, one: Customer, other: Customer) -> None:
        """Raises ``RefusedError`` where they are the same person, and no link by hand between them says so."""
        for found in self.find_person(caller, one.id).others:
            if found.customer.id != other.id:
                continue
            if found.link is None:
                raise RefusedError("The platform proved that they are the same person.", reason="linked_by_platform")
            raise RefusedError(
                f"They are linked through {found.linked_to}: unlink that customer.", reason="linked_through_another"
            )


def _entries(what: str, one: Customer, other: Customer, caller: Caller, at: datetime) -> tuple[HistoryEntry, ...]:
    return tuple(
        HistoryEntry(
            ticket_id=ticket_id,
            at=at,
            key=f"{what}#{linked.id}",
            what=what,
            actor=caller.name,
            actor_id=caller.id,
            details={"by": caller.name, "customer": linked.id},
        )
        for customer, linked in ((one, other), (other, one))
        for ticket_id in customer.latest_tickets(1)
    )


def _link(one: Customer, other: Customer) -> CustomerLink | None:
    return next((link for link in one.linked if link.customer_id == other.id), None)
