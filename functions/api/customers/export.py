"""Everything that is stored about a person, page by page, for somebody who asks what we know of them.

The records of the person first, then each ticket with its notes, its history and its messages, then the conversations
that opened no ticket.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from functions.api import cursors
from functions.api.customers.use_cases import FindPerson, Person
from functions.api.message_resource import MAX_PAGE_BYTES, ReadConversations, ReadMessage, size_of, size_of_text
from shared.domain.access.callers import Caller
from shared.domain.customers.model import Customer, place_of
from shared.domain.errors import InvalidCursorError
from shared.domain.messages.model import Message
from shared.domain.proposals.model import Proposal, ProposalKind, proposal_id
from shared.domain.proposals.rules import ids_about
from shared.domain.tickets.collaboration import Note
from shared.domain.tickets.history import HistoryEntry, stated_entries
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Visibility
from shared.ports.collaboration import NoteRepository
from shared.ports.pages import Page
from shared.ports.proposals import ProposalReader
from shared.ports.repositories import HistoryRepository, TicketRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEntry:
    """One of these; ``text`` is that of the message."""

    customer: Customer | None = None
    ticket: Ticket | None = None
    note: Note | None = None
    event: HistoryEntry | None = None
    message: Message | None = None
    proposal: Proposal | None = None
    text: str | None = None


_ENOUGH = MAX_PAGE_BYTES // 5  # a step adds a page of messages, or all notes of a ticket

Step = Callable[[int, str | None], Page[ExportEntry]]
"""A part of the whole: at most so many entries, from that cursor of its own on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportCustomer:
    find_person: FindPerson
    tickets: TicketRepository
    conversations: ReadConversations
    notes: NoteRepository
    history: HistoryRepository
    proposals: ProposalReader
    clock: Clock

    def __call__(self, caller: Caller, customer_id: str, *, limit: int, cursor: str | None) -> Page[ExportEntry]:
        """Raises ``NotFoundError``, and ``InvalidCursorError``. Who exports is noted in a ticket of the
        person, once an hour: a cursor says nothing of who has begun.
        """
        person = self.find_person(caller, customer_id)
        steps = self._steps(person)
        names = list(steps)
        first, inner = (names[0], None) if cursor is None else cursors.read(cursor, customer_id)
        if first not in steps:
            raise InvalidCursorError("belongs to another list")
        self._note(caller, person)
        entries: list[ExportEntry] = []
        filled = 0
        for name in names[names.index(first) :]:
            while True:
                if len(entries) >= limit or filled > _ENOUGH:
                    return Page(items=tuple(entries), cursor=cursors.written(customer_id, name, inner))
                page = steps[name](limit - len(entries), inner)
                entries += page.items
                filled += sum(map(_size, page.items))
                inner = page.cursor
                if inner is None:
                    break
        return Page(items=tuple(entries))

    def _steps(self, person: Person) -> Mapping[str, Step]:
        """By name, in their order. A cursor names one, so that what the person writes meanwhile moves nothing."""
        steps: dict[str, Step] = {f"customer:{each.id}": partial(_customer, each) for each in person.customers}
        for ticket_id in sorted(person.ticket_ids):
            steps[f"ticket:{ticket_id}"] = partial(self._ticket, ticket_id)
            steps[f"history:{ticket_id}"] = partial(self._history, ticket_id)
            steps[f"messages:{ticket_id}"] = partial(self._messages, ticket_id)
        for place in sorted(frozenset().union(*(customer.conversations for customer in person.customers))):
            steps[f"conversation:{place}"] = partial(self._conversation, place)
        return steps

    def _ticket(self, ticket_id: str, _limit: int, cursor: str | None) -> Page[ExportEntry]:
        """The ticket with all its notes, 200 at most, and what was proposed to say about it."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or cursor is not None:
            return Page(items=())
        notes = (ExportEntry(note=note) for note in self.notes.of_ticket(ticket_id))
        thanks = self._proposals(ticket.brand, proposal_id(ProposalKind.THANK_YOU, ticket.id))
        return Page(items=(ExportEntry(ticket=ticket), *notes, *thanks))

    def _history(self, ticket_id: str, limit: int, cursor: str | None) -> Page[ExportEntry]:
        ticket = self.tickets.get(ticket_id)
        stated = () if ticket is None else stated_entries(ticket)
        page = self.history.of_ticket(ticket_id, limit=limit, cursor=cursor, stated=stated)
        return Page(items=tuple(ExportEntry(event=entry) for entry in page.items), cursor=page.cursor)

    def _messages(self, ticket_id: str, limit: int, cursor: str | None) -> Page[ExportEntry]:
        ticket = self.tickets.get(ticket_id)
        if ticket is None:
            return Page(items=())
        return self._entries(self.conversations.of_ticket(ticket, limit=limit, cursor=cursor))

    def _conversation(self, place: str, limit: int, cursor: str | None) -> Page[ExportEntry]:
        return self._entries(self.conversations.of_places((place_of(place),), limit=limit, cursor=cursor))

    def _entries(self, page: Page[ReadMessage]) -> Page[ExportEntry]:
        found: list[ExportEntry] = []
        for message, text in page.items:
            found.append(ExportEntry(message=message, text=text))
            if message.visibility is Visibility.PUBLIC:
                found += self._proposals(message.brand, *ids_about(message))
        return Page(items=tuple(found), cursor=page.cursor)

    def _proposals(self, brand_id: str, *ids: str) -> list[ExportEntry]:
        known = (self.proposals.get(brand_id, each) for each in ids)
        return [ExportEntry(proposal=proposal) for proposal in known if proposal is not None]

    def _note(self, caller: Caller, person: Person) -> None:
        hour = self.clock.now().replace(minute=0, second=0, microsecond=0)
        for ticket_id in [each for customer in person.customers for each in customer.latest_tickets(1)][:1]:
            self.history.add(
                HistoryEntry(
                    ticket_id=ticket_id,
                    at=hour,
                    key=f"customer_exported#{caller.id}",
                    what="customer_exported",
                    actor=caller.name,
                    actor_id=caller.id,
                    details={"by": caller.name},
                )
            )


def _customer(customer: Customer, _limit: int, cursor: str | None) -> Page[ExportEntry]:
    return Page(items=() if cursor is not None else (ExportEntry(customer=customer),))


def _size(entry: ExportEntry) -> int:
    """Bytes of its longest texts in the answer."""
    note = 0 if entry.note is None else size_of_text(entry.note.text)
    return note if entry.message is None else note + size_of((entry.message, entry.text))
