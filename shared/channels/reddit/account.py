"""A Reddit account: whether its refresh token is still exchanged for an access token."""

from shared.channels.account import AccountApi, account_of
from shared.channels.reddit.api import API, credentials, failure, sign_in
from shared.channels.sign_in import signed_in
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class RedditAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return self.named("/api/v1/me", account_id, "name")


account = account_of(signed_in(sign_in, RedditAccount), host=API, failure=failure, credentials=credentials)
