"""A business unit on Trustpilot: whether our client is still let in, and whether we may read its reviews."""

from shared.channels.account import AccountApi, account_of
from shared.channels.sending import failed_status, versioned_path
from shared.channels.sign_in import signed_in
from shared.channels.trustpilot.gateway import API, sign_in
from shared.channels.trustpilot.policy import POLICY
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class TrustpilotAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        path = versioned_path(POLICY, "private", "business-units", account_id, "reviews")
        return self.looked_at(path, lambda _: ProbeFindings(), query={"perPage": "1"})


account = account_of(signed_in(sign_in, TrustpilotAccount), host=API, failure=failed_status)
