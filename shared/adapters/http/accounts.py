"""What looks after each of our accounts at its platform, and whether our own webhook answers from outside."""

import httpx

from shared import channels
from shared.adapters.http.gateways import ChannelGateways
from shared.channels.sending import TIMEOUT
from shared.domain.account_health.model import Check, DeliveryAddress
from shared.domain.brand.model import Account
from shared.ports.account_health import AccountPlatform


class ChannelAccounts:
    def __init__(self, gateways: ChannelGateways) -> None:
        self._gateways = gateways

    def __call__(self, account: Account) -> AccountPlatform | None:
        if account.channel not in channels.ACCOUNT_CHANNELS:
            return None
        tokens = self._gateways.tokens(account, fresh=True)
        if not tokens and channels.load_policy(account.channel).token is None:
            return None
        return channels.load_account(account.channel)(
            http=self._gateways.http_for(account),
            base_url=self._gateways.base_url(account.channel),
            tokens=tokens,
            app_id=account.app_id,
            subscription=account.subscription,
        )


class WebhookAddress:
    """``url`` is followed by channel and brand; an empty one is reachable by nobody, such as on a laptop."""

    def __init__(self, url: str, gateways: ChannelGateways) -> None:
        self._url, self._gateways = url, gateways

    def address(self, account: Account, brand: str) -> DeliveryAddress | None:
        if not self._url:
            return None
        secret = self._gateways.secret(account, "secret_token")
        return DeliveryAddress(url=f"{self._url}/{account.channel}/{brand}", secret=secret)

    def __call__(self, channel: str, brand: str) -> Check:
        """Asks as a platform does, without its secret: a refusal of ours will do. 404 says that the address, or the
        brand behind it, is not there.
        """
        if not self._url:
            return Check.UNKNOWN
        try:
            answer = self._gateways.http.get(f"{self._url}/{channel}/{brand}", timeout=TIMEOUT)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Check.FAILED
        is_missing = answer.is_server_error or answer.status_code == httpx.codes.NOT_FOUND
        return Check.FAILED if is_missing else Check.OK
