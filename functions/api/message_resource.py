"""A message as the API shows it, with its long texts. Several features need both."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from pydantic import Field

from functions.api.http.models import Instant, ResponseModel
from functions.api.message_names import message_name
from shared.domain.errors import ContentGoneError
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
from shared.ports.repositories import PlacedMessages

MAX_PAGE_BYTES = 3_000_000
"""Of texts in one answer, as JSON in JSON. A function may answer with 6,291,556 bytes, whatever customers write."""

_LONGEST_CHARACTER = 14  # bytes of one that JSON writes as two escaped halves

ReadMessage = tuple[Message, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadConversations:
    """Messages with their texts, wherever these lie. What has expired is ``None``.

    A page ends where its texts fill an answer, and then has fewer than ``limit``.
    """

    messages: PlacedMessages
    texts: TextStore

    def of_ticket(
        self, ticket: Ticket, *, limit: int, cursor: str | None, newest_first: bool = False
    ) -> Page[ReadMessage]:
        """Those of the ticket, of its private continuation and of merged tickets, by time. Raises
        ``InvalidCursorError``.
        """
        places = tuple(dict.fromkeys(ticket.places))

        def belongs(message: Message) -> bool:
            # A private conversation, and that of a merged ticket, may be older than what it was joined to.
            return _place_of(message) == places[0] or ticket.holds(message.ticket_id)

        return self.of_places(places, limit=limit, cursor=cursor, newest_first=newest_first, belongs=belongs)

    def of_places(
        self,
        places: tuple[tuple[str, str, str], ...],
        *,
        limit: int,
        cursor: str | None,
        newest_first: bool = False,
        belongs: Callable[[Message], bool] = lambda _: True,
    ) -> Page[ReadMessage]:
        """Raises ``InvalidCursorError``."""
        page = self.messages.of_places(places, limit=limit, cursor=cursor, newest_first=newest_first)
        read: list[ReadMessage] = []
        left = MAX_PAGE_BYTES
        for message in filter(belongs, page.items):
            one = self._with_texts(message)
            size = size_of(one)
            if read and size > left:
                end = self.messages.cursor_after(places, read[-1][0], newest_first=newest_first)
                return Page(items=tuple(read), cursor=end)
            read.append(one if size <= left else _shortened(*one))
            left -= size
        return Page(items=tuple(read), cursor=page.cursor)

    def _with_texts(self, message: Message) -> ReadMessage:
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


def _place_of(message: Message) -> tuple[str, str, str | None]:
    return message.channel, message.account_id, message.conversation_id


def size_of(read: ReadMessage) -> int:
    """Bytes of its texts in the answer, the earlier ones too."""
    message, text = read
    return sum(size_of_text(each) for each in (text, *(edition.text for edition in message.editions)) if each)


def size_of_text(text: str) -> int:
    """JSON, which is a string in the JSON of the gateway."""
    return len(json.dumps(json.dumps(text)))


def _shortened(message: Message, text: str | None) -> ReadMessage:
    """One message that fills more than an answer: its earlier texts are left out, and what does not fit of its text."""
    editions = tuple(replace(each, text=None) for each in message.editions)
    if text is not None and size_of_text(text) > MAX_PAGE_BYTES:
        text = f"{text[: MAX_PAGE_BYTES // _LONGEST_CHARACTER]} …"
    return replace(message, editions=editions), text


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
