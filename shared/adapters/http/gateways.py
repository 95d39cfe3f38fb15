"""Makes the gateway of each of our accounts, with its access tokens and one HTTP client for all."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from typing import cast

import httpx

from shared import channels
from shared.adapters.system_clock import SystemClock
from shared.channels.media import MediaByAddress
from shared.domain.brand.model import Account
from shared.domain.channels.units import DailyUnits
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import NightdeskError, NotFoundError
from shared.ports.configuration import SecretStore
from shared.ports.media import MediaGateway
from shared.ports.outbox import SpentUnits
from shared.ports.platforms import AutomaticGateway
from shared.ports.time_and_language import Clock


class ChannelGateways:
    """``base_urls`` (by channel) replace the platforms' own addresses: on a laptop with the simulator's. ``units``:
    where the calls are counted of platforms that count units."""

    def __init__(
        self,
        *,
        secrets: SecretStore,
        base_urls: Mapping[str, str],
        units: SpentUnits | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._secrets = secrets
        self._base_urls = base_urls
        self._units, self._clock = units, clock or SystemClock()
        self._counted: dict[tuple[str, str], httpx.Client] = {}
        self._used: dict[tuple[str, str], Sequence[str]] = {}

    @cached_property
    def http(self) -> httpx.Client:
        """Gateways set their own time-outs. The transport repeats nothing."""
        return httpx.Client(transport=httpx.HTTPTransport(retries=0), trust_env=False)

    def http_for(self, account: Account) -> httpx.Client:
        """With units a client of its own for each project: it counts what is asked for, whatever comes of it."""
        policy = channels.load_policy(account.channel)
        if policy.units is None or self._units is None:
            return self.http
        place = (account.channel, account.secret)
        if place not in self._counted:
            hooks: dict[str, list[Callable[..., None]]] = {"request": [partial(self._count, account, policy.units)]}
            transport = httpx.HTTPTransport(retries=0)
            self._counted[place] = httpx.Client(transport=transport, trust_env=False, event_hooks=hooks)
        return self._counted[place]

    def _count(self, account: Account, units: DailyUnits, request: httpx.Request) -> None:
        cost = units.cost(request.method, request.url.path)
        if cost and self._units is not None:
            with suppress(NightdeskError):  # what is to be sent is worth more than the count of it
                self._units.spend(account, units.day(self._clock.now()), cost)

    def __call__(self, account: Account, *, fresh: bool = False) -> AutomaticGateway | None:
        if account.channel not in channels.CHANNELS:
            return None
        tokens = self.tokens(account, fresh=fresh)
        place = (account.channel, account.id)
        if not tokens or (fresh and tokens == self._used.get(place)):
            return None
        self._used[place] = tokens
        made = channels.load_gateway(account.channel)(
            http=self.http_for(account), base_url=self._base_urls.get(account.channel), tokens=tokens
        )
        return cast("AutomaticGateway", made)

    def base_url(self, channel: str) -> str | None:
        """What replaces the platform's own address."""
        return self._base_urls.get(channel)

    def secret(self, account: Account, key: str) -> str | None:
        """A value of the account's record that is no token of ours, the current one."""
        try:
            found = _values(self._secrets.get(account.secret, fresh=True), key, account.id)
        except NotFoundError:
            return None
        return found[0] if found and found[0] else None

    def tokens(self, account: Account, *, fresh: bool = False) -> Sequence[str]:
        """The account's own tokens if the record has some, else those of the record; the current one first."""
        try:
            record = self._secrets.get(account.secret, fresh=fresh)
        except NotFoundError:
            return ()
        policy = channels.load_policy(account.channel)
        if policy.credential_keys:
            return _combined(record, policy.credential_keys, policy.optional_keys, account.id)
        found = _values(record, policy.token_key, account.id)
        return tuple(token for token in found if token)


def _values(record: Secrets, key: str, account_id: str) -> Sequence[str]:
    return record.get(f"{key}:{account_id}") or record.get(key) or ()


def _combined(record: Secrets, needed: Sequence[str], optional: Sequence[str], account_id: str) -> tuple[str, ...]:
    """Credentials of several values: the current ones of all keys, then the ones before where a key has some."""
    keys = [*needed, *(key for key in optional if any(_values(record, key, account_id)))]
    values = [[value for value in _values(record, key, account_id) if value] for key in keys]
    if not all(values):
        return ()
    versions = max(len(each) for each in values)
    made = (
        json.dumps({key: each[min(number, len(each) - 1)] for key, each in zip(keys, values, strict=True)})
        for number in range(versions)
    )
    return tuple(dict.fromkeys(made))


class ChannelMediaGateways:
    """How the files of each of our accounts are fetched; those of most channels need no token."""

    def __init__(self, gateways: ChannelGateways) -> None:
        self._gateways = gateways

    def __call__(self, account: Account, *, fresh: bool = False) -> MediaGateway | None:
        made = self._gateways(account, fresh=fresh)
        if made is None:
            return None if fresh else MediaByAddress()
        return cast("MediaGateway", made)
