"""A Bluesky account: whether its app password still opens a session."""

from shared.channels.account import AccountApi, account_of
from shared.channels.bluesky.session import failure, host, sign_in
from shared.channels.sign_in import signed_in
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class BlueskyAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return self.named("/xrpc/com.atproto.server.getSession", account_id, "did")


account = account_of(signed_in(sign_in, BlueskyAccount), host=host, failure=failure)
