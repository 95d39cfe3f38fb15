"""Makes the gateway of each of our accounts, with its access tokens and one HTTP client for all."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import cast

import httpx

from shared import channels
from shared.channels.media import MediaByAddress
from shared.domain.brand.model import Account
from shared.domain.errors import NotFoundError
from shared.ports.configuration import SecretStore
from shared.ports.media import MediaGateway
from shared.ports.platforms import AutomaticGateway


class ChannelGateways:
    """``base_urls`` (by channel) replace the platforms' own addresses: on a laptop with the simulator's."""

    def __init__(self, *, secrets: SecretStore, base_urls: Mapping[str, str]) -> None:
        self._secrets = secrets
        self._base_urls = base_urls
        self._used: dict[tuple[str, str], Sequence[str]] = {}

    @cached_property
    def http(self) -> httpx.Client:
        """Gateways set their own time-outs. The transport repeats nothing."""
        return httpx.Client(transport=httpx.HTTPTransport(retries=0), trust_env=False)

    def __call__(self, account: Account, *, fresh: bool = False) -> AutomaticGateway | None:
        if account.channel not in channels.CHANNELS:
            return None
        tokens = self._tokens(account, fresh=fresh)
        place = (account.channel, account.id)
        if not tokens or (fresh and tokens == self._used.get(place)):
            return None
        self._used[place] = tokens
        made = channels.load_gateway(account.channel)(
            http=self.http, base_url=self._base_urls.get(account.channel), tokens=tokens
        )
        return cast("AutomaticGateway", made)

    def _tokens(self, account: Account, *, fresh: bool) -> Sequence[str]:
        """The account's own tokens if the record has some, else those of the record."""
        try:
            record = self._secrets.get(account.secret, fresh=fresh)
        except NotFoundError:
            return ()
        key = channels.load_policy(account.channel).token_key
        found = record.get(f"{key}:{account.id}") or record.get(key) or ()
        return tuple(token for token in found if token)


class ChannelMediaGateways:
    """How the files of each of our accounts are fetched; those of most channels need no token."""

    def __init__(self, gateways: ChannelGateways) -> None:
        self._gateways = gateways

    def __call__(self, account: Account, *, fresh: bool = False) -> MediaGateway | None:
        made = self._gateways(account, fresh=fresh)
        if made is None:
            return None if fresh else MediaByAddress()
        return cast("MediaGateway", made)
