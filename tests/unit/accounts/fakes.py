"""The function accounts with everything around it in memory, and one account of X."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from functions.accounts.probe import ProbeAccount
from functions.accounts.refresh import RefreshToken
from functions.accounts.service import LookAfterAccounts, LookedAfter
from shared import channels
from shared.domain.account_health.model import AccountHealth
from shared.domain.brand.model import Account
from tests.fakes.account_health import (
    FakeAccountHealth,
    FakePlatform,
    FakePlatforms,
    FakeSecretLeases,
    FakeSecretRecords,
    FakeWebhookProbe,
)
from tests.fakes.brands import FakeBrands
from tests.fakes.inbound import brand_with
from tests.fakes.outbox import FakeAccountStates
from tests.fakes.stored import FakeMetrics, FixedClock

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
CLOCK = timedelta(minutes=15)
X = Account(channel="x", id="3000000001", handle="acmeshop", secret="acme-x")
RECORD = {
    "client_id": ("client",),
    "client_secret": ("client-secret",),
    "access_token": ("access-1",),
    "refresh_token": ("refresh-1",),
}


@dataclass
class Fakes:
    platform: FakePlatform = field(default_factory=FakePlatform)
    account: Account = X
    others: tuple[Account, ...] = ()
    health: FakeAccountHealth = field(default_factory=FakeAccountHealth)
    leases: FakeSecretLeases = field(default_factory=FakeSecretLeases)
    secrets: FakeSecretRecords = field(default_factory=lambda: FakeSecretRecords({"acme-x": dict(RECORD)}))
    states: FakeAccountStates = field(default_factory=FakeAccountStates)
    webhook: FakeWebhookProbe = field(default_factory=FakeWebhookProbe)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    runs: int = 0

    def __post_init__(self) -> None:
        self.brands = FakeBrands.of(brand_with("acme", self.account, *self.others))
        self.container = self.new_container()

    def new_container(self) -> LookAfterAccounts:
        platforms = FakePlatforms(self.platform)
        return LookAfterAccounts(
            brands=self.brands,
            health=self.health,
            states=self.states,
            refresh=RefreshToken(
                platforms=platforms,
                health=self.health,
                leases=self.leases,
                secrets=self.secrets,
                policies=channels.load_policy,
                clock=self.clock,
            ),
            probe=ProbeAccount(
                platforms=platforms,
                webhook=self.webhook,
                has_webhook=frozenset({"x", "facebook", "webhook"}),
                tells=frozenset({"x", "facebook"}),
                policies=channels.load_policy,
                clock=self.clock,
            ),
            metrics=self.metrics,
            clock=self.clock,
        )

    def strike(self) -> tuple[LookedAfter, ...]:
        """The clock of accounts strikes."""
        self.runs += 1
        return self.container(f"run-{self.runs}")

    def pass_time(self, **duration: float) -> None:
        """The clock strikes each quarter of an hour meanwhile."""
        end = self.clock.at + timedelta(**duration)
        while self.clock.at + CLOCK <= end:
            self.clock.at += CLOCK
            self.strike()
        self.clock.at = end

    @property
    def known(self) -> AccountHealth:
        return self.health.get(self.account.channel, self.account.id)

    @property
    def tokens(self) -> tuple[str, str]:
        """The access and the refresh token that gateways would use."""
        record = self.secrets.records[self.account.secret]
        key = f":{self.account.id}"
        return (
            (record.get(f"access_token{key}") or record["access_token"])[0],
            (record.get(f"refresh_token{key}") or record["refresh_token"])[0],
        )

    @property
    def warnings(self) -> float:
        return self.metrics.total("AccountWarnings")
