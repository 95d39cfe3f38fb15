"""A file of a message, for those who may see its ticket."""

from dataclasses import dataclass
from datetime import datetime

from functions.api.ticket_resource import ReadTicket
from shared.domain.access.callers import Caller
from shared.domain.errors import NotFoundError, RefusedError
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from shared.domain.messages.showing import headers_of
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import AttachmentStatus
from shared.ports.objects import MediaLinks
from shared.ports.repositories import MessageRepository

_WHY = {
    AttachmentStatus.PENDING: "The file is still being fetched from the platform; try again in some seconds.",
    AttachmentStatus.TOO_LARGE: "The file is larger than this brand keeps; look at it on the platform.",
    AttachmentStatus.REFUSED: "The file is not what it says it is, or is harmful; it was not kept.",
    AttachmentStatus.GONE: "The platform no longer had the file when it was fetched.",
    AttachmentStatus.UNAVAILABLE: "The platform did not give the file away, however often it was asked.",
}


class NoFileError(RefusedError):
    """There is no file to show. ``status`` says why."""

    def __init__(self, status: AttachmentStatus) -> None:
        super().__init__(_WHY[status])
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAttachment:
    """An address that opens the file for some minutes, whose headers are ours and not the customer's."""

    read_ticket: ReadTicket
    messages: MessageRepository
    links: MediaLinks

    def __call__(self, caller: Caller, ticket_id: str, message_id: str, attachment_id: str) -> tuple[str, datetime]:
        """The address, and until when it opens the file. Raises ``NotFoundError`` and ``NoFileError``."""
        ticket = self.read_ticket(caller, ticket_id)
        attachment = self._find(ticket, message_id, attachment_id)
        if attachment is None or attachment.status is None:
            raise NotFoundError("There is no such file.")
        if attachment.status is not AttachmentStatus.STORED or attachment.key is None:
            raise NoFileError(attachment.status)
        headers = headers_of(attachment)
        return self.links.link(
            attachment.key, content_type=headers.content_type, content_disposition=headers.content_disposition
        )

    def _find(self, ticket: Ticket, message_id: str, attachment_id: str) -> Attachment | None:
        for number, (channel, account_id, conversation_id) in enumerate(ticket.places):
            message = self.messages.get(channel, account_id, message_id)
            if message is not None and _is_shown(message, ticket, conversation_id, joined=number > 0):
                return next((held for held in message.attachments if held.id == attachment_id), None)
        return None


def _is_shown(message: Message, ticket: Ticket, conversation_id: str, *, joined: bool) -> bool:
    """Whether the ticket's list shows it: a private conversation may be older than the ticket it was joined to."""
    here = message.conversation_id == conversation_id and message.deleted_at is None
    return here and (not joined or ticket.holds(message.ticket_id))
