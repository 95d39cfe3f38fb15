"""Contacts per customer: how many tickets a customer opens within a month."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.events.changes import TicketChange
from shared.domain.figures.counting import MAX_CONTACT_NUMBER
from shared.domain.figures.model import Figures
from shared.domain.figures.service import Contacts, service_figures
from shared.domain.messages.event import Author
from shared.domain.tickets.history import CONTACTS_WITHIN, contact_number
from tests.fakes.figures import FakeFigures
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START
from tests.unit.events.states import TICKET

DAY = timedelta(days=1)


def opens(fakes: FakeStore, number: int, author: str, *, days: float) -> None:
    """A customer writes under another post: a conversation, and a ticket, of its own."""
    at = START + days * DAY
    fakes.clock.at = at
    event = an_event(
        f"m{number}", conversation_id=f"post:{number}", author=Author(id=author), occurred_at=at, received_at=at
    )
    assert fakes.store(event, a_classification()).ticket_id is not None


def contacts(fakes: FakeStore, *, since: float = 0, until: float = 365) -> Contacts:
    """Of the tickets that were opened from one day to another."""
    figures = FakeFigures()
    for ticket in fakes.tickets.stored.values():
        figures.happened("acme", TicketChange(before=None, after=ticket), ticket.created_at)
    begin, end = START + since * DAY, START + until * DAY
    return service_figures(figures.between("acme", begin, end), "acme", begin, end).contacts


@pytest.mark.parametrize(
    ("tickets", "mean", "repeated"),
    [
        ([("a", 0), ("b", 0)], 1.0, 0.0),
        ([("a", 0), ("a", 1), ("a", 29), ("b", 2)], 7 / 4, 2 / 4),
        ([("a", 0), ("a", CONTACTS_WITHIN / DAY + 1)], 1.0, 0.0),  # a month later nobody counts what was before
    ],
)
def test_a_ticket_counts_as_which_one_of_its_customer_within_a_month_it_is(
    tickets: list[tuple[str, float]], mean: float, repeated: float
) -> None:
    fakes = FakeStore()
    for number, (author, days) in enumerate(tickets):
        opens(fakes, number, author, days=days)
    found = contacts(fakes)
    assert (found.tickets, found.mean_number, found.repeat_share) == (len(tickets), mean, repeated)


@pytest.mark.parametrize("days", [7, 28, 49])
def test_faithful_customers_count_the_same_in_a_week_a_month_and_a_longer_span(days: int) -> None:
    """Ten customers each write once a week, and one in the last week for the first time."""
    fakes = FakeStore()
    for week in range(13):
        for customer in range(10):
            opens(fakes, week * 10 + customer, f"customer-{customer}", days=week * 7 + customer / 24)
    opens(fakes, 999, "new", days=12 * 7 + 1)
    found = contacts(fakes, since=91 - days, until=91)
    assert found.tickets == 10 * days // 7 + 1
    assert found.mean_number == pytest.approx(5, abs=0.4)
    assert found.repeat_share == pytest.approx(1, abs=0.1)


def test_a_customer_who_writes_every_hour_does_not_stand_for_all_others() -> None:
    ticket = replace(TICKET, opened_as=("normal", "question", "triage", "", "", "700"))
    figures = FakeFigures()
    figures.happened("acme", TicketChange(before=None, after=ticket), ticket.created_at)
    assert figures.counts("acme", START, ticket.created_at + DAY)["contact_number"] == MAX_CONTACT_NUMBER


def test_a_ticket_that_is_stored_again_is_the_same_contact() -> None:
    fakes = FakeStore()
    for _ in range(2):
        opens(fakes, 1, "a", days=0)
    opens(fakes, 2, "a", days=1)
    assert [contact_number(ticket) for ticket in fakes.tickets.stored.values()] == [1, 2]


def test_a_span_without_a_ticket_has_no_contacts() -> None:
    found = service_figures(Figures(), "acme", START, START + DAY).contacts
    assert (found.mean_number, found.repeat_share) == (None, None)
