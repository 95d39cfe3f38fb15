"""Marks an attachment on its message, unless the message changed in a way that takes the file away."""

from dataclasses import dataclass, replace

from shared.domain.errors import ConflictError
from shared.domain.media.fetching import MediaRequest
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from shared.domain.vocabulary import AttachmentStatus
from shared.ports.objects import MediaObjects
from shared.ports.repositories import MessageRepository

MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAttachment:
    messages: MessageRepository
    media: MediaObjects

    def __call__(self, request: MediaRequest, after: Attachment, *, harmful: bool = False) -> bool:
        """Whether it was marked. Raises ``ConflictError`` after five attempts.

        The object is deleted when it belongs to nothing any more: the message was deleted or erased, or an edit no
        longer shows the file. ``harmful``: that was found in what is stored, which goes, whatever the message says.
        A run that fails deletes nothing: another one may have stored the file. What an even earlier one left is found
        by the sweep.
        """
        for _ in range(MAX_ATTEMPTS):
            message = self.messages.get(*request.message)
            held = None if message is None else held_by(message, after)
            if message is None or held is None:
                self._delete(after)
                return False
            if held.status is after.status:
                return True  # another run was faster
            if not (harmful or _gives_way(held, after)):
                if after.status is AttachmentStatus.STORED:
                    self._delete(after)  # it was found to be harmful while this run fetched it once more
                return False
            if harmful:
                self._delete(after)
            attachments = tuple(after if one.id == after.id else one for one in message.attachments)
            try:
                self.messages.save(replace(message, attachments=attachments))
            except ConflictError:
                continue
            return True
        raise ConflictError("the message of an attachment keeps changing")

    def _delete(self, after: Attachment) -> None:
        if after.key is not None:
            self.media.delete(after.key)


def _gives_way(held: Attachment, after: Attachment) -> bool:
    """Whether what is known of the file is replaced. Two runs may fetch the same one, and one of them may fail."""
    if held.status is AttachmentStatus.PENDING:
        return True
    given_up = held.status not in (AttachmentStatus.STORED, AttachmentStatus.REFUSED)
    return given_up and after.status is AttachmentStatus.STORED


def held_by(message: Message, attachment: Attachment) -> Attachment | None:
    """The attachment as the message holds it now, under the same key."""
    return next((one for one in message.attachments if one.id == attachment.id and one.key == attachment.key), None)
