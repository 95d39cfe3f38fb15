"""What every channel's folder provides."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from shared.domain.channels.webhook import Arrival, ParsedItem, Secrets, Verdict, WebhookRequest, WebhookResponse
from shared.ports.configuration import AccountDirectory
from shared.ports.platforms import ChannelGateway

if TYPE_CHECKING:
    import httpx


class ChannelWebhook(Protocol):
    """The way in.

    ``family`` are the channels whose deliveries may arrive at this channel's URL, itself included: the secrets of
    all their accounts are accepted there.
    """

    @property
    def family(self) -> tuple[str, ...]: ...

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """Answer the platform's GET. Signs nothing that could be a body (400), refuses a wrong token (403)."""
        ...

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """Check the signature of the raw body in constant time against every listed secret."""
        ...

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        """Split a decoded JSON body into items. Never raises: what cannot be read becomes ``Unreadable``."""
        ...


class GatewayFactory(Protocol):
    """The way out."""

    def __call__(self, *, http: "httpx.Client", base_url: str | None, tokens: Sequence[str]) -> ChannelGateway:
        """A gateway for one account. ``base_url`` replaces the platform's own; ``tokens`` are tried in order."""
        ...
