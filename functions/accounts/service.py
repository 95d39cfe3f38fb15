"""The use case: look after every account of every brand."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from functions.accounts.probe import ProbeAccount
from functions.accounts.refresh import RefreshToken
from shared.domain.account_health.model import AccountHealth
from shared.domain.account_health.warnings import warnings_of
from shared.domain.brand.model import Account, Brand
from shared.domain.errors import ConflictError, InvalidBrandError, UnknownBrandError
from shared.ports.account_health import AccountHealthRepository
from shared.ports.configuration import BrandRepository
from shared.ports.outbox import AccountStates
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

TOTAL_TIME = timedelta(seconds=40)
"""How long another account is begun with. Two exchanges and a look may take half a minute; what is left is next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAfter:
    """For the log: one account of which something was found out. ``warned`` are codes, ``error`` the name of one."""

    channel: str
    account_id: str
    refreshed: bool = False
    warned: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class LookAfterAccounts:
    """Tokens first, since those end within hours; then a look at whatever was not looked at for six hours.

    People are told through the alarm on ``AccountWarnings`` and the event ``account.warned``: once for each end at 14,
    7 and 1 days, and once for each thing that is found wrong.
    """

    brands: BrandRepository
    health: AccountHealthRepository
    states: AccountStates
    refresh: RefreshToken
    probe: ProbeAccount
    metrics: Metrics
    clock: Clock

    def __call__(self, run: str) -> tuple[LookedAfter, ...]:
        until = self.clock.now() + TOTAL_TIME
        known = {(health.channel, health.account_id): health for health in self.health.known()}
        brands = self._brands()
        users = Counter(account.secret for brand in brands for account in brand.accounts)
        found = []
        for brand, account in _most_urgent_first(brands, known):
            if self.clock.now() >= until:
                break
            try:
                health = known.get((account.channel, account.id)) or AccountHealth(
                    channel=account.channel, account_id=account.id
                )
                looked = self._look_after(run, brand, account, health, shared=users[account.secret] > 1)
            except ConflictError:  # somebody else looks after it at this moment
                continue
            except Exception as error:  # whatever is wrong with one account must not cost the others
                looked = LookedAfter(channel=account.channel, account_id=account.id, error=type(error).__name__)
            if looked is not None:
                found.append(looked)
        return tuple(found)

    def _brands(self) -> list[Brand]:
        """Those that can be read: the others are told of by whoever needs them first (``BrandsInvalid``)."""
        found = []
        for brand_id in self.brands.ids():
            with suppress(InvalidBrandError, UnknownBrandError):
                found.append(self.brands.current(brand_id))
        return found

    def _look_after(
        self, run: str, brand: Brand, account: Account, known: AccountHealth, *, shared: bool
    ) -> LookedAfter | None:
        now = self.clock.now()
        became_known = self.refresh(run, account, known, shared=shared)
        if not became_known and not known.probe_is_due(now) and not warnings_of(known, now)[1]:
            return None
        before = self.health.get(account.channel, account.id)
        health = replace(before, brand=brand.id)
        if health.probe_is_due(now):
            health = self.probe(brand, account, health)
        health, news = warnings_of(health, now)
        if news:
            self.states.warn(account.channel, account.id, because=", ".join(news), at=now)
            self.metrics.count("AccountWarnings", channel=account.channel)
        if health != before:
            self.health.save(health.kept(now))
        refreshed = health.refreshed_at is not None and health.refreshed_at >= now
        return LookedAfter(channel=account.channel, account_id=account.id, refreshed=refreshed, warned=tuple(news))


def _most_urgent_first(
    brands: list[Brand], known: dict[tuple[str, str], AccountHealth]
) -> Iterator[tuple[Brand, Account]]:
    """Who was not reached by the last run comes first in this one."""
    accounts = [(brand, account) for brand in brands for account in brand.accounts]

    def due(each: tuple[Brand, Account]) -> float:
        health = known.get((each[1].channel, each[1].id))
        times = [] if health is None else [health.refresh_at, health.probe_at]
        return min((at.timestamp() for at in times if at is not None), default=0)

    return iter(sorted(accounts, key=due))
