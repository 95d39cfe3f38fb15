"""Access tokens by OAuth 2.0: for a refresh token that people gave once, or for the client itself (RFC 6749)."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import httpx

from shared.channels.sending import PlatformApi, body, failed_status
from shared.channels.sign_in import AccessToken, access_token
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

_REFUSED = frozenset({"invalid_grant", "invalid_client", "unauthorized_client"})
"""The refresh token was revoked or is over, or the client is another: only a person can change that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grant:
    """``host`` and ``path`` are the token endpoint of the interface at ``api_host``.

    Where that is replaced (by a simulator), the endpoint is there too. ``basic``: the client proves itself in the
    header (RFC 6749, 2.3.1), not in the form. ``headers`` are sent as well.
    """

    api_host: str
    host: str
    path: str
    basic: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    def asked(
        self, api: PlatformApi, client_id: str, client_secret: str, form: Mapping[str, str]
    ) -> AccessToken | SendResult:
        client = {} if self.basic else {"client_id": client_id, "client_secret": client_secret}
        headers = {**self.headers, **(basic_header(client_id, client_secret) if self.basic else {})}
        base_url = self.host if api.base_url == self.api_host else api.base_url
        asking = replace(api, base_url=base_url, failure=_failure)
        return access_token(asking.call("POST", self.path, form={**form, **client}, headers=headers), api.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentialsGrant(_Grant):
    """Implements ``SignIn``: the client itself is let in (RFC 6749, 4.4). ``keys`` name its id and its secret."""

    keys: tuple[str, str] = ("client_id", "client_secret")

    def __call__(
        self, api: PlatformApi, credentials: Mapping[str, str], before: AccessToken | None
    ) -> AccessToken | SendResult:
        client_id, client_secret = (credentials.get(name) or credentials.get("", "") for name in self.keys)
        return self.asked(api, client_id, client_secret, {"grant_type": "client_credentials"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokenGrant(_Grant):
    """Implements ``SignIn``: people have let the client in once."""

    def __call__(
        self, api: PlatformApi, credentials: Mapping[str, str], before: AccessToken | None
    ) -> AccessToken | SendResult:
        """The refresh token stays the same on these platforms: the access token before is of no use."""
        client_id, client_secret = (credentials.get(name, "") for name in ("client_id", "client_secret"))
        refresh_token = credentials.get("refresh_token") or credentials.get("", "")
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.asked(api, client_id, client_secret, form)


def basic_header(client_id: str, client_secret: str) -> Mapping[str, str]:
    """RFC 6749, 2.3.1."""
    return {"Authorization": f"Basic {b64encode(f'{client_id}:{client_secret}'.encode()).decode()}"}


def _failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """The errors of a token endpoint (RFC 6749, 5.2)."""
    error = body(response).get("error")
    if not response.is_success and isinstance(error, str) and error in _REFUSED:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=f"oauth_{error}")
    return failed_status(response, now)
