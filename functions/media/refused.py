"""Malware was found in a file: it goes, and its message says that it was refused."""

from dataclasses import dataclass, replace

from functions.media.marking import MarkAttachment
from shared.domain.errors import NotFoundError
from shared.domain.media.fetching import MediaRequest
from shared.domain.vocabulary import AttachmentStatus
from shared.ports.objects import StoredMedia
from shared.ports.repositories import MessageRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseFile:
    messages: MessageRepository
    media: StoredMedia

    def __call__(self, key: str) -> bool:
        """Whether a message was marked. Raises ``UpstreamError`` and ``ConflictError``."""
        try:
            place = self.media.message_of(key)
        except NotFoundError:
            return False
        message = None if place is None else self.messages.get(*place)
        held = next((one for one in message.attachments if one.key == key), None) if message is not None else None
        if message is None or held is None:
            self.media.delete(key)
            return False
        request = MediaRequest(
            brand=message.brand,
            channel=message.channel,
            account_id=message.account_id,
            message_id=message.message_id,
            attachment_id=held.id or "",
        )
        mark = MarkAttachment(messages=self.messages, media=self.media)
        return mark(request, replace(held, status=AttachmentStatus.REFUSED), harmful=True)
