"""An app in Google Play: whether its refresh token is still exchanged, and whether we may read its reviews."""

from shared.channels.account import AccountApi, account_of
from shared.channels.google.interface import failure
from shared.channels.google_play.gateway import API, reviews_path, sign_in
from shared.channels.sign_in import signed_in
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class GooglePlayAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return self.looked_at(reviews_path(account_id), lambda _: ProbeFindings(), query={"maxResults": "1"})


account = account_of(signed_in(sign_in, GooglePlayAccount), host=API, failure=failure)
