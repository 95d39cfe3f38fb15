"""Whether automatic texts are sent to one customer: what they asked for, or what an agent noted for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.access.callers import Caller
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.customers.model import Customer
from shared.domain.errors import NotFoundError
from shared.domain.tickets.history import HistoryEntry
from shared.ports.configuration import BrandRepository
from shared.ports.outbox import AutomaticTextSettings
from shared.ports.repositories import CustomerRepository, HistoryRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAutomaticTexts:
    """One setting for every account of the channels on which the customer is known."""

    customers: CustomerRepository
    brands: BrandRepository
    settings: AutomaticTextSettings
    history: HistoryRepository
    clock: Clock

    def __call__(self, caller: Caller, customer_id: str, setting: AutomaticTexts) -> None:
        """Raises ``NotFoundError``."""
        now = self.clock.now()
        customer = self._customer(caller, customer_id)
        for channel, account_id, author_id in self._places(customer):
            self.settings.set(channel, account_id, author_id, setting, by=caller.name, at=now)
        what = "automatic_texts_stopped" if setting is AutomaticTexts.OFF else "automatic_texts_resumed"
        for ticket_id in customer.latest_tickets(1):
            self.history.add(
                HistoryEntry(
                    ticket_id=ticket_id,
                    at=now,
                    key=f"automatic-texts#{now:%Y%m%dT%H%M%S}",
                    what=what,
                    actor=caller.name,
                    actor_id=caller.id,
                    details={"by": caller.name},
                )
            )

    def read(self, caller: Caller, customer_id: str) -> AutomaticTexts:
        """``off`` if they are off on any account. Raises ``NotFoundError``."""
        places = self._places(self._customer(caller, customer_id))
        off = any(self.settings.are_off(*place) for place in places)
        return AutomaticTexts.OFF if off else AutomaticTexts.ON

    def _customer(self, caller: Caller, customer_id: str) -> Customer:
        found = self.customers.get(customer_id)
        if found is None or not caller.sees(found.brand):
            raise NotFoundError("There is no such customer.")
        return found

    def _places(self, customer: Customer) -> Iterator[tuple[str, str, str]]:
        for account in self.brands.current(customer.brand).accounts:
            author_id = customer.identities.get(account.channel)
            if author_id is not None:
                yield account.channel, account.id, author_id
