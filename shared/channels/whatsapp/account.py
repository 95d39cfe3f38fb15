"""A WhatsApp number: its token and permissions. What Meta thinks of its quality is delivered, as `ops`."""

from shared.channels.account import AccountApi, account_of, unanswered
from shared.channels.meta.account import debugged
from shared.channels.meta.gateway import GRAPH
from shared.channels.sending import segment
from shared.channels.whatsapp.errors import failure
from shared.channels.whatsapp.policy import POLICY
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class WhatsAppAccount(AccountApi):
    """The subscription belongs to the business account, whose id no brand file names."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """A system user's token is good for the numbers that were given to it: whether this one is among them."""
        version = POLICY.api_version or ""
        findings = debugged(self.api, version)
        if isinstance(findings, SendResult):
            return findings
        number = self.api.call("GET", f"/{version}/{segment(account_id)}", query={"fields": "id"})
        return unanswered(findings, number) if isinstance(number, SendResult) else findings


account = account_of(WhatsAppAccount, host=GRAPH, failure=failure)
