"""What every channel's folder provides."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from shared.domain.channels.webhook import (
    Arrival,
    ParsedItem,
    Secrets,
    TokenIssuer,
    Verdict,
    WebhookRequest,
    WebhookResponse,
)
from shared.ports.account_health import AccountPlatform
from shared.ports.configuration import AccountDirectory
from shared.ports.platforms import ChannelGateway
from shared.ports.polling import Source

if TYPE_CHECKING:
    import httpx


class ChannelReader(Protocol):
    """Reads what a platform tells.

    ``family`` are the channels whose items may stand in such a body, its own included.
    """

    @property
    def family(self) -> tuple[str, ...]: ...

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        """Split a decoded JSON body into items. Never raises: what cannot be read becomes ``Unreadable``."""
        ...


class ChannelWebhook(ChannelReader, Protocol):
    """The way in of a platform that delivers.

    The secrets of all accounts of its ``family`` are accepted at this channel's URL.
    """

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """Answer the platform's GET. Signs nothing that could be a body (400), refuses a wrong token (403)."""
        ...

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """Check the signature of the raw body in constant time against every listed secret."""
        ...


@runtime_checkable
class TokenWebhook(Protocol):
    """The way in of a platform whose deliveries carry a token of an issuer, instead of a signature of their own.

    Signature and times of the token are verified before ``verify`` is asked: it sees the claims.
    """

    @property
    def issuer(self) -> TokenIssuer: ...


@runtime_checkable
class NamedWebhook(Protocol):
    """The way in of a platform whose handshake names the application that it is for."""

    @property
    def application(self) -> str:
        """The name of that parameter; its value is the ``app_id`` of an account."""
        ...


@runtime_checkable
class AnsweringWebhook(Protocol):
    """The way in of a platform that takes a request to its API as the answer to a delivery."""

    def answer_to(self, body: bytes) -> str | None:
        """JSON that answers a delivery that was accepted; ``None``: nothing is asked. Never raises."""
        ...


class SourceFactory(Protocol):
    """The way in of a platform that has to be asked."""

    def __call__(self, *, http: "httpx.Client", base_url: str | None, tokens: Sequence[str]) -> Mapping[str, Source]:
        """The sources of one account, by name; every one that the policy lists."""
        ...


class AccountFactory(Protocol):
    """How an account is looked after."""

    def __call__(
        self,
        *,
        http: "httpx.Client",
        base_url: str | None,
        tokens: Sequence[str],
        app_id: str | None = None,
        subscription: str | None = None,
    ) -> AccountPlatform:
        """As for a gateway. ``app_id``: our own application, ``subscription``: where deliveries are subscribed to, both
        as the brand file names them.
        """
        ...


class GatewayFactory(Protocol):
    """The way out."""

    def __call__(self, *, http: "httpx.Client", base_url: str | None, tokens: Sequence[str]) -> ChannelGateway:
        """A gateway for one account. ``base_url`` replaces the platform's own; ``tokens`` are tried in order."""
        ...
