"""Requests and views of tickets, their messages and their history."""

from enum import StrEnum
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
from functions.api.message_resource import MessageView
from functions.api.ticket_resource import TicketView
from shared.domain.tickets.changes import Change
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import (
    Category,
    Priority,
    Sentiment,
    Status,
)
from shared.ports.pages import TicketFilter

_TAG = described(
    r"^[a-z0-9][a-z0-9_-]{0,49}$",
    "must be 1 to 50 small letters, digits, hyphens or underscores, the first a letter or a digit",
)
Tag = Annotated[str, StringConstraints(pattern=_TAG)]
LanguageCode = Annotated[ListItem, AfterValidator(str.lower)]


class TicketOrder(StrEnum):
    DEADLINE = "deadline"
    WAITING = "waiting"


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
    mentioned: frozenset[ListItem] = Field(
        default=frozenset(),
        description="ids of agents whom a note names, and who have neither written a note since nor said that they "
        "read it; one id alone: tickets of any status, the latest mention first",
    )
    danger: Flag = Field(default=False, description="only tickets in which somebody may be hurt")
    escalated: Flag = Field(default=False, description="only tickets for which people are being called now")
    due_before: InstantParameter | None = Field(
        default=None, description="only tickets whose deadline is earlier, and whose clock does not stand still"
    )
    due_after: InstantParameter | None = Field(
        default=None, description="only tickets whose deadline is not earlier; tickets without one are left out"
    )
    needs_response: Flag = Field(default=False, description="only tickets for which a customer waits for an answer")
    resolved_after: InstantParameter | None = Field(
        default=None,
        description="only tickets that were resolved or closed since then and are so now, the last changed first",
    )
    q: SearchText | None = Field(
        default=None,
        description="the id of a ticket, customer or message, a permalink, the number of an order, invoice or parcel "
        "that a customer named, or how the customer's handle or name begins",
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
    sort: TicketOrder = Field(
        default=TicketOrder.DEADLINE,
        description="of open tickets. `waiting`: only those for which a customer waits, the longest wait first; of "
        "more than 10,000, those with the most urgent deadlines",
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
            mentioned=self.mentioned,
            danger=self.danger,
            escalated=self.escalated,
            due_before=self.due_before,
            due_after=self.due_after,
            needs_response=self.needs_response or self.sort is TicketOrder.WAITING,
            resolved_after=self.resolved_after,
            search=self.q or "",
            unassigned=self.unassigned,
            tag=self.tag,
            customer=self.customer,
            incident=self.incident,
            language=self.language,
        )


class MessagesQuery(PageQuery):
    newest_first: Flag = Field(default=False, description="the same list from its end; go on with the same order")


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


class MessageList(ListModel[MessageView]):
    """A page of messages."""


class HistoryView(ResponseModel):
    at: Instant
    what: str
    actor: str
    actor_id: str | None = Field(
        description="the id of the agent or token; null for nightdesk, and of earlier versions"
    )
    details: dict[str, str]

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        return cls(
            at=entry.at, what=entry.what, actor=entry.actor, actor_id=entry.actor_id, details=dict(entry.details)
        )


class HistoryList(ListModel[HistoryView]):
    """A page of a ticket's history."""
