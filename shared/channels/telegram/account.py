"""A Telegram bot: whether its token works, and whether it has an address to deliver to."""

from collections.abc import Mapping
from typing import Any

from shared.channels.account import AccountApi, account_of
from shared.channels.sending import no_credentials
from shared.channels.telegram.gateway import API, failure
from shared.domain.account_health.model import Check, ProbeFindings
from shared.domain.channels.sending import SendResult


class TelegramAccount(AccountApi):
    """Nothing is repaired: setting the address again needs its secret, and drops what nobody may have meant to drop."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """Telegram Bot API, ``getWebhookInfo``: an empty ``url`` means that updates are only kept to be asked for."""
        return self.looked_at("/bot{token}/getWebhookInfo", _read)


def _read(told: Mapping[str, Any]) -> ProbeFindings:
    result = told.get("result")
    url = result.get("url") if isinstance(result, dict) else None
    return ProbeFindings(subscription=Check.UNKNOWN if url is None else Check.OK if url else Check.FAILED)


account = account_of(TelegramAccount, host=API, failure=failure, credentials=no_credentials)
