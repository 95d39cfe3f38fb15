"""API tokens in memory. Held to the same suite as DynamoDB: tests/integration/test_tokens.py."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.domain.access.tokens import ID_LENGTH, Token
from shared.domain.errors import ConflictError, NotFoundError


@dataclass
class FakeTokens:
    stored: dict[str, Token] = field(default_factory=dict)

    def find(self, token_hash: str) -> Token | None:
        return self.stored.get(token_hash)

    def add(self, token: Token) -> None:
        if token.hash in self.stored:
            raise ConflictError("token")
        self.stored[token.hash] = token

    def all(self) -> tuple[Token, ...]:
        return tuple(sorted(self.stored.values(), key=lambda token: (token.created_at, token.hash)))

    def revoke(self, token_id: str, at: datetime) -> Token:
        found = [token for token in self.stored.values() if token.hash.startswith(token_id)]
        if len(token_id) < ID_LENGTH or len(found) != 1:
            raise NotFoundError(f"token {token_id}")
        token = found[0]
        self.stored[token.hash] = replace(token, revoked_at=token.revoked_at or at)
        return self.stored[token.hash]
