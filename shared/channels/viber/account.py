"""A bot of Viber: whether its token works, and whether Viber delivers to an address."""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.account import AccountApi, account_of, scopes
from shared.channels.sending import body, permanent
from shared.channels.viber.gateway import API, credentials, failure
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

# Viber REST Bot API, "Setting a webhook": messages are always delivered, the rest is chosen.
WANTED = frozenset({"delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started"})


class ViberAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """Viber REST Bot API, "Get account info": ``webhook`` is the address."""
        told = self._told()
        if isinstance(told, SendResult):
            return told
        if told.get("id") not in (None, account_id):
            return SendResult(outcome=SendClass.AUTH_BROKEN, error="other_account")
        address = reading.name(told.get("webhook"))
        return ProbeFindings(subscription=Check.OK if address else Check.FAILED, address=address)

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        """Viber tests the address at once with a signed event. One that a person put there is left alone."""
        if address is None:
            return permanent("not_supported")
        told = self._told()
        if isinstance(told, SendResult):
            return told
        if told.get("webhook"):
            return permanent("another_address")
        kinds = sorted(WANTED | (scopes(told.get("event_types")) or frozenset()))
        answer = self.api.call("POST", "/pa/set_webhook", json={"url": address.url, "event_types": kinds})
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=account_id)

    def _told(self) -> Mapping[str, Any] | SendResult:
        answer = self.api.call("POST", "/pa/get_account_info", json={})
        return answer if isinstance(answer, SendResult) else body(answer)


account = account_of(ViberAccount, host=API, failure=failure, credentials=credentials)
