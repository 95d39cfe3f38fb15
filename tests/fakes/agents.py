"""Agents in memory. Held to the same suite as DynamoDB: tests/integration/test_agents.py."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.access.agents import KEPT_AFTER_REMOVAL, Agent, Identity, folded_email
from shared.domain.errors import ConflictError, NotFoundError, RefusedError


@dataclass
class FakeAgents:
    stored: dict[str, Agent] = field(default_factory=dict)  # by e-mail address

    def find(self, subject: str) -> Agent | None:
        return next((agent for agent in self.stored.values() if agent.id == subject), None)

    def bind(self, email: str, subject: str, at: datetime) -> Agent | None:
        known = self.stored.get(folded_email(email))
        if known is None or not known.is_active:
            return None
        if known.id not in (None, subject):
            raise ConflictError("agent")
        if known.id is None:
            self.stored[known.email] = replace(known, id=subject, first_signed_in_at=at)
        return self.stored[known.email]

    def seen(self, agent: Agent, at: datetime) -> None:
        known = self.stored.get(agent.email)
        if known is None or not known.is_active:
            return
        if known.last_seen_at is None or at >= known.last_seen_at + timedelta(minutes=1):
            self.stored[known.email] = replace(known, last_seen_at=at)

    def with_email(self, email: str) -> Agent | None:
        try:
            return self.stored.get(folded_email(email))
        except ValueError:
            return None

    def all(self) -> tuple[Agent, ...]:
        return tuple(sorted(self.stored.values(), key=lambda agent: (agent.name.casefold(), agent.email)))

    def put(self, agent: Agent) -> Agent:
        email = folded_email(agent.email)
        known = self.stored.get(email)
        stored = replace(agent, email=email, removed_at=None, expires_at=None)
        if known is not None and known.is_active:
            stored = replace(
                stored,
                id=known.id,
                added_at=known.added_at,
                first_signed_in_at=known.first_signed_in_at,
                last_seen_at=known.last_seen_at,
            )
        self.stored[email] = stored
        return stored

    def remove(self, email: str, at: datetime) -> Agent:
        try:
            known = self.stored[folded_email(email)]
        except (KeyError, ValueError):
            raise NotFoundError("There is no such agent.") from None
        if known.removed_at is None:
            known = replace(known, removed_at=at, expires_at=at + KEPT_AFTER_REMOVAL)
        self.stored[known.email] = known
        return known


@dataclass
class FakeIssuer:
    """Vouches for the identities it was given, by their token. Tokens of the real kind: tests/unit/access."""

    known: dict[str, Identity] = field(default_factory=dict)
    failure: Exception | None = None

    def verify(self, token: str) -> Identity:
        if self.failure is not None:
            raise self.failure
        if token not in self.known:
            raise RefusedError("This token is not valid.")
        return self.known[token]
