"""A YouTube channel: whether its refresh token is still exchanged for an access token (one unit a look)."""

from shared.channels.account import AccountApi, account_of
from shared.channels.sign_in import signed_in
from shared.channels.youtube.api import API, failure, sign_in
from shared.domain.account_health.model import ProbeFindings
from shared.domain.channels.sending import SendResult


class YouTubeAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return self.named("/youtube/v3/channels", account_id, "items", 0, "id", query={"part": "id", "mine": "true"})


account = account_of(signed_in(sign_in, YouTubeAccount), host=API, failure=failure)
