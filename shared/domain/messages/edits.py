"""Events that we make ourselves: a stored message as it should be read anew."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.look_up import FOUND, LOOK_UP
from shared.domain.messages.model import Message
from shared.domain.vocabulary import Direction, EventKind, Surface

VERSION = "version"
"""Detail of an event that says how a message stands now, and not whether it was changed since it was written."""


FOUND_BY_SEARCH = frozenset({Surface.BROAD_MATCH, Surface.SECTOR_MATCH})


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


def told_anew(known: Message, event: InboundEvent) -> InboundEvent | None:
    """A complete message that is told once more, as the edit that it is; ``None`` when it says nothing new.

    Words or stars that its announcement left out are what it said from the start. How it stands now is an edit like any
    other. What a search saw first and turns out to be addressed to us is assessed anew.
    """
    if _lacks_words(known) and (event.text is not None or event.text_key is not None or event.rating is not None):
        # The announcement may have had the same id: its outcome must not pass for that of the words.
        event_id = f"{event.event_id}:words" if event.event_id in known.outcomes else event.event_id
        return replace(event, kind=EventKind.EDITED, event_id=event_id, details={**event.details, LOOK_UP: FOUND})
    if VERSION in event.details and event.event_id not in known.outcomes:
        return replace(event, kind=EventKind.EDITED)
    if is_more_direct(known, event) and event.event_id not in known.outcomes:
        return replace(event, kind=EventKind.EDITED)
    return None


def is_more_direct(known: Message, event: InboundEvent) -> bool:
    """Whether a message is told of once more, as one that is addressed to us, or as one under our own post."""
    if known.direction is not Direction.INBOUND or known.deleted_at is not None or event.surface is None:
        return False
    if known.surface in FOUND_BY_SEARCH:
        return event.surface not in FOUND_BY_SEARCH
    return known.surface is Surface.MENTION and event.surface is Surface.COMMENT


def _lacks_words(known: Message) -> bool:
    """Whether nobody told what the customer wrote. What was edited or deleted since has told it, or has none."""
    is_blank = known.text is None and known.text_key is None and known.rating is None
    is_untouched = known.edited_at is None and known.deleted_at is None and not known.erased
    return is_blank and is_untouched and known.direction is Direction.INBOUND
