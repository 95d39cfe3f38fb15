"""What customers take back themselves is no work of the desk."""

from dataclasses import replace
from datetime import datetime

from shared.domain.events.changes import TicketChange
from shared.domain.figures.model import Figures
from shared.domain.figures.service import ServiceFigures, service_figures
from shared.domain.tickets.changes import Change, changed
from shared.domain.tickets.deletion import is_withdrawn, with_message_deleted
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Resolution, Status
from tests.fakes.figures import FakeFigures
from tests.unit.events.states import MINUTE, NOW, TICKET, next_of

GONE = next_of(with_message_deleted(TICKET, TICKET.opening_message_id, waiting_since=None, now=NOW + MINUTE / 6))


def report(*states: Ticket) -> ServiceFigures:
    figures = FakeFigures()
    for number, after in enumerate(states):
        before = states[number - 1] if number else None
        figures.happened("acme", TicketChange(before=before, after=after), NOW + number * MINUTE)
    found: Figures = figures.between("acme", NOW - 60 * MINUTE, NOW + 60 * MINUTE)
    return service_figures(found, "acme", NOW, NOW)


def resolved(ticket: Ticket, at: datetime) -> Ticket:
    return next_of(changed(ticket, Change(status=Status.RESOLVED), deadlines=None, now=at))


def test_a_ticket_that_its_customer_withdraws_is_not_resolved_and_takes_no_time() -> None:
    found = report(TICKET, GONE)
    assert (found.withdrawn, found.resolved, found.resolution.count, found.messages_per_ticket) == (1, 0, 0, None)


def test_a_ticket_that_a_person_resolves_is_though_its_customer_had_deleted_some_of_it() -> None:
    some = next_of(with_message_deleted(TICKET, "m2", waiting_since=NOW, now=NOW + MINUTE))
    found = report(TICKET, some, resolved(some, NOW + 2 * MINUTE))
    assert (found.withdrawn, found.resolved) == (0, 1)


def test_a_customer_who_comes_back_after_that_begins_anew() -> None:
    assert is_withdrawn(GONE)
    again = next_of(replace(GONE, status=Status.NEW, resolved_at=None, resolution=None, waiting_since=NOW + MINUTE))
    found = report(TICKET, GONE, again, resolved(again, NOW + 2 * MINUTE))
    assert (found.withdrawn, found.reopened, found.resolved) == (1, 0, 1)


def test_whoever_opens_it_again_takes_the_mark_off() -> None:
    opened = changed(GONE, Change(status=Status.OPEN), deadlines=None, now=NOW + MINUTE)
    assert (GONE.resolution, opened.resolution) == (Resolution.WITHDRAWN, None)
