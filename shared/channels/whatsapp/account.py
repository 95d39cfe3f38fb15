"""A WhatsApp number: its token and permissions. What Meta thinks of its quality is delivered, as `ops`."""

from shared.channels.account import AccountApi, account_of
from shared.channels.meta.account import debugged
from shared.channels.meta.gateway import GRAPH
from shared.channels.whatsapp.errors import failure
from shared.channels.whatsapp.policy import POLICY
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class WhatsAppAccount(AccountApi):
    """The subscription belongs to the business account, whose id no brand file names."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return debugged(self.api, POLICY.api_version or "")


account = account_of(WhatsAppAccount, host=GRAPH, failure=failure)
