"""A night at Acme, in memory: one customer's question, and everything respond needs to answer it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from functions.respond.acknowledgement.ports import AcknowledgementOutcome, AcknowledgementPorts
from functions.respond.acknowledgement.service import Acknowledge
from shared.domain.brand.model import Brand
from shared.domain.conversations.model import Conversation
from shared.domain.messages.model import Message
from shared.domain.outbox.record import OutboxRecord
from shared.domain.tickets.history import stated_entries
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Priority, Sentiment, Stage, Surface, Visibility
from tests.fakes.brands import FakeBrands, FakeSwitches
from tests.fakes.incidents import FakeIncidents
from tests.fakes.outbox import (
    FakeAccountStates,
    FakeAutomaticTexts,
    FakeGateways,
    FakeOutbox,
    FakePlatform,
    FakeRateLimits,
    PlainWords,
)
from tests.fakes.stored import (
    FakeConversations,
    FakeHistory,
    FakeMessages,
    FakeMetrics,
    FakeTickets,
    FixedClock,
)
from tests.unit.acknowledgement.scenes import MINUTE, POLICIES, TUESDAY_NIGHT, brand

Proxy = Callable[[str, Any], Any]


@dataclass
class Night:
    """``run`` does what triage or the sweep does: it asks respond about the ticket."""

    brand: Brand = field(default_factory=brand)
    clock: FixedClock = field(default_factory=lambda: FixedClock(TUESDAY_NIGHT))
    platform: FakePlatform = field(default_factory=FakePlatform)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    switches: FakeSwitches = field(default_factory=FakeSwitches)
    tickets: FakeTickets = field(default_factory=FakeTickets)
    conversations: FakeConversations = field(default_factory=FakeConversations)
    history: FakeHistory = field(default_factory=FakeHistory)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    automatic_texts: FakeAutomaticTexts = field(default_factory=FakeAutomaticTexts)
    rate_limits: FakeRateLimits = field(default_factory=FakeRateLimits)

    def __post_init__(self) -> None:
        self.brands = FakeBrands.of(self.brand)
        self.messages = FakeMessages(self.clock)
        self.gateways = FakeGateways(self.platform)

    def question(self, ticket_id: str = "T1", author: str = "7001", post: str = "5001", **different: Any) -> Ticket:
        """A customer asks under a post; store has opened a ticket and wants it acknowledged."""
        message_id = different.pop("message_id", f"{post}_{ticket_id}")
        waits = different.pop("waits", False)
        facts: dict[str, Any] = {
            "id": ticket_id,
            "brand": "acme",
            "priority": Priority.NORMAL,
            "category": Category.QUESTION,
            "sentiment": Sentiment.NEUTRAL,
            "language": "fr",
            "stage": Stage.DIRECT,
            "team": "triage",
            "channel": "facebook",
            "surface": Surface.COMMENT,
            "visibility": Visibility.PUBLIC,
            "account_id": "1001",
            "author_id": author,
            "conversation_id": f"{post}:{author}",
            "opening_message_id": message_id,
            "last_message_id": message_id,
            "needs_response": True,
            "created_at": self.clock.at - MINUTE,
            "updated_at": self.clock.at - MINUTE,
            "last_customer_message_at": self.clock.at - MINUTE,
            "waiting_since": self.clock.at - MINUTE,
            "acknowledge_at": self.clock.at + MINUTE,
        }
        ticket = self.tickets.save(Ticket(**{**facts, **different}))
        self.messages.save(
            Message(
                channel=ticket.channel,
                account_id=ticket.account_id,
                message_id=message_id,
                brand="acme",
                surface=ticket.surface,
                visibility=ticket.visibility,
                conversation_id=ticket.conversation_id,
                ticket_id=ticket.id,
                author_id=author,
                text="Où est mon colis ?",
                waits=waits,
                category=ticket.category,
                occurred_at=ticket.last_customer_message_at,
                stored_at=self.clock.at,
            )
        )
        self.conversations.save(
            Conversation(
                channel=ticket.channel,
                account_id=ticket.account_id,
                conversation_id=ticket.conversation_id,
                brand="acme",
                open_ticket_id=ticket.id,
            )
        )
        return ticket

    def direct_message(self, ticket_id: str = "T1", author: str = "7001", **different: Any) -> Ticket:
        return self.question(
            ticket_id,
            author,
            **{
                "channel": "messenger",
                "surface": Surface.DIRECT_MESSAGE,
                "visibility": Visibility.PRIVATE,
                "conversation_id": author,
                "reply_window_closes_at": self.clock.at + timedelta(hours=23),
                **different,
            },
        )

    def acknowledge(self, through: Proxy = lambda _, port: port) -> Acknowledge:
        ports = {
            name: getattr(self, name)
            for name in (
                *("brands", "switches", "tickets", "messages", "conversations", "history", "incidents", "outbox"),
                *("accounts", "automatic_texts", "rate_limits", "gateways"),
            )
        }
        return Acknowledge(
            AcknowledgementPorts(
                **{name: through(name, port) for name, port in ports.items()},
                formatter=PlainWords(),
                clock=self.clock,
                metrics=self.metrics,
                policies=POLICIES.__getitem__,
            )
        )

    def run(self, ticket_id: str = "T1") -> AcknowledgementOutcome:
        return self.acknowledge()(ticket_id)

    def sweep(self, minutes: int = 30) -> None:
        """What the minute sweep does: ask again about what is due, until nothing is."""
        for _ in range(minutes):
            self.clock.pass_time(minutes=1)
            for ticket in list(self.tickets.stored.values()):
                if ticket.acknowledge_at is not None and ticket.acknowledge_at <= self.clock.at:
                    self.run(ticket.id)

    def ticket(self, ticket_id: str = "T1") -> Ticket:
        return self.tickets.stored[ticket_id]

    def change(self, ticket_id: str = "T1", **fields: Any) -> None:
        self.tickets.save(replace(self.ticket(ticket_id), **fields))

    def record(self) -> OutboxRecord:
        (record,) = self.outbox.stored.values()
        return record

    def said(self, ticket_id: str = "T1") -> list[str]:
        """The audit trail, in order, without what was not known for a while."""
        return [what for what in self.trail(ticket_id) if what != "acknowledgement_unconfirmed"]

    def trail(self, ticket_id: str = "T1") -> list[str]:
        """The whole audit trail, in order."""
        ticket = self.tickets.get(ticket_id)
        stated = () if ticket is None else stated_entries(ticket)
        return [entry.what for entry in self.history.of_ticket(ticket_id, stated=stated).items]
