"""Who signs people in: an issuer of OpenID Connect and where it answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """What the issuer says of itself (OpenID Connect Discovery 1.0, section 3). The page and the API need no more."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    revocation_endpoint: str | None = None  # where a refresh token is given back (RFC 7009)
    gives_offline_access: bool = False
    """It keeps a session going only for whoever asks for the scope ``offline_access`` (Core 1.0, section 11)."""
