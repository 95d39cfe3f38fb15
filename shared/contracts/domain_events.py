"""The ``data`` of every domain event, and the JSON Schema of whole events: what other systems may rely on."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, create_model
from pydantic.json_schema import models_json_schema

from shared.contracts.base import Contract
from shared.domain.escalation.rounds import EscalationReason
from shared.domain.events.model import EventType
from shared.domain.incidents.model import FollowUpState
from shared.domain.vocabulary import Category, Danger, Direction, Priority, Resolution, Sentiment, Status, Visibility

Instant = Annotated[AwareDatetime, Field(description="UTC, with milliseconds")]
Text = Annotated[
    str | None,
    Field(description="for trusted subscribers only, of messages of a ticket; null if it was deleted or erased"),
]
TRUSTED = "text"
"""The field that only trusted subscribers get."""


class TicketData(Contract):
    """The ticket after the change."""

    ticket_id: str = Field(description="as in the API")
    version: int = Field(ge=1, description="counts the changes of the ticket")
    status: Status
    priority: Priority
    category: Category
    sentiment: Sentiment
    danger: Danger = Field(description="`possible`: somebody may be hurt")
    language: str = Field(description="ISO 639-1, or `und`")
    team: str = Field(description="of the brand file")
    assignee: str | None = Field(description="id of the agent who has it; a program's word for one")
    channel: str
    visibility: Visibility
    message_count: int = Field(ge=0)
    incident_id: str | None
    previous_ticket_id: str | None = Field(description="the ticket of the same conversation before this one")
    created_at: Instant
    waiting_since: Instant | None = Field(description="since when the customer waits for an answer; null: nobody waits")
    first_response_at: Instant | None = Field(description="when a person answered first")
    first_response_due_at: Instant | None
    resolution_due_at: Instant | None
    resolved_at: Instant | None
    resolution: Resolution | None = Field(
        description="`withdrawn`: its customer deleted everything before anybody had touched it; else null"
    )


class FieldChange(Contract):
    """The values of one field before and after."""

    before: Any = Field(alias="from")
    after: Any = Field(alias="to")


class EnumChange(FieldChange):
    """Of a field that is a word, or none."""

    before: str | None = Field(alias="from")
    after: str | None = Field(alias="to")


class FlagChange(FieldChange):
    before: bool = Field(alias="from")
    after: bool = Field(alias="to")


class ListChange(FieldChange):
    before: list[str] = Field(alias="from")
    after: list[str] = Field(alias="to")


class ScoreChange(FieldChange):
    before: Annotated[int, Field(ge=1, le=5)] | None = Field(alias="from")
    after: Annotated[int, Field(ge=1, le=5)] | None = Field(alias="to")


class Changes(Contract):
    """What changed, from what to what; fields that did not change are left out."""

    team: EnumChange | None = None
    priority: EnumChange | None = None
    category: EnumChange | None = None
    sentiment: EnumChange | None = None
    danger: EnumChange | None = None
    tags: ListChange | None = None
    needs_response: FlagChange | None = None
    incident_id: EnumChange | None = None
    satisfaction: ScoreChange | None = None


class TicketUpdated(TicketData):
    changes: Changes


class TicketAssigned(TicketData):
    previous_assignee: str | None = Field(description="who had it before")


class TicketMentioned(TicketData):
    mentioned: list[str] = Field(min_length=1, description="ids of the agents")


class TicketEscalated(TicketData):
    reason: EscalationReason | None
    round: int = Field(ge=1, description="counts the escalations of the ticket")


class TicketDeadlineMissed(TicketData):
    target: Literal["first_response", "resolution"]
    due_at: Instant = Field(description="the deadline that passed")


class TicketReplied(TicketData):
    first: bool = Field(description="nobody had answered before")


class TicketMerged(TicketData):
    merged_into: str = Field(description="id of the ticket that stands for it")


class TicketErased(Contract):
    ticket_id: str


class MessageData(Contract):
    """The message after the change."""

    message: str = Field(description="names the message; no platform's id")
    ticket_id: str | None = Field(description="null: it opened no ticket")
    channel: str
    direction: Direction
    automatic: bool = Field(description="an acknowledgement or another text of a robot")
    visibility: Visibility | None
    category: Category | None = Field(description="null for what we wrote")
    sentiment: Sentiment | None = Field(description="null for what we wrote")
    language: str | None = Field(description="ISO 639-1, or `und`")
    attachments: int = Field(ge=0, description="how many")
    occurred_at: Instant | None = Field(description="the platform's time")


class MessageWithText(MessageData):
    text: Text = None


class MessageFailed(Contract):
    """``reason`` ``not_delivered`` has all fields of a message; ``not_sent`` has no message yet."""

    ticket_id: str | None
    direction: Direction
    automatic: bool
    reason: Literal["not_sent", "not_delivered"]
    message: str | None = None
    channel: str | None = None
    visibility: Visibility | None = None
    category: Category | None = None
    sentiment: Sentiment | None = None
    language: str | None = None
    attachments: int | None = Field(default=None, ge=0)
    occurred_at: Instant | None = None


class IncidentData(Contract):
    """The incident after the change."""

    incident_id: str
    title: str = Field(description="written by a person of yours, or by the suspicion")
    channels: list[str] = Field(description="empty: all")
    suspected: bool = Field(description="the figures say so, and nobody has opened it yet")
    tickets: int = Field(ge=0)
    customers: int = Field(ge=0)
    updates: int = Field(ge=0, description="public updates that were published")
    follow_up: FollowUpState | None = Field(description="of the messages to those who still wait, once it is over")
    opened_at: Instant
    seen_at: Instant | None = Field(description="when somebody acknowledged the suspicion")
    resolved_at: Instant | None


class AccountData(Contract):
    """An account of the brand on a channel."""

    channel: str
    account_id: str
    reason: str | None = Field(description="the platform's code or ours; `silent`: fewer messages than usual")


DATA: dict[EventType, type[Contract]] = {
    EventType.TICKET_CREATED: TicketData,
    EventType.TICKET_UPDATED: TicketUpdated,
    EventType.TICKET_ASSIGNED: TicketAssigned,
    EventType.TICKET_MENTIONED: TicketMentioned,
    EventType.TICKET_ESCALATED: TicketEscalated,
    EventType.TICKET_DEADLINE_MISSED: TicketDeadlineMissed,
    EventType.TICKET_REPLIED: TicketReplied,
    EventType.TICKET_RESOLVED: TicketData,
    EventType.TICKET_REOPENED: TicketData,
    EventType.TICKET_CLOSED: TicketData,
    EventType.TICKET_MERGED: TicketMerged,
    EventType.TICKET_ERASED: TicketErased,
    EventType.MESSAGE_RECEIVED: MessageWithText,
    EventType.MESSAGE_EDITED: MessageWithText,
    EventType.MESSAGE_DELETED: MessageData,
    EventType.MESSAGE_SENT: MessageWithText,
    EventType.MESSAGE_FAILED: MessageFailed,
    EventType.INCIDENT_SUSPECTED: IncidentData,
    EventType.INCIDENT_OPENED: IncidentData,
    EventType.INCIDENT_UPDATED: IncidentData,
    EventType.INCIDENT_RESOLVED: IncidentData,
    EventType.ACCOUNT_WARNED: AccountData,
    EventType.ACCOUNT_STOPPED: AccountData,
}


class Envelope(Contract):
    """CloudEvents 1.0 in JSON."""

    specversion: Literal["1.0"]
    id: str = Field(pattern="^evt_[0-9a-f]{32}$", description="the same whenever the same change is told again")
    source: Literal["nightdesk"]
    subject: str = Field(description="the ticket, the incident, or `channel/account`")
    time: Instant
    datacontenttype: Literal["application/json"]
    brand: str


def envelope_of(kind: EventType) -> type[BaseModel]:
    """The whole event of one type."""
    name = "".join(part.capitalize() for part in kind.value.replace("_", ".").split(".")) + "Event"
    fields: dict[str, Any] = {"type": (Literal[kind.value], ...), "data": (DATA[kind], ...)}
    return create_model(name, __base__=Envelope, **fields)


def schema() -> dict[str, Any]:
    """One JSON Schema (draft 2020-12) for every event; ``type`` says which part holds."""
    made = [envelope_of(kind) for kind in EventType]
    _, found = models_json_schema([(each, "validation") for each in made], ref_template="#/$defs/{model}")
    parts = [{"$ref": f"#/$defs/{each.__name__}"} for each in made]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events of Nightdesk",
        "oneOf": parts,
        "$defs": found["$defs"],
    }
