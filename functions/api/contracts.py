"""What the API gives, as models; ``openapi.json`` is made from them and from ``requests.py``.

Answers list every field, always in this order; what is not known is ``null``.
"""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from shared.contracts.events import iso
from shared.domain.customers.model import Customer
from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
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
from shared.ports.pages import Page

Instant = Annotated[
    datetime,
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T21:10:00.000Z"]}),
]


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)


# --- problems -----------------------------------------------------------------------------------------------------


class FieldError(Answer):
    """One thing that is wrong with a request, and where."""

    place: str = Field(description="`query`, `header`, `path` or `body`")
    parameter: str = Field(description="its name; within a body the path to it, such as `tags.0`")
    detail: str


class Problem(Answer):
    """RFC 9457. `type` is stable and may be compared; `detail` is for people. Some kinds have further members."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] = []


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
    ticket_count: int = Field(description="reports that were linked to it")
    suspected: bool = Field(description="many reports made the desk suspect it; no person has opened it")

    @classmethod
    def of(cls, incident: Incident) -> Self:
        same = {name: getattr(incident, name) for name in cls.model_fields if name != "channels"}
        return cls(channels=list(incident.channels), **same)


class IncidentList(Answer):
    items: list[IncidentView]
    next_cursor: str | None


# --- customers ----------------------------------------------------------------------------------------------------


class CustomerView(Answer):
    """A person, with their latest tickets on every channel."""

    id: str
    brand: str
    handle: str | None
    name: str | None
    identities: dict[str, str] = Field(description="channel → who they are there")
    first_seen_at: Instant
    last_seen_at: Instant
    ticket_count: int
    erased_at: Instant | None = Field(description="when this person was last erased")
    tickets: list[TicketView] = Field(description="newest first; the latest fifty")

    @classmethod
    def of(cls, customer: Customer, tickets: tuple[Ticket, ...]) -> Self:
        return cls(
            id=customer.id,
            brand=customer.brand,
            handle=customer.handle,
            name=customer.name,
            identities=dict(customer.identities),
            first_seen_at=customer.first_seen_at,
            last_seen_at=customer.last_seen_at,
            ticket_count=len(customer.tickets),
            erased_at=customer.erased_at,
            tickets=[TicketView.of(ticket) for ticket in tickets],
        )


class ErasureView(Answer):
    """The proof that a person was erased: when, by whom and how much, and nothing of what it was."""

    id: str
    brand: str
    complete: bool = Field(description="false: there is more to do; ask again")
    asked_at: Instant | None
    erased_at: Instant | None
    by: str | None
    tickets: int
    messages: int = Field(description="that they had written")

    @classmethod
    def of(cls, customer: Customer) -> Self:
        return cls(
            id=customer.id,
            brand=customer.brand,
            complete=customer.erased_at is not None,
            asked_at=customer.erasing_since,
            erased_at=customer.erased_at,
            by=customer.erased_by,
            tickets=customer.erased_tickets,
            messages=customer.erased_messages,
        )


# --- the rest -----------------------------------------------------------------------------------------------------


class Health(Answer):
    status: str = "ok"
    stage: str
