"""A whole desk in memory, around the store function's use case."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from functions.store.desk import Desk
from functions.store.service import StoreEvent
from shared.brand import load
from shared.channels import load_policy
from shared.domain.brand.model import Brand
from shared.domain.errors import ContentGoneError
from tests.fakes.brands import FakeBrands, FakeSwitches
from tests.fakes.incidents import FakeIncidents
from tests.fakes.outbox import FakeReplies
from tests.fakes.stored import (
    FakeConversations,
    FakeCustomers,
    FakeHistory,
    FakeListening,
    FakeMessages,
    FakeMeter,
    FakeOutcomes,
    FakeTickets,
    FixedClock,
)

ACME = Path(__file__).parents[2] / "brands" / "acme.yaml"


@cache
def acme() -> Brand:
    """The example brand, as it stands in the repository."""
    return load(ACME.read_text(encoding="utf-8"), "acme", 1)


@dataclass
class FakeTexts:
    stored: dict[str, str] = field(default_factory=dict)

    def put(self, text: str) -> str:
        key = f"text/{len(self.stored)}"
        self.stored[key] = text
        return key

    def get(self, key: str) -> str:
        if key not in self.stored:
            raise ContentGoneError(key)
        return self.stored[key]

    def delete(self, key: str) -> None:
        self.stored.pop(key, None)


@dataclass
class FakeSentTexts:
    texts: set[tuple[str, str]] = field(default_factory=set)

    def has_text(self, channel: str, account_id: str, conversation_id: str, text: str) -> bool:
        return (conversation_id, text) in self.texts


@dataclass
class FakeDesk:
    """Every port of store, to look into; ``store`` is the use case around them."""

    clock: FixedClock = field(default_factory=FixedClock)
    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(acme()))
    switches: FakeSwitches = field(default_factory=FakeSwitches)
    conversations: FakeConversations = field(default_factory=FakeConversations)
    tickets: FakeTickets = field(default_factory=FakeTickets)
    history: FakeHistory = field(default_factory=FakeHistory)
    customers: FakeCustomers = field(default_factory=FakeCustomers)
    outcomes: FakeOutcomes = field(default_factory=FakeOutcomes)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    listening: FakeListening = field(default_factory=FakeListening)
    texts: FakeTexts = field(default_factory=FakeTexts)
    outbox: FakeSentTexts = field(default_factory=FakeSentTexts)
    replies: FakeReplies = field(default_factory=FakeReplies)
    metrics: FakeMeter = field(default_factory=FakeMeter)

    def __post_init__(self) -> None:
        self.messages = FakeMessages(self.clock)

    @property
    def desk(self) -> Desk:
        return Desk(
            brands=self.brands,
            switches=self.switches,
            messages=self.messages,
            conversations=self.conversations,
            tickets=self.tickets,
            customers=self.customers,
            history=self.history,
            outcomes=self.outcomes,
            incidents=self.incidents,
            listening=self.listening,
            texts=self.texts,
            outbox=self.outbox,
            replies=self.replies,
            clock=self.clock,
            metrics=self.metrics,
            policies=load_policy,
        )

    @property
    def store(self) -> StoreEvent:
        return StoreEvent(self.desk)

    def trail(self, ticket_id: str) -> list[str]:
        """What happened to a ticket, in order."""
        return [entry.what for entry in self.history.of_ticket(ticket_id).items]
