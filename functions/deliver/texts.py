"""What a message says now, for subscribers that are trusted with it."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import ContentGoneError
from shared.domain.events.model import message_reference
from shared.domain.messages.model import Message
from shared.ports.objects import TextStore
from shared.ports.repositories import MessageRepository, TicketRepository

MAX_MESSAGES = 50  # of one conversation and one second of the platform's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsOfMessages:
    """Read when it is told, never kept for it: what was edited, deleted or erased meanwhile is told as it is now."""

    tickets: TicketRepository
    messages: MessageRepository
    texts: TextStore

    def text_of(self, ticket_id: str, reference: str, occurred_at: datetime | None) -> str | None:
        ticket = self.tickets.get(ticket_id)
        if ticket is None:
            return None
        for place in ticket.places:
            # Messages of a conversation lie by their time: it is the first of those, however many came since.
            page = self.messages.of_conversation(*place, limit=MAX_MESSAGES, since=occurred_at)
            for message in page.items:
                if message_reference(message.channel, message.account_id, message.message_id) == reference:
                    return self._text(message)
        return None

    def _text(self, message: Message) -> str | None:
        if message.deleted_at is not None:
            return None
        if message.text is not None or message.text_key is None:
            return message.text
        try:
            return self.texts.get(message.text_key)
        except ContentGoneError:  # its time is over
            return None
