"""Makes the sources of each of our accounts, with the tokens and the HTTP client of its gateway."""

from collections.abc import Sequence

from shared import channels
from shared.adapters.http.gateways import ChannelGateways
from shared.domain.brand.model import Account
from shared.ports.polling import Source


class ChannelSources:
    def __init__(self, gateways: ChannelGateways) -> None:
        self._gateways = gateways
        self._used: dict[tuple[str, str], Sequence[str]] = {}

    def __call__(self, account: Account, source: str, *, fresh: bool = False) -> Source | None:
        if account.channel not in channels.POLLED_CHANNELS:
            return None
        tokens = self._gateways.tokens(account, fresh=fresh)
        place = (account.channel, account.id)
        if not tokens or (fresh and tokens == self._used.get(place)):
            return None
        self._used[place] = tokens
        made = channels.load_sources(account.channel)(
            http=self._gateways.http_for(account), base_url=self._gateways.base_url(account.channel), tokens=tokens
        )
        return made.get(source)
