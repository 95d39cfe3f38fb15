"""What a message says now, for subscribers that are trusted with it."""

from dataclasses import dataclass

from shared.domain.events.model import message_reference
from shared.ports.repositories import MessageRepository, TicketRepository

MAX_MESSAGES = 50  # of a conversation, the newest: an event is delivered soon, or after an outage


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsOfMessages:
    """Read when it is told, never kept for it: what was edited, deleted or erased meanwhile is told as it is now."""

    tickets: TicketRepository
    messages: MessageRepository

    def text_of(self, ticket_id: str, reference: str) -> str | None:
        ticket = self.tickets.get(ticket_id)
        if ticket is None:
            return None
        for place in ticket.places:
            page = self.messages.of_conversation(*place, limit=MAX_MESSAGES, newest_first=True)
            for message in page.items:
                if message_reference(message.channel, message.account_id, message.message_id) == reference:
                    return None if message.deleted_at is not None else message.text
        return None
