"""The record that links the identities of one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Place = tuple[str, str, str]
"""Channel, account and id of a conversation."""


def spelled(place: Place) -> str:
    """A conversation as one word of a set; neither channels nor accounts have a bar in their names."""
    return "|".join(place)


def place_of(text: str) -> Place:
    channel, account_id, conversation_id = text.split("|", 2)
    return channel, account_id, conversation_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """``identities`` is channel → author id; ``tickets`` the ids of all tickets this person ever opened, and
    ``complaint_tickets`` those among them that were complaints.

    ``conversations`` are those that opened no ticket, so that they are found when the person is to be erased. Two
    identities are joined only on proof; until then each is a customer of its own.

    Of somebody who was erased only counts are left: ``erased_at`` says when it was done, ``erasing_since`` when it was
    asked for, by ``erased_by``. ``same_as`` are customers who turned out to be the same person: they go with them.
    """

    id: str
    brand: str
    identities: Mapping[str, str] = field(default_factory=dict)
    handle: str | None = None
    name: str | None = None
    first_seen_at: datetime
    last_seen_at: datetime
    tickets: frozenset[str] = frozenset()
    complaint_tickets: frozenset[str] = frozenset()
    conversations: frozenset[str] = frozenset()
    erasing_since: datetime | None = None
    erased_by: str | None = None
    erased_at: datetime | None = None
    same_as: frozenset[str] = frozenset()
    erased_tickets: int = 0
    expires_at: datetime | None = None  # with the last ticket
    erased_messages: int = 0
