"""An X account: whether its token works, and the next one."""

from collections.abc import Mapping

from shared.channels.account import AccountApi, account_of, exchanged
from shared.channels.sending import versioned_path
from shared.channels.x.errors import failure
from shared.channels.x.gateway import API
from shared.channels.x.policy import POLICY
from shared.domain.account_health.model import ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult


class XAccount(AccountApi):
    """The subscription is the app's to look at, with another token; ``GET /2/users/me`` is one call for the token."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return self.named(versioned_path(POLICY, "users", "me"), account_id, "data", "id")

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        """``POST /2/oauth2/token`` as a confidential client. The refresh token is good once (X API, OAuth 2.0)."""
        return exchanged(self.at_host(API, API), "/2/oauth2/token", credentials, basic=True)


account = account_of(XAccount, host=API, failure=failure)
