"""What is known of our own accounts."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.account_health.model import AccountHealth
from shared.domain.brand.model import Account
from shared.domain.outbox.accounts import AccountState
from shared.ports.configuration import BrandRepository
from shared.ports.outbox import AccountStates


class AccountHealthReader(Protocol):
    def known(self) -> tuple[AccountHealth, ...]:
        """What is known of every account of the stack."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """``health`` is what the platform and our own looks say, ``state`` what the functions that send were told."""

    brand: str
    account: Account
    health: AccountHealth
    state: AccountState


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAccounts:
    """Those of the brand file, in its order, also before anybody looked at them."""

    brands: BrandRepository
    health: AccountHealthReader
    states: AccountStates

    def __call__(self, *brand_ids: str) -> tuple[KnownAccount, ...]:
        """Raises ``InvalidBrandError`` and ``UpstreamError``."""
        known = {(each.channel, each.account_id): each for each in self.health.known()}
        return tuple(
            KnownAccount(
                brand=brand_id,
                account=account,
                health=known.get((account.channel, account.id))
                or AccountHealth(channel=account.channel, account_id=account.id),
                state=self.states.get(account.channel, account.id),
            )
            for brand_id in brand_ids
            for account in self.brands.current(brand_id).accounts
        )
