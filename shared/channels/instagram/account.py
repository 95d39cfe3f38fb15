"""An Instagram account. With Instagram Login its token ends, and is exchanged for the next; with Facebook Login not."""

from collections.abc import Mapping

from shared.channels.account import AccountApi, account_of, renewed
from shared.channels.instagram.gateway import INSTAGRAM_LOGIN, host
from shared.channels.instagram.policy import LOGIN_TOKEN, POLICY
from shared.channels.meta.account import Wanted, debugged, subscribe, with_subscription
from shared.channels.meta.errors import failure
from shared.channels.sending import permanent
from shared.domain.account_health.model import DeliveryAddress, ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult

WANTED = Wanted(
    frozenset({"comments", "messages"}),
    also=frozenset({"mentions", "message_reactions", "messaging_postbacks", "messaging_handover", "standby"}),
)
_VERSION = POLICY.api_version or ""


class InstagramAccount(AccountApi):
    """The subscription of an account that is linked to a Page (Facebook Login) is that of the Page."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        if not self._by_instagram_login:
            return debugged(self.api, _VERSION)
        asked = {"fields": "user_id,username"}
        findings = self.named(f"/{_VERSION}/me", account_id, "user_id", handle="username", query=asked)
        if isinstance(findings, SendResult):
            return findings
        return with_subscription(findings, self.api, _VERSION, account_id, WANTED)

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        if not self._by_instagram_login:
            return permanent("not_supported")
        return subscribe(self.api, _VERSION, account_id, WANTED)

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        """Instagram Platform, ``GET /refresh_access_token``: for a token that is a day old and not over."""
        query = {"grant_type": "ig_refresh_token", **credentials}
        return renewed(self.at_host(INSTAGRAM_LOGIN, INSTAGRAM_LOGIN).call("GET", "/refresh_access_token", query=query))

    @property
    def _by_instagram_login(self) -> bool:
        return bool(self.api.tokens) and self.api.tokens[0].startswith(LOGIN_TOKEN)


account = account_of(InstagramAccount, host=host, failure=failure)
