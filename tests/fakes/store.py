"""The store use case with all its ports in memory."""

from dataclasses import dataclass, field

from functions.store.ports import StorePorts
from functions.store.service import StoreEvent
from shared.channels import load_policy
from shared.domain.tickets.history import stated_entries
from tests.fakes.brands import FakeBrands, FakeSwitches, acme
from tests.fakes.collaboration import FakeNotes
from tests.fakes.incidents import FakeIncidents
from tests.fakes.outbox import (
    FakeAccountStates,
    FakeAutomaticMessages,
    FakeAutomaticTexts,
    FakeRateLimits,
    FakeReplies,
)
from tests.fakes.proposals import FakeProposals
from tests.fakes.stored import (
    FakeConversations,
    FakeCustomers,
    FakeHistory,
    FakeMessages,
    FakeMetrics,
    FakeOutcomes,
    FakeTickets,
    FixedClock,
)
from tests.fakes.texts import FakeMedia, FakeMediaQueue, FakeQuickAnswers, FakeSentTexts, FakeTexts


@dataclass
class FakeStore:
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
    texts: FakeTexts = field(default_factory=FakeTexts)
    media: FakeMedia = field(default_factory=FakeMedia)
    media_queue: FakeMediaQueue = field(default_factory=FakeMediaQueue)
    automatic_texts: FakeAutomaticTexts = field(default_factory=FakeAutomaticTexts)
    outbox: FakeSentTexts = field(default_factory=FakeSentTexts)
    accounts: FakeAccountStates = field(default_factory=FakeAccountStates)
    replies: FakeReplies = field(default_factory=FakeReplies)
    automatic_messages: FakeAutomaticMessages = field(default_factory=FakeAutomaticMessages)
    notes: FakeNotes = field(default_factory=FakeNotes)
    quick_answers: FakeQuickAnswers = field(default_factory=FakeQuickAnswers)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    proposals: FakeProposals = field(default_factory=FakeProposals)
    rate_limits: FakeRateLimits = field(default_factory=FakeRateLimits)

    def __post_init__(self) -> None:
        self.tickets.history = self.history  # one table holds both
        self.messages = FakeMessages(self.clock)

    @property
    def ports(self) -> StorePorts:
        return StorePorts(
            brands=self.brands,
            switches=self.switches,
            messages=self.messages,
            conversations=self.conversations,
            tickets=self.tickets,
            customers=self.customers,
            history=self.history,
            outcomes=self.outcomes,
            incidents=self.incidents,
            texts=self.texts,
            media=self.media,
            media_queue=self.media_queue,
            outbox=self.outbox,
            accounts=self.accounts,
            automatic_texts=self.automatic_texts,
            replies=self.replies,
            automatic_messages=self.automatic_messages,
            quick_answers=self.quick_answers,
            proposals=self.proposals,
            rate_limits=self.rate_limits,
            clock=self.clock,
            metrics=self.metrics,
            policies=load_policy,
        )

    @property
    def store(self) -> StoreEvent:
        return StoreEvent(self.ports)

    def trail(self, ticket_id: str) -> list[str]:
        """What happened to a ticket, in order."""
        ticket = self.tickets.get(ticket_id)
        stated = () if ticket is None else stated_entries(ticket)
        return [entry.what for entry in self.history.of_ticket(ticket_id, stated=stated).items]
