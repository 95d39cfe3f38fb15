"""A message as the API shows it, with its long texts. Several features need both."""

import re
from dataclasses import dataclass, replace
from typing import Self

from pydantic import Field

from functions.api.http.models import Instant, ResponseModel
from functions.api.message_names import message_name
from shared.domain.errors import ContentGoneError, InvalidCursorError
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import (
    AttachmentStatus,
    AttachmentType,
    Category,
    Direction,
    Sentiment,
    Surface,
    Visibility,
)
from shared.ports.objects import TextStore
from shared.ports.pages import Page
from shared.ports.repositories import MessageRepository

PART_SEPARATOR = "~"  # occurs in no cursor of a single conversation


def messages_of(
    messages: MessageRepository, ticket: Ticket, *, limit: int, cursor: str | None, newest_first: bool = False
) -> Page[Message]:
    """The messages of a ticket, oldest first. A private continuation comes after it, and what belongs to merged tickets
    last. ``newest_first``: the same list from its end. Raises ``InvalidCursorError``.
    """
    places = ticket.places
    index, inner = _position(cursor, len(places), newest_first=newest_first)
    page = messages.of_conversation(*places[index], limit=limit, cursor=inner, newest_first=newest_first)
    # A private conversation may be older than the ticket it was joined to.
    items = tuple(message for message in page.items if index == 0 or ticket.holds(message.ticket_id))
    if page.cursor is not None:
        return Page(items=items, cursor=_cursor(index, page.cursor, newest_first=newest_first))
    following = index - 1 if newest_first else index + 1
    if not 0 <= following < len(places):
        return Page(items=items)
    return Page(items=items, cursor=_cursor(following, "", newest_first=newest_first))


def _cursor(index: int, inner: str, *, newest_first: bool) -> str:
    """That of a later conversation begins with the conversation's number, that of the other order with a sign."""
    if newest_first:
        return f"-{index}{PART_SEPARATOR}{inner}"
    return f"{index}{PART_SEPARATOR}{inner}" if index > 0 else inner


def _position(cursor: str | None, places: int, *, newest_first: bool) -> tuple[int, str | None]:
    if cursor is None:
        return (places - 1 if newest_first else 0), None
    number, separator, inner = cursor.rpartition(PART_SEPARATOR)
    if newest_first:
        known = re.fullmatch("-([0-9]{1,2})", number, re.ASCII)
        index = int(known[1]) if known else places
    elif separator:
        index = int(number) if re.fullmatch("[1-9][0-9]?", number, re.ASCII) else places
    else:
        index = 0
    if index >= places:
        raise InvalidCursorError("belongs to another list")
    return index, inner or None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithLongTexts:
    """The message with its earlier texts, and its text, wherever they lie. What has expired is ``None``."""

    texts: TextStore

    def __call__(self, message: Message) -> tuple[Message, str | None]:
        if message.deleted_at is not None:
            return message, None
        editions = tuple(replace(each, text=self._text(each.text, each.text_key)) for each in message.editions)
        return replace(message, editions=editions), self._text(message.text, message.text_key)

    def _text(self, text: str | None, text_key: str | None) -> str | None:
        if text is not None or text_key is None:
            return text
        try:
            return self.texts.get(text_key)
        except ContentGoneError:
            return None


class AuthorView(ResponseModel):
    id: str | None
    handle: str | None
    name: str | None


class AttachmentView(ResponseModel):
    """What came with a message, or what the message is about. What is not known is null."""

    id: str | None
    type: AttachmentType
    status: AttachmentStatus | None = Field(description="of its file; null where there is no file, such as of a place")
    href: str | None = Field(description="path of this API under which the file can be seen, once it is `stored`")
    url: str | None = Field(description="where the platform shows it; files of platforms end after some days")
    mime_type: str | None
    size: int | None = Field(description="bytes")
    duration: int | None = Field(description="seconds")
    width: int | None
    height: int | None
    title: str | None
    latitude: float | None
    longitude: float | None
    label: str | None = Field(description="a second line: an address, a number, a price")
    lines: list[str] = Field(description="of a contact or an order; what can be chosen in a poll")
    source_type: str | None = Field(description="the platform's own word, if it says more than `type`")

    @classmethod
    def of(cls, held: Attachment, ticket_id: str | None, message_id: str) -> Self:
        stored = held.status is AttachmentStatus.STORED and ticket_id is not None
        own = ("href", "url", "lines")
        same = {name: getattr(held, name) for name in cls.model_fields if name not in own}
        href = f"/tickets/{ticket_id}/messages/{message_name(message_id)}/attachments/{held.id}"
        return cls(href=href if stored else None, url=held.source_url, lines=list(held.lines), **same)


class EditionView(ResponseModel):
    """An earlier text, and since when it was the text."""

    text: str | None
    since: Instant


class ReactionView(ResponseModel):
    """An emoji that the customer put on a message of ours, and since when it stands there."""

    emoji: str
    at: Instant


class MessageView(ResponseModel):
    """`text` is null when the message was deleted or its content taken away, or when it has expired."""

    id: str
    channel: str
    account_id: str
    conversation_id: str | None
    ticket_id: str | None
    parent_id: str | None
    direction: Direction
    automatic: bool
    surface: Surface | None
    visibility: Visibility | None
    author: AuthorView
    text: str | None
    transcribed: bool = Field(description="the text was written down from a voice message, by a machine")
    language: str | None
    category: Category | None
    sentiment: Sentiment | None
    rating: int | None = Field(description="the stars of a review, from 1 to 5")
    attachments: list[AttachmentView]
    group_id: str | None = Field(description="the same for the messages of one album: people see them as one")
    permalink: str | None
    occurred_at: Instant | None
    received_at: Instant | None
    edited_at: Instant | None
    editions: list[EditionView]
    deleted_at: Instant | None
    removed_by: str | None = Field(description="who of us took the content away; null where the customer did")
    hidden: bool = Field(description="from the public")
    hidden_by: str | None = Field(description="who of us hid it, or showed it again")
    delivery_error: str | None
    reactions: list[ReactionView]

    @classmethod
    def of(cls, message: Message, text: str | None, ticket_id: str | None = None) -> Self:
        deleted = message.deleted_at is not None
        own = ("id", "author", "text", "attachments", "editions", "reactions")
        same = {name: getattr(message, name) for name in cls.model_fields if name not in own}
        return cls(
            id=message.message_id,
            author=AuthorView(id=message.author_id, handle=message.author_handle, name=message.author_name),
            text=None if deleted else text,
            attachments=[]
            if deleted
            else [AttachmentView.of(each, ticket_id, message.message_id) for each in message.attachments],
            editions=[] if deleted else [EditionView(text=e.text, since=e.since) for e in message.editions],
            reactions=[ReactionView(emoji=r.emoji, at=r.at) for r in message.reactions if r.emoji is not None],
            **same,
        )
