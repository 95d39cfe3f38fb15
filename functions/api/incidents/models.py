"""Requests and views of incidents."""

from typing import Annotated, Self

from pydantic import Field

from functions.api.http.models import (
    BrandQuery,
    ChannelName,
    Flag,
    Instant,
    ListModel,
    PageQuery,
    ResponseModel,
    ShortText,
)
from shared.domain.incidents.model import Incident


class ListIncidentsQuery(BrandQuery, PageQuery):
    open: Flag = Field(default=False, description="only those that are not resolved")


class OpenIncidentRequest(BrandQuery):
    title: ShortText
    channels: Annotated[tuple[ChannelName, ...], Field(max_length=30)] = ()


class IncidentView(ResponseModel):
    """One cause of many reports. While it is open, no automatic answer is sent on its channels."""

    id: str
    brand: str
    title: str
    channels: list[str] = Field(description="empty for every channel of the brand")
    opened_at: Instant
    opened_by: str
    resolved_at: Instant | None
    resolved_by: str | None
    ticket_count: int = Field(description="tickets linked to it")
    suspected: bool = Field(description="opened automatically because of many reports, not by a person")

    @classmethod
    def of(cls, incident: Incident) -> Self:
        same = {name: getattr(incident, name) for name in cls.model_fields if name != "channels"}
        return cls(channels=list(incident.channels), **same)


class IncidentList(ListModel[IncidentView]):
    """A page of incidents."""
