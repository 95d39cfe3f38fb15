"""The files of an agent's answer: what was uploaded, whether a channel takes it, and what is sent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.channels.attachments import MB, SENDABLE, SUFFIXES, AttachmentRules
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.messages.attachments import PREFIX
from shared.domain.replies.model import Refusal, RefusalReason, ReplyRoute
from shared.domain.vocabulary import Visibility

UPLOAD_ID = r"^[0-9a-f]{32}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that an agent put into the bucket. ``mime_type`` is what its content is, not what it was called.

    ``mime_type`` is ``None`` for content that nobody knows.
    """

    id: str
    key: str
    mime_type: str | None
    size: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFile:
    """A file of an answer. ``type`` is the kind as which the channel takes it; ``key`` names the uploaded object."""

    id: str
    type: str
    mime_type: str
    size: int
    title: str
    key: str

    @property
    def attachment_id(self) -> str:
        """What the attachment of the message is called once it was sent."""
        return f"{PREFIX}{self.id}"


def rules_of(route: ReplyRoute, policy: ChannelPolicy) -> AttachmentRules | None:
    """What can be sent that way; ``None``: texts only. The one private reply to a comment is a text."""
    if route.visibility is Visibility.PRIVATE and route.conversation_id is None:
        return None
    return policy.attachments.get(route.visibility)


def checked(
    ids: Sequence[str], uploads: Sequence[Upload | None], rules: AttachmentRules | None, channel: str
) -> tuple[ReplyFile, ...] | Refusal:
    """The files as the channel takes them, or why it does not. ``channel`` is its title, for the agent."""
    if not ids:
        return ()
    if rules is None:
        return _refused(RefusalReason.ATTACHMENTS_NOT_SUPPORTED, f"{channel} takes no files in an answer of this kind.")
    if len(ids) > rules.max_files:
        few = "one file" if rules.max_files == 1 else f"{rules.max_files} files"
        return _refused(RefusalReason.TOO_MANY_ATTACHMENTS, f"{channel} takes {few} in an answer of this kind.")
    found: list[ReplyFile] = []
    for number, (upload_id, upload) in enumerate(zip(ids, uploads, strict=True), start=1):
        if upload is None:
            return _refused(
                RefusalReason.ATTACHMENT_NOT_FOUND,
                f"There is no upload {upload_id}: it was not finished, was sent before, or has expired.",
            )
        kind = rules.kind_of(upload.mime_type, upload.size) if upload.mime_type in SENDABLE else None
        if kind is None or upload.mime_type is None:
            return _unfit(number, upload, rules, channel)
        found.append(
            ReplyFile(
                id=upload.id,
                type=kind,
                mime_type=upload.mime_type,
                size=upload.size,
                title=upload.title,
                key=upload.key,
            )
        )
    return tuple(found)


def _unfit(number: int, upload: Upload, rules: AttachmentRules, channel: str) -> Refusal:
    limit = rules.limit_of(upload.mime_type) if upload.mime_type in SENDABLE and upload.mime_type else None
    if limit is not None:
        size = f"{upload.size / MB:.1f}"
        message = f"File {number} has {size} MB; {channel} takes {limit // MB} MB of that type."
        return _refused(RefusalReason.ATTACHMENT_TOO_LARGE, message)
    taken = ", ".join(sorted(SUFFIXES[each] for each in rules.types))
    what = f"is {upload.mime_type}" if upload.mime_type in SENDABLE else "is of no type that may be sent"
    return _refused(RefusalReason.ATTACHMENT_TYPE, f"File {number} {what}, by its content; {channel} takes {taken}.")


def _refused(reason: RefusalReason, message: str) -> Refusal:
    return Refusal(reason=reason, message=message, field="attachments")
