"""Finding a message of a ticket. Several features need it."""

from functions.api.message_names import message_id_of
from shared.domain.errors import NotFoundError
from shared.domain.messages.model import Message
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import MessageRepository


def named_message(name: str) -> str:
    """The id of a message that a segment of a path names. Raises ``NotFoundError``."""
    message_id = message_id_of(name)
    if message_id is None:
        raise NotFoundError("There is no such message.")
    return message_id


def message_of(messages: MessageRepository, ticket: Ticket, message_id: str) -> Message:
    """A message of one of the ticket's conversations. Raises ``NotFoundError``."""
    for channel, account_id, conversation_id in ticket.places:
        message = messages.get(channel, account_id, message_id)
        if message is not None and message.complete and message.conversation_id == conversation_id:
            return message
    raise NotFoundError("There is no such message.")
