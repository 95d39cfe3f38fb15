"""The platforms' APIs, and the people who are notified."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from shared.domain.brand.model import Account, Brand
from shared.domain.channels.sending import OutboundMessage, OutboundPost, PlatformMessage, SendResult
from shared.domain.escalation.text import NotificationText
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.notifications.action import ActionRequest, ActionResult
from shared.domain.vocabulary import NoticeState


class ChannelGateway(Protocol):
    def send(self, message: OutboundMessage) -> SendResult:
        """Send one text. Never raises for what the platform answers: see ``SendResult``."""
        ...


class Moderation(Protocol):
    """What some gateways can do besides sending. A gateway that cannot answers ``permanent``, ``not_supported``."""

    def delete(self, message_id: str) -> SendResult:
        """Delete a message of our own; ``sent`` when it is gone."""
        ...

    def like(self, message_id: str) -> SendResult:
        """Like a customer's message; ``sent`` when it is liked."""
        ...

    def hide(self, message_id: str, *, hidden: bool) -> SendResult:
        """Hide a customer's message under our post from the public, or show it again; ``sent`` when that is done."""
        ...

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        """The message as the platform shows it now; the failure's class when it cannot be read."""
        ...


class Lookup(Protocol):
    """What the gateways can do whose platforms tell of a message without saying what it says."""

    def look_up_event(self, event: InboundEvent) -> PlatformMessage | SendResult:
        """The message that the event names, as the platform shows it now."""
        ...


class Profiles(Protocol):
    """What some gateways can tell about an author whose message carried an id only."""

    def look_up_author(self, author_id: str) -> Author | SendResult:
        """The author as the platform shows them to us; the failure's class when it does not (no consent, gone)."""
        ...


class Reconciliation(Protocol):
    """How a gateway finds out what became of a send whose answer was lost."""

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """Read what stands there. Sends nothing.

        ``sent`` with its id when our text is listed and not older than ``since``; ``retry_backoff`` when it surely
        is not there; ``unknown`` when the platform could not be read.
        """
        ...


@runtime_checkable
class PostGateway(Protocol):
    """How a gateway publishes a post of our own account, where the channel's policy has ``posts``."""

    def publish(self, post: OutboundPost) -> SendResult:
        """Publish one post. Never raises for what the platform answers: see ``SendResult``."""
        ...

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        """As ``settle``, for a post whose answer was lost. Publishes nothing."""
        ...

    def pin(self, message_id: str) -> SendResult:
        """Pin a post of ours where it stands; ``permanent``, ``not_supported`` where the API cannot."""
        ...

    def unpin(self, message_id: str) -> SendResult:
        """As ``pin``. One that is not pinned any more stays so."""
        ...


class AutomaticGateway(ChannelGateway, Reconciliation, Protocol):
    """What an automatic answer needs: to send, and to find out what became of it."""


class Gateways(Protocol):
    def __call__(self, account: Account, *, fresh: bool = False) -> AutomaticGateway | None:
        """The gateway of one of our accounts; ``None`` when its channel has no way out or its secret no token.

        With ``fresh`` its tokens are read again, and ``None`` also says that they are still the same.
        """
        ...


class Notifier(Protocol):
    def notify(
        self,
        *,
        target: str,
        notification: Mapping[str, Any],
        text: NotificationText,
        idempotency_key: str,
        reference: str | None = None,
        again: bool = False,
    ) -> str | None:
        """Tell people: ``notification`` is for programs, ``text`` for those who read it.

        ``reference`` is what an earlier notification of the same ticket returned: this one belongs to it (a thread).
        ``again``: an earlier attempt may have been taken; a target without idempotency keys looks first. Returns the
        target's own name for what it keeps, if it keeps anything. Raises ``UpstreamError`` when the target did not
        take it.
        """
        ...

    def follow(
        self,
        *,
        target: str,
        notification: Mapping[str, Any],
        text: NotificationText,
        state: NoticeState,
        reference: str | None,
    ) -> None:
        """Tell a target what became of the ticket that it was told of; may be repeated.

        Raises ``UpstreamError`` when the target did not take it.
        """
        ...


class UserDirectory(Protocol):
    def email_of(self, brand: Brand, target: str, user: str) -> str | None:
        """The mail address of a user of another tool, as that tool knows it. Raises ``UpstreamError``."""
        ...


class ActionResponder(Protocol):
    def respond(self, brand: Brand, target: str, request: ActionRequest, result: ActionResult) -> None:
        """Tell the person alone who pressed a button what came of it. Raises ``UpstreamError``."""
        ...
