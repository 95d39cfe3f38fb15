"""A business profile: whether its refresh token is still exchanged, and whether we may read its reviews."""

from shared.channels.account import AccountApi, account_of
from shared.channels.google.interface import failure
from shared.channels.google_business.gateway import API, reviews_path, sign_in
from shared.channels.sign_in import signed_in
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class GoogleBusinessAccount(AccountApi):
    """Whether Pub/Sub pushes is not told here: what it does not push is found by asking."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return self.looked_at(reviews_path(account_id), lambda _: ProbeFindings(), query={"pageSize": "1"})


account = account_of(signed_in(sign_in, GoogleBusinessAccount), host=API, failure=failure)
