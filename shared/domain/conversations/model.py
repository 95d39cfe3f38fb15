"""One customer's exchange with one account of the brand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HANDED_OVER_FOR = timedelta(hours=24)
"""Messenger Platform, "Conversation control": how long an application keeps an idle conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """In public: one customer under one root. In private: one pair. ``revision`` guards every write.

    ``open_ticket_id`` is the lock behind "at most one ticket not closed per conversation".
    ``handed_over_at`` is since when another application answers here (Meta hand-over); see ``is_handed_over``.
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
    handed_over_at: datetime | None = None
    taken_back_at: datetime | None = None  # since when we answer again, as far as the platform has told
    expires_at: datetime | None = None

    def is_handed_over(self, at: datetime) -> bool:
        """Whether another application answers here. Meta gives an idle conversation back after a day."""
        return self.handed_over_at is not None and at < self.handed_over_at + HANDED_OVER_FOR
