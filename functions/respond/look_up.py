"""Asks a platform for the words of a message that it told us by name only. Never stands in the way of the message.

It is asked before the message is read. When it does not answer, the message goes on without its words, and the sweep
has it asked again; what it tells then comes in as an edit, so that the message is read once more.
"""

from dataclasses import dataclass, replace
from typing import cast

from shared.domain.brand.model import Account
from shared.domain.channels.sending import FoundMessage, SendResult
from shared.domain.errors import PermanentError, UpstreamError
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.look_up import FOUND, LOOK_UP, WANTED, completed, given_up, is_wanted
from shared.domain.messages.model import Message
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import EventKind, SendClass
from shared.ports.configuration import BrandRepository
from shared.ports.platforms import Gateways, Lookup
from shared.ports.queues import InboundQueue
from shared.ports.repositories import HistoryRepository, MessageRepository, TicketRepository
from shared.ports.time_and_language import Clock

NO_GATEWAY = SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """The event as far as it is known now; ``failed`` is what the platform said when it told nothing."""

    event: InboundEvent
    failed: SendResult | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    brands: BrandRepository
    gateways: Gateways

    def __call__(self, event: InboundEvent) -> LookedUp:
        """One reading, and one more with fresh tokens if the token was refused. Raises ``UpstreamError``."""
        try:
            account = self.brands.current(event.brand).account(event.channel, event.account_id)
        except PermanentError:
            account = None
        if account is None:
            return LookedUp(event=event, failed=NO_GATEWAY)
        told = self._ask(account, event, fresh=False)
        if isinstance(told, SendResult) and told.outcome is SendClass.AUTH_BROKEN:
            again = self._ask(account, event, fresh=True)
            told = told if again == NO_GATEWAY else again
        if isinstance(told, FoundMessage):
            return LookedUp(event=completed(event, told, account))
        is_final = told.outcome is SendClass.PERMANENT
        return LookedUp(event=given_up(event) if is_final else event, failed=told)

    def _ask(self, account: Account, event: InboundEvent, *, fresh: bool) -> FoundMessage | SendResult:
        gateway = self.gateways(account, fresh=fresh)
        if gateway is None or not hasattr(gateway, "look_up_event"):
            return NO_GATEWAY
        return cast("Lookup", gateway).look_up_event(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpAgain:
    """For the sweep. May raise ``UpstreamError`` and ``ConflictError``: the sweep comes back."""

    look_up: LookUp
    tickets: TicketRepository
    messages: MessageRepository
    history: HistoryRepository
    queue: InboundQueue
    clock: Clock

    def __call__(self, ticket_id: str) -> SendResult | None:
        """What the platform said when it still told nothing."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or ticket.look_up_at is None:
            return None
        message = self.messages.get(ticket.channel, ticket.account_id, ticket.opening_message_id)
        if message is None or not message.complete:
            return None  # store has not finished; it will
        if message.text is not None or message.text_key is not None or message.deleted_at is not None:
            self.tickets.save(replace(ticket, look_up_at=None))
            return None
        told = self.look_up(_asked(ticket, message, self.clock))
        if told.failed is not None and is_wanted(told.event):
            return told.failed
        if told.failed is not None:
            self._give_up(ticket)
            return told.failed
        words = replace(
            told.event, conversation_id=message.conversation_id, details={**told.event.details, LOOK_UP: FOUND}
        )
        if self.queue.put([words]):
            raise UpstreamError("sqs: the words of a message were refused")
        return None

    def _give_up(self, ticket: Ticket) -> None:
        """The platform will not tell any more: a person has to look there."""
        now = self.clock.now()
        entry = HistoryEntry(ticket_id=ticket.id, at=now, key="words-not-shown", what="words_not_shown_by_platform")
        self.history.add(entry)
        self.tickets.save(replace(ticket, look_up_at=None, updated_at=now))


def _asked(ticket: Ticket, message: Message, clock: Clock) -> InboundEvent:
    """The message as an edit of itself whose words are wanted."""
    now = clock.now()
    known = message.author_id is not None or message.author_handle is not None
    where = "caption" if message.parent_id is None else "comment"
    return InboundEvent(
        event_id=":".join((ticket.channel, ticket.account_id, message.message_id, "words")),
        kind=EventKind.EDITED,
        brand=ticket.brand,
        channel=ticket.channel,
        account_id=ticket.account_id,
        surface=message.surface,
        visibility=message.visibility,
        conversation_id=message.conversation_id,
        message_id=message.message_id,
        parent_id=message.parent_id,
        author=Author(id=message.author_id, handle=message.author_handle) if known else None,
        occurred_at=message.occurred_at or now,
        received_at=now,
        details={LOOK_UP: WANTED, "mentioned_in": where},
    )
