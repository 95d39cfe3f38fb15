"""What can be done with a ticket: reading its messages and history, claiming it, changing it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from functions.api import cursors
from functions.api.claiming import audit_entry, with_retries
from functions.api.message_resource import ReadConversations
from functions.api.ticket_resource import ReadTicket, read_open
from functions.api.tickets.errors import UnknownTeamError, check_version
from functions.api.tickets.finding import FindTickets
from functions.api.tickets.incidents import WithSuspicions
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import Policies
from shared.domain.errors import InvalidCursorError
from shared.domain.messages.model import Message
from shared.domain.proposals.model import NIGHTDESK
from shared.domain.proposals.rules import may_be_thanked, thank_you, thanks_of
from shared.domain.proposals.said import ends_badly, objection_in, thread_of
from shared.domain.satisfaction import progress as satisfaction
from shared.domain.tickets.changes import Change, changed, differences, released
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.feed import FEED_OVERLAP
from shared.domain.tickets.history import HistoryEntry, stated_entries
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import Deadlines
from shared.domain.vocabulary import Priority, Sentiment, Status
from shared.ports.configuration import BrandRepository
from shared.ports.pages import Page, TicketFilter
from shared.ports.proposals import ProposalIntake
from shared.ports.repositories import (
    HistoryRepository,
    MessageRepository,
    TicketRepository,
)
from shared.ports.time_and_language import Clock

MAX_COUNTED = 1000  # tickets looked at for a count
_NAMED = "named"  # the part of a search that names tickets exactly

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # no ticket is older


class TargetDeadlines(Protocol):
    def __call__(self, ticket: Ticket, priority: Priority) -> Deadlines | None:
        """The deadlines of the ticket with that priority, by the targets and hours of its brand."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTickets:
    """Open tickets, those that wait for us first; with ``longest_wait_first`` only these, in that order.

    With ``updated_since``: every ticket changed since then, by the time of its change, and no change is
    skipped, see ``shared/domain/tickets/feed.py``. With a status that is not open, and with ``resolved_after``: by the
    time of the last change, newest first, because finished tickets have no deadline. The mentions of one agent: of any
    status, the latest mention first. Where the search names tickets exactly, these are the list.
    """

    tickets: TicketRepository
    find_tickets: FindTickets
    with_suspicions: WithSuspicions
    clock: Clock

    def __call__(
        self,
        brand: str,
        wanted: TicketFilter,
        *,
        updated_since: datetime | None,
        longest_wait_first: bool = False,
        limit: int,
        cursor: str | None,
    ) -> Page[Ticket]:
        """Raises ``InvalidCursorError``."""
        wanted = self.with_suspicions(brand, wanted)
        if updated_since is not None:
            since = max(updated_since, _EARLIEST) - FEED_OVERLAP
            return self.tickets.updated_page(brand, since, wanted, limit=limit, cursor=cursor, until=self.clock.now())
        named = self.find_tickets(brand, wanted) if wanted.search else ()
        if named and (cursor is None or _is_named(cursor, brand)):
            return _page_of(named, brand, limit, cursor)
        if len(wanted.mentioned) == 1:
            (agent_id,) = wanted.mentioned
            return self.tickets.mentioned_page(brand, agent_id, wanted, limit=limit, cursor=cursor)
        if wanted.may_be_finished:
            return self.tickets.latest_page(brand, wanted, limit=limit, cursor=cursor)
        if longest_wait_first:
            return self.tickets.waiting_page(brand, wanted, limit=limit, cursor=cursor)
        return self.tickets.open_page(brand, wanted, limit=limit, cursor=cursor)


def _is_named(cursor: str, brand: str) -> bool:
    try:
        return cursors.read(cursor, brand)[0] == _NAMED
    except InvalidCursorError:
        return False  # of the list in its order: it was begun when nothing was named exactly


def _page_of(named: tuple[Ticket, ...], brand: str, limit: int, cursor: str | None) -> Page[Ticket]:
    """What follows the ticket of the cursor, as the list is now."""
    after = None if cursor is None else cursors.read(cursor, brand)[1]
    ids = [ticket.id for ticket in named]
    begin = ids.index(after) + 1 if after in ids else 0
    items = named[begin : begin + limit]
    more = begin + limit < len(named)
    return Page(items=items, cursor=cursors.written(brand, _NAMED, items[-1].id) if more else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTickets:
    """How many open tickets match, and whether all were looked at."""

    tickets: TicketRepository
    find_tickets: FindTickets
    with_suspicions: WithSuspicions

    def __call__(self, brand: str, wanted: TicketFilter) -> tuple[int, bool]:
        """Looks at ``MAX_COUNTED`` tickets at most."""
        wanted = self.with_suspicions(brand, wanted)
        named = self.find_tickets(brand, wanted) if wanted.search else ()
        if named:
            return sum(ticket.is_open for ticket in named), True
        open_tickets, complete = read_open(self.tickets, brand, at_most=MAX_COUNTED)
        return sum(wanted.admits(ticket) for ticket in open_tickets), complete


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessages:
    """The messages of a ticket, of its private continuation and of merged tickets, oldest first."""

    read_ticket: ReadTicket
    conversations: ReadConversations

    def __call__(
        self, caller: Caller, ticket_id: str, *, limit: int, cursor: str | None, newest_first: bool
    ) -> Page[tuple[Message, str | None]]:
        """Raises ``NotFoundError``, and ``InvalidCursorError``."""
        ticket = self.read_ticket(caller, ticket_id)
        return self.conversations.of_ticket(ticket, limit=limit, cursor=cursor, newest_first=newest_first)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHistory:
    read_ticket: ReadTicket
    history: HistoryRepository

    def __call__(self, caller: Caller, ticket_id: str, *, limit: int, cursor: str | None) -> Page[HistoryEntry]:
        """Raises ``NotFoundError``, and ``InvalidCursorError``."""
        ticket = self.read_ticket(caller, ticket_id)
        return self.history.of_ticket(ticket.id, limit=limit, cursor=cursor, stated=stated_entries(ticket))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTicket:
    """A ticket is nobody's again. Releasing it again changes nothing."""

    read_ticket: ReadTicket
    tickets: TicketRepository
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, *, agent: ActingAgent, version: int | None = None) -> Ticket:
        """With ``version`` only in that version of the ticket.

        Raises ``NotFoundError``, ``StaleVersionError``, ``RefusedError``, ``ConflictError``.
        """
        return with_retries(lambda: self._release(caller, ticket_id, agent, version))

    def _release(self, caller: Caller, ticket_id: str, agent: ActingAgent, version: int | None) -> Ticket:
        now = self.clock.now()
        ticket = self.read_ticket(caller, ticket_id)
        check_version(ticket, version)
        result = released(ticket, now=now)
        if result is ticket:
            return ticket
        details = {"agent": agent.name, "released_from": ticket.holder or ""}
        return self.tickets.save(result, audit_entry(ticket, "released", caller, now, details))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTicket:
    """A person changes a ticket, or corrects what the classifier said of it, in the version that they have read.

    What is as it was asked for stays so, in whatever version: a request that is repeated because its answer was lost.
    A correction also moves the figures of the hour in which the ticket was opened: they are counted from the table.
    """

    read_ticket: ReadTicket
    tickets: TicketRepository
    messages: MessageRepository
    brands: BrandRepository
    proposals: ProposalIntake
    deadlines: TargetDeadlines
    policies: Policies
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, *, version: int, change: Change) -> Ticket:
        """Raises ``NotFoundError``, ``StaleVersionError``, ``UnknownTeamError`` and ``RefusedError``.

        ``ConflictError`` where others write the ticket all the time.
        """
        return with_retries(lambda: self._change(caller, ticket_id, version, change))

    def _change(self, caller: Caller, ticket_id: str, version: int, change: Change) -> Ticket:
        now = self.clock.now()
        ticket = self.read_ticket(caller, ticket_id)
        if ticket.version != version and not differences(ticket, change):
            return ticket  # the answer to an earlier request like this one may have been lost
        check_version(ticket, version)
        result = self.asked_for(caller, ticket, change, now)
        if result is ticket:
            return ticket
        if result.status is Status.RESOLVED and ticket.status is not Status.RESOLVED:
            brand = self.brands.current(ticket.brand)
            result = satisfaction.scheduled(result, brand, self.policies, now)
            result = self._propose_thanks(result, brand, now)
        result = with_clocks(ticket, result, self.brands.current(ticket.brand), now, self.policies)
        return self.tickets.save(result, audit_entry(ticket, "changed", caller, now, differences(ticket, change)))

    def asked_for(self, caller: Caller, ticket: Ticket, change: Change, now: datetime) -> Ticket:
        """The ticket as it would be; nothing is written. Raises ``UnknownTeamError``, ``RefusedError``."""
        if change.team is not None and change.team != ticket.team:
            teams = self.brands.current(ticket.brand).teams
            if change.team not in teams:
                raise UnknownTeamError(teams)
        deadlines = None if change.priority in (None, ticket.priority) else self.deadlines(ticket, change.priority)
        return changed(ticket, change, deadlines=deadlines, now=now, by=caller.id)

    def _propose_thanks(self, ticket: Ticket, brand: Brand, now: datetime) -> Ticket:
        """Before the ticket is written: killed in between, the proposal is refused while the ticket is not resolved.

        The ticket remembers it, for it may be resolved again when the proposal is forgotten.
        """
        found = thank_you(ticket, brand, now)
        if found is None or ticket.thanks_proposed_at is not None or may_be_thanked(ticket) is not None:
            return ticket
        thread = thread_of(self.messages, ticket)
        if objection_in(thread, thanks_of(brand)) is not None:
            return ticket  # the customer was abusive; or a colleague told everybody, perhaps in the platform's own app
        is_unhappy = ticket.sentiment is Sentiment.NEGATIVE or ends_badly(thread)
        if brand.proposals.thanks_automatic and not is_unhappy:
            found = found.accepted(NIGHTDESK, now)
        self.proposals.propose(found)
        return replace(ticket, thanks_proposed_at=now)
