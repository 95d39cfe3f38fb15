"""The record that links the identities of one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """``identities`` is channel → author id; ``tickets`` the ids of all tickets this person ever opened, and
    ``complaint_tickets`` those among them that were complaints.

    Two identities are joined only on proof; until then each is a customer of its own.
    """

    id: str
    brand: str
    identities: Mapping[str, str]
    handle: str | None = None
    name: str | None = None
    first_seen_at: datetime
    last_seen_at: datetime
    tickets: frozenset[str] = frozenset()
    complaint_tickets: frozenset[str] = frozenset()
