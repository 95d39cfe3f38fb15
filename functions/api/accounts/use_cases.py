"""What is known of our own accounts."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.account_health.model import AccountHealth
from shared.domain.brand.model import Account
from shared.domain.channels.policy import Policies
from shared.domain.outbox.accounts import AccountState
from shared.domain.polling.cursor import Cursor
from shared.domain.polling.source import PolledSource
from shared.domain.polling.terms import SourceTerms, wanted_sources
from shared.ports.configuration import BrandRepository
from shared.ports.outbox import AccountStates


class AccountHealthReader(Protocol):
    def known(self) -> tuple[AccountHealth, ...]:
        """What is known of every account of the stack."""
        ...


class CursorReader(Protocol):
    def known(self) -> tuple[Cursor, ...]:
        """Every cursor of the stack."""
        ...


class PolledSourceReader(Protocol):
    def known(self) -> tuple[PolledSource, ...]:
        """What is known of every source of the stack beside its cursor."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """A list that is read for the account. ``cursor``: how far it was read; ``None``: it never was."""

    terms: SourceTerms
    cursor: Cursor | None
    polled: PolledSource | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """``health`` is what the platform and our own looks say, ``state`` what the functions that send were told.
    ``sources`` are the lists that are read for it.
    """

    brand: str
    account: Account
    health: AccountHealth
    state: AccountState
    sources: tuple[KnownSource, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAccounts:
    """Those of the brand file, in its order, also before anybody looked at them."""

    brands: BrandRepository
    health: AccountHealthReader
    states: AccountStates
    cursors: CursorReader
    polled: PolledSourceReader
    policies: Policies

    def __call__(self, *brand_ids: str) -> tuple[KnownAccount, ...]:
        """Raises ``InvalidBrandError`` and ``UpstreamError``."""
        known = {(each.channel, each.account_id): each for each in self.health.known()}
        cursors = {each.key: each for each in self.cursors.known()}
        polled = {each.key: each for each in self.polled.known()}

        def sources(account: Account) -> tuple[KnownSource, ...]:
            wanted = wanted_sources(account, self.policies(account.channel).sources)
            named = [((account.channel, account.id, terms.name), terms) for terms in wanted]
            return tuple(
                KnownSource(terms=terms, cursor=cursors.get(key), polled=polled.get(key)) for key, terms in named
            )

        return tuple(
            KnownAccount(
                brand=brand_id,
                account=account,
                health=known.get((account.channel, account.id))
                or AccountHealth(channel=account.channel, account_id=account.id),
                state=self.states.get(account.channel, account.id),
                sources=sources(account),
            )
            for brand_id in brand_ids
            for account in self.brands.current(brand_id).accounts
        )
