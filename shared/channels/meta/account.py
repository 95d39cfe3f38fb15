"""Accounts of Meta's platforms: what a token is good for, and the subscription of a Page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from shared.channels.account import AccountApi, scopes
from shared.channels.sending import PlatformApi, body, segment
from shared.domain.account_health.model import Check, ProbeFindings
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass


def debugged(api: PlatformApi, version: str) -> ProbeFindings | SendResult:
    """What ``debug_token`` says of the token itself: its end (0: none), that of the access to data, its permissions.

    Meta wants the token of the app, or of one of its developers, for this call. Whether a Page's or a system user's may
    ask about itself is unverified; where it may not, only whether it works is known.
    """
    answer = api.call("GET", f"/{version}/debug_token?input_token={{token}}")
    if isinstance(answer, SendResult):
        if answer.outcome is not SendClass.PERMANENT:
            return answer
        plain = api.call("GET", f"/{version}/me", query={"fields": "id"})
        return plain if isinstance(plain, SendResult) else ProbeFindings()
    told = body(answer).get("data")
    data: Mapping[str, Any] = told if isinstance(told, dict) else {}
    if data.get("is_valid") is False:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error="token_invalid")
    return ProbeFindings(
        token_ends_at=_instant(data.get("expires_at")),
        grant_ends_at=_instant(data.get("data_access_expires_at")),
        permissions=scopes(data.get("scopes")),
        tells_ends="expires_at" in data,
    )


def subscription(api: PlatformApi, version: str, account_id: str, fields: frozenset[str]) -> Check | SendResult:
    """Whether an app is subscribed to these fields of the account (Graph API, ``subscribed_apps``)."""
    listed = _subscribed(api, version, account_id)
    return listed if isinstance(listed, SendResult) else Check.OK if fields <= listed else Check.FAILED


def subscribe(api: PlatformApi, version: str, account_id: str, fields: frozenset[str]) -> SendResult:
    """Subscribe again. The list replaces the one before, so what was subscribed stays in it."""
    listed = _subscribed(api, version, account_id)
    if isinstance(listed, SendResult):
        return listed
    query = {"subscribed_fields": ",".join(sorted(fields | listed))}
    answer = api.call("POST", f"/{version}/{segment(account_id)}/subscribed_apps", query=query)
    return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=account_id)


def _subscribed(api: PlatformApi, version: str, account_id: str) -> frozenset[str] | SendResult:
    answer = api.call("GET", f"/{version}/{segment(account_id)}/subscribed_apps")
    if isinstance(answer, SendResult):
        return answer
    apps = body(answer).get("data")
    found: set[str] = set()
    for app in apps if isinstance(apps, list) else []:
        found |= scopes(app.get("subscribed_fields") if isinstance(app, dict) else None) or frozenset()
    return frozenset(found)


def _instant(seconds: object) -> datetime | None:
    """0 stands for never."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 32_503_680_000:
        return None
    return datetime.fromtimestamp(seconds, UTC)


class PageAccount(AccountApi):
    """A Page. A channel names the ``fields`` of its subscription, and the ``version`` of the Graph API."""

    fields: ClassVar[frozenset[str]]
    version: ClassVar[str]

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        findings = debugged(self.api, self.version)
        if isinstance(findings, SendResult):
            return findings
        found = subscription(self.api, self.version, account_id, self.fields)
        return findings if isinstance(found, SendResult) else replace(findings, subscription=found)

    def repair(self, account_id: str) -> SendResult:
        return subscribe(self.api, self.version, account_id, self.fields)
