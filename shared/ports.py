"""What the use cases need from the world. Adapters and the tests' fakes implement these.

Every method may raise ``UpstreamError`` when the service behind it fails; other errors are named where they occur.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from shared.domain.access import Token
from shared.domain.brand import Account, Brand
from shared.domain.classification import Classification
from shared.domain.conversation import Conversation
from shared.domain.customer import Customer
from shared.domain.event import Author, InboundEvent
from shared.domain.history import HistoryEntry
from shared.domain.incident import Incident
from shared.domain.message import Message
from shared.domain.outbox import AccountState, Ceiling, OutboxRecord
from shared.domain.reply_record import Reply
from shared.domain.sending import Found, OutboundMessage, SendResult
from shared.domain.ticket import Ticket
from shared.domain.vocabulary import Outcome
from shared.domain.webhook import OwnAccount, Secrets

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list. ``cursor`` is opaque and names where the next part begins; ``None`` at the end."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Conditions on a list of tickets; an empty one admits everything. Values within one condition are alternatives."""

    status: frozenset[str] = frozenset()
    priority: frozenset[str] = frozenset()
    category: frozenset[str] = frozenset()
    channel: frozenset[str] = frozenset()
    team: frozenset[str] = frozenset()
    claimed_by: frozenset[str] = frozenset()

    def admits(self, ticket: Ticket) -> bool:
        """Whether the ticket meets every condition."""
        return all(
            not wanted or value in wanted
            for wanted, value in (
                (self.status, ticket.status),
                (self.priority, ticket.priority),
                (self.category, ticket.category),
                (self.channel, ticket.channel),
                (self.team, ticket.team),
                (self.claimed_by, ticket.claimed_by),
            )
        )


# --- time and words -----------------------------------------------------------------------------------------------


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class Holidays(Protocol):
    def name_of(self, day: date, country: str, subdivision: str | None) -> str | None:
        """The public holiday on that day, or ``None``."""
        ...


class Words(Protocol):
    def opening(
        self, opening: datetime, now: datetime, language: str, time_zone: str, *, name_zone: bool = False
    ) -> str:
        """The next opening time as a person would say it: "demain à 9 h", "Monday at 9 am".

        With ``name_zone`` it says whose nine o'clock: "tomorrow at 9 am (Paris time)".
        """
        ...


class PhoneFinder(Protocol):
    def find(self, text: str, region: str) -> Iterable[tuple[int, int]]:
        """Where phone numbers stand in the text, as (start, end)."""
        ...


class Classifier(Protocol):
    def __call__(self, event: InboundEvent, brand: Brand) -> Classification:
        """What the message is. Pure."""
        ...


class Meter(Protocol):
    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Count something. Names and dimensions come from ``shared/observability.py``."""
        ...

    def measure(self, name: str, value: float, **dimensions: str) -> None:
        """Record a duration, in the unit the catalogue gives."""
        ...


# --- configuration ------------------------------------------------------------------------------------------------


class BrandRepository(Protocol):
    def current(self, brand_id: str) -> Brand:
        """The version in force. Raises ``UnknownBrandError``."""
        ...

    def ids(self) -> tuple[str, ...]:
        """Every brand that was ever pushed."""
        ...

    def is_degraded(self, brand_id: str) -> bool:
        """The version in force could not be read and the previous one stands in: send nothing automatic."""
        ...


class Switches(Protocol):
    def automatic_answers(self, brand_id: str, channel: str) -> str:
        """``on``, ``off`` or ``dry_run`` for one channel of a brand; the strictest setting wins."""
        ...


class SecretStore(Protocol):
    def get(self, name: str, *, fresh: bool = False) -> Secrets:
        """The record of that name, cached; with ``fresh`` it is read again, but not more than every 30 s.

        Raises ``NotFoundError``.
        """
        ...


# --- the inbound path ---------------------------------------------------------------------------------------------


class InboundQueue(Protocol):
    def put(self, events: Sequence[InboundEvent]) -> tuple[str, ...]:
        """Queue them; the ids of those that the queue refused."""
        ...


class Quarantine(Protocol):
    def keep(self, *, key: str, reason: str, channel: str, brand: str, body: bytes, received_at: datetime) -> None:
        """Keep something signed that cannot be understood. The same key twice leaves one."""
        ...


class TextStore(Protocol):
    def put(self, text: str) -> str:
        """Put a long text aside; the same text has the same key."""
        ...

    def get(self, key: str) -> str:
        """Raises ``ContentGoneError``."""
        ...


class ErasableTexts(TextStore, Protocol):
    def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        ...


class DeadLetters(Protocol):
    def park(
        self,
        event_body: str,
        *,
        event_id: str,
        group: str,
        reason: str,
        error: str,
        execution: str,
        delivery: str = "",
    ) -> None:
        """Put a message where a person will look at it. Parking the same event twice leaves one.

        ``delivery`` is the queue's own id of the message that carried the event. It tells an event that was redriven
        and failed again from the same one parked twice: without it the queue would drop the second within 5 minutes.
        """
        ...


class FailedTries(Protocol):
    def count(self, event_id: str, at: datetime) -> int:
        """Note that a try of this event failed; how many have so far, this one included."""
        ...

    def forget(self, event_id: str) -> None:
        """It was parked: redriven, it has all its tries again."""
        ...


class ReturnedMessages(Protocol):
    def delay(self, receipts: Sequence[str], seconds: int) -> None:
        """Let messages that stay on the queue be seen again after so many seconds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageOutcome:
    """What became of one execution of the triage workflow.

    ``permanent`` is set when trying again cannot help: ``reason`` is then the error's class name.
    """

    outcome: Outcome | None
    execution: str
    permanent: bool = False
    reason: str | None = None
    error: str | None = None


class TriageWorkflow(Protocol):
    def run(self, event_body: str, *, name: str, timeout_seconds: float) -> TriageOutcome:
        """Run triage for one event and wait for its end. Raises ``TransientError`` when it failed."""
        ...


# --- what is stored -----------------------------------------------------------------------------------------------


class MessageRepository(Protocol):
    def get(self, channel: str, account_id: str, message_id: str, *, latest: bool = True) -> Message | None:
        """With ``latest`` false the answer may be a moment old, and costs half."""
        ...

    def save(self, message: Message) -> Message:
        """Write it if nobody wrote since it was read; returned with its new revision. Raises ``ConflictError``."""
        ...

    def of_conversation(
        self, channel: str, account_id: str, conversation_id: str, *, limit: int = 50, cursor: str | None = None
    ) -> Page[Message]:
        """Oldest first, by platform time. Raises ``RefusedError`` for a cursor that is not ours."""
        ...


class ConversationRepository(Protocol):
    def get(self, channel: str, account_id: str, conversation_id: str) -> Conversation | None: ...

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
        """Open tickets, the most urgent deadline first; at most 500 are looked at for one page."""
        ...

    def updated_page(
        self, brand_id: str, since: datetime, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        """Tickets of any status that changed at ``since`` or later, by the time of their change."""
        ...

    def due(self, brand_id: str, until: datetime, *, limit: int) -> tuple[Ticket, ...]:
        """Tickets for which something is due by then, earliest first."""
        ...


class HistoryRepository(Protocol):
    def add(self, entry: HistoryEntry) -> None:
        """The same entry twice leaves one."""
        ...

    def of_ticket(self, ticket_id: str, *, limit: int = 50, cursor: str | None = None) -> Page[HistoryEntry]: ...


class CustomerRepository(Protocol):
    def get(self, customer_id: str) -> Customer | None: ...

    def remember(self, customer: Customer) -> None:
        """Create the customer, or add what is new: last seen, names, tickets. Commutative."""
        ...


class CustomerErasure(CustomerRepository, Protocol):
    """Each step may be repeated; the counts are right however often it was begun anew."""

    def begin_erasure(self, customer_id: str, *, at: datetime, by: str) -> Customer:
        """Note that it was asked for; asking again leaves the first time until it is done."""
        ...

    def note_same(self, customer_id: str, others: frozenset[str]) -> None:
        """These are the same person: they are erased before this customer is done."""
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

    def report(self, brand_id: str, ticket_id: str, at: datetime, *, window: timedelta) -> int:
        """A ticket reports an outage: how many do within the window that ends ``at``, it included.

        The same ticket counts once. Above a hundred a minute not every report is counted.
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
        """Newest first. Raises ``RefusedError`` for a cursor that is not ours."""
        ...


class SuspicionRegister(IncidentRegister, Protocol):
    """Who was told of what the desk suspects."""

    def told(self, incident: Incident, *, tiers: int, at: datetime) -> None:
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


class SentTexts(Protocol):
    def has_text(self, channel: str, account_id: str, conversation_id: str, text: str) -> bool:
        """Whether an acknowledgement with this very text was, or is about to be, sent in that conversation."""
        ...


class Outbox(SentTexts, Protocol):
    """Acknowledgements that were, or are about to be, sent."""

    def latest(self, channel: str, account_id: str, conversation_id: str) -> OutboxRecord | None:
        """The record of the conversation's most recent closed period that has one."""
        ...

    def recent(self, channel: str, account_id: str, conversation_id: str) -> tuple[OutboxRecord, ...]:
        """The records of its latest closed periods, ten at most."""
        ...

    def save(self, record: OutboxRecord) -> OutboxRecord:
        """Write it if nobody wrote since it was read (``revision`` 0: it does not exist yet).

        Raises ``ConflictError``: somebody else has claimed it.
        """
        ...


class SentReplies(Protocol):
    def of_ticket(self, ticket_id: str) -> tuple[Reply, ...]:
        """The answers of agents to a ticket of the last 30 days, finished or not."""
        ...

    def save(self, reply: Reply) -> Reply:
        """Write it if nobody wrote since it was read (``revision`` 0: it does not exist yet).

        Raises ``ConflictError``: somebody else has claimed it.
        """
        ...


class Replies(SentReplies, Protocol):
    """Answers of agents that were, or are about to be, sent."""

    def get(self, ticket_id: str, key: str, number: int) -> Reply | None: ...


class ForgettableReplies(Protocol):
    def forget(self, ticket_id: str) -> None:
        """Delete the records of agents' answers to the ticket."""
        ...


class AccountStates(Protocol):
    def get(self, channel: str, account_id: str) -> AccountState: ...

    def pause(self, channel: str, account_id: str, until: datetime) -> None:
        """The platform asked for patience; the latest instant named stays."""
        ...

    def stop(self, channel: str, account_id: str, *, because: str, at: datetime) -> None:
        """Send nothing automatic on this account any more."""
        ...

    def resume(self, channel: str, account_id: str) -> None: ...


class Ceilings(Protocol):
    def take(self, ceiling: Ceiling) -> bool:
        """Count one more; ``False``, and nothing counted, when the ceiling is reached."""
        ...


class ListeningCounters(Protocol):
    def add(self, brand_id: str, at: datetime, answers: Mapping[str, int]) -> None:
        """Add to the figures of the hour in which the message was written."""
        ...

    def between(self, brand_id: str, start: datetime, end: datetime) -> Mapping[datetime, Mapping[str, int]]:
        """The figures by hour (UTC)."""
        ...


# --- out into the world -------------------------------------------------------------------------------------------


class ChannelGateway(Protocol):
    def send(self, message: OutboundMessage) -> SendResult:
        """Send one text. Never raises for what the platform answers: see ``SendResult``."""
        ...


class Moderation(Protocol):
    """What some gateways can do besides sending. A gateway that cannot answers ``permanent``, ``not_supported``."""

    def delete(self, message_id: str) -> SendResult:
        """Delete a message of our own; ``sent`` when it is gone."""
        ...

    def like(self, message_id: str) -> SendResult:
        """Like a customer's message; ``sent`` when it is liked."""
        ...

    def look_up(self, message_id: str) -> Found | SendResult:
        """The message as the platform shows it now; the failure's class when it cannot be read."""
        ...


class Lookup(Protocol):
    """What the gateways can do whose platforms tell of a message without saying what it says."""

    def look_up_event(self, event: InboundEvent) -> Found | SendResult:
        """The message that the event names, as the platform shows it now."""
        ...


class Profiles(Protocol):
    """What some gateways can tell about an author whose message carried an id only."""

    def look_up_author(self, author_id: str) -> Author | SendResult:
        """The author as the platform shows them to us; the failure's class when it does not (no consent, gone)."""
        ...


class Reconciliation(Protocol):
    """How a gateway finds out what became of a send whose answer was lost."""

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """Read what stands there. Sends nothing.

        ``sent`` with its id when our text is listed and not older than ``since``; ``retry_backoff`` when it surely
        is not there; ``unknown`` when the platform could not be read.
        """
        ...


class AutomaticGateway(ChannelGateway, Reconciliation, Protocol):
    """What an automatic answer needs: to send, and to find out what became of it."""


class Gateways(Protocol):
    def __call__(self, account: Account, *, fresh: bool = False) -> AutomaticGateway | None:
        """The gateway of one of our accounts; ``None`` when its channel has no way out or its secret no token.

        With ``fresh`` its tokens are read again, and ``None`` also says that they are still the same.
        """
        ...


class EscalationWorkflow(Protocol):
    def start(self, *, name: str, state: Mapping[str, Any]) -> None:
        """Start an escalation; starting the same name twice is one escalation."""
        ...


class Acknowledger(Protocol):
    def request(self, ticket_id: str) -> None:
        """Have respond look at the ticket, without waiting for it."""
        ...

    def finish_replies(self, ticket_id: str) -> None:
        """Have respond finish agents' answers to the ticket that were begun, without waiting for it."""
        ...

    def look_up(self, ticket_id: str) -> None:
        """Have respond ask the platform once more what the ticket's message says, without waiting for it."""
        ...


class Notifier(Protocol):
    def notify(self, *, target: str, notification: Mapping[str, Any], idempotency_key: str) -> None:
        """Tell people. Raises ``UpstreamError`` when the target did not take it."""
        ...


class AccountDirectory(Protocol):
    def __call__(self, channel: str, account_id: str) -> OwnAccount | None:
        """The account of ours that an item is for; ``None`` when it is in no brand file.

        An empty id is for bodies that name no account: the first one that the brand of the URL has on the channel.
        """
        ...
