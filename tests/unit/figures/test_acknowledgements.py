"""Each acknowledgement is counted once: the first as the ticket says it, later ones as entries of the history."""

from dataclasses import replace

from shared.domain.events.changes import HistoryAdded, TicketChange
from shared.domain.tickets.history import HistoryEntry, acknowledged_as
from shared.domain.vocabulary import Visibility
from tests.fakes.figures import FakeFigures
from tests.unit.events.states import MINUTE, NOW, TICKET

FIRST = replace(
    TICKET,
    version=TICKET.version + 1,
    acknowledged_at=NOW,
    acknowledged_as=acknowledged_as(NOW, message_id="p1", visibility=Visibility.PUBLIC),
)


def counted(*changes: TicketChange | HistoryAdded) -> int:
    figures = FakeFigures()
    for change in changes:
        figures.happened("acme", change, NOW)
    return figures.between("acme", NOW - 60 * MINUTE, NOW + 60 * MINUTE).count("acknowledged")


def test_the_first_is_counted_as_the_ticket_says_it_and_what_follows_counts_it_no_more() -> None:
    released = replace(FIRST, version=FIRST.version + 1, team="other")
    assert counted(TicketChange(before=TICKET, after=FIRST), TicketChange(before=FIRST, after=released)) == 1


def test_one_of_a_later_night_is_counted_as_its_entry_says_it() -> None:
    second = replace(FIRST, version=FIRST.version + 1, acknowledged_at=NOW + MINUTE)
    entry = HistoryEntry(ticket_id=TICKET.id, at=NOW + MINUTE, key="acknowledged#2", what="acknowledged")
    assert counted(TicketChange(before=FIRST, after=second), HistoryAdded(entry=entry, brand="acme")) == 1
