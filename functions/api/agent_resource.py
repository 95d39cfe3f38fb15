"""An agent as the API shows one. The agents feature and the caller's own page need it."""

from typing import Self

from pydantic import Field

from functions.api.http.models import Instant, ResponseModel
from shared.domain.access.agents import Agent, Role


class AgentView(ResponseModel):
    """A person who signs in."""

    id: str | None = Field(
        description="the subject of the issuer, to which tickets are assigned; null until the first sign-in"
    )
    email: str
    name: str
    initials: str = Field(description="sign public replies")
    brands: list[str] = Field(description="the brands they work for, of those that you may see; empty for every brand")
    teams: list[str] = Field(description="of these brands")
    role: Role
    added_at: Instant
    first_signed_in_at: Instant | None
    removed_at: Instant | None

    @classmethod
    def of(cls, agent: Agent) -> Self:
        same = {name: getattr(agent, name) for name in cls.model_fields if name not in ("brands", "teams")}
        return cls(brands=sorted(agent.brands), teams=list(agent.teams), **same)
