"""The attachments of a message as they are stored."""

from collections.abc import Iterable

from functions.store.context import content_retention
from functions.store.ports import StorePorts
from shared.domain.media.fetching import MediaRequest
from shared.domain.messages.attachments import Attachment, attached
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import AttachmentStatus


def attachments_of(ports: StorePorts, event: InboundEvent, known: Iterable[Attachment] = ()) -> tuple[Attachment, ...]:
    """Those of the event, with ids; files wait to be fetched. What was stored of them before stays."""
    if not event.attachments:
        return ()
    message = (event.channel, event.account_id, event.message_id or "")
    keep_for = content_retention(ports, event, ports.brands.current(event.brand))

    def key(attachment_id: str) -> str:
        return ports.media.key(event.brand, message=message, attachment_id=attachment_id, keep_for=keep_for)

    return attached(event.attachments, key, known=known)


def queue_media(ports: StorePorts, event: InboundEvent) -> None:
    """Queue the files of a stored message that wait to be fetched. Raises ``UpstreamError``.

    This is the last step. An event that ends before it, or in it, is handled again: its message is known then, and its
    files are queued here all the same. Queued twice, a file is fetched once.
    """
    if event.message_id is None or not any(held.is_file for held in event.attachments):
        return
    message = ports.messages.get(event.channel, event.account_id, event.message_id)
    if message is None or message.deleted_at is not None:
        return
    waiting = [held.id for held in message.attachments if held.id and held.status is AttachmentStatus.PENDING]
    if waiting:
        ports.media_queue.put(
            [
                MediaRequest(
                    brand=message.brand,
                    channel=message.channel,
                    account_id=message.account_id,
                    message_id=message.message_id,
                    attachment_id=attachment_id,
                )
                for attachment_id in waiting
            ]
        )
