"""What looking after accounts reads from and writes to, in memory. Health and leases are held to DynamoDB's suite."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.domain.account_health.model import AccountHealth, Check, DeliveryAddress, ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import ConflictError, NotFoundError, UpstreamError
from shared.domain.vocabulary import SendClass


@dataclass
class FakeAccountHealth:
    stored: dict[tuple[str, str], AccountHealth] = field(default_factory=dict)

    def known(self) -> tuple[AccountHealth, ...]:
        return tuple(self.stored.values())

    def get(self, channel: str, account_id: str) -> AccountHealth:
        known = self.stored.get((channel, account_id))
        return known or AccountHealth(channel=channel, account_id=account_id)

    def save(self, health: AccountHealth) -> AccountHealth:
        if self.get(health.channel, health.account_id).revision != health.revision:
            raise ConflictError("account health")
        saved = replace(health, revision=health.revision + 1)
        self.stored[health.channel, health.account_id] = saved
        return saved


@dataclass
class FakeSecretLeases:
    held: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def claim(self, record: str, holder: str, *, now: datetime, until: datetime) -> bool:
        known = self.held.get(record)
        if known is not None and known[0] != holder and known[1] > now:
            return False
        self.held[record] = (holder, until)
        return True

    def release(self, record: str, holder: str) -> None:
        if self.held.get(record, ("",))[0] == holder:
            del self.held[record]


@dataclass
class FakeSecretRecords:
    """``broken``: the service takes nothing."""

    records: dict[str, dict[str, Sequence[str]]] = field(default_factory=dict)
    broken: bool = False

    def read(self, name: str) -> Secrets:
        if name not in self.records:
            raise NotFoundError(name)
        return dict(self.records[name])

    def put(self, name: str, record: Mapping[str, Sequence[str]]) -> None:
        if self.broken:
            raise UpstreamError("secretsmanager")
        self.records[name] = {key: tuple(values) for key, values in record.items()}


@dataclass
class FakePlatform:
    """Exchanges refresh tokens, each once, as X does. ``loses`` answers are lost after it did what was asked;
    ``repeats``: it gives the same answer again for a token that was just used. ``before`` runs within a call."""

    current: str = "refresh-1"
    access: str = "access-1"
    loses: int = 0
    repeats: bool = False
    fails: list[SendResult] = field(default_factory=list)
    findings: ProbeFindings | SendResult = field(default_factory=ProbeFindings)
    repaired: SendResult = field(default_factory=lambda: SendResult(outcome=SendClass.PERMANENT, error="not_supported"))
    before: Callable[[], None] = lambda: None
    asked: list[str] = field(default_factory=list)
    addresses: list[DeliveryAddress | None] = field(default_factory=list)
    given: int = 1
    previous: str = ""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return self.findings

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        self.addresses.append(address)
        return self.repaired

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        token = credentials.get("refresh_token") or credentials["access_token"]
        self.asked.append(token)
        self.before()
        if self.fails:
            return self.fails.pop(0)
        if token == self.current:
            self.given += 1
            self.previous, self.current, self.access = token, f"refresh-{self.given}", f"access-{self.given}"
        elif not (self.repeats and token == self.previous):
            return SendResult(outcome=SendClass.AUTH_BROKEN, error="oauth_invalid_request")
        if self.loses:
            self.loses -= 1
            return SendResult(outcome=SendClass.UNKNOWN, error="timeout")
        return RefreshedToken(access_token=self.access, refresh_token=self.current)


@dataclass
class FakePlatforms:
    platform: FakePlatform

    def __call__(self, account: Account) -> FakePlatform | None:
        return self.platform


@dataclass
class FakeWebhookProbe:
    answer: Check = Check.OK

    def __call__(self, channel: str, brand: str) -> Check:
        return self.answer

    def address(self, account: Account, brand: str) -> DeliveryAddress | None:
        return DeliveryAddress(url=f"https://desk.example/webhooks/{account.channel}/{brand}")
