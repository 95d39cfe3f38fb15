"""The tickets that a search names exactly: by their id, the id of any of their messages, or a reference."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shared.domain.messages.references import reference_of, references_in
from shared.domain.tickets.links import message_ids
from shared.domain.tickets.model import Ticket
from shared.ports.configuration import BrandRepository
from shared.ports.pages import TicketFilter
from shared.ports.repositories import MessageRepository, ReferenceIndex, TicketRepository

MIN_MESSAGE_ID = 5  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTickets:
    """Some reads by key, however many tickets the brand has."""

    tickets: TicketRepository
    messages: MessageRepository
    references: ReferenceIndex
    brands: BrandRepository

    def __call__(self, brand_id: str, wanted: TicketFilter) -> tuple[Ticket, ...]:
        """Those that meet the other conditions too, the last changed first: open ones, or with the status asked for."""
        search = wanted.search.strip()
        if not any(sign.isdigit() for sign in search):
            return ()
        conditions = replace(wanted, search="")
        found = self._following_merges(self.tickets.several(tuple(dict.fromkeys(self._ids(brand_id, search)))))
        admitted = {
            ticket.id: ticket
            for ticket in found
            if ticket.brand == brand_id and (wanted.may_be_finished or ticket.is_open) and conditions.admits(ticket)
        }
        return tuple(sorted(admitted.values(), key=lambda ticket: (ticket.updated_at, ticket.id), reverse=True))

    def _ids(self, brand_id: str, search: str) -> Iterator[str]:
        yield search
        # "n° 48213377" is pasted as it stands in a mail; "A 1234" is the whole of a reference.
        for reference in dict.fromkeys((reference_of(search), *references_in(search))):
            if reference is not None:
                yield from self.references.tickets_naming(brand_id, reference)
        if len(search) < MIN_MESSAGE_ID or " " in search:
            return
        for account in self.brands.current(brand_id).accounts:
            for message_id in message_ids(search, account.channel, account.id):
                message = self.messages.get(account.channel, account.id, message_id, latest=False)
                if message is not None and message.ticket_id is not None:
                    yield message.ticket_id

    def _following_merges(self, tickets: tuple[Ticket, ...]) -> Iterator[Ticket]:
        """A merged ticket, and the one that stands for it."""
        yield from tickets
        yield from self.tickets.several([ticket.merged_into for ticket in tickets if ticket.merged_into is not None])
