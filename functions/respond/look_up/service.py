"""Reads the text of a message that a platform announced by its id only. A failure never holds the message back.

The platform is read before the message is classified. If that fails, the message goes on without its text and the
sweep retries. A text that is found later comes in as an edit, so that the message is classified again.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from shared.domain.brand.model import Account
from shared.domain.channels.sending import PlatformMessage, SendResult
from shared.domain.errors import PermanentError, UpstreamError
from shared.domain.messages.edits import edit_of
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.look_up import FOUND, LOOK_UP, WANTED, WantedWords, completed, given_up, is_wanted
from shared.domain.messages.model import Message
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass
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
    time_limit: timedelta = timedelta(seconds=10)  # what is left is asked for at the next look

    def __call__(self, ticket_id: str) -> SendResult | None:
        """The platform's latest answer that still gave no text."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or ticket.look_up_at is None:
            return None
        began, failure = self.clock.now(), None
        # A ticket of an earlier version does not say which: it asked for the message that opened it.
        opening = WantedWords(message_id=ticket.opening_message_id, since=ticket.created_at)
        done: list[WantedWords] = []
        for wanted in ticket.wanted_words or (opening,):
            if self.clock.now() - began >= self.time_limit:
                break
            message = self._find(ticket, wanted.message_id)
            if message is None:
                continue  # store has not finished yet
            if _is_known(message, wanted):
                done.append(wanted)
                continue
            failed = self._ask(ticket, message, wanted)
            if failed is not None:
                failure = failed.failure
                if not is_wanted(failed.event):
                    self._give_up(ticket, wanted)
                    done.append(wanted)
        if done:
            after = ticket
            for wanted in done:
                after = after.without_wanted_words(wanted.message_id)
            self.tickets.save(replace(after, updated_at=self.clock.now()))
        return failure

    def _find(self, ticket: Ticket, message_id: str) -> Message | None:
        for channel, account_id in dict.fromkeys(place[:2] for place in ticket.places):
            message = self.messages.get(channel, account_id, message_id)
            if message is not None and message.complete:
                return message
        return None

    def _ask(self, ticket: Ticket, message: Message, wanted: WantedWords) -> LookUpResult | None:
        """The result if it holds no text. A text is queued as an edit of the message."""
        result = self.look_up(_edit_of(message, wanted, self.clock))
        if result.failure is not None:
            return result
        # Words of the message itself are what it said all along; those of an edit are an edit like any other.
        mark = {LOOK_UP: FOUND} if wanted.edited_at is None else {}
        edit = replace(result.event, conversation_id=message.conversation_id, details={**result.event.details, **mark})
        if self.queue.put([edit]):
            raise UpstreamError("sqs: the text of a message was refused")
        return None

    def _give_up(self, ticket: Ticket, wanted: WantedWords) -> None:
        """The platform will not give the text: a person has to look there."""
        key = "words-not-shown"
        if wanted.message_id != ticket.opening_message_id or wanted.edited_at is not None:
            key = f"words-not-shown#{wanted.message_id}"
        entry = HistoryEntry(ticket_id=ticket.id, at=self.clock.now(), key=key, what="words_not_shown_by_platform")
        self.history.add(entry)


def _is_known(message: Message, wanted: WantedWords) -> bool:
    if message.deleted_at is not None:
        return True
    if wanted.edited_at is not None:
        return message.edited_at is not None and message.edited_at >= wanted.edited_at
    return message.text is not None or message.text_key is not None


def _edit_of(message: Message, wanted: WantedWords, clock: Clock) -> InboundEvent:
    """The message, or its later edit, as an edit whose text is missing."""
    now = clock.now()
    where = "caption" if message.parent_id is None else "comment"
    return edit_of(
        message,
        "words" if wanted.edited_at is None else f"words:{wanted.edited_at:%Y%m%dT%H%M%S%f}",
        now,
        occurred_at=wanted.edited_at or message.occurred_at or now,
        details={LOOK_UP: WANTED, "mentioned_in": where},
    )
