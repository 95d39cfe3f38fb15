"""Erases a person: what they wrote, who they are, what was written to them. Counts and a proof without content stay.

Every step may be repeated. A reference leaves the customer's record only after what it refers to is erased, so that a
repeated request continues where the last one stopped. A message stays as a tombstone, so that a platform that delivers
it again cannot restore it.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.access.callers import Caller
from shared.domain.customers.model import Customer, Place, place_of
from shared.domain.errors import ConflictError, NotFoundError
from shared.domain.messages.model import Message
from shared.domain.proposals.model import ProposalKind, proposal_id
from shared.domain.proposals.rules import ids_about
from shared.domain.tickets.excerpt import DELETED
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Direction, Status, Visibility
from shared.ports.collaboration import ForgettableNotes
from shared.ports.objects import ErasableTexts, ErasureLog, MediaObjects
from shared.ports.outbox import AutomaticTextSettings, ForgettableAutomaticMessages, ForgettableReplies
from shared.ports.proposals import ProposalRepository
from shared.ports.repositories import (
    CustomerErasure,
    ErasableHistory,
    ErasableMessages,
    ForgettableConversations,
    ForgettableLinks,
    TicketRepository,
)
from shared.ports.time_and_language import Clock

TIME_LIMIT = timedelta(seconds=8)  # well below the time-out of the function
ERASED = "erased"  # replaces the id of a conversation, which may be a person's id
_MAX_ATTEMPTS = 5

_KEPT_DETAILS = frozenset(
    {
        "priority", "category", "team", "acknowledgement", "previous_ticket", "next_ticket", "reason", "from", "to",
        "by", "claimed_by", "taken_from", "agent", "released_from", "initials", "channel", "visibility", "error",
        "tier", "target", "round", "message_id", "status", "sentiment", "urgent",
    }
)  # fmt: skip
"""Details of history entries that are codes, ids of ours or names of agents. Everything else may be a customer's."""


class _OutOfTimeError(Exception):
    """The rest is erased when the request is repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseCustomer:
    customers: CustomerErasure
    tickets: TicketRepository
    messages: ErasableMessages
    conversations: ForgettableConversations
    history: ErasableHistory
    replies: ForgettableReplies
    automatic_messages: ForgettableAutomaticMessages
    proposals: ProposalRepository
    automatic_texts: AutomaticTextSettings
    incidents: ForgettableLinks
    notes: ForgettableNotes
    texts: ErasableTexts
    media: MediaObjects
    log: ErasureLog
    clock: Clock
    time_limit: timedelta = TIME_LIMIT

    def __call__(self, caller: Caller, customer_id: str) -> Customer:
        """The proof; ``erased_at`` is ``None`` while there is more to erase. Raises ``NotFoundError``."""
        known = self.customers.get_with_links(customer_id)
        if known is None or not caller.sees(known.brand):
            raise NotFoundError("There is no such customer.")
        if _is_erased(known):
            return known
        if (
            known.erasing_since is None or known.erased_at is not None
        ):  # before anything goes: a restored table will hold this person again
            self.log.note(known.id, brand=known.brand, by=caller.name, at=self.clock.now())
        return _Erasure(self, caller.name, caller.id, self.clock.now() + self.time_limit).of(customer_id)


def _is_erased(customer: Customer) -> bool:
    empty = not (customer.tickets or customer.conversations or customer.identities or customer.handle or customer.name)
    return customer.erased_at is not None and empty


@dataclass(frozen=True, slots=True)
class _Erasure:
    """One run, until it is complete or out of time. ``seen`` are the customers it has visited."""

    ports: EraseCustomer
    by: str
    by_id: str
    until: datetime
    seen: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)

    def of(self, customer_id: str) -> Customer:
        with suppress(_OutOfTimeError, ConflictError):
            self._erase(customer_id)
        left = self.ports.customers.get_with_links(customer_id)
        if left is None:
            raise NotFoundError("There is no such customer.")
        return left

    def _erase(self, customer_id: str) -> None:
        """This customer last, after whoever turns out to be the same person: a run that dies leads here again."""
        self.seen.add(customer_id)
        if self.ports.customers.get_with_links(customer_id) is None:
            self.done.add(customer_id)
            return
        customer = self.ports.customers.begin_erasure(customer_id, at=self.ports.clock.now(), by=self.by)
        if _is_erased(customer):
            self.done.add(customer_id)
            return
        for channel, account_id in sorted({place_of(place)[:2] for place in customer.conversations}):
            self._hide_request(channel, account_id, customer.identities.get(channel))
        for place in sorted(customer.conversations):
            self._stop_in_time()
            erased = self._conversation(customer, place_of(place))
            self.ports.customers.forget_conversation(customer_id, place, messages=erased)
        for ticket_id in sorted(customer.tickets):
            self._stop_in_time()  # a person may have hundreds, also where no message is left
            ticket = self.ports.tickets.get(ticket_id)
            if ticket is not None:
                self._ticket(ticket, customer)
            counted = 0 if ticket is None else ticket.message_count
            self.ports.customers.forget_ticket(customer_id, ticket_id, messages=counted)
        now_known = self.ports.customers.get_with_links(customer_id) or customer
        for other in sorted(now_known.same_person):
            if other not in self.seen:
                self._erase(other)
        # A link by hand goes once nothing is left on its other side: until then it leads there. Those that are still
        # being erased, further up, take it away themselves.
        for link in now_known.linked:
            if link.customer_id in self.done:
                self.ports.customers.unlink(customer_id, link.customer_id)
        self.ports.customers.end_erasure(customer_id, at=self.ports.clock.now())
        self.done.add(customer_id)

    def _ticket(self, ticket: Ticket, customer: Customer) -> None:
        for channel, conversation_id in ticket.conversations:
            author_id = ticket.author_id if channel == ticket.channel else None
            self._hide_request(channel, ticket.account_id, author_id or customer.identities.get(channel))
            # The index of a conversation may be a moment behind; these are known by name.
            for message_id in dict.fromkeys((ticket.opening_message_id, ticket.last_message_id, *ticket.unconfirmed)):
                message = self.ports.messages.get(channel, ticket.account_id, message_id)
                if message is not None and message.conversation_id is not None:
                    self._erase_message(customer, message)
            if conversation_id != ERASED:
                self._conversation(customer, (channel, ticket.account_id, conversation_id))
        self.ports.replies.forget(ticket.id)
        self.ports.automatic_messages.forget(ticket.id)
        if ticket.incident_id is not None:
            self.ports.incidents.forget_customer(ticket.incident_id, ticket.customer_id or customer.id)
        self.ports.proposals.forget(ticket.brand, proposal_id(ProposalKind.THANK_YOU, ticket.id))
        self.ports.notes.forget(ticket.id)
        at = customer.erasing_since or self.ports.clock.now()
        self.ports.history.rewrite(ticket.id, lambda entry: self._without_person(ticket, entry))
        self.ports.history.add(
            HistoryEntry(ticket_id=ticket.id, at=at, key="erased", what="erased", actor=self.by, actor_id=self.by_id)
        )
        for attempt in range(_MAX_ATTEMPTS):
            current = self.ports.tickets.get(ticket.id)
            if current is None:
                return
            try:
                self.ports.tickets.save(self._ticket_without_person(current))
            except ConflictError:
                if attempt == _MAX_ATTEMPTS - 1:
                    raise
            else:
                return

    def _hide_request(self, channel: str, account_id: str, author_id: str | None) -> None:
        """Who wants no automatic texts still gets none. Nothing tells any more who that is."""
        if author_id is not None:
            self.ports.automatic_texts.hide(channel, account_id, author_id)

    def _ticket_without_person(self, ticket: Ticket) -> Ticket:
        return replace(
            _without_person(ticket, self.ports.clock.now()),
            opening_message_id=self.ports.messages.erased_id(ticket.channel, ticket.opening_message_id),
            last_message_id=self.ports.messages.erased_id(ticket.channel, ticket.last_message_id),
            acknowledged_as=self._acknowledged_as(ticket),
        )

    def _acknowledged_as(self, ticket: Ticket) -> tuple[str, ...]:
        """As an entry of the history: with another name of our message, where its own identifies the person."""
        if not ticket.acknowledged_as:
            return ()
        at, message_id, visibility = ticket.acknowledged_as
        return (at, self.ports.messages.erased_id(ticket.channel, message_id) if message_id else "", visibility)

    def _without_person(self, ticket: Ticket, entry: HistoryEntry) -> HistoryEntry:
        """An entry with codes, agents and instants only, and without ids that identify the person."""
        details = {name: value for name, value in entry.details.items() if name in _KEPT_DETAILS}
        key = entry.key
        for channel, _ in ticket.conversations:
            what, _, message_id = key.partition("#")
            if message_id:
                key = f"{what}#{self.ports.messages.erased_id(channel, message_id)}"
            if "message_id" in details:
                details["message_id"] = self.ports.messages.erased_id(channel, details["message_id"])
        return replace(entry, key=key, details=details)

    def _conversation(self, customer: Customer, place: Place) -> int:
        """How many of the person's messages were erased in this run."""
        erased = 0
        for message in self._messages(place):
            self._erase_message(customer, message)
            erased += message.direction is Direction.INBOUND
        known = self.ports.conversations.get(*place)
        if known is not None and known.customer_id not in (None, customer.id):
            self.ports.customers.note_same(customer.id, frozenset({known.customer_id or ""}))
        self.ports.conversations.forget(*place)
        return erased

    def _erase_message(self, customer: Customer, message: Message) -> None:
        if message.ticket_id is not None and message.ticket_id not in customer.tickets:
            ticket = self.ports.tickets.get(message.ticket_id)
            if ticket is not None and ticket.customer_id not in (None, customer.id):
                self.ports.customers.note_same(customer.id, frozenset({ticket.customer_id or ""}))
        self._save(message)

    def _messages(self, place: Place) -> Iterator[Message]:
        cursor: str | None = None
        while True:
            page = self.ports.messages.of_conversation(*place, limit=50, cursor=cursor)
            for message in page.items:
                self._stop_in_time()
                yield message
            cursor = page.cursor
            if cursor is None:
                return

    def _stop_in_time(self) -> None:
        if self.ports.clock.now() >= self.until:
            raise _OutOfTimeError

    def _delete_objects(self, message: Message) -> None:
        for key in sorted(message.text_keys):
            self.ports.texts.delete(key)
        for key in sorted(message.media_keys):
            self.ports.media.delete(key)

    def _forget_proposals(self, message: Message) -> None:
        """What was proposed to say to a message that opened no ticket, and what was said; and to hide any."""
        if message.visibility is not Visibility.PUBLIC:
            return
        for found in ids_about(message):
            self.ports.automatic_messages.forget(found)
            self.ports.proposals.forget(message.brand, found)

    def _save(self, message: Message) -> None:
        self._forget_proposals(message)
        current: Message | None = message
        for attempt in range(_MAX_ATTEMPTS):
            if current is None:
                return
            # Before the tombstone, which no longer knows them. After a conflict again: a file may have come meanwhile.
            self._delete_objects(current)
            try:
                self.ports.messages.erase(current, _tombstone(current, self.ports.clock.now()))
            except ConflictError:
                if attempt == _MAX_ATTEMPTS - 1:
                    raise
                current = self.ports.messages.get(message.channel, message.account_id, message.message_id)
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
        rating=None,
        reply_token=None,
        waits=False,
        attachments=(),
        permalink=None,
        editions=(),
        deleted_at=message.deleted_at or now,
        answers=(),
        reactions=(),
        pending_classification=None,
    )


def _without_person(ticket: Ticket, now: datetime) -> Ticket:
    """What a report needs stays. Nobody is there to be answered any more."""
    return replace(
        ticket.with_excerpt(DELETED),
        status=Status.CLOSED,
        customer_handle=None,
        customer_name=None,
        author_id=None,
        conversation_id=ERASED,
        private_channel=None,
        private_conversation_id=None,
        merged=(),
        permalink=None,
        reasons=(),
        tags=(),
        waiting_since=None,
        acknowledge_at=None,
        satisfaction_due_at=None,
        satisfaction_alert_at=None,
        escalate_at=ticket.escalate_at if ticket.escalation_running else None,
        reply_at=None,
        answer_pending=None,
        look_up_at=None,
        wanted_words=(),
        notes_count=0,
        mentioned=(),
        notes_read={},
        group_id=None,
        group_message_id=None,
        unconfirmed=(),
        updated_at=now,
    )
