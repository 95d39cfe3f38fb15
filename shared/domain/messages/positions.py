"""Where somebody is now: a live location, of which a platform tells each position as an edit of its message."""

from dataclasses import replace

from shared.domain.messages.attachments import attached
from shared.domain.messages.event import POSITION, InboundEvent
from shared.domain.messages.model import Message


def is_position(event: InboundEvent) -> bool:
    return POSITION in event.details


def with_position(known: Message, event: InboundEvent) -> Message:
    """The message with its newest position. No edition is kept of the one before, and nothing is assessed again."""
    if known.deleted_at is not None or (known.edited_at is not None and event.occurred_at < known.edited_at):
        return known
    held = attached(event.attachments, _no_file, known=known.attachments)
    return replace(known, text=event.text, attachments=held, edited_at=event.occurred_at)


def _no_file(attachment_id: str) -> str:
    raise ValueError(f"{attachment_id}: a position has no file")
