"""Requests and views of a change of many tickets."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from functions.api.http.access import AgentName
from functions.api.http.models import (
    NO_OTHER_KEYS,
    AgentId,
    NotNull,
    RequestModel,
    ResourceId,
    ResponseModel,
    ShortText,
    WholeNumber,
)
from functions.api.tickets.models import Tag
from shared.domain.vocabulary import Priority, Status

MAX_TICKETS = 100
_CHANGES = ("assignee", "release", "status", "team", "priority", "add_tags", "remove_tags")


class BulkRequest(RequestModel):
    """The same change of each ticket, at least one."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": [name]} for name in _CHANGES]})

    tickets: Annotated[list[ResourceId], Field(min_length=1, max_length=MAX_TICKETS)]
    assignee: NotNull[AgentId] = None
    release: NotNull[bool] = Field(default=None, description="true: nobody holds it afterwards")
    status: NotNull[Status] = None
    team: NotNull[ShortText] = None
    priority: NotNull[Priority] = None
    add_tags: NotNull[Annotated[list[Tag], Field(max_length=20)]] = None
    remove_tags: NotNull[Annotated[list[Tag], Field(max_length=20)]] = None
    versions: Annotated[dict[ResourceId, WholeNumber], Field(max_length=MAX_TICKETS)] = Field(
        default={},
        description="id of a ticket → the version that you have read: 412 if it has changed since",
        json_schema_extra=NO_OTHER_KEYS,
    )
    agent: AgentName | None = Field(default=None, description="who does it; left out by an agent")

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        if not self.model_fields_set & set(_CHANGES):
            raise ValueError(f"needs at least one of {', '.join(_CHANGES)}")
        return self


class BulkResultView(ResponseModel):
    ticket_id: str
    status: int = Field(description="as the change of this one ticket would be answered; 503: repeat it")
    detail: str | None
    reason: str | None = Field(description="the name of what `detail` says, where it has one")
    version: int | None = Field(
        description="after the change; with 412 the present one; with another error, after what was done in part"
    )


class BulkView(ResponseModel):
    """What became of each ticket, in the order given."""

    results: list[BulkResultView]
