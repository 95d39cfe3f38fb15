"""A reaction in a chat of two (Telegram Bot API, ``MessageReactionUpdated``)."""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.events import reaction_of
from shared.channels.telegram.content import full_name
from shared.channels.telegram.messages import Update
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.messages.reactions import REACTION
from shared.domain.vocabulary import EventKind, Surface, Visibility


def read_reaction(update: Update, value: Mapping[str, Any]) -> InboundEvent | None:
    """The reaction that the customer shows now; ``None`` in groups and channels, where it is only counted.

    In a chat of two, chat and customer have the same id. A custom emoji is a picture, which cannot be shown here.
    """
    user, message_id = reading.mapping(value.get("user")), update.message_id(value)
    customer = reading.identifier(user.get("id"))
    chat_id = reading.identifier(reading.mapping(value.get("chat")).get("id"))
    if message_id is None or customer is None or customer != chat_id or not isinstance(value.get("new_reaction"), list):
        return None
    emojis = [reading.mapping(shown).get("emoji") for shown in value["new_reaction"]]
    return update.event(
        EventKind.SIGNAL,
        f"{message_id}:{REACTION}:{reading.digest(value)}",
        occurred_at=value.get("date"),
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=chat_id,
        message_id=message_id,
        author=Author(id=customer, handle=reading.name(user.get("username")), name=full_name(user)),
        details=reaction_of(next((emoji for emoji in emojis if emoji), None)),
    )
