"""What happened, as other systems are told.

An event holds ids of ours, states and figures. It never holds a text, a name, a handle, or the id that a platform gave
to a person or a message: some of those identify the person, and what was sent to others cannot be erased.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

SOURCE = "nightdesk"
SPEC_VERSION = "1.0"  # of CloudEvents

LOG_KEPT = timedelta(days=14)
"""How long an entry of the event log is kept: longer than deliveries are retried (three days) and than the stream keeps
a record (a day)."""


class EventType(StrEnum):
    """The closed list. ``docs/events.md`` shows what each holds."""

    TICKET_CREATED = "ticket.created"
    TICKET_UPDATED = "ticket.updated"
    TICKET_ASSIGNED = "ticket.assigned"
    TICKET_MENTIONED = "ticket.mentioned"
    TICKET_ESCALATED = "ticket.escalated"
    TICKET_DEADLINE_MISSED = "ticket.deadline_missed"
    TICKET_REPLIED = "ticket.replied"
    TICKET_RESOLVED = "ticket.resolved"
    TICKET_REOPENED = "ticket.reopened"
    TICKET_CLOSED = "ticket.closed"
    TICKET_MERGED = "ticket.merged"
    TICKET_ERASED = "ticket.erased"
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_EDITED = "message.edited"
    MESSAGE_DELETED = "message.deleted"
    MESSAGE_SENT = "message.sent"
    MESSAGE_FAILED = "message.failed"
    INCIDENT_SUSPECTED = "incident.suspected"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_UPDATED = "incident.updated"
    INCIDENT_RESOLVED = "incident.resolved"
    ACCOUNT_WARNED = "account.warned"
    ACCOUNT_STOPPED = "account.stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """``id`` is the same whenever the same change is read again. ``subject``: a ticket, an incident or an account.

    Events of one subject are told in the order in which they happened.
    """

    id: str
    type: EventType
    brand: str
    subject: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


def event_id(event_type: EventType, *parts: object) -> str:
    """The id of the event of this type that these parts name: what changed, and which version of it."""
    spelled = "\x1f".join((event_type.value, *(str(part) for part in parts)))
    return "evt_" + sha256(spelled.encode()).hexdigest()[:32]


def message_reference(channel: str, account_id: str, message_id: str) -> str:
    """Names a message to others without its platform's id, which may identify the person who wrote it."""
    return "m-" + sha256(f"{channel}\x1f{account_id}\x1f{message_id}".encode()).hexdigest()[:24]


def envelope(event: DomainEvent) -> dict[str, Any]:
    """The event as CloudEvents 1.0 has it in JSON."""
    return {
        "specversion": SPEC_VERSION,
        "id": event.id,
        "source": SOURCE,
        "type": event.type.value,
        "subject": event.subject,
        "time": iso(event.at),
        "datacontenttype": "application/json",
        "brand": event.brand,
        "data": dict(event.data),
    }


def iso(at: datetime) -> str:
    """UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def matches(pattern: str, event_type: str) -> bool:
    """Whether a pattern names a type: ``*``, ``ticket.*`` or the type itself."""
    if pattern == "*":
        return True
    if pattern.endswith(".*"):
        return event_type.startswith(pattern[:-1])
    return pattern == event_type


def is_pattern(pattern: str) -> bool:
    """Whether a pattern names at least one type."""
    return any(matches(pattern, event_type) for event_type in EventType)
