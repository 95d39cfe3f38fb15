"""An official account of LINE: whether its token works, and whether LINE delivers to an address."""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.account import AccountApi, account_of
from shared.channels.line.gateway import API, failure
from shared.channels.line.policy import POLICY
from shared.channels.sending import body, permanent, versioned_path
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

_ENDPOINT = versioned_path(POLICY, "bot", "channel", "webhook", "endpoint")


class LineAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """LINE Messaging API, "Get webhook endpoint information"."""
        return self.looked_at(_ENDPOINT, _read)

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        """LINE Messaging API, "Set webhook endpoint URL". Whether it is used is switched on in LINE's console alone.

        An address that a person put there is left alone.
        """
        if address is None:
            return permanent("not_supported")
        told = self.api.call("GET", _ENDPOINT)
        if isinstance(told, SendResult):
            return told
        if body(told).get("endpoint"):
            return permanent("switched_off")
        answer = self.api.call("PUT", _ENDPOINT, json={"endpoint": address.url})
        if isinstance(answer, SendResult):
            return answer
        found = self.probe(account_id)
        delivers = isinstance(found, ProbeFindings) and found.subscription is Check.OK
        return SendResult(outcome=SendClass.SENT, message_id=account_id) if delivers else permanent("switched_off")


def _read(told: Mapping[str, Any]) -> ProbeFindings:
    active = told.get("active")
    if not isinstance(active, bool):
        return ProbeFindings(subscription=Check.UNKNOWN)
    address = reading.name(told.get("endpoint"))
    return ProbeFindings(subscription=Check.OK if active and address else Check.FAILED, address=address)


account = account_of(LineAccount, host=API, failure=failure)
