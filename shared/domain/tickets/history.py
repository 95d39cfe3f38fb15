"""The audit trail of a ticket: who did what, when and why. Append-only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Visibility

BEFORE_OUTCOME = "_"
"""Begins the key of an entry that is listed before the outcome of the same instant, since entries sort by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """``key`` makes the entry unique within its ticket, so that writing it twice leaves one.

    ``actor`` is ``nightdesk``, or the name of an agent or a token; ``actor_id`` is their id, as two may have one name.
    ``details`` never hold a customer's text.
    """

    ticket_id: str
    at: datetime
    key: str
    what: str  # opened, reopened, priority_raised, acknowledged, acknowledgement_suppressed, escalated, claimed ...
    actor: str = "nightdesk"
    actor_id: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


OPENED = "opened"

_OPENED_AS = ("priority", "category", "team", "routing", "acknowledgement", "contact")
"""What ``opened_as`` of a ticket holds, in this order. ``routing``: why this team; ``acknowledgement``: why none;
``contact``: which ticket of this customer it is within ``CONTACTS_WITHIN``, beginning with 1."""

CONTACTS_WITHIN = timedelta(days=30)


def opened_as(ticket: Ticket, *, routing: str | None, suppression: str | None, contact: int) -> tuple[str, ...]:
    """The facts of the opening that may change, or that the ticket does not say otherwise."""
    reasons = (routing or "", suppression or "")
    return (ticket.priority.value, ticket.category.value, ticket.team, *reasons, str(contact))


def opened_in(ticket: Ticket) -> tuple[str, str, str]:
    """Team, category and priority that it was opened with; empty for one of an earlier version."""
    facts = dict(zip(_OPENED_AS, ticket.opened_as, strict=False))
    return facts.get("team", ""), facts.get("category", ""), facts.get("priority", "")


def contact_number(ticket: Ticket) -> int | None:
    """Which ticket of this customer it is within a month; ``None`` for one of an earlier version."""
    return int(ticket.opened_as[-1]) if len(ticket.opened_as) == len(_OPENED_AS) else None


ACKNOWLEDGED = "acknowledged"

_ACKNOWLEDGED_AS = ("at", "message_id", "visibility")
"""What ``acknowledged_as`` of a ticket holds, in this order."""


def acknowledged_as(sent_at: datetime, *, message_id: str | None, visibility: Visibility) -> tuple[str, ...]:
    """The facts of the first acknowledgement. They are the same whenever they are told, also after the outbox record
    was read again: it holds milliseconds."""
    return (sent_at.isoformat(timespec="milliseconds"), message_id or "", visibility.value)


def stated_entries(ticket: Ticket) -> tuple[HistoryEntry, ...]:
    """The entries of the trail that the ticket itself says, and that therefore cost no write: that it was opened, and
    its first acknowledgement. Later ones are stored like all others, and so is every entry of earlier versions."""
    found = (_opening_entry(ticket), _acknowledgement_entry(ticket))
    return tuple(entry for entry in found if entry is not None)


def _acknowledgement_entry(ticket: Ticket) -> HistoryEntry | None:
    if not ticket.acknowledged_as:
        return None
    facts = dict(zip(_ACKNOWLEDGED_AS, ticket.acknowledged_as, strict=True))
    at = facts.pop("at")
    return HistoryEntry(
        ticket_id=ticket.id,
        at=datetime.fromisoformat(at),
        key=ACKNOWLEDGED,
        what=ACKNOWLEDGED,
        details={**facts, "channel": ticket.channel},
    )


def _opening_entry(ticket: Ticket) -> HistoryEntry | None:
    if not ticket.opened_as:
        return None
    details = dict(zip(_OPENED_AS, ticket.opened_as, strict=True))
    details["previous_ticket"] = ticket.previous_ticket_id or ""
    return HistoryEntry(
        ticket_id=ticket.id,
        at=ticket.created_at,
        key=f"{OPENED}#{ticket.opening_message_id}",
        what=OPENED,
        details={name: value for name, value in details.items() if value},
    )
