"""Takes the content of one message away: its text, its earlier texts and its files. The person is not erased.

Every step may be repeated. A repeated request does what an interrupted one left, and changes nothing more.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from functions.api.claiming import with_retries
from functions.api.ticket_messages import message_of
from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import Caller
from shared.domain.errors import ConflictError, NotFoundError
from shared.domain.messages.model import Message
from shared.domain.tickets.excerpt import DELETED
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Direction
from shared.ports.objects import ErasableTexts, MediaObjects
from shared.ports.outbox import SentReplies
from shared.ports.repositories import HistoryRepository, MessageRepository, TicketRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveContent:
    """A mark stays, so that neither an edit nor another delivery brings the content back.

    The clocks of the ticket go on: the customer still waits.
    """

    read_ticket: ReadTicket
    tickets: TicketRepository
    messages: MessageRepository
    replies: SentReplies
    texts: ErasableTexts
    media: MediaObjects
    history: HistoryRepository
    clock: Clock

    def __call__(self, caller: Caller, ticket_id: str, message_id: str) -> Message:
        """The message as it is then. Raises ``NotFoundError``, ``ConflictError``."""
        ticket = self.read_ticket(caller, ticket_id)
        message = with_retries(lambda: self._remove(caller, ticket, message_id))
        if message.removed_by is None or message.deleted_at is None:
            return message  # its customer deleted it before
        own = self._own_ticket(caller, ticket, message)
        for each in dict.fromkeys((ticket.id, own)):
            if message.direction is Direction.OUTBOUND:
                self._empty_replies(each, message)
            with_retries(partial(self._empty_excerpt, caller, each, message.message_id))
        self.history.add(
            HistoryEntry(
                ticket_id=own,
                at=message.deleted_at,
                key=f"content_removed#{message.message_id}",
                what="content_removed",
                actor=message.removed_by,
                actor_id=caller.id if message.removed_by == caller.name else None,
                details={"message_id": message.message_id},
            )
        )
        return message

    def _own_ticket(self, caller: Caller, ticket: Ticket, message: Message) -> str:
        """A conversation is shown with every ticket it ever had: a message may be that of an earlier one."""
        if message.ticket_id is None or message.ticket_id == ticket.id:
            return ticket.id
        with suppress(NotFoundError):
            return self.read_ticket(caller, message.ticket_id).id
        return ticket.id

    def _remove(self, caller: Caller, ticket: Ticket, message_id: str) -> Message:
        message = message_of(self.messages, ticket, message_id)
        if message.deleted_at is not None and not (message.text_keys or message.media_keys):
            return message
        # Before the mark, which no longer knows them.
        for key in sorted(message.text_keys):
            self.texts.delete(key)
        for key in sorted(message.media_keys):
            self.media.delete(key)
        return self.messages.save(
            replace(
                message,
                text=None,
                text_key=None,
                attachments=(),
                editions=(),
                reactions=(),
                pending_classification=None,
                deleted_at=self.clock.now(),
                removed_by=caller.name,
            )
        )

    def _empty_replies(self, ticket_id: str, message: Message) -> None:
        """The record of an answer that was sent keeps its words for 30 days. One that is under way needs them."""
        for reply in self.replies.of_ticket(ticket_id):
            if reply.ended and not reply.continues and reply.message_id == message.message_id and reply.text:
                with suppress(ConflictError):
                    self.replies.save(replace(reply, text="", attachments=()))

    def _empty_excerpt(self, caller: Caller, ticket_id: str, message_id: str) -> None:
        ticket = self.read_ticket(caller, ticket_id)
        if ticket.opening_message_id != message_id:
            return
        after = ticket.with_excerpt(DELETED)
        if after != ticket:
            self.tickets.save(replace(after, updated_at=self.clock.now()))
