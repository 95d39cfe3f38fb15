"""A Mastodon account: whether its token, which does not end, still works."""

from shared.channels.account import AccountApi, account_of
from shared.channels.mastodon.instance import credentials, failure, host
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class MastodonAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return self.named("/api/v1/accounts/verify_credentials", account_id, "id", handle="username")


account = account_of(MastodonAccount, host=host, failure=failure, credentials=credentials)
