"""Contacts per customer: how many tickets a customer opens within a month."""

from collections import Counter
from datetime import timedelta

import pytest

from shared.domain.events.changes import TicketChange
from shared.domain.figures.counting import figures_of
from shared.domain.figures.model import Figures
from shared.domain.figures.service import service_figures
from shared.domain.messages.event import Author
from shared.domain.tickets.history import CONTACTS_WITHIN, contact_number
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

DAY = timedelta(days=1)


def opens(fakes: FakeStore, number: int, author: str, *, days: float) -> None:
    """A customer writes under another post: a conversation, and a ticket, of its own."""
    at = START + days * DAY
    fakes.clock.at = at
    event = an_event(
        f"m{number}", conversation_id=f"post:{number}", author=Author(id=author), occurred_at=at, received_at=at
    )
    assert fakes.store(event, a_classification()).ticket_id is not None


def counted(fakes: FakeStore) -> Counter[str]:
    found: Counter[str] = Counter()
    for ticket in fakes.tickets.stored.values():
        change = TicketChange(before=None, after=ticket)
        for delta in figures_of(change, ticket.created_at, lambda _brand, _channel: None):
            found.update({name: delta.counts[name] for name in ("contacts", "customers") if name in delta.counts})
    return found


@pytest.mark.parametrize(
    ("tickets", "contacts", "customers"),
    [
        ([("a", 0), ("b", 0)], 2, 2),
        ([("a", 0), ("a", 1), ("a", 29), ("b", 2)], 4, 2),
        ([("a", 0), ("a", CONTACTS_WITHIN / DAY + 1)], 2, 2),  # a month later they are a new customer of that month
    ],
)
def test_each_ticket_is_a_contact_and_a_customer_counts_once_in_a_month(
    tickets: list[tuple[str, float]], contacts: int, customers: int
) -> None:
    fakes = FakeStore()
    for number, (author, days) in enumerate(tickets):
        opens(fakes, number, author, days=days)
    assert counted(fakes) == {"contacts": contacts, "customers": customers}


def test_a_ticket_that_is_stored_again_is_the_same_contact() -> None:
    fakes = FakeStore()
    for _ in range(2):
        opens(fakes, 1, "a", days=0)
    opens(fakes, 2, "a", days=1)
    assert [contact_number(ticket) for ticket in fakes.tickets.stored.values()] == [1, 2]


def test_the_report_says_contacts_for_each_customer() -> None:
    found = Figures(counts={"contacts": 6, "customers": 4})
    assert service_figures(found, "acme", START, START + DAY).contacts_per_customer == 1.5
    assert service_figures(Figures(), "acme", START, START + DAY).contacts_per_customer is None
