"""One customer's exchange with one account of the brand."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """In public: one customer under one root. In private: one pair. ``revision`` guards every write.

    ``open_ticket_id`` is the lock behind "at most one ticket not closed per conversation".
    ``last_person_answer_at`` is when a person of the brand last wrote, here or in the platform's own app.
    """

    channel: str
    account_id: str
    conversation_id: str
    revision: int = 0
    brand: str
    author_id: str | None = None  # the customer as this channel knows them
    customer_id: str | None = None
    open_ticket_id: str | None = None
    previous_ticket_id: str | None = None
    last_person_answer_at: datetime | None = None
    expires_at: datetime | None = None
