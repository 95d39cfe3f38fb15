"""Private messages to a TikTok business account (TikTok API for Business, "Business Messaging").

The interface is for partners, and its documentation is not public: names and shapes are those that an implementation in
use reads and writes (chatwoot, ``app/services/tiktok``, checked again in November 2026); unverified on a live account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.channels import reading
from shared.channels.events import event_of
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.privacy.pseudonyms import CONVERSATION
from shared.domain.vocabulary import EventKind, Surface, Visibility

EVENTS = frozenset({"im_receive_msg", "im_send_msg", "im_mark_read_msg"})

_SEPARATOR = CONVERSATION


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where a message stands: TikTok writes to conversations and knows files by their message."""

    conversation: str
    message: str

    def __str__(self) -> str:
        return f"{self.conversation}{_SEPARATOR}{self.message}"


def place_of(message_id: str | None) -> MessagePlace | None:
    """``None`` for a comment, whose id is a number alone."""
    conversation, separator, message = (message_id or "").rpartition(_SEPARATOR)
    return MessagePlace(conversation, message) if separator and conversation and message else None


def read_message(account: OwnAccount, event: str, content: Mapping[str, Any], arrival: Arrival) -> ParsedItem | None:
    """``None`` for one that does not say which message it is."""
    if event == "im_mark_read_msg":
        return Signals(account=account, name="read")
    conversation, message = (reading.identifier(content.get(name)) for name in ("conversation_id", "message_id"))
    sender = reading.identifier(reading.mapping(content.get("from_user")).get("id"))
    if conversation is None or message is None or sender is None:
        return None
    own = account.is_own(sender) or event == "im_send_msg"
    place = MessagePlace(conversation, message)
    answered = reading.identifier(reading.mapping(content.get("referenced_message_info")).get("referenced_message_id"))
    handle = reading.name(content.get("from"))
    return event_of(
        account,
        arrival,
        EventKind.ECHO if own else EventKind.CREATED,
        str(place),
        "echo" if own else "created",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=conversation,
        message_id=str(place),
        parent_id=None if answered is None else str(MessagePlace(conversation, answered)),
        text=reading.text(reading.mapping(content.get("text")).get("body")),
        author=Author(id=sender, handle=handle),
        attachments=_attachments(account, place, content),
        occurred_at=reading.instant(content.get("timestamp")),
    )


def _attachments(account: OwnAccount, place: MessagePlace, content: Mapping[str, Any]) -> tuple[Attachment, ...]:
    kind = reading.word(content.get("type"))
    if kind in ("", "text"):
        return ()
    if kind == "share_post":
        shared = reading.mapping(content.get("share_post"))
        return (reading.attachment("video", shared.get("embed_url")),)
    media = reading.identifier(reading.mapping(content.get(kind)).get("media_id"))
    named = None if media is None else _SEPARATOR.join((account.id, str(place), media))
    return (reading.attachment(kind, id=named),)


def media_request(source_id: str | None) -> Mapping[str, str] | None:
    """What TikTok wants to know before it tells where a file is."""
    parts = (source_id or "").split(_SEPARATOR)
    if len(parts) != 4:
        return None
    names = ("business_id", "conversation_id", "message_id", "media_id")
    return {**dict(zip(names, parts, strict=True)), "media_type": "IMAGE"}
