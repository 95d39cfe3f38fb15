"""What the stream of the table tells: one item before and after one write."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.outbox.accounts import AccountState
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChange:
    """``opening``: the message that opened it, where people changed its labels; ``None`` also if it is gone."""

    before: Ticket | None
    after: Ticket | None
    opening: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChange:
    before: Message | None
    after: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryAdded:
    """``brand`` is that of the ticket: an entry does not hold it."""

    entry: HistoryEntry
    brand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChange:
    before: Incident | None
    after: Incident | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """``brand`` is the one that the account belongs to."""

    before: AccountState | None
    after: AccountState
    brand: str


Change = TicketChange | MessageChange | HistoryAdded | IncidentChange | AccountChange


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    """``sequence`` names the write in the stream: the same however often the record is read. ``at`` is its time."""

    sequence: str
    at: datetime
    change: Change
