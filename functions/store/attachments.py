"""The attachments of a message as they are stored."""

from collections.abc import Iterable

from functions.store.context import content_retention
from functions.store.ports import StorePorts
from shared.domain.messages.attachments import Attachment, attached
from shared.domain.messages.event import InboundEvent


def attachments_of(ports: StorePorts, event: InboundEvent, known: Iterable[Attachment] = ()) -> tuple[Attachment, ...]:
    """Those of the event, with ids; files wait to be fetched. What was stored of them before stays."""
    if not event.attachments:
        return ()
    message = (event.channel, event.account_id, event.message_id or "")
    keep_for = content_retention(ports, event, ports.brands.current(event.brand))

    def key(attachment_id: str) -> str:
        return ports.media.key(event.brand, message=message, attachment_id=attachment_id, keep_for=keep_for)

    return attached(event.attachments, key, known=known)
