"""The files of an agent's answer: checked before anything is written, and handed to the gateway when it is sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from functions.respond.replies.ports import ReplyPorts
from shared.domain.channels.attachments import Portion, portions_of
from shared.domain.channels.sending import OutboundAttachment, OutboundMessage
from shared.domain.messages.attachments import Attachment
from shared.domain.replies.files import ReplyFile, checked, rules_of
from shared.domain.replies.model import Mode, Refusal, RefusalReason, ReplyIntent, ReplyRoute
from shared.domain.replies.record import Reply
from shared.domain.vocabulary import AttachmentStatus, AttachmentType, Visibility


def check_files(
    ports: ReplyPorts, brand: str, intent: ReplyIntent, route: ReplyRoute
) -> tuple[ReplyFile, ...] | Refusal:
    """The files that the agent names, as the channel takes them, or why it does not."""
    ids = intent.attachments
    if not ids:
        return ()
    policy = ports.policies(route.channel)
    if intent.mode is Mode.MOVE_TO_PRIVATE:
        message = "An invitation to write in private is a text, without files."
        return _refused(RefusalReason.ATTACHMENTS_NOT_SUPPORTED, message)
    rules = rules_of(route, policy)
    wanted = ids if rules is not None and len(ids) <= rules.max_files else ()  # nothing is read for what is refused
    uploads = [ports.uploads.find(brand, upload_id) for upload_id in wanted]
    return checked(ids, uploads or [None] * len(ids), rules, policy.title)


def divide(
    ports: ReplyPorts, route: ReplyRoute, text: str, files: tuple[ReplyFile, ...]
) -> tuple[Portion[ReplyFile], ...] | Refusal:
    """The messages that the answer makes. In public it is one: several would stand there in any order."""
    policy = ports.policies(route.channel)
    if not files:
        return (Portion(text=text),)
    portions = portions_of(text, files, policy.attachments[route.visibility])
    if route.visibility is Visibility.PUBLIC and len(portions) > 1:
        message = f"{policy.title} does not take these files and this text in one answer; send fewer, or in private."
        return _refused(RefusalReason.TOO_MANY_ATTACHMENTS, message)
    return portions


def outbound_message(ports: ReplyPorts, reply: Reply) -> OutboundMessage:
    """What the gateway is asked to send, with its files as it may need them."""
    files = tuple(
        OutboundAttachment(
            type=file.type,
            mime_type=file.mime_type,
            size=file.size,
            title=file.title,
            url=ports.uploads.url(file),
            content=_reader(ports, file),
        )
        for file in reply.attachments
    )
    return replace(reply.outbound(), attachments=files)


def kept_files(ports: ReplyPorts, reply: Reply, brand: str, keep_for: timedelta) -> tuple[Attachment, ...]:
    """The files of a message that was sent, copied to where those of messages are kept, and for as long."""
    message = (reply.home, reply.account_id, reply.message_id or "")
    found: list[Attachment] = []
    for file in reply.attachments:
        key = ports.uploads.keep(file, brand=brand, message=message, keep_for=keep_for)
        found.append(
            Attachment(
                type=AttachmentType(file.type),
                id=file.attachment_id,
                mime_type=file.mime_type,
                size=file.size,
                title=file.title,
                status=AttachmentStatus.GONE if key is None else AttachmentStatus.STORED,
                key=key,
            )
        )
    return tuple(found)


def discard_uploads(ports: ReplyPorts, reply: Reply) -> None:
    """What was sent is kept with its message. Where the receiver fetches it later, the bucket's rule deletes it."""
    rules = ports.policies(reply.channel).attachments.get(reply.visibility)
    if rules is None or rules.fetched_later:
        return
    for file in reply.attachments:
        ports.uploads.discard(file)


def _reader(ports: ReplyPorts, file: ReplyFile) -> Callable[[], bytes]:
    return lambda: ports.uploads.content(file)


def _refused(reason: RefusalReason, message: str) -> Refusal:
    return Refusal(reason=reason, message=message, field="attachments")
