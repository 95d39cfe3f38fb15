"""The people who sign in, and the issuer that vouches for them."""

from datetime import datetime
from typing import Protocol

from shared.domain.access.agents import Agent, Identity


class IdentityVerifier(Protocol):
    def verify(self, token: str) -> Identity:
        """Whom the token of the issuer names.

        Raises ``RefusedError`` for a token that is not valid, ``UpstreamError`` when the issuer's keys cannot be read
        and none is known.
        """
        ...


class AgentDirectory(Protocol):
    """What the API needs of the agents."""

    def find(self, subject: str) -> Agent | None:
        """The agent whom the issuer knows by that subject, removed ones too; read with a cache of a minute at most."""
        ...

    def bind(self, email: str, subject: str, at: datetime) -> Agent | None:
        """First sign-in: the agent of that address gets the subject.

        ``None`` when nobody, or nobody active, has the address. Raises ``ConflictError`` when the address belongs to
        another subject already. Repeating it changes nothing.
        """
        ...

    def all(self) -> tuple[Agent, ...]:
        """Every agent, removed ones too, in the order of their names."""
        ...

    def seen(self, agent: Agent, at: datetime) -> None:
        """The agent sends requests. Noted once a minute at most; nothing happens to one who was removed meanwhile."""
        ...


class AgentsByEmail(Protocol):
    """How a person is found whom another tool names by their mail address."""

    def with_email(self, email: str) -> Agent | None:
        """The agent of that address, removed ones too; ``None`` also for what is no address."""
        ...


class AgentRegister(AgentDirectory, AgentsByEmail, Protocol):
    """What the command line does with agents."""

    def put(self, agent: Agent) -> Agent:
        """Add the agent, or change the one of that address. A subject that is known stays. Ends a removal."""
        ...

    def remove(self, email: str, at: datetime) -> Agent:
        """Removing twice leaves the first time. Raises ``NotFoundError``."""
        ...
