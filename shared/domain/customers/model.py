"""The record that links the identities of one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Place = tuple[str, str, str]
"""Channel, account and id of a conversation."""


def spelled(place: Place) -> str:
    """A conversation as one word of a set; neither channels nor accounts have a bar in their names."""
    return "|".join(place)


def place_of(text: str) -> Place:
    channel, account_id, conversation_id = text.split("|", 2)
    return channel, account_id, conversation_id


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def opening(ticket_id: str, at: datetime) -> str:
    """A ticket as one word that sorts by when it was opened, since its id tells nothing of that."""
    return f"{(at - _EPOCH) // timedelta(milliseconds=1):013d}|{ticket_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLink:
    """Another customer who is the same person, as somebody of us said, and when."""

    customer_id: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """``identities`` is channel → author id; ``tickets`` the ids of all tickets this person ever opened, and
    ``complaint_tickets`` those among them that were complaints; ``openings`` say when each was opened.

    ``conversations`` are those that opened no ticket, so that they are found when the person is to be erased. Two
    identities are joined only on proof; until then each is a customer of its own.

    Of somebody who was erased only counts are left: ``erased_at`` says when it was done, ``erasing_since`` when it was
    asked for, by ``erased_by``. ``same_as`` are customers whom a platform proved to be the same person, and ``linked``
    those whom people linked by hand: they go with them.
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
    openings: frozenset[str] = frozenset()
    conversations: frozenset[str] = frozenset()
    erasing_since: datetime | None = None
    erased_by: str | None = None
    erased_at: datetime | None = None
    same_as: frozenset[str] = frozenset()
    linked: tuple[CustomerLink, ...] = ()  # read with the links only
    erased_tickets: int = 0
    expires_at: datetime | None = None  # with the last ticket
    erased_messages: int = 0

    def openings_since(self, at: datetime, *, besides: str) -> int:
        """How many tickets were opened since then; at most the ten that the record holds."""
        first = opening("", at)
        return sum(each >= first and each.partition("|")[2] != besides for each in self.openings)

    @property
    def same_person(self) -> frozenset[str]:
        """The ids of the other customers who are the same person, by whatever knowledge."""
        return self.same_as.union(link.customer_id for link in self.linked)

    @property
    def is_being_erased(self) -> bool:
        return self.erasing_since is not None and self.erased_at is None

    def latest_tickets(self, most: int) -> tuple[str, ...]:
        """The ids of the tickets that were opened last, newest first."""
        newest_first = (spelled_opening.partition("|")[2] for spelled_opening in sorted(self.openings, reverse=True))
        ids = [ticket_id for ticket_id in newest_first if ticket_id in self.tickets]
        undated = sorted(self.tickets.difference(ids))  # remembered by a version that did not note when
        return tuple([*ids, *undated][:most])
