"""Events that we make ourselves: a stored message as it should be read anew."""

from datetime import datetime
from typing import Any

from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.model import Message
from shared.domain.vocabulary import EventKind


def edit_of(message: Message, occasion: str, received_at: datetime, **rest: Any) -> InboundEvent:
    """The message as an edit. ``occasion`` tells it from its other edits; ``rest`` are other fields of the event."""
    named = message.author_id is not None or message.author_handle is not None
    return InboundEvent(
        event_id=":".join((message.channel, message.account_id, message.message_id, occasion)),
        kind=EventKind.EDITED,
        brand=message.brand,
        channel=message.channel,
        account_id=message.account_id,
        surface=message.surface,
        visibility=message.visibility,
        conversation_id=message.conversation_id,
        message_id=message.message_id,
        parent_id=message.parent_id,
        author=Author(id=message.author_id, handle=message.author_handle, name=message.author_name) if named else None,
        received_at=received_at,
        **rest,
    )
