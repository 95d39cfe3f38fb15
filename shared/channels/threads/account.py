"""A Threads account: its permissions, and the token that is exchanged for the next one."""

from collections.abc import Mapping
from dataclasses import replace

from shared.channels.account import AccountApi, account_of, renewed, unanswered
from shared.channels.meta.account import debugged
from shared.channels.meta.errors import failure
from shared.channels.threads.gateway import API
from shared.channels.threads.policy import POLICY
from shared.domain.account_health.model import ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass


class ThreadsAccount(AccountApi):
    """The subscription belongs to the app; no call tells of it."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """The token is that of one account, and nothing else says of which."""
        version = POLICY.api_version or ""
        findings = debugged(self.api, version)
        if isinstance(findings, SendResult):
            return findings
        named = self.named(f"/{version}/me", account_id, "id", handle="username", query={"fields": "id,username"})
        if isinstance(named, ProbeFindings):
            return replace(findings, handle=named.handle)
        return named if named.outcome is SendClass.AUTH_BROKEN else unanswered(findings, named)

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        """Threads API, "Long-lived tokens", ``GET /refresh_access_token``: a token that is a day old and not over."""
        query = {"grant_type": "th_refresh_token", **credentials}
        return renewed(self.at_host(API, API).call("GET", "/refresh_access_token", query=query))


account = account_of(ThreadsAccount, host=API, failure=failure)
