"""An official account of LINE: whether its token works, and whether LINE delivers to an address."""

from collections.abc import Mapping
from typing import Any

from shared.channels.account import AccountApi, account_of
from shared.channels.line.gateway import API, failure
from shared.channels.line.policy import POLICY
from shared.channels.sending import versioned_path
from shared.domain.account_health.model import Check, ProbeFindings
from shared.domain.channels.sending import SendResult


class LineAccount(AccountApi):
    """Nothing is repaired: which address is called is set in LINE's console, and switched on there."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """LINE Messaging API, "Get webhook endpoint information"."""
        return self.looked_at(versioned_path(POLICY, "bot", "channel", "webhook", "endpoint"), _read)


def _read(told: Mapping[str, Any]) -> ProbeFindings:
    active = told.get("active")
    if not isinstance(active, bool):
        return ProbeFindings(subscription=Check.UNKNOWN)
    return ProbeFindings(subscription=Check.OK if active and told.get("endpoint") else Check.FAILED)


account = account_of(LineAccount, host=API, failure=failure)
