"""Erases a person: what they wrote, who they are, what was written to them. Counts and a proof without content stay.

Every step may be repeated, and nothing is taken from the customer's record before what it leads to is erased: whoever
asks again goes on where the last one stopped. A message stays as a tombstone, so that a platform that delivers it
again cannot bring it back.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.access.tokens import Token
from shared.domain.customers.model import Customer, Place, place_of
from shared.domain.errors import ConflictError, NotFoundError
from shared.domain.messages.model import Message
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Direction, Status
from shared.ports.objects import ErasableTexts
from shared.ports.outbox import ForgettableReplies
from shared.ports.repositories import (
    CustomerErasure,
    ForgettableConversations,
    HistoryRepository,
    MessageRepository,
    TicketRepository,
)
from shared.ports.time_and_language import Clock

PATIENCE = timedelta(seconds=8)  # well below what the function may take
ERASED = "erased"  # what stands for a conversation whose name was a person's id
_TRIES = 5


class _OutOfTimeError(Exception):
    """The rest is done when it is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseCustomer:
    customers: CustomerErasure
    tickets: TicketRepository
    messages: MessageRepository
    conversations: ForgettableConversations
    history: HistoryRepository
    replies: ForgettableReplies
    texts: ErasableTexts
    clock: Clock
    patience: timedelta = PATIENCE

    def __call__(self, token: Token, customer_id: str) -> Customer:
        """The proof; without ``erased_at`` when there is more to do. Raises ``NotFoundError``."""
        known = self.customers.get(customer_id)
        if known is None or not token.sees(known.brand):
            raise NotFoundError("There is no such customer.")
        if _is_erased(known):
            return known
        return _Erasure(self, token.name, self.clock.now() + self.patience).of(customer_id)


def _is_erased(customer: Customer) -> bool:
    gone = not (customer.tickets or customer.conversations or customer.identities or customer.handle or customer.name)
    return customer.erased_at is not None and gone


@dataclass(frozen=True, slots=True)
class _Erasure:
    """One run, until it is done or out of time. ``seen`` are the customers it has come to."""

    desk: EraseCustomer
    by: str
    until: datetime
    seen: set[str] = field(default_factory=set)

    def of(self, customer_id: str) -> Customer:
        with suppress(_OutOfTimeError, ConflictError):
            self._erase(customer_id)
        left = self.desk.customers.get(customer_id)
        if left is None:
            raise NotFoundError("There is no such customer.")
        return left

    def _erase(self, customer_id: str) -> None:
        """This customer last, after whoever turns out to be the same person: a run that dies leads here again."""
        self.seen.add(customer_id)
        if self.desk.customers.get(customer_id) is None:
            return
        customer = self.desk.customers.begin_erasure(customer_id, at=self.desk.clock.now(), by=self.by)
        if _is_erased(customer):
            return
        for place in sorted(customer.conversations):
            erased = self._conversation(customer, place_of(place))
            self.desk.customers.forget_conversation(customer_id, place, messages=erased)
        for ticket_id in sorted(customer.tickets):
            ticket = self.desk.tickets.get(ticket_id)
            if ticket is not None:
                self._ticket(ticket, customer)
            counted = 0 if ticket is None else ticket.message_count
            self.desk.customers.forget_ticket(customer_id, ticket_id, messages=counted)
        now_known = self.desk.customers.get(customer_id) or customer
        for other in sorted(now_known.same_as - self.seen):
            self._erase(other)
        self.desk.customers.end_erasure(customer_id, at=self.desk.clock.now())

    def _ticket(self, ticket: Ticket, customer: Customer) -> None:
        for channel, conversation_id in ticket.conversations:
            # The index of a conversation may be a moment behind; these are known by name.
            for message_id in dict.fromkeys((ticket.opening_message_id, ticket.last_message_id, *ticket.unconfirmed)):
                message = self.desk.messages.get(channel, ticket.account_id, message_id)
                if message is not None and message.conversation_id is not None:
                    self._erase_message(customer, message)
            if conversation_id != ERASED:
                self._conversation(customer, (channel, ticket.account_id, conversation_id))
        self.desk.replies.forget(ticket.id)
        at = customer.erasing_since or self.desk.clock.now()
        self.desk.history.add(HistoryEntry(ticket_id=ticket.id, at=at, key="erased", what="erased", actor=self.by))
        for attempt in range(_TRIES):
            current = self.desk.tickets.get(ticket.id)
            if current is None:
                return
            try:
                self.desk.tickets.save(_without_person(current, self.desk.clock.now()))
            except ConflictError:
                if attempt == _TRIES - 1:
                    raise
            else:
                return

    def _conversation(self, customer: Customer, place: Place) -> int:
        """How many of the person's messages were erased in this run."""
        erased = 0
        for message in self._messages(place):
            self._erase_message(customer, message)
            erased += message.direction is Direction.INBOUND
        known = self.desk.conversations.get(*place)
        if known is not None and known.customer_id not in (None, customer.id):
            self.desk.customers.note_same(customer.id, frozenset({known.customer_id or ""}))
        self.desk.conversations.forget(*place)
        return erased

    def _erase_message(self, customer: Customer, message: Message) -> None:
        if message.ticket_id is not None and message.ticket_id not in customer.tickets:
            ticket = self.desk.tickets.get(message.ticket_id)
            if ticket is not None and ticket.customer_id not in (None, customer.id):
                self.desk.customers.note_same(customer.id, frozenset({ticket.customer_id or ""}))
        if message.text_key is not None:
            self.desk.texts.delete(message.text_key)
        self._save(message)

    def _messages(self, place: Place) -> Iterator[Message]:
        cursor: str | None = None
        while True:
            page = self.desk.messages.of_conversation(*place, limit=50, cursor=cursor)
            for message in page.items:
                if self.desk.clock.now() >= self.until:
                    raise _OutOfTimeError
                yield message
            cursor = page.cursor
            if cursor is None:
                return

    def _save(self, message: Message) -> None:
        current: Message | None = message
        for attempt in range(_TRIES):
            if current is None:
                return
            try:
                self.desk.messages.save(_tombstone(current, self.desk.clock.now()))
            except ConflictError:
                if attempt == _TRIES - 1:
                    raise
                current = self.desk.messages.get(message.channel, message.account_id, message.message_id)
            else:
                return


def _tombstone(message: Message, now: datetime) -> Message:
    """Our own answers lose their words too: they speak to the person by name. Who of us wrote them stays."""
    ours = message.direction is Direction.OUTBOUND
    return replace(
        message,
        conversation_id=None,
        parent_id=None,
        author_id=message.author_id if ours else None,
        author_handle=message.author_handle if ours else None,
        author_name=message.author_name if ours else None,
        text=None,
        text_key=None,
        waits=False,
        attachments=(),
        permalink=None,
        editions=(),
        deleted_at=message.deleted_at or now,
        answers=(),
        pending_classification=None,
    )


def _without_person(ticket: Ticket, now: datetime) -> Ticket:
    """What a report needs stays. Nobody is there to be answered any more."""
    return replace(
        ticket,
        status=Status.CLOSED,
        customer_handle=None,
        customer_name=None,
        author_id=None,
        conversation_id=ERASED,
        private_channel=None,
        private_conversation_id=None,
        permalink=None,
        excerpt="",
        waiting_since=None,
        acknowledge_at=None,
        escalate_at=ticket.escalate_at if ticket.escalation_running else None,
        reply_at=None,
        unconfirmed=(),
        updated_at=now,
    )
