"""What looking after our accounts needs from outside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.account_health.model import AccountHealth, Check, DeliveryAddress, ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.brand.model import Account
from shared.domain.channels.sending import SendResult
from shared.domain.channels.webhook import Secrets


class AccountHealthRepository(Protocol):
    def known(self) -> tuple[AccountHealth, ...]:
        """What is known of every account of the stack."""
        ...

    def get(self, channel: str, account_id: str) -> AccountHealth:
        """What is known of one account, with everything that was ever written; empty when nothing was."""
        ...

    def save(self, health: AccountHealth) -> AccountHealth:
        """Write it if nobody wrote since it was read. Raises ``ConflictError``."""
        ...


class SecretLeases(Protocol):
    """Who may write a secret record: one at a time."""

    def claim(self, record: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """``False``: somebody else holds it."""
        ...

    def release(self, record: str, holder: str) -> None:
        """Nothing happens when somebody else holds it meanwhile."""
        ...


class SecretRecords(Protocol):
    """Secret records as they are, for who writes them: nothing kept from before stands in when the service fails."""

    def read(self, name: str) -> Secrets:
        """Raises ``NotFoundError`` and ``UpstreamError``."""
        ...

    def put(self, name: str, record: Mapping[str, Sequence[str]]) -> None:
        """Raises ``UpstreamError``; what became of the record is then not known."""
        ...


class AccountPlatform(Protocol):
    """What a platform says about one of our accounts. Nothing raises for what the platform answers."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult: ...

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        """Subscribe the account again; ``sent`` when that is done, ``not_supported`` where the API cannot.

        Only where nothing is delivered to yet is ``address`` set: another one was put there by a person.
        """
        ...

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        """Exchange the token in ``credentials`` (by the keys of the record) for the next one."""
        ...


class AccountPlatforms(Protocol):
    def __call__(self, account: Account) -> AccountPlatform | None:
        """``None``: the channel tells nothing of its accounts, or the record holds no token."""
        ...


class WebhookProbe(Protocol):
    def __call__(self, channel: str, brand: str) -> Check:
        """Whether our own webhook answers from outside."""
        ...

    def address(self, account: Account, brand: str) -> DeliveryAddress | None:
        """Where the platform is to deliver for this account; ``None``: nowhere, such as on a laptop."""
        ...
