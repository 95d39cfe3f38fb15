"""Tokens of the issuer (OpenID Connect), verified: signature, issuer, audience, times."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from shared.adapters.oidc.keys import IssuerKeys
from shared.domain.access.agents import Identity
from shared.domain.errors import RefusedError
from shared.ports.time_and_language import Clock

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures with a public key only: with a shared secret, whoever can verify a token could make one."""
CLOCK_SKEW = timedelta(seconds=60)
MAX_LENGTH = 8192  # API Gateway takes 10 kB of headers
MAX_SUBJECT = 255  # OpenID Connect Core 1.0, section 2: 255 ASCII characters
_TYPES = (None, "jwt", "at+jwt", "application/at+jwt")
_UNCHECKED = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}  # done here
_LATEST = 253_402_300_799  # the last second of the year 9999


class OidcIdentities:
    """Takes ID tokens and access tokens of one client."""

    def __init__(self, *, issuer: str, client_id: str, keys: IssuerKeys, clock: Clock) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys
        self._clock = clock

    def verify(self, token: str) -> Identity:
        """Raises ``RefusedError``, ``UpstreamError``."""
        claims = self._signed(token)
        if claims.get("iss") != self._issuer:
            raise RefusedError("This token is of another issuer.")
        if not self._is_for_us(claims):
            raise RefusedError("This token is for another application.")
        expires_at = self._in_force(claims)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not _is_subject(subject):
            raise RefusedError("This token names nobody.")
        return Identity(subject=subject, email=_verified_email(claims), expires_at=expires_at)

    def _signed(self, token: str) -> Mapping[str, Any]:
        if len(token) > MAX_LENGTH:
            raise RefusedError("This token is too long.")
        try:
            header = jwt.get_unverified_header(token)
        except PyJWTError:
            raise RefusedError("This token cannot be read.") from None
        algorithm, key_id, kind = header.get("alg"), header.get("kid"), header.get("typ")
        if algorithm not in ALGORITHMS:
            raise RefusedError("This token is signed in a way that is not accepted.")
        if not isinstance(key_id, str) or (kind.lower() if isinstance(kind, str) else kind) not in _TYPES:
            raise RefusedError("This token cannot be read.")
        key = self._keys.get(key_id)
        try:
            return jwt.decode(token, key=key, algorithms=[algorithm], options=_UNCHECKED)  # type: ignore[arg-type]  # a dict of its names
        except (PyJWTError, ValueError, TypeError):
            raise RefusedError("The signature of this token is not right.") from None

    def _is_for_us(self, claims: Mapping[str, Any]) -> bool:
        """A token made for another service does not become ours because our page asked for it (``azp``)."""
        if claims.get("token_use") not in (None, "id", "access"):  # of Cognito
            return False
        audience = claims.get("aud")
        if audience is None:  # an access token of Cognito
            return bool(claims.get("client_id") == self._client_id)
        named = [audience] if isinstance(audience, str) else audience
        if not isinstance(named, list) or self._client_id not in named:
            return False
        return len(named) == 1 or claims.get("azp") in (None, self._client_id)

    def _in_force(self, claims: Mapping[str, Any]) -> datetime:
        now = self._clock.now()
        ends, begins, made = (_instant(claims.get(name)) for name in ("exp", "nbf", "iat"))
        if ends is None:
            raise RefusedError("This token has no end.")
        if now >= ends + CLOCK_SKEW:
            raise RefusedError("This sign-in has expired.")
        if any(at is not None and at > now + CLOCK_SKEW for at in (begins, made)):
            raise RefusedError("This token is not valid yet.")
        return ends


def _verified_email(claims: Mapping[str, Any]) -> str | None:
    """An address that the issuer has not verified is whatever its user has typed."""
    email, verified = claims.get("email"), claims.get("email_verified")
    is_verified = verified is True or verified == "true"  # Cognito writes it as text in some tokens
    return email if isinstance(email, str) and is_verified else None


def _instant(claim: Any) -> datetime | None:
    if isinstance(claim, bool) or not isinstance(claim, int | float) or not 0 <= claim <= _LATEST:
        return None
    return datetime.fromtimestamp(claim, UTC)


def _is_subject(text: str) -> bool:
    """Visible ASCII without a comma, which separates the values of a filter."""
    return 0 < len(text) <= MAX_SUBJECT and all("!" <= each <= "~" and each != "," for each in text)
