"""Agents: the people who sign in, and what their roles allow."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from shared.domain.access.tokens import Scope

MAX_INITIALS = 4  # as in the signature of a public reply
ONLINE_FOR = timedelta(minutes=2)
"""After the last request. An open page asks every 30 seconds at least, and not every request is noted."""
MIN_SUBJECT, MIN_DIGITS = 16, 4
"""Of ids of issuers: Amazon Cognito's are UUIDs, Google's 21 digits, others 20 to 43 letters and digits."""

KEPT_AFTER_REMOVAL = timedelta(days=90)
"""How long name and initials stay after an agent is removed, so that their open tickets can be handed on by name."""

_EMAIL = re.compile(r"[^@\s,\x00-\x1f\x7f]{1,64}@[^@\s,\x00-\x1f\x7f]{1,189}")


class Role(StrEnum):
    """Each role may do what the one before it may, and more."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


SCOPES: Mapping[Role, frozenset[Scope]] = {
    Role.AGENT: frozenset({Scope.TICKETS_READ, Scope.TICKETS_WRITE}),
    Role.SUPERVISOR: frozenset(
        {
            Scope.TICKETS_READ,
            Scope.TICKETS_WRITE,
            Scope.REPORTS_READ,
            Scope.REPLIES_OVERRIDE,
            Scope.DESK_SUPERVISE,
        }
    ),
    Role.ADMIN: frozenset(Scope),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person as the issuer's token names them. ``email`` only if the issuer says that it is verified."""

    subject: str
    email: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """``id`` is the subject of the issuer; ``None`` until the person signs in for the first time.

    ``brands`` is empty for an agent of every brand.
    """

    id: str | None = None
    email: str
    name: str
    initials: str
    brands: frozenset[str] = field(default=frozenset())
    teams: tuple[str, ...] = ()
    role: Role = Role.AGENT
    added_at: datetime
    first_signed_in_at: datetime | None = None
    last_seen_at: datetime | None = None  # to the minute
    removed_at: datetime | None = None
    expires_at: datetime | None = None  # after the removal

    @property
    def scopes(self) -> frozenset[Scope]:
        return SCOPES[self.role]

    @property
    def is_active(self) -> bool:
        return self.removed_at is None

    def is_online(self, now: datetime) -> bool:
        return self.is_active and self.last_seen_at is not None and now < self.last_seen_at + ONLINE_FOR

    def works_for(self, brand_id: str) -> bool:
        return not self.brands or brand_id in self.brands


def is_subject(name: str) -> bool:
    """Whether that is an id of an issuer rather than what a program calls a person: long, one word, full of digits."""
    digits = sum(each.isdigit() for each in name)
    return len(name) >= MIN_SUBJECT and digits >= MIN_DIGITS and not any(each.isspace() for each in name)


def folded_email(email: str) -> str:
    """The address by which a person is found, however it is written. Raises ``ValueError`` for what is no address."""
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    if _EMAIL.fullmatch(folded) is None:
        raise ValueError("is no e-mail address")
    return folded


def email_key(email: str) -> str:
    """What an agent is stored under: the address itself stands in no key."""
    return sha256(folded_email(email).encode()).hexdigest()


def initials_of(name: str) -> str:
    """``Sophie Bernard`` → ``SB``. Raises ``ValueError`` for a name without letters."""
    parts = re.findall(r"[A-Za-zÀ-ÖØ-öø-ÿ]+", name)
    if not parts:
        raise ValueError("has no letters to make initials of")
    return "".join(part[0].upper() for part in parts)[:MAX_INITIALS]
