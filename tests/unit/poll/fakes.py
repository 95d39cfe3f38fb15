"""Poll with everything around it in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from functions.poll.one import PollResult, PollSource
from functions.poll.service import PollDue
from shared import channels
from shared.channels.intake import Intake
from shared.domain.brand.model import Account
from shared.domain.messages.event import InboundEvent
from shared.domain.polling.cursor import Cursor
from tests.fakes.brands import FakeBrands
from tests.fakes.inbound import FakeQuarantine, FakeQueue, FakeTexts, brand_with
from tests.fakes.outbox import FakeAccountStates, FakeUnits
from tests.fakes.polling import CHANNEL, READER, SOURCE, TERMS, FakeCursors, FakePolledSources, FakeSource, FakeSources
from tests.fakes.stored import FakeMetrics, FixedClock

ACCOUNT = "did:plc:acme"
NOW = datetime(2026, 7, 31, 12, 0, tzinfo=UTC)


@dataclass
class Fakes:
    source: FakeSource = field(default_factory=FakeSource)
    accounts: tuple[Account, ...] = (Account(channel=CHANNEL, id=ACCOUNT, handle="acme", secret="acme-key"),)
    cursors: FakeCursors = field(default_factory=FakeCursors)
    polled: FakePolledSources = field(default_factory=FakePolledSources)
    states: FakeAccountStates = field(default_factory=FakeAccountStates)
    units: FakeUnits = field(default_factory=FakeUnits)
    queue: FakeQueue = field(default_factory=FakeQueue)
    quarantine: FakeQuarantine = field(default_factory=FakeQuarantine)
    texts: FakeTexts = field(default_factory=FakeTexts)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    terms: tuple = (TERMS,)
    runs: int = 0
    stored: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sources = FakeSources(self.source)
        self.brands = FakeBrands.of(brand_with("acme", *self.accounts))

    @property
    def poll_due(self) -> PollDue:
        return PollDue(
            brands=self.brands,
            cursors=self.cursors,
            polled=self.polled,
            sources=lambda channel: self.terms if channel == CHANNEL else (),
            poll=PollSource(
                cursors=self.cursors,
                polled=self.polled,
                sources=self.sources,
                accounts=self.states,
                reader=lambda _: READER,
                intake=Intake(self.queue, self.quarantine, self.texts, channels.load_policy),
                is_stored=lambda event: event.message_id in self.stored,
                metrics=self.metrics,
                clock=self.clock,
                units=self.units,
            ),
            metrics=self.metrics,
            clock=self.clock,
        )

    def poll(self, *, minutes: float = 0) -> tuple[PollResult, ...]:
        """The clock strikes, so many minutes later."""
        self.clock.pass_time(minutes=minutes)
        self.runs += 1
        return self.poll_due(f"run-{self.runs}")

    @property
    def cursor(self) -> Cursor:
        return self.cursors.stored[CHANNEL, ACCOUNT, SOURCE]

    @property
    def found(self) -> list[InboundEvent]:
        return self.queue.all

    @property
    def names(self) -> list[str]:
        return [str(event.message_id) for event in self.queue.all]
