"""Requests and views of tickets, their messages and their history."""

from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from functions.api.http.access import AgentName
from functions.api.http.models import (
    AgentId,
    BrandQuery,
    ChannelName,
    Flag,
    Instant,
    InstantParameter,
    Limit,
    ListItem,
    ListModel,
    NotNull,
    PageQuery,
    RequestModel,
    ResponseModel,
    SearchText,
    ShortText,
    described,
)
from functions.api.message_names import message_name
from functions.api.ticket_resource import TicketView
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from shared.domain.tickets.changes import Change
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import (
    AttachmentStatus,
    AttachmentType,
    Category,
    Direction,
    Priority,
    Sentiment,
    Status,
    Surface,
    Visibility,
)
from shared.ports.pages import TicketFilter

_TAG = described(
    r"^[a-z0-9][a-z0-9_-]{0,49}$",
    "must be 1 to 50 small letters, digits, hyphens or underscores, the first a letter or a digit",
)
Tag = Annotated[str, StringConstraints(pattern=_TAG)]
LanguageCode = Annotated[ListItem, AfterValidator(str.lower)]


# --- requests -----------------------------------------------------------------------------------------------------


class ListTicketsQuery(BrandQuery, PageQuery):
    """Values of one filter are alternatives; a ticket must match every filter. Repeat a name, or separate by commas."""

    status: frozenset[Status] = frozenset()
    priority: frozenset[Priority] = frozenset()
    category: frozenset[Category] = frozenset()
    channel: frozenset[ChannelName] = frozenset()
    team: frozenset[ListItem] = frozenset()
    assignee: frozenset[ListItem] = Field(default=frozenset(), description="ids of agents, or names that programs gave")
    claimed_by: frozenset[ListItem] = Field(default=frozenset(), description="the old name of `assignee`")
    unassigned: Flag = Field(default=False, description="only tickets that nobody has claimed")
    tag: frozenset[Tag] = Field(default=frozenset(), description="tickets with at least one of these tags")
    customer: frozenset[ListItem] = Field(default=frozenset(), description="ids of customers")
    incident: frozenset[ListItem] = Field(default=frozenset(), description="ids of incidents")
    language: frozenset[LanguageCode] = Field(default=frozenset(), description="such as `fr`")
    danger: Flag = Field(default=False, description="only tickets in which somebody may be hurt")
    due_before: InstantParameter | None = Field(default=None, description="only tickets whose deadline is earlier")
    q: SearchText | None = Field(
        default=None,
        description="the id of a ticket, customer or message, a permalink, or how the customer's handle or name begins",
    )
    count: Flag = Field(
        default=False,
        description="also count the open tickets that match; beyond the first 1,000 looked at it is a floor",
    )
    updated_since: InstantParameter | None = Field(
        default=None,
        description="every ticket that has changed since then, whatever its status, ordered by the time "
        "of change; also those of the two minutes before, since a change may appear late",
    )
    limit: Limit = 25

    @property
    def filter(self) -> TicketFilter:
        return TicketFilter(
            status=frozenset(self.status),
            priority=frozenset(self.priority),
            category=frozenset(self.category),
            channel=self.channel,
            team=self.team,
            claimed_by=self.assignee | self.claimed_by,
            danger=self.danger,
            due_before=self.due_before,
            search=self.q or "",
            unassigned=self.unassigned,
            tag=self.tag,
            customer=self.customer,
            incident=self.incident,
            language=self.language,
        )


class ReleaseRequest(RequestModel):
    agent: AgentName | None = Field(default=None, description="who releases it; the name of the token if left out")


class ClaimRequest(RequestModel):
    agent: AgentName | None = Field(default=None, description="who takes it; the name of the token if left out")
    take_over: bool = Field(default=False, description="take it even if somebody else has claimed it")


class AssignRequest(RequestModel):
    """A person, a team, or both."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["assignee"]}, {"required": ["team"]}]})

    assignee: NotNull[AgentId] = Field(default=None, description="the id of an agent")
    team: NotNull[ShortText] = None
    agent: AgentName | None = Field(default=None, description="who assigns it; left out by an agent")

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        if self.assignee is None and self.team is None:
            raise ValueError("needs an assignee, a team, or both")
        return self


class MergeRequest(RequestModel):
    into: ListItem = Field(description="the id of the ticket that stays")


class UpdateTicketRequest(RequestModel):
    """At least one field. `tags` replace the present ones.

    `category`, `sentiment` and `urgent` correct or confirm the classifier and are kept as `labels`. `urgent` does not
    change the priority.
    """

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    status: NotNull[Status] = None
    team: NotNull[ShortText] = None
    priority: NotNull[Priority] = None
    tags: NotNull[Annotated[list[Tag], Field(max_length=20)]] = None
    category: NotNull[Category] = None
    sentiment: NotNull[Sentiment] = None
    urgent: NotNull[bool] = None

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"needs at least one of {', '.join(type(self).model_fields)}")
        return self

    @property
    def change(self) -> Change:
        tags = None if self.tags is None else tuple(dict.fromkeys(self.tags))
        return Change(
            status=self.status,
            team=self.team,
            priority=self.priority,
            tags=tags,
            category=self.category,
            sentiment=self.sentiment,
            urgent=self.urgent,
        )


# --- views --------------------------------------------------------------------------------------------------------


class TicketList(ListModel[TicketView]):
    """A page of tickets. ``count`` is null unless it was asked for."""

    count: int | None = Field(default=None, description="open tickets that match, at least")
    count_complete: bool | None = Field(default=None, description="false if there may be more than `count`")


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
    attachments: list[AttachmentView]
    group_id: str | None = Field(description="the same for the messages of one album: people see them as one")
    permalink: str | None
    occurred_at: Instant | None
    received_at: Instant | None
    edited_at: Instant | None
    editions: list[EditionView]
    deleted_at: Instant | None
    removed_by: str | None = Field(description="who of us took the content away; null where the customer did")
    hidden: bool
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


class MessageList(ListModel[MessageView]):
    """A page of messages."""


class HistoryView(ResponseModel):
    at: Instant
    what: str
    actor: str
    details: dict[str, str]

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        return cls(at=entry.at, what=entry.what, actor=entry.actor, details=dict(entry.details))


class HistoryList(ListModel[HistoryView]):
    """A page of a ticket's history."""
