"""Tokens that a platform signs, instead of what it delivers."""

from collections.abc import Mapping
from typing import Any, Protocol

from shared.domain.channels.webhook import TokenIssuer


class SignedTokens(Protocol):
    def claims(self, issuer: TokenIssuer, token: str) -> Mapping[str, Any]:
        """What the token says: its signature is the issuer's, and it is in force.

        Raises ``RefusedError``; ``UpstreamError`` while the issuer's keys cannot be read.
        """
        ...
