"""Requests and views of who is looking at a ticket."""

from typing import Literal, Self

from pydantic import Field

from functions.api.http.access import AgentName
from functions.api.http.models import Instant, RequestModel, ResponseModel
from shared.domain.tickets.collaboration import Activity, Viewer


class PresenceRequest(RequestModel):
    activity: Literal["looking", "typing", "gone"] = Field(
        description="repeat it within 30 s, or you are taken to be gone"
    )
    agent: AgentName | None = Field(default=None, description="who looks; left out by an agent")


class ViewerView(ResponseModel):
    agent_id: str
    name: str
    activity: Activity
    until: Instant

    @classmethod
    def of(cls, viewer: Viewer) -> Self:
        return cls(agent_id=viewer.agent_id, name=viewer.name, activity=viewer.activity, until=viewer.until)


class PresenceView(ResponseModel):
    """Who has the ticket before them, the caller included, and its version now."""

    ticket_id: str
    version: int = Field(description="if it is not the one you have, the ticket has changed")
    viewers: list[ViewerView]
