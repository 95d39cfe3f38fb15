"""What agents' answers work with: the ports, and what is reported back."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Refusal
from shared.domain.replies.record import Reply
from shared.domain.tickets.model import Ticket
from shared.ports.configuration import BrandRepository
from shared.ports.outbox import AccountStates, Replies
from shared.ports.platforms import Gateways
from shared.ports.repositories import ConversationRepository, HistoryRepository, MessageRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock, PhoneFinder
from shared.ports.uploads import UploadedFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPorts:
    brands: BrandRepository
    tickets: TicketRepository
    messages: MessageRepository
    conversations: ConversationRepository
    history: HistoryRepository
    replies: Replies
    accounts: AccountStates
    gateways: Gateways
    uploads: UploadedFiles
    phones: PhoneFinder
    clock: Clock
    metrics: Metrics
    policies: Callable[[str], ChannelPolicy]

    def account(self, brand: Brand, ticket: Ticket, channel: str) -> Account | None:
        """Our account on that channel: a private reply to a comment of a page is sent by the page itself."""
        return brand.account(channel, ticket.account_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyOutcome:
    """What became of an agent's answer: one record for each message that it makes."""

    ticket_id: str
    replies: tuple[Reply, ...] = ()
    refusal: Refusal | None = None

    @property
    def pending(self) -> Reply | None:
        """The first part of which it is not known yet whether it was sent."""
        return next((reply for reply in self.replies if not reply.ended), None)

    @property
    def left(self) -> int:
        """How many messages of it have no record yet: each is begun when the one before it was sent."""
        last = self.replies[-1] if self.replies else None
        if last is None or last.status is OutboxStatus.GIVEN_UP:
            return 0
        return len(last.following)

    @property
    def failed(self) -> Reply | None:
        """The answer itself, when it could not be sent; nothing of it was."""
        first = self.replies[0] if self.replies else None
        return first if first is not None and first.status is OutboxStatus.GIVEN_UP else None
