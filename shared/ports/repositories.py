"""What is stored: messages, conversations, tickets, customers, incidents, tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.access.tokens import Token
from shared.domain.conversations.model import Conversation
from shared.domain.customers.model import Customer
from shared.domain.escalation.together import NoticeGroup
from shared.domain.incidents.model import Incident
from shared.domain.incidents.reports import OutageReport
from shared.domain.messages.model import Message
from shared.domain.notifications.notice import Notice
from shared.domain.on_call.rotation import Override
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Outcome
from shared.ports.pages import DueTickets, Page, TicketFilter


class MessageRepository(Protocol):
    def get(self, channel: str, account_id: str, message_id: str, *, latest: bool = True) -> Message | None:
        """With ``latest`` false the answer may be a moment old, and costs half."""
        ...

    def save(self, message: Message) -> Message:
        """Write it if nobody wrote since it was read; returned with its new revision. Raises ``ConflictError``."""
        ...

    def of_conversation(
        self,
        channel: str,
        account_id: str,
        conversation_id: str,
        *,
        limit: int = 50,
        cursor: str | None = None,
        since: datetime | None = None,
        newest_first: bool = False,
    ) -> Page[Message]:
        """By platform time, oldest first unless asked otherwise; with ``since`` only what was written then or later.

        ``since`` and ``newest_first`` do not go together.

        Raises ``InvalidCursorError``."""
        ...


class ErasableMessages(MessageRepository, Protocol):
    def erased_id(self, channel: str, message_id: str) -> str:
        """The id under which the tombstone of an erased message lies: another one where ids identify people."""
        ...

    def erase(self, message: Message, tombstone: Message) -> None:
        """Replace the message by its tombstone, which ``get`` still finds. Raises ``ConflictError``."""
        ...


class ConversationRepository(Protocol):
    def get(self, channel: str, account_id: str, conversation_id: str, *, latest: bool = True) -> Conversation | None:
        """With ``latest`` false the answer may be a moment old, and costs half."""
        ...

    def save(self, conversation: Conversation) -> Conversation:
        """Write it if nobody wrote since it was read. Raises ``ConflictError``."""
        ...


class ForgettableConversations(ConversationRepository, Protocol):
    def forget(self, channel: str, account_id: str, conversation_id: str) -> None:
        """Delete the conversation, and the record of every acknowledgement sent in it."""
        ...


class TicketRepository(Protocol):
    def get(self, ticket_id: str) -> Ticket | None: ...

    def several(self, ticket_ids: Sequence[str]) -> tuple[Ticket, ...]:
        """Those of them that exist and can be read, in the order given."""
        ...

    def save(self, ticket: Ticket) -> Ticket:
        """Write it if its ``version`` is the one stored (0: it does not exist yet); returned with the next one.

        Raises ``ConflictError``.
        """
        ...

    def open_page(self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None) -> Page[Ticket]:
        """Open tickets: those that wait for us first, in each half the most urgent deadline first.

        At most 500 are read for one page. Raises ``InvalidCursorError``.
        """
        ...

    def latest_page(
        self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        """Tickets of any status, the last changed first. Raises ``InvalidCursorError``."""
        ...

    def updated_page(
        self,
        brand_id: str,
        since: datetime,
        wanted: TicketFilter,
        *,
        limit: int,
        cursor: str | None = None,
        until: datetime | None = None,
    ) -> Page[Ticket]:
        """Tickets of any status that changed at ``since`` or later, by the time of their change.

        ``until`` ends the list. Cursors carry it, so all pages end at the instant given for the first of them.
        """
        ...

    def due(self, brand_id: str, until: datetime, *, limit: int) -> DueTickets:
        """At most ``limit`` tickets for which something is due by then. Those that cannot be read hide none of them."""
        ...


class HistoryRepository(Protocol):
    def add(self, entry: HistoryEntry) -> None:
        """The same entry twice leaves one."""
        ...

    def of_ticket(self, ticket_id: str, *, limit: int = 50, cursor: str | None = None) -> Page[HistoryEntry]: ...


class ErasableHistory(HistoryRepository, Protocol):
    def rewrite(self, ticket_id: str, change: Callable[[HistoryEntry], HistoryEntry]) -> None:
        """Replace every entry of a ticket by what ``change`` makes of it. May be repeated."""
        ...


class CustomerRepository(Protocol):
    def get(self, customer_id: str) -> Customer | None:
        """The customer with their latest tickets and conversations only."""
        ...

    def get_with_links(self, customer_id: str) -> Customer | None:
        """The customer with every ticket and conversation."""
        ...

    def remember(self, customer: Customer) -> None:
        """Create the customer, or add what is new: last seen, names, tickets. Commutative."""
        ...

    def note_same(self, customer_id: str, others: frozenset[str]) -> None:
        """These are the same person: they are erased before this customer is done."""
        ...


class CustomerErasure(CustomerRepository, Protocol):
    """Each step may be repeated; the counts are right however often it was begun anew."""

    def begin_erasure(self, customer_id: str, *, at: datetime, by: str) -> Customer:
        """Note that it was asked for; asking again leaves the first time until it is done."""
        ...

    def forget_ticket(self, customer_id: str, ticket_id: str, *, messages: int) -> None:
        """The ticket is erased: it is only counted from now on, with its messages."""
        ...

    def forget_conversation(self, customer_id: str, place: str, *, messages: int) -> None:
        """The conversation without a ticket is erased."""
        ...

    def end_erasure(self, customer_id: str, *, at: datetime) -> Customer:
        """Remove names and identities; the counts stay. Raises ``ConflictError`` when the person wrote meanwhile."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRecord:
    event_id: str
    outcome: Outcome
    at: datetime
    ticket_id: str | None = None
    reason: str | None = None


class OutcomeRepository(Protocol):
    """Outcomes of events that concern no stored message (signals, warnings, parked events); kept for 10 days."""

    def add(self, record: OutcomeRecord) -> None:
        """The first one stays, except that whatever comes later replaces ``parked``."""
        ...

    def get(self, event_id: str) -> OutcomeRecord | None: ...


class IncidentRepository(Protocol):
    def open_for(self, brand_id: str) -> tuple[Incident, ...]:
        """The incidents of a brand that are not resolved, suspected ones too (read with a short cache)."""
        ...

    def open(self, incident: Incident) -> None:
        """Start it. Raises ``ConflictError`` when the id is taken."""
        ...

    def get(self, incident_id: str) -> Incident | None: ...


class IncidentWatch(IncidentRepository, Protocol):
    """What store notices of outages."""

    def report(
        self, brand_id: str, report: OutageReport, *, window: timedelta, at_most: int
    ) -> tuple[OutageReport, ...]:
        """Keep a report of an outage. Returns the latest of the window that ends with it, it included, oldest first.

        The same ticket is named once. Not more than ``at_most`` are read.
        """
        ...

    def count_ticket(self, incident_id: str) -> None:
        """One more ticket was linked to it."""
        ...


class IncidentRegister(IncidentRepository, Protocol):
    """Crisis mode as people handle it."""

    def resolve(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        """End it; ending it twice leaves the first end. Raises ``NotFoundError``."""
        ...

    def of_brand(
        self, brand_id: str, *, open_only: bool = False, limit: int = 50, cursor: str | None = None
    ) -> Page[Incident]:
        """Newest first. Raises ``InvalidCursorError``."""
        ...


class SuspicionRegister(IncidentRegister, Protocol):
    """Who was told of what the desk suspects."""

    def record_notified(self, incident: Incident, *, tiers: int, at: datetime) -> None:
        """So many tiers were told. Leaves the record alone when somebody else wrote that first."""
        ...


class TokenRepository(Protocol):
    def find(self, token_hash: str) -> Token | None:
        """Read with a short cache: a revoked token may live on for that long."""
        ...

    def add(self, token: Token) -> None:
        """Raises ``ConflictError`` when there is such a token."""
        ...

    def all(self) -> tuple[Token, ...]:
        """Every token, revoked ones too, oldest first."""
        ...

    def revoke(self, token_id: str, at: datetime) -> Token:
        """Revoking twice leaves the first time. Raises ``NotFoundError``."""
        ...


class NoticeRepository(Protocol):
    """What targets know of tickets, so that they can follow them."""

    def put(self, notice: Notice) -> None:
        """Replaces what was known of the same ticket and target."""
        ...

    def of_ticket(self, ticket_id: str) -> tuple[Notice, ...]: ...


class NoticeGroups(Protocol):
    """Tickets of one team that are told in one notice."""

    def last_told(self, brand_id: str, team: str) -> datetime | None:
        """When people were last called for a missed deadline of the team."""
        ...

    def mark_told(self, brand_id: str, team: str, at: datetime) -> None: ...

    def put(self, group: NoticeGroup) -> None: ...

    def members(self, brand_id: str, group_id: str) -> tuple[str, ...]:
        """Ids of tickets; empty when nothing is known of the group."""
        ...

    def claim(self, brand_id: str, group_id: str, tier: int, ticket_id: str, at: datetime) -> str:
        """The ticket whose step tells this tier for all the group: whichever asked first. The same for every try."""
        ...


class OverrideRepository(Protocol):
    """Exceptions from the rotations of on-call duty."""

    def add(self, brand_id: str, override: Override) -> None: ...

    def since(self, brand_id: str, at: datetime) -> tuple[Override, ...]:
        """Overrides that end after ``at``, in the order in which they end."""
        ...
