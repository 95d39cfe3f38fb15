"""An organization on LinkedIn: whether the member whose token it is still administers it, whether LinkedIn notifies us,
and the next token."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.channels import reading
from shared.channels.account import AccountApi, account_of, exchanged, unanswered
from shared.channels.linkedin.gateway import API, credentials, failure
from shared.channels.sending import body, permanent, segment
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

OAUTH = "https://www.linkedin.com"
RENEWED_BEFORE = timedelta(days=7)
"""A subscription that ends within that time is renewed."""

_GONE = "http_404"


class LinkedInAccount(AccountApi):
    """A subscription to notifications belongs to the application, the member and the organization; the brand file names
    the first (``app_id``). Without it nobody knows whether there is one.
    """

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """Organization Access Control: the roles of the member whose token it is, a hundred at most."""
        roles = self._roles(account_id)
        if isinstance(roles, SendResult):
            return roles
        held = frozenset(role for each in roles if isinstance(role := each.get("role"), str))
        findings = ProbeFindings(permissions=held)
        place = self._place(account_id, roles)
        known = None if place is None else self._subscription(place)
        if known is None:
            return findings
        if isinstance(known, SendResult):
            return unanswered(findings, known)
        return replace(findings, subscription=_checked(known, self.api.now()))

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        """LinkedIn Marketing API, "Organization social action notifications": the same ``PUT`` makes a subscription and
        makes it again (unverified: that its end moves). One that leads elsewhere goes on leading there.
        """
        roles = self._roles(account_id)
        if isinstance(roles, SendResult):
            return roles
        place = self._place(account_id, roles)
        if place is None or address is None:
            return permanent("not_supported")
        known = self._subscription(place)
        if isinstance(known, SendResult):
            return known
        answer = self.api.call("PUT", place, json={"webhook": reading.url(known.get("webhook")) or address.url})
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=account_id)

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        """LinkedIn, "Programmatic refresh tokens": ``POST /oauth/v2/accessToken``."""
        return exchanged(self.at_host(API, OAUTH), "/oauth/v2/accessToken", credentials, basic=False)

    def _roles(self, account_id: str) -> list[Mapping[str, Any]] | SendResult:
        query = {"q": "roleAssignee", "state": "APPROVED", "count": "100"}
        answer = self.api.call("GET", "/rest/organizationAcls", query=query)
        return answer if isinstance(answer, SendResult) else list(_of(account_id, body(answer)))

    def _place(self, account_id: str, roles: list[Mapping[str, Any]]) -> str | None:
        member = next((found for each in roles if (found := reading.identifier(each.get("roleAssignee")))), None)
        if self.app_id is None or member is None:
            return None
        parts = {
            "developerApplication": f"urn:li:developerApplication:{self.app_id}",
            "user": member,
            "entity": f"urn:li:organization:{account_id}",
            "eventType": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS",
        }
        key = ",".join(f"{name}:{segment(value)}" for name, value in parts.items())
        return f"/rest/eventSubscriptions/({key})"

    def _subscription(self, place: str) -> Mapping[str, Any] | SendResult:
        """Empty where there is none."""
        answer = self.api.call("GET", place)
        if isinstance(answer, SendResult):
            return {} if answer.error == _GONE else answer
        return body(answer)


def _of(account_id: str, told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    organization = f"urn:li:organization:{account_id}"
    roles = (reading.mapping(each) for each in reading.sequence(told.get("elements")))
    return (each for each in roles if each.get("organization") == organization)


def _checked(known: Mapping[str, Any], now: datetime) -> Check:
    if not known.get("webhook"):
        return Check.FAILED
    ends_at = reading.instant(known.get("expiresAt"))
    return Check.FAILED if ends_at is not None and ends_at <= now + RENEWED_BEFORE else Check.OK


account = account_of(LinkedInAccount, host=API, failure=failure, credentials=credentials)
