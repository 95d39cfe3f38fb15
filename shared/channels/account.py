"""What the channels share when they look after one of our accounts: whether it works, and its next token."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

import httpx

from shared.channels import reading
from shared.channels.contract import AccountFactory
from shared.channels.oauth import basic_header
from shared.channels.sending import (
    Failure,
    PlatformApi,
    bearer,
    body,
    failed_status,
    gateway_of,
    no_credentials,
    permanent,
)
from shared.domain.account_health.model import DeliveryAddress, ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

# RFC 6749, 5.2: the grant or the client is refused. X and LinkedIn say `invalid_request` of a refresh token that was
# used or revoked (not in their references; seen by developers: gptme/gptme-contrib 285 and others).
REFUSED_GRANT = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "invalid_request"})

_LONGEST = 10**9  # seconds


@dataclass(frozen=True, slots=True)
class AccountApi:
    """An account of a platform that tells no more than whether it takes the token. ``app_id``: our own application,
    ``subscription``: where deliveries are subscribed to, both as the brand file names them.
    """

    api: PlatformApi
    app_id: str | None = None
    subscription: str | None = None

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        return permanent("not_supported")

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        return permanent("not_supported")

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        return permanent("not_supported")

    def looked_at(
        self, path: str, read: Callable[[Mapping[str, Any]], ProbeFindings], **content: Any
    ) -> ProbeFindings | SendResult:
        """What one GET says of the account."""
        answer = self.api.call("GET", path, **content)
        return answer if isinstance(answer, SendResult) else read(body(answer))

    def named(
        self, path: str, account_id: str, *where: str | int, handle: str | None = None, **content: Any
    ) -> ProbeFindings | SendResult:
        """Whether the token is that of this account: another one would read, and write, as somebody else.

        ``where`` leads to the id in the answer; one that names nobody proves nothing. ``handle`` is the field beside it
        that holds the name of the account.
        """
        answer = self.api.call("GET", path, **content)
        if isinstance(answer, SendResult):
            return answer
        found: Any = body(answer)
        beside: Any = None
        for step in where:
            beside = found
            is_there = (
                isinstance(found, dict) if isinstance(step, str) else isinstance(found, list) and len(found) > step
            )
            found = (found.get(step) if isinstance(step, str) else found[step]) if is_there else None
        if isinstance(found, str | int) and str(found).casefold() != account_id.casefold():
            return SendResult(outcome=SendClass.AUTH_BROKEN, error="other_account")
        return ProbeFindings(handle=reading.name(reading.mapping(beside).get(handle)) if handle else None)

    def at_host(self, own: str, other: str) -> PlatformApi:
        """The interface at another host of the platform, without our token; where ours is replaced, it is there too."""
        base_url = other if self.api.base_url == own else self.api.base_url
        return replace(self.api, base_url=base_url, tokens=("",), credentials=no_credentials)


def unanswered(findings: ProbeFindings, failure: SendResult) -> ProbeFindings:
    """What is known where one of several calls failed. A refusal of it is one of the account: it will not pass."""
    refused = failure.outcome in (SendClass.PERMANENT, SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED)
    return replace(findings, error=failure.error, refused=refused)


def exchanged(
    api: PlatformApi, path: str, credentials: Mapping[str, str], *, basic: bool
) -> RefreshedToken | SendResult:
    """The next token for a refresh token (RFC 6749, 6). ``basic``: the client proves itself in the header."""
    client = {name: credentials.get(name, "") for name in ("client_id", "client_secret")}
    form = {"grant_type": "refresh_token", "refresh_token": credentials.get("refresh_token", "")}
    headers = basic_header(**client) if basic else {}
    asking = replace(api, failure=_failure)
    return renewed(asking.call("POST", path, form=form if basic else {**form, **client}, headers=headers))


def renewed(
    answer: httpx.Response | SendResult, content: Callable[[Mapping[str, Any]], Any] = lambda told: told
) -> RefreshedToken | SendResult:
    """The token of an answer. One that was taken and holds none leaves open whether the token before is still good."""
    if isinstance(answer, SendResult):
        return answer
    told = content(body(answer))
    value = told.get("access_token") if isinstance(told, dict) else None
    if not isinstance(value, str) or not value:
        return SendResult(outcome=SendClass.UNKNOWN, error="answer_without_token")
    next_one = told.get("refresh_token")
    return RefreshedToken(
        access_token=value,
        lasts=duration(told.get("expires_in")),
        refresh_token=next_one if isinstance(next_one, str) and next_one else None,
        grant_lasts=duration(told.get("refresh_token_expires_in")),
    )


def duration(seconds: object) -> timedelta | None:
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < _LONGEST:
        return timedelta(seconds=seconds)
    return None


def scopes(told: object, separator: str = " ") -> frozenset[str] | None:
    """The permissions of an answer, as a list or as one text."""
    if isinstance(told, str):
        return frozenset(each for each in told.replace(",", separator).split(separator) if each)
    return frozenset(each for each in told if isinstance(each, str)) if isinstance(told, list) else None


def _failure(response: httpx.Response, now: datetime) -> SendResult | None:
    error = body(response).get("error")
    if not response.is_success and response.status_code < 500 and error in REFUSED_GRANT:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=f"oauth_{error}")
    return failed_status(response, now)


def account_of(
    make: Callable[[PlatformApi], AccountApi],
    *,
    host: str | Callable[[Sequence[str]], str],
    failure: Failure,
    credentials: Callable[[str], Mapping[str, str]] = bearer,
) -> AccountFactory:
    """The factory, over the same interface as the gateway's."""
    build = gateway_of(cast("Any", make), host=host, failure=failure, credentials=credentials)

    def factory(
        *,
        http: httpx.Client,
        base_url: str | None,
        tokens: Sequence[str],
        app_id: str | None = None,
        subscription: str | None = None,
    ) -> AccountApi:
        built = cast("AccountApi", build(http=http, base_url=base_url, tokens=tokens))
        return replace(built, app_id=app_id, subscription=subscription)

    return factory
