"""For platforms where credentials are exchanged for an access token, which lasts some minutes or hours.

Access tokens are kept by the container that got them, never stored: platforms give a new one whenever they are asked,
and what lies in the table needs no protection as a secret does. The credentials themselves lie in the secret store.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast
from weakref import WeakKeyDictionary

import httpx

from shared.channels import reading
from shared.channels.contract import SourceFactory
from shared.channels.sending import Failure, PlatformApi, bearer, body, gateway_of, no_credentials, permanent
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

EARLIER = timedelta(minutes=2)
"""How long before its end an access token is used no longer: a call may take its time."""

DEFAULT_LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """``refresh`` gets the next one, where the platform gives such a token beside it."""

    value: str
    expires_at: datetime
    refresh: str | None = None


SignIn = Callable[[PlatformApi, Mapping[str, str], AccessToken | None], AccessToken | SendResult]
"""Gets an access token for these credentials. The one before, which ended or was refused, may be refreshed."""

_KNOWN: "WeakKeyDictionary[httpx.Client, dict[tuple[str, str], AccessToken]]" = WeakKeyDictionary()


def parts_of(credentials: str) -> Mapping[str, str]:
    """The values of a token that is made of several (see ``ChannelPolicy.credential_keys``)."""
    try:
        found = json.loads(credentials)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"": credentials}


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
NOWHERE = "https://host.invalid"
"""Where a record without a valid host leads."""


def host_of(tokens: Sequence[str], key: str, *, default: str = NOWHERE) -> str:
    """The address of the host that the record names under ``key``, such as ``mastodon.example``."""
    named = str(parts_of(tokens[0]).get(key, "") if tokens else "").strip().lower()
    if not named:
        return default
    bare = named.removeprefix("https://").rstrip("/")
    return f"https://{bare}" if _HOST.fullmatch(bare) else NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInApi(PlatformApi):
    """A platform's interface whose ``tokens`` are credentials. Each call carries an access token got with them."""

    sign_in: SignIn = field()

    def _attempt(self, method: str, path: str, token: str, **content: Any) -> httpx.Response | SendResult:
        known = _KNOWN.setdefault(self.http, {})
        place = (self.base_url, token)
        access = known.get(place)
        is_fresh = access is None or access.expires_at <= self.now() + EARLIER
        if access is None or is_fresh:
            renewed = self._renewed(token, access)
            if isinstance(renewed, SendResult):
                return renewed
            known[place] = access = renewed
        answer = PlatformApi._attempt(self, method, path, access.value, **content)
        if is_fresh or not _is_refused(answer):
            return answer
        # The platform ended it before its time. What was refused was not done: it is asked for once more.
        renewed = self._renewed(token, access)
        if isinstance(renewed, SendResult):
            known.pop(place, None)
            return renewed
        known[place] = renewed
        return PlatformApi._attempt(self, method, path, renewed.value, **content)

    def _renewed(self, token: str, before: AccessToken | None) -> AccessToken | SendResult:
        """Nothing was sent when this fails, whatever became of the answer."""
        plain = PlatformApi(
            http=self.http,
            base_url=self.base_url,
            tokens=("",),
            failure=self.failure,
            credentials=no_credentials,
            now=self.now,
        )
        found = self.sign_in(plain, parts_of(token), before)
        if isinstance(found, SendResult) and found.outcome is SendClass.UNKNOWN:
            return replace(found, outcome=SendClass.RETRY_BACKOFF)
        return found


def _is_refused(answer: httpx.Response | SendResult) -> bool:
    return isinstance(answer, SendResult) and answer.outcome is SendClass.AUTH_BROKEN


def access_token(
    answer: httpx.Response | SendResult, now: datetime, *, key: str = "access_token", lifetime: timedelta | None = None
) -> AccessToken | SendResult:
    """The token of an answer of OAuth 2.0 (RFC 6749, 5.1)."""
    if isinstance(answer, SendResult):
        return answer
    told = body(answer)
    value, seconds = told.get(key), reading.whole_number(told.get("expires_in"))
    if not isinstance(value, str) or not value:
        return permanent("answer_without_token")
    lasts = lifetime or DEFAULT_LIFETIME
    if seconds is not None and 0 < seconds < 10**9:
        lasts = timedelta(seconds=seconds)
    return AccessToken(value=value, expires_at=now + lasts)


def signed_in(sign_in: SignIn, make: Callable[[PlatformApi], Any]) -> Callable[[PlatformApi], Any]:
    """Makes a gateway or sources over an interface that signs in."""

    def made(api: PlatformApi) -> Any:
        return make(
            SignedInApi(
                http=api.http,
                base_url=api.base_url,
                tokens=api.tokens,
                failure=api.failure,
                credentials=api.credentials,
                now=api.now,
                sign_in=sign_in,
            )
        )

    return made


def sources_of(
    make: Callable[[PlatformApi], Any],
    *,
    host: str | Callable[[Sequence[str]], str],
    failure: Failure,
    credentials: Callable[[str], Mapping[str, str]] = bearer,
) -> SourceFactory:
    """The factory of sources (by name), over the same interface as the gateway's."""
    return cast("SourceFactory", gateway_of(make, host=host, failure=failure, credentials=credentials))
