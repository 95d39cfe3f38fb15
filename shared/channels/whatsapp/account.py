"""A WhatsApp number: its token and permissions, and the subscription of its business account. What Meta thinks of its
quality is delivered, as `ops`.
"""

from dataclasses import replace

from shared.channels import reading
from shared.channels.account import AccountApi, account_of, unanswered
from shared.channels.meta.account import token_findings
from shared.channels.meta.gateway import GRAPH
from shared.channels.sending import body, permanent, versioned_path
from shared.channels.whatsapp.errors import failure
from shared.channels.whatsapp.policy import POLICY
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass


class WhatsAppAccount(AccountApi):
    """The subscription belongs to the business account, which the brand file names (``subscription``). Without that
    nobody knows whether there is one. Which fields are delivered is a setting of the app, and cannot be asked for.
    """

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """A system user's token is good for the numbers that were given to it: whether this one is among them."""
        token = token_findings(self.api, POLICY.api_version or "")
        if isinstance(token, SendResult):
            return token
        number = self.api.call("GET", versioned_path(POLICY, account_id), query={"fields": "id"})
        if isinstance(number, SendResult):
            return unanswered(token.findings, number)
        if self.subscription is None:
            return token.findings
        subscribed = self._is_subscribed(token.app_id or self.app_id)
        if isinstance(subscribed, SendResult):
            return unanswered(token.findings, subscribed)
        return replace(token.findings, subscription=Check.OK if subscribed else Check.FAILED)

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        """WhatsApp Business Management API, "Subscribe to webhooks": the app whose token it is (permission
        `whatsapp_business_management`). Nothing is said of an address: it is delivered where it was.
        """
        if self.subscription is None:
            return permanent("not_supported")
        answer = self.api.call("POST", versioned_path(POLICY, self.subscription, "subscribed_apps"))
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=account_id)

    def _is_subscribed(self, app_id: str | None) -> bool | SendResult:
        """Whether our app is among those of the business account; where Meta does not tell which is ours, any app."""
        answer = self.api.call("GET", versioned_path(POLICY, self.subscription or "", "subscribed_apps"))
        if isinstance(answer, SendResult):
            return answer
        apps = (reading.mapping(each) for each in reading.sequence(body(answer).get("data")))
        ids = [reading.identifier(reading.mapping(app.get("whatsapp_business_api_data")).get("id")) for app in apps]
        return bool(ids) if app_id is None else app_id in ids


account = account_of(WhatsAppAccount, host=GRAPH, failure=failure)
