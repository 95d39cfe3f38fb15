"""A bot of Viber: whether its token works, and whether Viber delivers to an address."""

from shared.channels.account import AccountApi, account_of
from shared.channels.sending import body
from shared.channels.viber.gateway import API, credentials, failure
from shared.domain.account_health.model import Check, ProbeFindings
from shared.domain.channels.sending import SendResult


class ViberAccount(AccountApi):
    """Nothing is repaired: setting the address anew tests it, and needs to be told which one."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """Viber REST Bot API, "Get account info": ``webhook`` is the address."""
        answer = self.api.call("POST", "/pa/get_account_info", json={})
        if isinstance(answer, SendResult):
            return answer
        return ProbeFindings(subscription=Check.OK if body(answer).get("webhook") else Check.FAILED)


account = account_of(ViberAccount, host=API, failure=failure, credentials=credentials)
