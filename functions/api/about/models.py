"""Views of the API itself and of the caller."""

from typing import Self

from pydantic import Field

from functions.api.agent_resource import AgentView
from functions.api.http.models import Instant, ResponseModel
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope


class Health(ResponseModel):
    status: str = "ok"
    stage: str


class CallerView(ResponseModel):
    """Who sends the request: a program with its token, or an agent who has signed in."""

    id: str = Field(description="of a token as in `nightdesk token list`, of an agent their own; it opens nothing")
    name: str
    scopes: list[Scope]
    brands: list[str] = Field(description="the brands the caller may see")
    all_brands: bool = Field(description="the caller also sees brands that are added later")
    expires_at: Instant | None
    agent: AgentView | None = Field(description="null for a program")

    @classmethod
    def of(cls, caller: Caller, brands: tuple[str, ...]) -> Self:
        return cls(
            id=caller.id,
            name=caller.name,
            scopes=sorted(caller.scopes),
            brands=list(brands),
            all_brands=not caller.brands,
            expires_at=caller.expires_at,
            agent=None if caller.agent is None else AgentView.of(caller.agent),
        )
