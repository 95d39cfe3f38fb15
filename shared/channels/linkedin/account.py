"""An organization on LinkedIn: whether the member whose token it is still administers it, and the next token."""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.account import AccountApi, account_of, exchanged
from shared.channels.linkedin.gateway import API, credentials, failure
from shared.domain.account_health.model import ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult

OAUTH = "https://www.linkedin.com"


class LinkedInAccount(AccountApi):
    """The subscription of notifications names app and member, which no brand file does."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """Organization Access Control: the roles of the member whose token it is, a hundred at most."""
        query = {"q": "roleAssignee", "state": "APPROVED", "count": "100"}

        def read(told: Mapping[str, Any]) -> ProbeFindings:
            organization = f"urn:li:organization:{account_id}"
            roles = [reading.mapping(each) for each in reading.sequence(told.get("elements"))]
            held = (each.get("role") for each in roles if each.get("organization") == organization)
            return ProbeFindings(permissions=frozenset(role for role in held if isinstance(role, str)))

        return self.looked_at("/rest/organizationAcls", read, query=query)

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        """LinkedIn, "Programmatic refresh tokens": ``POST /oauth/v2/accessToken``."""
        return exchanged(self.at_host(API, OAUTH), "/oauth/v2/accessToken", credentials, basic=False)


account = account_of(LinkedInAccount, host=API, failure=failure, credentials=credentials)
