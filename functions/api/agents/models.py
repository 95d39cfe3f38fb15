"""Requests and views of agents."""

from pydantic import Field

from functions.api.agent_resource import AgentView
from functions.api.http.models import BrandQuery, Flag, ResponseModel


class ListAgentsQuery(BrandQuery):
    removed: Flag = Field(default=False, description="also agents who were removed, for 90 days")


class AgentList(ResponseModel):
    """Agents, in the order of their names."""

    items: list[AgentView]
