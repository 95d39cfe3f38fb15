"""What can be done with a ticket: reading its messages and history, claiming it, changing it."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from functions.api.claiming import with_retries
from functions.api.ticket_resource import ReadTicket, read_open
from functions.api.tickets.errors import StaleVersionError, UnknownTeamError
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.channels.policy import Policies
from shared.domain.errors import ConflictError, ContentGoneError, InvalidCursorError
from shared.domain.messages.model import Message
from shared.domain.satisfaction import progress as satisfaction
from shared.domain.tickets.changes import Change, changed, differences, released
from shared.domain.tickets.feed import FEED_OVERLAP
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import Priority, Status
from shared.ports.configuration import BrandRepository
from shared.ports.objects import TextStore
from shared.ports.pages import Page, TicketFilter
from shared.ports.repositories import (
    HistoryRepository,
    MessageRepository,
    TicketRepository,
)
from shared.ports.time_and_language import Clock

MAX_COUNTED = 1000  # tickets looked at for a count
PART_SEPARATOR = "~"  # occurs in no cursor of a single conversation

FINISHED = frozenset({Status.RESOLVED, Status.CLOSED})
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # no ticket is older


class TargetDeadlines(Protocol):
    def __call__(self, ticket: Ticket, priority: Priority) -> Deadlines | None:
        """The deadlines of the ticket with that priority, by the targets and hours of its brand."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTickets:
    """Open tickets, those that wait for us first.

    With ``updated_since``: every ticket changed since then, by the time of its change, and no change is
    skipped, see ``shared/domain/tickets/feed.py``. With a status that is not open: by the time of the last change,
    newest first, because finished tickets have no deadline.
    """

    tickets: TicketRepository
    clock: Clock

    def __call__(
        self, brand: str, wanted: TicketFilter, *, updated_since: datetime | None, limit: int, cursor: str | None
    ) -> Page[Ticket]:
        """Raises ``InvalidCursorError``."""
        if updated_since is not None:
            since = max(updated_since, _EARLIEST) - FEED_OVERLAP
            return self.tickets.updated_page(brand, since, wanted, limit=limit, cursor=cursor, until=self.clock.now())
        if not wanted.status.isdisjoint(FINISHED):
            return self.tickets.latest_page(brand, wanted, limit=limit, cursor=cursor)
        return self.tickets.open_page(brand, wanted, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTickets:
    """How many open tickets match, and whether all were looked at."""

    tickets: TicketRepository

    def __call__(self, brand: str, wanted: TicketFilter) -> tuple[int, bool]:
        """Looks at ``MAX_COUNTED`` tickets at most."""
        open_tickets, complete = read_open(self.tickets, brand, at_most=MAX_COUNTED)
        return sum(wanted.admits(ticket) for ticket in open_tickets), complete


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessages:
    """The messages of a ticket, oldest first, with long texts from the bucket. A private continuation comes
    after it, and what belongs to merged tickets last."""

    read_ticket: ReadTicket
    messages: MessageRepository
    texts: TextStore

    def __call__(
        self, caller: Caller, ticket_id: str, *, limit: int, cursor: str | None
    ) -> Page[tuple[Message, str | None]]:
        """Raises ``NotFoundError``, and ``InvalidCursorError``."""
        ticket = self.read_ticket(caller, ticket_id)
        places = ticket.places
        # The cursor of a later conversation begins with the conversation's number.
        number, separator, inner = cursor.rpartition(PART_SEPARATOR) if cursor is not None else ("", "", None)
        index = int(number) if separator and re.fullmatch("[1-9][0-9]?", number, re.ASCII) else 0
        if index >= len(places) or (separator and not index):
            raise InvalidCursorError("belongs to another list")
        page = self.messages.of_conversation(*places[index], limit=limit, cursor=inner or None)
        following = page.cursor
        if index > 0 and following is not None:
            following = f"{index}{PART_SEPARATOR}{following}"
        elif following is None and index + 1 < len(places):
            following = f"{index + 1}{PART_SEPARATOR}"
        # A private conversation may be older than the ticket it was joined to.
        items = (message for message in page.items if index == 0 or ticket.holds(message.ticket_id))
        return Page(items=tuple(self._with_long_texts(message) for message in items), cursor=following)

    def _with_long_texts(self, message: Message) -> tuple[Message, str | None]:
        if message.deleted_at is not None:
            return message, None
        editions = tuple(replace(each, text=self._text(each.text, each.text_key)) for each in message.editions)
        return replace(message, editions=editions), self._text(message.text, message.text_key)

    def _text(self, text: str | None, text_key: str | None) -> str | None:
        if text is not None or text_key is None:
            return text
        try:
            return self.texts.get(text_key)
        except ContentGoneError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHistory:
    read_ticket: ReadTicket
    history: HistoryRepository

    def __call__(self, caller: Caller, ticket_id: str, *, limit: int, cursor: str | None) -> Page[HistoryEntry]:
        """Raises ``NotFoundError``, and ``InvalidCursorError``."""
        ticket = self.read_ticket(caller, ticket_id)
        return self.history.of_ticket(ticket.id, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTicket:
    """A ticket is nobody's again. Releasing it again changes nothing."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    history: HistoryRepository
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, *, agent: ActingAgent) -> Ticket:
        """Raises ``NotFoundError``, ``RefusedError``, ``ConflictError``."""
        return with_retries(lambda: self._release(caller, ticket_id, agent))

    def _release(self, caller: Caller, ticket_id: str, agent: ActingAgent) -> Ticket:
        now = self.clock.now()
        ticket = self.read_ticket(caller, ticket_id)
        result = released(ticket, now=now)
        if result is ticket:
            return ticket
        saved = self.tickets.save(result)
        self.history.add(
            HistoryEntry(
                ticket_id=ticket.id,
                at=now,
                key=f"released-{saved.version}",
                what="released",
                actor=caller.name,
                details={"agent": agent.name, "released_from": ticket.holder or ""},
            )
        )
        return saved


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTicket:
    """A person changes a ticket, or corrects what the classifier said of it, in the version that they have read.

    A correction also moves the figures of the hour in which the ticket was opened: they are counted from the table.
    """

    read_ticket: ReadTicket
    tickets: TicketRepository
    history: HistoryRepository
    brands: BrandRepository
    deadlines: TargetDeadlines
    policies: Policies
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, *, version: int, change: Change) -> Ticket:
        """Raises ``NotFoundError``, ``StaleVersionError``, ``UnknownTeamError``, ``RefusedError``."""
        now = self.clock.now()
        ticket = self.read_ticket(caller, ticket_id)
        if ticket.version != version:
            raise StaleVersionError(ticket.version)
        if change.team is not None and change.team != ticket.team:
            teams = self.brands.current(ticket.brand).teams
            if change.team not in teams:
                raise UnknownTeamError(teams)
        deadlines = None if change.priority in (None, ticket.priority) else self.deadlines(ticket, change.priority)
        result = changed(ticket, change, deadlines=deadlines, now=now, by=caller.id)
        if result is ticket:
            return ticket
        if result.status is Status.RESOLVED and ticket.status is not Status.RESOLVED:
            result = satisfaction.scheduled(result, self.brands.current(ticket.brand), self.policies, now)
        try:
            saved = self.tickets.save(result)
        except ConflictError:
            raise StaleVersionError(self.read_ticket(caller, ticket_id).version) from None
        self.history.add(
            HistoryEntry(
                ticket_id=ticket.id,
                at=now,
                key=f"changed-{saved.version}",
                what="changed",
                actor=caller.name,
                details=differences(ticket, change),
            )
        )
        return saved
