"""Who may call the API. A token itself is shown once, when it is made; only its hash is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

TOKEN_PREFIX = "ndk_"  # noqa: S105  lets scanners of leaked secrets find ours
ID_LENGTH = 12


class Scope(StrEnum):
    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    REPORTS_READ = "reports:read"
    REPLIES_OVERRIDE = "replies:override"  # publish what the guard takes for personal data
    DESK_SUPERVISE = "desk:supervise"  # incidents, merges, deleting content, what all agents share
    ADMIN = "admin"  # everything, crisis mode included


def token_hash(secret: str) -> str:
    """What is kept of a token. The secret is 256 random bits, so a fast hash is enough and no salt is needed."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """``hash`` is its key; ``brands`` is empty for a token that may see every brand. Times are aware UTC."""

    hash: str
    name: str
    scopes: frozenset[Scope]
    brands: frozenset[str] = field(default=frozenset())
    created_at: datetime
    not_after: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def id(self) -> str:
        """A short name for lists, logs and revocation; it opens nothing."""
        return self.hash[:ID_LENGTH]

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.not_after is None or now < self.not_after)
