"""What the API takes and gives, as models; ``openapi.json`` is made from them.

Requests refuse fields they do not know: a misspelt one must not be ignored in silence. Answers list every field,
always in this order; what is not known is ``null``.
"""

import re
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from shared.channels import CHANNELS
from shared.contracts import iso
from shared.domain.history import HistoryEntry
from shared.domain.incident import Incident
from shared.domain.message import Message
from shared.domain.ticket import Ticket
from shared.domain.ticket_changes import Change
from shared.domain.vocabulary import (
    Category,
    Direction,
    Priority,
    Sentiment,
    Stage,
    Status,
    Surface,
    Visibility,
)
from shared.ports import Page, TicketFilter


def _space_was_plus(given: Any) -> Any:
    """``+01:00`` arrives as `` 01:00`` when the caller did not escape the plus sign."""
    return re.sub(r" (\d\d:?\d\d)$", r"+\1", given) if isinstance(given, str) else given


def _in_our_time(given: datetime) -> datetime:
    if not 1970 < given.year < 9999:  # noqa: PLR2004  beyond it, UTC cannot always be told
        raise ValueError("lies outside the years 1971 to 9998")
    return given


def _known_channel(given: str) -> str:
    if given not in CHANNELS:
        raise ValueError(f"should be one of {', '.join(CHANNELS)}")
    return given


Instant = Annotated[
    datetime,
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T21:10:00.000Z"]}),
]
AskedInstant = Annotated[
    AwareDatetime,
    BeforeValidator(_space_was_plus),
    AfterValidator(_in_our_time),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T21:10:00Z"]}),
]
Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")
]
Channel = Annotated[str, AfterValidator(_known_channel)]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")]
Cursor = Annotated[str, Field(description="where to go on: `next_cursor` of the part before", max_length=1000)]
LIMIT = 100


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- problems -----------------------------------------------------------------------------------------------------


class Fault(Answer):
    """One thing that is wrong with a request, and where."""

    place: str = Field(description="`query`, `header`, `path` or `body`")
    parameter: str = Field(description="its name; within a body the path to it, such as `tags.0`")
    detail: str


class Problem(Answer):
    """RFC 9457. `type` is stable and may be compared; `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Fault] = []


# --- tickets ------------------------------------------------------------------------------------------------------


class CustomerOfTicket(Answer):
    id: str | None
    handle: str | None
    name: str | None


class TicketView(Answer):
    """A ticket, as the desk sees it."""

    id: str
    brand: str
    status: Status
    priority: Priority
    reasons: list[str]
    category: Category
    sentiment: Sentiment
    language: str
    stage: Stage
    team: str
    claimed_by: str | None
    channel: str
    surface: Surface
    visibility: Visibility
    account_id: str
    customer: CustomerOfTicket
    conversation_id: str
    permalink: str | None
    excerpt: str
    needs_response: bool
    has_personal_data: bool
    message_count: int
    created_at: Instant
    updated_at: Instant
    last_customer_message_at: Instant
    acknowledged_at: Instant | None
    first_response_at: Instant | None
    first_response_due_at: Instant | None
    resolution_due_at: Instant | None
    breached_at: Instant | None
    reply_window_closes_at: Instant | None
    resolved_at: Instant | None
    incident_id: str | None
    suggested_articles: list[str]
    tags: list[str]
    version: int

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        same = {name: getattr(ticket, name) for name in cls.model_fields if name != "customer"}
        customer = CustomerOfTicket(id=ticket.customer_id, handle=ticket.customer_handle, name=ticket.customer_name)
        return cls(customer=customer, **{n: list(v) if isinstance(v, tuple) else v for n, v in same.items()})


class TicketList(Answer):
    items: list[TicketView]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Ticket]) -> Self:
        return cls(items=[TicketView.of(ticket) for ticket in page.items], next_cursor=page.cursor)


class TicketsAsked(Asked):
    """Filters are alternatives within one name, conditions between names; repeat a name or separate by commas."""

    brand: Word | None = Field(default=None, description="may be left out when the token sees one brand only")
    status: frozenset[Status] = frozenset()
    priority: frozenset[Priority] = frozenset()
    category: frozenset[Category] = frozenset()
    channel: frozenset[Channel] = frozenset()
    team: frozenset[Word] = frozenset()
    claimed_by: frozenset[Word] = frozenset()
    updated_since: AskedInstant | None = Field(
        default=None, description="every ticket that changed since, by the time of change, whatever its status"
    )
    limit: int = Field(default=25, ge=1, le=LIMIT)
    cursor: Cursor | None = None

    @property
    def wanted(self) -> TicketFilter:
        return TicketFilter(
            status=frozenset(self.status),
            priority=frozenset(self.priority),
            category=frozenset(self.category),
            channel=self.channel,
            team=self.team,
            claimed_by=self.claimed_by,
        )


class PageAsked(Asked):
    limit: int = Field(default=50, ge=1, le=LIMIT)
    cursor: Cursor | None = None


class Nothing(Asked):
    """No parameters."""


class ClaimAsked(Asked):
    agent: Word | None = Field(default=None, description="who takes it; the name of the token when left out")
    take_over: bool = Field(default=False, description="take it even from somebody else")


class ChangeAsked(Asked):
    """At least one field. `tags` replace the present ones."""

    status: Status | None = None
    team: Word | None = None
    priority: Priority | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, given: Any) -> Any:
        if isinstance(given, dict):
            if not given:
                raise ValueError("name at least one of status, team, priority, tags")
            empty = next((name for name, value in given.items() if value is None), None)
            if empty is not None:
                raise ValueError(f"{empty} may not be null")
        return given

    @property
    def change(self) -> Change:
        tags = None if self.tags is None else tuple(dict.fromkeys(self.tags))
        return Change(status=self.status, team=self.team, priority=self.priority, tags=tags)


# --- messages and history -----------------------------------------------------------------------------------------


class AuthorView(Answer):
    id: str | None
    handle: str | None
    name: str | None


class AttachmentView(Answer):
    type: str
    url: str | None


class EditionView(Answer):
    """An earlier text, and since when it was the text."""

    text: str | None
    since: Instant


class MessageView(Answer):
    """`text` is null when the customer deleted the message, or when it has expired."""

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
    language: str | None
    category: Category | None
    sentiment: Sentiment | None
    attachments: list[AttachmentView]
    permalink: str | None
    occurred_at: Instant | None
    received_at: Instant | None
    edited_at: Instant | None
    editions: list[EditionView]
    deleted_at: Instant | None
    hidden: bool
    delivery_error: str | None

    @classmethod
    def of(cls, message: Message, text: str | None) -> Self:
        gone = message.deleted_at is not None
        apart = ("id", "author", "text", "attachments", "editions")
        same = {name: getattr(message, name) for name in cls.model_fields if name not in apart}
        return cls(
            id=message.message_id,
            author=AuthorView(id=message.author_id, handle=message.author_handle, name=message.author_name),
            text=None if gone else text,
            attachments=[] if gone else [AttachmentView(type=a.type, url=a.url) for a in message.attachments],
            editions=[] if gone else [EditionView(text=e.text, since=e.since) for e in message.editions],
            **same,
        )


class MessageList(Answer):
    items: list[MessageView]
    next_cursor: str | None


class HistoryView(Answer):
    at: Instant
    what: str
    actor: str
    details: dict[str, str]

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        return cls(at=entry.at, what=entry.what, actor=entry.actor, details=dict(entry.details))


class HistoryList(Answer):
    items: list[HistoryView]
    next_cursor: str | None


# --- incidents ----------------------------------------------------------------------------------------------------


class IncidentView(Answer):
    """Many customers, one cause. While one is open no automatic answer is sent on its channels."""

    id: str
    brand: str
    title: str
    channels: list[str] = Field(description="empty: every channel of the brand")
    opened_at: Instant
    opened_by: str
    resolved_at: Instant | None
    resolved_by: str | None
    ticket_count: int

    @classmethod
    def of(cls, incident: Incident) -> Self:
        same = {name: getattr(incident, name) for name in cls.model_fields if name != "channels"}
        return cls(channels=list(incident.channels), **same)


class IncidentList(Answer):
    items: list[IncidentView]
    next_cursor: str | None


class IncidentsAsked(PageAsked):
    brand: Word | None = Field(default=None, description="may be left out when the token sees one brand only")
    open: bool = Field(default=False, description="only those that are not resolved")


class IncidentOpened(Asked):
    brand: Word | None = Field(default=None, description="may be left out when the token sees one brand only")
    title: Word
    channels: Annotated[tuple[Channel, ...], Field(max_length=30)] = ()


# --- reports and the rest -----------------------------------------------------------------------------------------


class Health(Answer):
    status: str = "ok"
    stage: str
