"""A supervisor says that two customers are the same person, and takes it back."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.access.agents import Role
from shared.domain.customers.linking import MAX_LINKS, MAX_PERSON
from shared.domain.customers.model import Customer, opening
from tests.fakes.stored import START, FakeHistory
from tests.unit.api.fake_api import Answered, FakeApi, a_ticket


def _customer(api: FakeApi, name: str, channel: str, *ticket_ids: str, brand: str = "acme") -> None:
    for ticket_id in ticket_ids:
        at = START - timedelta(days=int(ticket_id.removeprefix("T")))
        api.store(a_ticket(ticket_id, customer_id=name, channel=channel, created_at=at, brand=brand))
    api.customers.remember(
        Customer(
            id=name,
            brand=brand,
            identities={channel: f"{name}-on-{channel}"},
            name=name.title(),
            first_seen_at=START,
            last_seen_at=START,
            tickets=frozenset(ticket_ids),
            openings=frozenset(opening(t, START - timedelta(days=int(t.removeprefix("T")))) for t in ticket_ids),
        )
    )


@pytest.fixture
def boss(api: FakeApi) -> str:
    _customer(api, "mia", "x", "T1", "T4")
    _customer(api, "m_larsen", "facebook", "T2", "T3")
    _customer(api, "quiet", "instagram")
    return api.agent("boss", Role.SUPERVISOR, brands=("acme",))


def _link(api: FakeApi, token: str, one: str = "mia", other: str = "m_larsen", *, undo: bool = False) -> Answered:
    path = f"/customers/{one}/{'unlink' if undo else 'link'}"
    return api.call("POST", path, token=token, body={"customer": other})


def _history(api: FakeApi, ticket_id: str) -> list[tuple[str, str, str]]:
    return [(entry.what, entry.actor, entry.details["customer"]) for entry in api.history.of_ticket(ticket_id).items]


def test_linked_customers_are_shown_as_one_person_from_either_side(api: FakeApi, boss: str) -> None:
    linked = _link(api, boss).json

    assert [ticket["id"] for ticket in linked["tickets"]] == ["T1", "T2", "T3", "T4"]
    assert linked["ticket_count"] == 4
    assert linked["others"] == [
        {
            "id": "m_larsen",
            "handle": None,
            "name": "M_Larsen",
            "identities": {"facebook": "m_larsen-on-facebook"},
            "linked_to": "mia",
            "linked_by": "Boss",
            "linked_at": "2026-03-02T09:00:00.000Z",
        }
    ]
    other_side = api.call("GET", "/customers/m_larsen", token=api.agent("sophie", brands=("acme",))).json
    assert [ticket["id"] for ticket in other_side["tickets"]] == ["T1", "T2", "T3", "T4"]
    assert other_side["others"][0]["id"] == "mia"


def test_both_histories_say_who_did_it_and_who_took_it_back(api: FakeApi, boss: str) -> None:
    _link(api, boss)
    api.clock.pass_time(minutes=5)
    _link(api, api.agent("chief", Role.SUPERVISOR), undo=True)

    assert _history(api, "T1") == [
        ("customers_linked", "Boss", "m_larsen"),
        ("customers_unlinked", "Chief", "m_larsen"),
    ]
    assert _history(api, "T2") == [("customers_linked", "Boss", "mia"), ("customers_unlinked", "Chief", "mia")]


def test_a_link_is_taken_back_from_either_side_without_a_trace_on_the_panel(api: FakeApi, boss: str) -> None:
    before = api.call("GET", "/customers/mia", token=boss).json
    _link(api, boss)

    assert _link(api, boss, "m_larsen", "mia", undo=True).status == 200
    assert api.call("GET", "/customers/mia", token=boss).json == before


def test_repeating_either_changes_nothing(api: FakeApi, boss: str) -> None:
    first = _link(api, boss)
    api.clock.pass_time(minutes=5)
    again = _link(api, api.agent("chief", Role.SUPERVISOR))
    _link(api, boss, undo=True)
    undone = _link(api, boss, undo=True)

    assert again.json == first.json
    assert (undone.status, undone.json["others"]) == (200, [])
    assert len(_history(api, "T1")) == 2


def test_whoever_is_linked_to_one_is_the_same_person_as_all(api: FakeApi, boss: str) -> None:
    _link(api, boss)
    _link(api, boss, "m_larsen", "quiet")

    shown = api.call("GET", "/customers/mia", token=boss).json
    refused = _link(api, boss, "mia", "quiet", undo=True)

    assert [(other["id"], other["linked_to"]) for other in shown["others"]] == [
        ("m_larsen", "mia"),
        ("quiet", "m_larsen"),
    ]
    assert (refused.status, "through m_larsen" in refused.json["detail"]) == (409, True)


def test_what_a_platform_proved_is_shown_and_cannot_be_taken_back(api: FakeApi, boss: str) -> None:
    api.customers.note_same("mia", frozenset({"quiet"}))
    api.customers.note_same("quiet", frozenset({"mia"}))

    (other,) = api.call("GET", "/customers/mia", token=boss).json["others"]

    assert (other["id"], other["linked_by"], other["linked_at"]) == ("quiet", None, None)
    assert _link(api, boss, "mia", "quiet", undo=True).status == 409


def test_customers_of_two_brands_are_never_linked(api: FakeApi, boss: str) -> None:
    _customer(api, "stranger", "x", "T9", brand="other")
    everywhere = api.agent("chief", Role.ADMIN)

    assert _link(api, boss, "mia", "stranger").status == 404
    assert _link(api, boss, "stranger", "mia").status == 404
    refused = _link(api, everywhere, "mia", "stranger")
    assert (refused.status, "two brands" in refused.json["detail"]) == (409, True)
    assert {customer.linked for customer in api.customers.stored.values()} == {()}


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [("mia", "mia", 409), ("mia", "nobody", 404), ("nobody", "mia", 404), ("quiet", "silent", 409)],
)
def test_what_makes_no_sense_is_refused(api: FakeApi, boss: str, one: str, other: str, status: int) -> None:
    _customer(api, "silent", "x")

    assert _link(api, boss, one, other).status == status


@pytest.mark.parametrize("body", [{}, {"customer": None}, {"customer": "no id"}, {"customer": "mia", "by": "me"}])
@pytest.mark.parametrize("what", ["link", "unlink"])
def test_a_body_that_names_no_customer_is_refused(api: FakeApi, boss: str, what: str, body: Any) -> None:
    assert api.call("POST", f"/customers/mia/{what}", token=boss, body=body).status == 422


def test_a_customer_has_a_bounded_number_of_links(api: FakeApi, boss: str) -> None:
    for number in range(MAX_LINKS + 1):
        _customer(api, f"other{number}", "x")
    statuses = [_link(api, boss, "mia", f"other{number}").status for number in range(MAX_LINKS + 1)]

    assert statuses == [200] * MAX_LINKS + [409]


def _chain(api: FakeApi, token: str, length: int) -> list[int]:
    """Each customer is linked to the next one. Returns the answers."""
    for number in range(length):
        _customer(api, f"c{number}", "x", f"T{100 + number}")
    return [_link(api, token, f"c{number}", f"c{number + 1}").status for number in range(length - 1)]


def test_a_person_of_many_customers_one_linked_to_the_next_is_bounded_too(api: FakeApi, boss: str) -> None:
    statuses = _chain(api, boss, MAX_PERSON + 2)

    assert statuses == [200] * (MAX_PERSON - 1) + [409, 200]
    refused = _link(api, boss, "c1", f"c{MAX_PERSON + 1}")
    assert (refused.status, refused.json["reason"]) == (409, "link_too_many")
    assert _link(api, boss, "c0", f"c{MAX_PERSON - 1}").status == 200  # who is the same person already
    shown = api.call("GET", "/customers/c0", token=boss).json
    assert (len(shown["others"]), shown["ticket_count"]) == (MAX_PERSON - 1, MAX_PERSON)


def test_two_persons_who_are_too_many_together_are_not_linked(api: FakeApi, boss: str) -> None:
    _chain(api, boss, MAX_PERSON - 1)
    _link(api, boss)

    assert _link(api, boss, "m_larsen", "c5").status == 409
    assert _link(api, boss, "quiet", "c5").status == 200


def test_who_is_far_away_is_not_unlinked_from_here_and_the_answer_says_so(api: FakeApi, boss: str) -> None:
    for number in range(30):
        _customer(api, f"c{number}", "x", f"T{100 + number}")
    for number in range(29):  # by an earlier version
        one, other = (api.customers.stored[f"c{number + i}"] for i in (0, 1))
        api.customers.link(one, other, by="Boss", at=START)

    refused = _link(api, boss, "c0", "c25", undo=True)

    assert (refused.status, refused.json["reason"]) == (409, "linked_through_another")
    assert "through c24" in refused.json["detail"]


def test_who_is_being_erased_or_was_is_linked_to_nobody(api: FakeApi, boss: str) -> None:
    api.customers.begin_erasure("quiet", at=START, by="dpo")
    assert _link(api, boss, "mia", "quiet").status == 409

    api.customers.end_erasure("quiet", at=START)
    assert _link(api, boss, "mia", "quiet").status == 409


def test_a_link_whose_history_could_not_be_written_is_noted_by_the_repeated_request(
    api: FakeApi, boss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = FakeHistory.add
    monkeypatch.setattr(FakeHistory, "add", lambda *_: 1 / 0)
    assert _link(api, boss).status == 500
    monkeypatch.setattr(FakeHistory, "add", add)
    api.clock.pass_time(minutes=1)

    assert _link(api, boss).status == 200
    assert _history(api, "T1") == [("customers_linked", "Boss", "m_larsen")]
