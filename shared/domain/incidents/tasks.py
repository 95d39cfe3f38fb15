"""A line that is to be sent to a ticket that is linked to an incident."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.outbox.automatic_message import AutomaticKind


class ContactOutcome(StrEnum):
    SENT = "sent"
    FAILED = "failed"  # the platform refused it, or nobody can tell
    SKIPPED = "skipped"  # something spoke against it


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTask:
    """``incident_id`` is the one the ticket was linked to: a suspicion, or what people opened."""

    incident_id: str
    ticket_id: str
    kind: AutomaticKind
    due_at: datetime
    since: datetime  # when it was due first
