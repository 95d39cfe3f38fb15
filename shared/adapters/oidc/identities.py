"""Tokens of the issuer (OpenID Connect), verified: signature, issuer, audience, times."""

from collections.abc import Mapping
from typing import Any

from shared.adapters.oidc.claims import end_of, signed_claims
from shared.adapters.oidc.keys import IssuerKeys
from shared.domain.access.agents import Identity
from shared.domain.errors import RefusedError
from shared.ports.time_and_language import Clock

MAX_SUBJECT = 255  # OpenID Connect Core 1.0, section 2: 255 ASCII characters


class OidcIdentities:
    """Takes ID tokens and access tokens of one client.

    ``emails_verified``: the issuer does not say whether it has verified an address, and whoever runs the desk does.
    """

    def __init__(
        self, *, issuer: str, client_id: str, keys: IssuerKeys, clock: Clock, emails_verified: bool = False
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys
        self._clock = clock
        self._emails_verified = emails_verified

    def verify(self, token: str) -> Identity:
        """Raises ``RefusedError``, ``UpstreamError``."""
        claims = signed_claims(token, self._keys, self._issuer)
        if not self._is_for_us(claims):
            raise RefusedError("This token is for another application.")
        expires_at = end_of(claims, self._clock.now())
        subject = claims.get("sub")
        if not isinstance(subject, str) or not _is_subject(subject):
            raise RefusedError("This token names nobody.")
        return Identity(subject=subject, email=self._verified_email(claims), expires_at=expires_at)

    def _verified_email(self, claims: Mapping[str, Any]) -> str | None:
        """An address that the issuer has not verified is whatever its user has typed."""
        email, verified = claims.get("email"), claims.get("email_verified")
        is_verified = verified is True or verified == "true"  # Cognito writes it as text in some tokens
        is_vouched_for = self._emails_verified and verified is None
        return email if isinstance(email, str) and (is_verified or is_vouched_for) else None

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


def _is_subject(text: str) -> bool:
    """Visible ASCII without a comma, which separates the values of a filter."""
    return 0 < len(text) <= MAX_SUBJECT and all("!" <= each <= "~" and each != "," for each in text)
