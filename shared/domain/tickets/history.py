"""The audit trail of a ticket: who did what, when and why. Append-only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

BEFORE_OUTCOME = "_"
"""Begins the key of an entry that is listed before the outcome of the same instant, since entries sort by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """``key`` makes the entry unique within its ticket, so that writing it twice leaves one.

    ``actor`` is ``nightdesk`` or the name of the token; ``details`` never hold a customer's text.
    """

    ticket_id: str
    at: datetime
    key: str
    what: str  # opened, reopened, priority_raised, acknowledged, acknowledgement_suppressed, escalated, claimed ...
    actor: str = "nightdesk"
    details: Mapping[str, str] = field(default_factory=dict)
