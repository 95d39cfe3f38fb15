"""The open tickets of a brand as they are now, for requests that come every few seconds.

Where they stand is read each time, which costs little: the index holds keys. A ticket itself is read when it is new,
when its place is another one, and when a person changed it. Whatever changes neither its place nor is done by a person
is seen when all are read again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.domain.tickets.model import Ticket
from shared.ports.pages import OpenPlace
from shared.ports.repositories import TicketRepository
from shared.ports.time_and_language import Clock

MAX_COUNTED = 1000  # open tickets looked at, those that wait for us first
MAX_PLACES = 2000  # of which it is seen that somebody new waits
MAX_BEYOND = 50  # of the tickets behind those that are looked at: the latest waits
FRESH_FOR = timedelta(milliseconds=500)
"""How long a reading counts for everybody who asks. The page asks every four seconds and promises five."""
READ_AGAIN = timedelta(seconds=30)
OVERLAP = timedelta(seconds=10)
"""For clocks that differ, and changes that were being written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``looked_at``: the open tickets, most urgent first; ``complete``: these are all. ``beyond``: some of the others.

    ``left``: tickets that were open when this copy of the function looked last, and stand in no place any more.
    """

    at: datetime
    read_at: datetime  # all of them
    looked_at: tuple[Ticket, ...]
    complete: bool
    beyond: tuple[Ticket, ...]
    left: tuple[Ticket, ...]
    places: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class OpenTickets:
    tickets: TicketRepository
    clock: Clock
    _kept: dict[str, Reading] = field(default_factory=dict)

    def __call__(self, brand_id: str) -> Reading:
        now = self.clock.now()
        kept = self._kept.get(brand_id)
        if kept is None or not timedelta(0) <= now - kept.at < FRESH_FOR:
            kept = self._kept[brand_id] = self._read(brand_id, kept, now)
        return kept

    def _read(self, brand_id: str, before: Reading | None, now: datetime) -> Reading:
        places = self.tickets.open_places(brand_id, at_most=MAX_PLACES)
        first, others = places[:MAX_COUNTED], places[MAX_COUNTED:]
        latest = sorted(others, key=lambda each: each.waiting_since, reverse=True)[:MAX_BEYOND]
        whole = before is None or not timedelta(0) <= now - before.read_at < READ_AGAIN
        known: Mapping[str, Ticket] = {}
        if before is not None and not whole:
            changed = self.tickets.changed_by_people(brand_id, before.at - OVERLAP)
            same = {each.ticket_id for each in places if before.places.get(each.ticket_id) == each.place}
            known = {
                ticket.id: ticket
                for ticket in (*before.looked_at, *before.beyond)
                if ticket.id in same and ticket.id not in changed
            }
        open_ids = {each.ticket_id for each in places}
        gone = [] if before is None else [each for each in before.places if each not in open_ids]
        wanted = [each.ticket_id for each in (*first, *latest) if each.ticket_id not in known]
        found = {ticket.id: ticket for ticket in self.tickets.several([*wanted, *gone])}
        known = {**known, **found}
        return Reading(
            at=now,
            read_at=now if before is None or whole else before.read_at,
            looked_at=_in_order(first, known),
            complete=not others,
            beyond=_in_order(latest, known),
            left=tuple(found[each] for each in gone if each in found),
            places={each.ticket_id: each.place for each in (*first, *latest)},
        )


def _in_order(places: Sequence[OpenPlace], known: Mapping[str, Ticket]) -> tuple[Ticket, ...]:
    """The index may be a moment behind a ticket that is open no more."""
    found = (known.get(each.ticket_id) for each in places)
    return tuple(ticket for ticket in found if ticket is not None and ticket.is_open)
