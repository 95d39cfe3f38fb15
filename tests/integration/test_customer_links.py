"""A person who writes without end: their record stays small, every link stays known, an erasure finds all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters import limits
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customer_links import MAX_INLINE, MAX_MOVED, MAX_PROLONGED, STAYS_LONGER
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.table import DynamoDBTable, seconds
from shared.domain.customers.model import Customer, opening
from shared.domain.errors import ConflictError
from tests.examples import SOAK
from tests.fakes.stored import START
from tests.integration.aws_units import counted
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

MANY = 10_000 if SOAK > 1 else 1_000

MIA = Customer(
    id="C-1",
    brand="acme",
    identities={"facebook": "9"},
    name="Mia Larsen",
    first_seen_at=START,
    last_seen_at=START,
    expires_at=START + timedelta(days=400),
)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    with table_on_moto(monkeypatch) as table:
        yield table


def ticket_id(number: int) -> str:
    return f"T-{number:013d}"


def opens(number: int, *, complaint: bool = False) -> Customer:
    """The customer with the ticket that they open in that minute."""
    ids = frozenset({ticket_id(number)})
    at = START + timedelta(minutes=number)
    return replace(
        MIA,
        tickets=ids,
        complaint_tickets=ids if complaint else frozenset(),
        openings=frozenset({opening(ticket_id(number), at)}),
    )


def record(table: DynamoDBTable) -> dict[str, object]:
    item = table.get(keys.customer("C-1"))
    assert item is not None
    return item


def test_the_hundredth_ticket_costs_what_the_first_one_does(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    written = []
    for number in range(100):
        with counted() as work:
            customers.remember(opens(number, complaint=number % 3 == 0))
        written.append(work["written"])
        assert limits.item_bytes(record(table)) < 1_024

    assert written[:MAX_INLINE] == [1] * MAX_INLINE
    assert sum(written) <= 2.3 * len(written)  # each link moves once, a few at a time
    whole = customers.get_with_links("C-1")
    assert whole is not None
    assert whole.tickets == {ticket_id(number) for number in range(100)}
    assert whole.latest_tickets(3) == (ticket_id(99), ticket_id(98), ticket_id(97))


def test_that_somebody_complained_once_is_not_forgotten(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    for number in range(60):
        customers.remember(opens(number, complaint=number in (0, 1)))
    found = customers.get("C-1")
    assert found is not None
    assert found.complaint_tickets == {ticket_id(0), ticket_id(1)}


def test_conversations_without_a_ticket_move_too_and_expire_after_the_record(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    places = {f"facebook|1|post:{number}" for number in range(40)}
    for place in sorted(places):
        customers.remember(replace(MIA, conversations=frozenset({place})))
        assert limits.item_bytes(record(table)) < 1_024

    whole = customers.get_with_links("C-1")
    assert whole is not None
    assert whole.conversations == places
    assert record(table)["expires_at"] == seconds(MIA.expires_at)
    assert set(link_expiries(table)) == {(seconds(MIA.expires_at) or 0) + STAYS_LONGER}


def link_expiries(table: DynamoDBTable) -> list[int]:
    items = table.table.scan()["Items"]
    return [int(str(item["expires_at"])) for item in items if item["sk"] != "CUSTOMER"]


def written_to(days: int) -> Customer:
    """The customer who writes on the latest of their tickets that many days later."""
    assert MIA.expires_at is not None
    return replace(opens(11), expires_at=MIA.expires_at + timedelta(days=days))


def test_no_link_expires_before_the_record_of_a_person_who_writes_for_years(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    for number in range(12):
        customers.remember(opens(number))
    others = frozenset(f"C-other-{number:02d}" for number in range(12))
    customers.note_same("C-1", others)
    links, weeks, written = len(link_expiries(table)), 52 * 5, 0
    assert links > MAX_INLINE
    for week in range(1, weeks):
        with counted() as work:
            customers.remember(written_to(7 * week))
        written += work["written"]
        assert min(link_expiries(table)) > int(str(record(table)["expires_at"]))

    assert written <= weeks + (links + 1) * weeks * 7 / 30  # once in 30 days, not with each message
    whole = customers.get_with_links("C-1")
    assert whole is not None
    assert whole.same_as == others


def test_a_link_by_hand_lives_as_long_as_its_two_customers(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    other = replace(MIA, id="C-2")
    customers.remember(opens(1))
    customers.remember(other)
    customers.link(MIA, other, by="Boss", at=START)
    assert set(link_expiries(table)) == {(seconds(MIA.expires_at) or 0) + STAYS_LONGER}

    for week in range(1, 60):
        customers.remember(replace(opens(1), expires_at=MIA.expires_at + timedelta(weeks=week)))

    links = customers.get_with_links("C-1")
    held = table.get(keys.customer_linked("C-1", "C-2"))
    assert links is not None
    assert [link.customer_id for link in links.linked] == ["C-2"]
    assert held is not None
    assert int(str(held["expires_at"])) > int(str(record(table)["expires_at"]))


def test_thousands_of_links_are_prolonged_over_several_messages(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    for number in range(12):
        customers.remember(opens(number))
    early = seconds(MIA.expires_at)
    with table.table.batch_writer() as batch:
        for number in range(12, 12 + 2 * MAX_PROLONGED):
            link = {**keys.customer_ticket("C-1", ticket_id(number)), "ticket": ticket_id(number)}
            batch.put_item({**link, "expires_at": early})

    for day in (91, 92, 93):
        customers.remember(written_to(day))
    assert min(link_expiries(table)) > int(str(record(table)["expires_at"]))
    with counted() as work:
        customers.remember(written_to(94))
    assert work["written"] == 1


def test_a_record_of_an_earlier_version_is_read_as_it_is_and_shrinks_with_each_message(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    old = {f"T{number}" for number in range(6_000)}
    table.put(
        {
            **keys.customer("C-1"), "id": "C-1", "brand": "acme", "first_seen_at": 1, "last_seen_at": 2,
            "tickets": old, "openings": {f"{number:013d}|T{number}" for number in range(6_000)},
        }
    )  # fmt: skip
    whole = customers.get_with_links("C-1")
    assert whole is not None
    assert whole.tickets == old

    for number in range(3):
        customers.remember(opens(number))

    left = customers.get("C-1")
    assert left is not None
    assert len(left.tickets) == 6_003 - 3 * MAX_MOVED
    whole = customers.get_with_links("C-1")
    assert whole is not None
    assert whole.tickets == old | {ticket_id(number) for number in range(3)}


def test_a_record_of_an_earlier_version_that_is_full_takes_the_next_ticket(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    item = {**keys.customer("C-1"), "id": "C-1", "brand": "acme", "first_seen_at": 1, "last_seen_at": 2}
    tickets = {f"T-{number:030d}" for number in range(12_350)}
    table.put({**item, "tickets": tickets})
    assert limits.item_bytes(record(table)) > limits.ITEM_BYTES - 10_000
    for number in range(3):
        customers.remember(replace(opens(number), name="Mia" * 1_500))

    whole = customers.get_with_links("C-1")
    assert whole is not None
    assert len(whole.tickets) == 12_353


def test_each_of_thousands_of_links_is_erased_and_counted_once(table: DynamoDBTable) -> None:
    customers = DynamoDBCustomers(table)
    for number in range(MAX_INLINE):
        customers.remember(opens(number))
    with table.table.batch_writer() as batch:
        for number in range(MAX_INLINE, MANY):
            batch.put_item({**keys.customer_ticket("C-1", ticket_id(number)), "ticket": ticket_id(number)})
    begun = customers.begin_erasure("C-1", at=START, by="dpo")
    assert len(begun.tickets) == MANY

    for number in (0, 5, MANY - 2, MANY - 1):
        for _ in range(2):
            customers.forget_ticket("C-1", ticket_id(number), messages=3)
    with pytest.raises(ConflictError):
        customers.end_erasure("C-1", at=START)

    left = customers.get_with_links("C-1")
    assert left is not None
    assert (len(left.tickets), left.erased_tickets, left.erased_messages) == (MANY - 4, 4, 12)


def test_a_link_that_stands_in_both_places_is_erased_and_counted_once(table: DynamoDBTable) -> None:
    """A move that died half-way: the link was written, and has not left the record."""
    customers = DynamoDBCustomers(table)
    customers.remember(replace(opens(1), conversations=frozenset({"facebook|1|post:1"})))
    table.put({**keys.customer_ticket("C-1", ticket_id(1)), "ticket": ticket_id(1)})
    table.put({**keys.customer_conversation("C-1", "facebook|1|post:1"), "conversation": "facebook|1|post:1"})

    for _ in range(2):
        customers.forget_ticket("C-1", ticket_id(1), messages=2)
        customers.forget_conversation("C-1", "facebook|1|post:1", messages=1)

    proof = customers.end_erasure("C-1", at=START)
    assert (proof.erased_tickets, proof.erased_messages, proof.tickets) == (1, 3, frozenset())
