"""Who sends a request: a program with its token, or an agent who has signed in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from shared.domain.access.agents import Agent, Identity
from shared.domain.access.tokens import Scope, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """``name`` stands in the history. ``brands`` is empty for a caller who may see every brand.

    ``id`` is the short id of a token or the subject of an agent: it opens nothing. ``agent`` is ``None`` for a program.
    """

    id: str
    name: str
    scopes: frozenset[Scope]
    brands: frozenset[str] = field(default=frozenset())
    expires_at: datetime | None = None
    agent: Agent | None = None

    @classmethod
    def of_token(cls, token: Token) -> Self:
        """Tokens were made before reports had a scope of their own: one that may read tickets may read reports."""
        reports = {Scope.REPORTS_READ} if Scope.TICKETS_READ in token.scopes else set()
        return cls(
            id=token.id,
            name=token.name,
            scopes=token.scopes | reports,
            brands=token.brands,
            expires_at=token.not_after,
        )

    @classmethod
    def of_agent(cls, agent: Agent, identity: Identity) -> Self:
        return cls(
            id=identity.subject,
            name=agent.name,
            scopes=agent.scopes,
            brands=agent.brands,
            expires_at=identity.expires_at,
            agent=agent,
        )

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes or Scope.ADMIN in self.scopes

    def sees(self, brand_id: str) -> bool:
        return not self.brands or brand_id in self.brands


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingAgent:
    """The person who acts: an agent, or whoever a program names, who has a name only.

    ``id`` is what a ticket is assigned to; ``name`` and ``initials`` are what people and customers read.
    """

    id: str
    name: str
    initials: str | None = None

    @classmethod
    def named(cls, name: str) -> Self:
        return cls(id=name, name=name)
