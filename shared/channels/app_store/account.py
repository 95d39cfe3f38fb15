"""An app in the App Store: whether our key is still good, and whether we may read the app's reviews."""

from shared.channels.account import AccountApi, account_of
from shared.channels.app_store.api import API, failure, sign_in
from shared.channels.app_store.policy import POLICY
from shared.channels.sending import versioned_path
from shared.channels.sign_in import signed_in
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class AppStoreAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        path = versioned_path(POLICY, "apps", account_id, "customerReviews")
        return self.looked_at(path, lambda _: ProbeFindings(), query={"limit": "1"})


account = account_of(signed_in(sign_in, AppStoreAccount), host=API, failure=failure)
