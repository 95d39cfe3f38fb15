"""The claims of a token that is signed with one of the issuer's keys, and in force (RFC 7519)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.exceptions import PyJWTError
from jwt.types import Options

from shared.adapters.oidc.keys import IssuerKeys
from shared.domain.errors import RefusedError

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures with a public key only: with a shared secret, whoever can verify a token could make one."""
CLOCK_SKEW = timedelta(seconds=60)
MAX_LENGTH = 8192  # API Gateway takes 10 kB of headers
_TYPES = (None, "jwt", "at+jwt", "application/at+jwt")
# All but the signature is checked below.
_UNCHECKED: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
_LATEST = 253_402_300_799  # the last second of the year 9999


def signed_claims(token: str, keys: IssuerKeys, issuer: str) -> Mapping[str, Any]:
    """What the token says, whenever it was made. Raises ``RefusedError``, ``UpstreamError``."""
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
    key = keys.get(key_id)
    try:
        claims: Mapping[str, Any] = jwt.decode(token, key=key, algorithms=[algorithm], options=_UNCHECKED)
    except (PyJWTError, ValueError, TypeError):
        raise RefusedError("The signature of this token is not right.") from None
    if claims.get("iss") != issuer:
        raise RefusedError("This token is of another issuer.")
    return claims


def end_of(claims: Mapping[str, Any], now: datetime) -> datetime:
    """Until when the token is in force. Raises ``RefusedError`` when it is not, or has no end."""
    ends, begins, made = (_instant(claims.get(name)) for name in ("exp", "nbf", "iat"))
    if ends is None:
        raise RefusedError("This token has no end.")
    if now >= ends + CLOCK_SKEW:
        raise RefusedError("This sign-in has expired.")
    if any(at is not None and at > now + CLOCK_SKEW for at in (begins, made)):
        raise RefusedError("This token is not valid yet.")
    return ends


def _instant(claim: Any) -> datetime | None:
    if isinstance(claim, bool) or not isinstance(claim, int | float) or not 0 <= claim <= _LATEST:
        return None
    return datetime.fromtimestamp(claim, UTC)
