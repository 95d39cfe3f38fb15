"""Tokens with which platforms prove their deliveries. What that takes is loaded with the first of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared.domain.channels.webhook import TokenIssuer
from shared.ports.time_and_language import Clock

if TYPE_CHECKING:
    import httpx

    from shared.adapters.oidc.keys import IssuerKeys


class DeliveryTokens:
    """Implements the port ``SignedTokens``. The keys of each issuer are kept (``IssuerKeys``).

    ``base_urls`` (by channel) replace the platforms' own addresses: on a laptop with the simulator's.
    """

    def __init__(
        self, *, clock: Clock, base_urls: Mapping[str, str], transport: "httpx.BaseTransport | None" = None
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._base_urls = base_urls
        self._keys: dict[str, IssuerKeys] = {}

    def claims(self, issuer: TokenIssuer, token: str) -> Mapping[str, Any]:
        from shared.adapters.oidc.claims import end_of, signed_claims  # noqa: PLC0415  most deliveries need neither, and both are slow to import

        found = signed_claims(token, self._keys_of(issuer), issuer.name)
        end_of(found, self._clock.now())
        return found

    def _keys_of(self, issuer: TokenIssuer) -> "IssuerKeys":
        from shared.adapters.oidc.keys import IssuerKeys  # noqa: PLC0415  slow to import, and seldom needed

        url = issuer.keys_url
        replaced = self._base_urls.get(issuer.channel)
        if replaced is not None:
            url = replaced.rstrip("/") + urlsplit(url).path
        return self._keys.setdefault(
            url, IssuerKeys(find_url=lambda: url, clock=self._clock, transport=self._transport)
        )
