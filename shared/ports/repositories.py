"""What is stored: messages, conversations, tickets, customers, incidents, tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.access.tokens import Token
from shared.domain.conversations.model import Conversation
from shared.domain.customers.model import Customer
from shared.domain.escalation.together import GroupNotice, NoticeGroup
from shared.domain.incidents.evidence import Evidence
from shared.domain.incidents.model import FollowUpState, Incident
from shared.domain.incidents.reports import OutageReport
from shared.domain.incidents.tasks import ContactOutcome, ContactTask
from shared.domain.incidents.updates import PublicUpdate
from shared.domain.messages.model import Message
from shared.domain.notifications.notice import Notice
from shared.domain.on_call.rotation import Override
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.parts import WHOLE, Part
from shared.domain.vocabulary import Outcome
from shared.ports.pages import DueTickets, OpenPlace, Page, TicketFilter


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


class PlacedMessages(MessageRepository, Protocol):
    """Several conversations read as one."""

    def of_places(
        self,
        places: Sequence[tuple[str, str, str]],
        *,
        limit: int = 50,
        cursor: str | None = None,
        newest_first: bool = False,
    ) -> Page[Message]:
        """By platform time, whichever conversation (channel, account, id) they stand in. A cursor is that of the first
        one's list: more conversations may join it meanwhile. Raises ``InvalidCursorError``."""
        ...

    def cursor_after(self, places: Sequence[tuple[str, str, str]], message: Message, *, newest_first: bool) -> str:
        """The cursor of a page that ends with that message."""
        ...


class ReferenceIndex(Protocol):
    def tickets_naming(self, brand_id: str, reference: str) -> tuple[str, ...]:
        """The ids of tickets of which a message names the reference, see ``shared/domain/messages/references.py``."""
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

    def save(self, ticket: Ticket, *entries: HistoryEntry) -> Ticket:
        """Write it if its ``version`` is the one stored (0: it does not exist yet); returned with the next one.

        ``entries`` of the history are written with it, all or nothing, at twice the price: what a person changes never
        goes without who did it.

        Raises ``ConflictError``.
        """
        ...

    def save_together(self, tickets: Sequence[Ticket], *entries: HistoryEntry) -> tuple[Ticket, ...]:
        """``save`` for several tickets: all are written, or none. Raises ``ConflictError``."""
        ...

    def open_page(self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None) -> Page[Ticket]:
        """Open tickets: those that wait for us first, in each half the most urgent deadline first.

        At most 500 are read for one page. Raises ``InvalidCursorError``.
        """
        ...

    def open_places(self, brand_id: str, *, at_most: int) -> tuple[OpenPlace, ...]:
        """Where open tickets stand, in the order of ``open_page``. It costs a small part of reading the tickets."""
        ...

    def changed_by_people(self, brand_id: str, since: datetime) -> frozenset[str]:
        """The ids of tickets that were saved with entries of the history since then; at once, for ten minutes."""
        ...

    def waiting_page(
        self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        """Open tickets for which a customer waits, the longest wait first; of 10,000 with the most urgent deadlines.

        At most 500 are read for one page. Raises ``InvalidCursorError``.
        """
        ...

    def mentioned_page(
        self, brand_id: str, agent_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        """Tickets of any status that still mention the agent, the one with the latest mention first.

        Raises ``InvalidCursorError``.
        """
        ...

    def latest_page(
        self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        """Tickets of any status, the last changed first; a change shows after some seconds.

        Raises ``InvalidCursorError``.
        """
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
        """Tickets of any status whose change became known at ``since`` or later, in that order; that is some seconds
        after the change.

        ``until`` ends the list. Cursors carry it, so all pages end at the instant given for the first of them.
        """
        ...

    def due(
        self, brand_id: str, until: datetime, *, limit: int, shard: int | None = None, part: Part = WHOLE
    ) -> DueTickets:
        """At most ``limit`` tickets for which something is due by then. Those that cannot be read hide none of them.

        ``shard``: only those of one of the brand's ``shards``; ``part``: and of them one part.
        """
        ...

    def shards(self, brand_id: str) -> int:
        """Into how many parts the brand's tickets are divided."""
        ...


class HistoryRepository(Protocol):
    def add(self, entry: HistoryEntry) -> None:
        """The same entry twice leaves one."""
        ...

    def of_ticket(
        self, ticket_id: str, *, limit: int = 50, cursor: str | None = None, stated: Sequence[HistoryEntry] = ()
    ) -> Page[HistoryEntry]:
        """``stated``: what the ticket itself says, each at its place; its opening comes before all others."""
        ...


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


class LinkableCustomers(CustomerRepository, Protocol):
    """Links that people make by hand. Either both customers name each other, or neither does."""

    def link(
        self, one: Customer, other: Customer, *, by: str, at: datetime, entries: Sequence[HistoryEntry] = ()
    ) -> None:
        """Repeating it changes the name and the time. ``entries`` of histories are written with it, all or nothing.

        Raises ``ConflictError`` while one of them is being erased, or gone."""
        ...

    def unlink(self, one_id: str, other_id: str, entries: Sequence[HistoryEntry] = ()) -> None:
        """Nothing happens where there is no link. ``entries`` of histories are written with it, all or nothing."""
        ...


class CustomerErasure(LinkableCustomers, Protocol):
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

    def open(self, incident: Incident, *, after: int | None = None) -> None:
        """Start it. Raises ``ConflictError`` when the id is taken, or when people have opened one of the brand since
        ``openings`` said ``after``: whoever opens one has to look again.
        """
        ...

    def get(self, incident_id: str) -> Incident | None: ...

    def of_brand(
        self, brand_id: str, *, open_only: bool = False, limit: int = 50, cursor: str | None = None
    ) -> Page[Incident]:
        """Newest first. Raises ``InvalidCursorError``."""
        ...


class TicketLinks(Protocol):
    def link_ticket(self, incident_id: str, ticket_id: str, *, customer_id: str | None, at: datetime) -> None:
        """A ticket belongs to it: counted once, and its customer once. A pointer to the update becomes due.

        May be repeated. Does nothing for an id of no incident.
        """
        ...


class IncidentWatch(IncidentRepository, TicketLinks, Protocol):
    """What store notices of outages."""

    def note_meaning(self, incident_id: str, meaning: str, *, reports: tuple[datetime, datetime]) -> None:
        """What the first report of an incident says that people opened by hand. The first one stays. The reports of
        that time have to be looked at once more."""
        ...

    def report(
        self, brand_id: str, report: OutageReport, *, window: timedelta, at_most: int
    ) -> tuple[OutageReport, ...]:
        """Keep a report of an outage. Returns the latest of the window that ends with it, it included, oldest first.

        The same ticket is named once. Not more than ``at_most`` are read.
        """
        ...


class IncidentRegister(IncidentRepository, Protocol):
    """Crisis mode as people handle it."""

    def openings(self, brand_id: str) -> int:
        """How often people opened one. Ask before you look which are open, and hand it to ``open``."""
        ...

    def resolve(
        self, incident_id: str, *, by: str, at: datetime, follow_up: bool = False, last_word: bool = False
    ) -> Incident:
        """End it; ending it twice leaves the first end. ``follow_up``: customers are told. ``last_word``: the public
        is, which may be asked for afterwards, too. Raises ``NotFoundError``.
        """
        ...


class IncidentUpdates(Protocol):
    """Public updates about incidents."""

    def public_update(self, incident_id: str, number: int) -> PublicUpdate | None: ...

    def updates_of(self, incident_id: str) -> tuple[PublicUpdate, ...]:
        """All of them, in their order."""
        ...

    def save_update(self, update: PublicUpdate) -> PublicUpdate:
        """Write it if nobody wrote since it was read (``revision`` 0: it is new). Raises ``ConflictError``."""
        ...

    def note_update(self, incident_id: str, *, number: int, at: datetime) -> None:
        """An update with this number was published: the incident is at work, also when it is over. The number of a
        later one stays."""
        ...


class EarlierReports(TicketLinks, Protocol):
    """Reports that came in before it was known of which incident they tell."""

    def reports_between(self, brand_id: str, begin: datetime, end: datetime, *, limit: int) -> tuple[OutageReport, ...]:
        """The first ones of that time, both ends included, oldest first."""
        ...

    def look_on(self, incident: Incident, reports_from: datetime | None) -> None:
        """Reports before that instant were looked at; ``None``: all of them. Nothing happens when more has become known
        of the incident since it was read: they have to be looked at again."""
        ...


class IncidentContacts(Protocol):
    """The lines that customers of linked tickets get, and how far that is done."""

    def due_tasks(self, incident_id: str, kind: str, now: datetime, *, limit: int) -> tuple[ContactTask, ...]:
        """Lines that are due, the longest first."""
        ...

    def put_off(self, task: ContactTask, until: datetime) -> None:
        """Not now: it is due again then."""
        ...

    def end_task(self, task: ContactTask, outcome: ContactOutcome, *, counted_for: str) -> None:
        """It is done with. Its outcome is counted once for each ticket and kind, for the incident of that id."""
        ...

    def take_over_counts(self, incident: Incident) -> None:
        """Add what was counted for its suspicion since the incident was opened from it: nothing twice, however often
        it is asked for. An incident that an earlier version opened stays as it is."""
        ...

    def has_tasks(self, incident_id: str, kind: str) -> bool: ...

    def first_of_customer(self, incident_id: str, customer_id: str) -> str | None:
        """The ticket of that customer that was linked first."""
        ...

    def linked(self, incident_id: str, *, after: str, limit: int, without: str | None = None) -> tuple[str, ...]:
        """Ids of linked tickets behind this one, in their order; with a kind of line only those of which it is not yet
        known what became of theirs."""
        ...

    def add_task(self, task: ContactTask) -> None: ...

    def note_answered(self, task: ContactTask, counted_for: str) -> None:
        """A person had answered the ticket: counted once."""
        ...

    def move_on(self, incident_id: str, cursor: str | None) -> None:
        """So far the linked tickets were looked at for follow-ups; ``None``: all of them."""
        ...

    def finish(self, incident_id: str, *, state: FollowUpState | None) -> None:
        """Nothing is left to be done for a resolved incident. A state that a person set stays."""
        ...


class IncidentsAtWork(IncidentRegister, IncidentUpdates, Protocol):
    """What people do with incidents."""

    def stop(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        """Send no more automatic texts about it; stopping twice leaves the first. Raises ``NotFoundError``."""
        ...

    def resume(self, incident_id: str, *, by: str, at: datetime) -> Incident:
        """A stop is taken back: what was left goes on. Nothing happens to one that was not stopped. Raises
        ``NotFoundError``."""
        ...

    def at_work(self, brand_id: str) -> tuple[Incident, ...]:
        """Those that are open, and resolved ones for which something is left to be published or sent. Read freshly."""
        ...


class ForgettableLinks(Protocol):
    def forget_customer(self, incident_id: str, customer_id: str) -> None:
        """Nothing tells any more which of the incident's tickets were that person's."""
        ...


class ErasableIncidents(IncidentsAtWork, ForgettableLinks, TicketLinks, Protocol):
    """What the API does with incidents."""


class SuspicionRegister(IncidentsAtWork, Protocol):
    """Who was told of what the desk suspects."""

    def reports_since(self, brand_id: str, since: datetime, *, at_most: int) -> tuple[OutageReport, ...]:
        """The latest reports of outages, oldest first."""
        ...

    def linked_since(self, incident_id: str, since: datetime, *, at_most: int) -> tuple[tuple[str, datetime], ...]:
        """The latest tickets that were linked to the suspicion, and when they told of it, oldest first."""
        ...

    def record_evidence(self, incident_id: str, evidence: Evidence) -> None:
        """What people are shown of it. Does nothing for an id of no incident."""
        ...

    def record_seen(self, incident_id: str, *, by: str, at: datetime) -> Incident | None:
        """Somebody looks into what is suspected; the first one stays. Nothing happens to one that is over."""
        ...

    def record_notified(self, incident: Incident, *, tiers: int, at: datetime) -> None:
        """So many tiers were told. Leaves the record alone when somebody else wrote that first."""
        ...

    def finish(self, incident_id: str, *, state: FollowUpState | None) -> None:
        """Whoever was told of a suspicion has heard of its end."""
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


class ActedRepository(Protocol):
    """What people did in other tools and was carried out: a tool may deliver it once more."""

    def is_known(self, brand_id: str, target: str, action_id: str, now: datetime) -> bool: ...

    def remember(self, brand_id: str, target: str, action_id: str, until: datetime) -> None: ...


class NoticeRepository(Protocol):
    """What targets know of tickets, so that they can follow them."""

    def put(self, notice: Notice) -> None:
        """Replaces what was known of the same ticket and target, of a bad score by itself."""
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

    def notice(self, brand_id: str, group_id: str, tier: int) -> GroupNotice | None:
        """``None`` while no step has asked to tell the tier."""
        ...

    def claim(self, brand_id: str, group_id: str, tier: int, notice: GroupNotice, at: datetime) -> GroupNotice:
        """The notice of whichever step asked first. The same for every try."""
        ...

    def take_over(self, brand_id: str, group_id: str, tier: int, lost: GroupNotice, notice: GroupNotice) -> GroupNotice:
        """The notice in the place of a ``lost`` one, of whichever step asked first."""
        ...

    def confirm(self, brand_id: str, group_id: str, tier: int, notice: GroupNotice) -> None:
        """People were told: ``told_at`` and ``reached``. Does nothing once another step has taken over."""
        ...


class OverrideRepository(Protocol):
    """Exceptions from the rotations of on-call duty."""

    def add(self, brand_id: str, override: Override) -> None: ...

    def since(self, brand_id: str, at: datetime) -> tuple[Override, ...]:
        """Overrides that end after ``at``, in the order in which they end."""
        ...
