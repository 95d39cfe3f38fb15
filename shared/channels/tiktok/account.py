"""A TikTok business account: whether its token works, and the next one."""

from collections.abc import Mapping
from dataclasses import replace

from shared.channels.account import AccountApi, account_of, renewed
from shared.channels.tiktok.gateway import API, credentials, failure
from shared.domain.account_health.model import ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

_ROOT = "/open_api/v1.3"


class TikTokAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """``GET /business/get/``: the profile of the account."""
        query = {"business_id": account_id, "fields": '["username"]'}
        return self.looked_at(f"{_ROOT}/business/get/", lambda _: ProbeFindings(), query=query)

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        """``POST /tt_user/oauth2/refresh_token/`` (TikTok API for Business). The refresh token may change.

        A refusal of the grant has no code of its own: those of authentication (401…) are taken for one (unverified).
        Any other, such as that of a wrong parameter, says nothing of the refresh token, and it is asked again.
        """
        content = {**credentials, "grant_type": "refresh_token"}
        path = f"{_ROOT}/tt_user/oauth2/refresh_token/"
        answer = self.at_host(API, API).call("POST", path, json=content)
        if isinstance(answer, SendResult):
            refused = answer.outcome is SendClass.PERMANENT and (answer.error or "").startswith("tiktok_401")
            return replace(answer, outcome=SendClass.AUTH_BROKEN) if refused else answer
        return renewed(answer, lambda told: told.get("data"))


account = account_of(TikTokAccount, host=API, failure=failure, credentials=credentials)
