"""Reads the text of a message that a platform announced by its id only. A failure never holds the message back.

The platform is read before the message is classified. If that fails, the message goes on without its text and the
sweep retries. A text that is found later comes in as an edit, so that the message is classified again.
"""

from dataclasses import dataclass, replace
from typing import cast

from shared.domain.brand.model import Account
from shared.domain.channels.sending import PlatformMessage, SendResult
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
class LookUpResult:
    """The event as far as it is known now. ``failure`` is the platform's answer if it gave no text."""

    event: InboundEvent
    failure: SendResult | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    brands: BrandRepository
    gateways: Gateways

    def __call__(self, event: InboundEvent) -> LookUpResult:
        """One reading, and one more with fresh tokens if the token was refused. Raises ``UpstreamError``."""
        try:
            account = self.brands.current(event.brand).account(event.channel, event.account_id)
        except PermanentError:
            account = None
        if account is None:
            return LookUpResult(event=event, failure=NO_GATEWAY)
        answer = self._ask(account, event, fresh=False)
        if isinstance(answer, SendResult) and answer.outcome is SendClass.AUTH_BROKEN:
            again = self._ask(account, event, fresh=True)
            answer = answer if again == NO_GATEWAY else again
        if isinstance(answer, PlatformMessage):
            return LookUpResult(event=completed(event, answer, account))
        is_final = answer.outcome is SendClass.PERMANENT
        return LookUpResult(event=given_up(event) if is_final else event, failure=answer)

    def _ask(self, account: Account, event: InboundEvent, *, fresh: bool) -> PlatformMessage | SendResult:
        gateway = self.gateways(account, fresh=fresh)
        if gateway is None or not hasattr(gateway, "look_up_event"):
            return NO_GATEWAY
        return cast("Lookup", gateway).look_up_event(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpAgain:
    """For the sweep. May raise ``UpstreamError`` and ``ConflictError``: the sweep retries."""

    look_up: LookUp
    tickets: TicketRepository
    messages: MessageRepository
    history: HistoryRepository
    queue: InboundQueue
    clock: Clock

    def __call__(self, ticket_id: str) -> SendResult | None:
        """The platform's answer if it still gave no text."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or ticket.look_up_at is None:
            return None
        message = self.messages.get(ticket.channel, ticket.account_id, ticket.opening_message_id)
        if message is None or not message.complete:
            return None  # store has not finished yet
        if message.text is not None or message.text_key is not None or message.deleted_at is not None:
            self.tickets.save(replace(ticket, look_up_at=None))
            return None
        result = self.look_up(_edit_of(ticket, message, self.clock))
        if result.failure is not None and is_wanted(result.event):
            return result.failure
        if result.failure is not None:
            self._give_up(ticket)
            return result.failure
        edit = replace(
            result.event, conversation_id=message.conversation_id, details={**result.event.details, LOOK_UP: FOUND}
        )
        if self.queue.put([edit]):
            raise UpstreamError("sqs: the text of a message was refused")
        return None

    def _give_up(self, ticket: Ticket) -> None:
        """The platform will not give the text: a person has to look there."""
        now = self.clock.now()
        entry = HistoryEntry(ticket_id=ticket.id, at=now, key="words-not-shown", what="words_not_shown_by_platform")
        self.history.add(entry)
        self.tickets.save(replace(ticket, look_up_at=None, updated_at=now))


def _edit_of(ticket: Ticket, message: Message, clock: Clock) -> InboundEvent:
    """The message as an edit of itself whose text is missing."""
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
