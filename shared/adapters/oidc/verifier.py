"""Verifies the tokens of agents, and loads what that takes with the first of them."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.adapters.oidc.discovery import OidcDiscovery
from shared.domain.access.agents import Identity
from shared.ports.time_and_language import Clock

if TYPE_CHECKING:
    from shared.adapters.oidc.identities import OidcIdentities


class OidcVerifier:
    """Implements the port ``IdentityVerifier``. ``discovery_url`` is for an emulator, see ``OidcDiscovery``."""

    def __init__(self, *, issuer: str, client_id: str, discovery_url: str, emails_verified: bool, clock: Clock) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._discovery_url = discovery_url
        self._emails_verified = emails_verified
        self._clock = clock

    @cached_property
    def _identities(self) -> "OidcIdentities":
        from shared.adapters.oidc.identities import OidcIdentities  # noqa: PLC0415  programs' requests need neither, and both are slow to import
        from shared.adapters.oidc.keys import IssuerKeys  # noqa: PLC0415  slow to import, and seldom needed

        discover = OidcDiscovery(self._issuer, self._clock, url=self._discovery_url)
        keys = IssuerKeys(find_url=lambda: discover().jwks_uri, clock=self._clock)
        return OidcIdentities(
            issuer=self._issuer,
            client_id=self._client_id,
            keys=keys,
            clock=self._clock,
            emails_verified=self._emails_verified,
        )

    def verify(self, token: str) -> Identity:
        return self._identities.verify(token)
