"""Accounts of Meta's platforms: what a token is good for, and the subscription of a Page."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar

from shared.channels import reading
from shared.channels.account import AccountApi, scopes, unanswered
from shared.channels.sending import PlatformApi, body, segment
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass


@dataclass(frozen=True, slots=True)
class TokenFindings:
    """``app_id``: the app whose token it is, ``profile_id``: the Page that it is of, where Meta tells."""

    findings: ProbeFindings
    app_id: str | None = None
    profile_id: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields of a subscription: without those that are ``needed`` we are deaf, without the rest we miss something.

    ``message_reads`` and ``messaging_referrals`` are only counted: who leaves them out misses nothing.
    """

    needed: frozenset[str]
    also: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.needed | self.also


OTHER_ACCOUNT = SendResult(outcome=SendClass.AUTH_BROKEN, error="other_account")


def debugged(api: PlatformApi, version: str) -> ProbeFindings | SendResult:
    """What ``debug_token`` says of the token itself: its end (0: none), that of the access to data, its permissions."""
    found = token_findings(api, version)
    return found if isinstance(found, SendResult) else found.findings


def token_findings(api: PlatformApi, version: str) -> TokenFindings | SendResult:
    """Meta wants the token of the app, or of one of its developers, for this call. Whether a Page's or a system user's
    may ask about itself is unverified; where it may not, only whether it works is known.
    """
    answer = api.call("GET", f"/{version}/debug_token?input_token={{token}}")
    if isinstance(answer, SendResult):
        if answer.outcome is not SendClass.PERMANENT:
            return answer
        plain = api.call("GET", f"/{version}/me", query={"fields": "id"})
        return plain if isinstance(plain, SendResult) else TokenFindings(ProbeFindings())
    data = reading.mapping(body(answer).get("data"))
    if data.get("is_valid") is False:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error="token_invalid")
    findings = ProbeFindings(
        token_ends_at=_instant(data.get("expires_at")),
        grant_ends_at=_instant(data.get("data_access_expires_at")),
        permissions=scopes(data.get("scopes")),
        tells_ends="expires_at" in data,
    )
    return TokenFindings(findings, *(reading.identifier(data.get(name)) for name in ("app_id", "profile_id")))


def with_subscription(
    findings: ProbeFindings,
    api: PlatformApi,
    version: str,
    account_id: str,
    wanted: Wanted,
    *,
    app_id: str | None = None,
) -> ProbeFindings:
    """Whether our app is subscribed to these fields of the account (Graph API, ``subscribed_apps``)."""
    listed = _subscribed(api, version, account_id, app_id)
    if isinstance(listed, SendResult):
        return unanswered(findings, listed)
    return replace(
        findings,
        subscription=Check.OK if wanted.needed <= listed else Check.FAILED,
        missing_events=tuple(sorted(wanted.all - listed)),
    )


def subscribe(api: PlatformApi, version: str, account_id: str, wanted: Wanted, app_id: str | None = None) -> SendResult:
    """Subscribe again. The list replaces the one of our app before, so what was subscribed stays in it."""
    listed = _subscribed(api, version, account_id, app_id)
    if isinstance(listed, SendResult):
        return listed
    query = {"subscribed_fields": ",".join(sorted(wanted.all | listed))}
    answer = api.call("POST", f"/{version}/{segment(account_id)}/subscribed_apps", query=query)
    return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=account_id)


def _subscribed(api: PlatformApi, version: str, account_id: str, app_id: str | None) -> frozenset[str] | SendResult:
    """Of our app. Another app of the account has a list of its own: what that one gets reaches us as little as what it
    may be subscribed to is ours to ask for. Where Meta does not tell which app is ours, of all of them.
    """
    answer = api.call("GET", f"/{version}/{segment(account_id)}/subscribed_apps")
    if isinstance(answer, SendResult):
        return answer
    found: set[str] = set()
    for app in map(reading.mapping, reading.sequence(body(answer).get("data"))):
        if app_id in (None, reading.identifier(app.get("id"))):
            found |= scopes(app.get("subscribed_fields")) or frozenset()
    return frozenset(found)


def _instant(seconds: object) -> datetime | None:
    """0 stands for never."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 32_503_680_000:
        return None
    return datetime.fromtimestamp(seconds, UTC)


class PageAccount(AccountApi):
    """A Page. A channel names the fields of its subscription, and the ``version`` of the Graph API."""

    wanted: ClassVar[Wanted]
    version: ClassVar[str]

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        token = token_findings(self.api, self.version)
        if isinstance(token, SendResult):
            return token
        if token.profile_id not in (None, account_id):
            return OTHER_ACCOUNT
        app_id = token.app_id or self.app_id
        return with_subscription(token.findings, self.api, self.version, account_id, self.wanted, app_id=app_id)

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        token = token_findings(self.api, self.version)
        if isinstance(token, SendResult):
            return token
        return subscribe(self.api, self.version, account_id, self.wanted, token.app_id or self.app_id)
