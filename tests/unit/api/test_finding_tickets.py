"""Filters, search, counts and polling of the list of tickets."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.access.tokens import Scope
from shared.domain.brand.model import Account
from shared.domain.vocabulary import Danger, Status
from tests.fakes.brands import FakeBrands
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_brand, a_message, a_ticket


def _ids(api: FakeApi, **query: Any) -> list[str]:
    return [ticket["id"] for ticket in api.call("GET", "/tickets", query={"brand": "acme", **query}).json["items"]]


@pytest.fixture
def full(api: FakeApi) -> FakeApi:
    later = START + timedelta(hours=9)
    api.store(
        a_ticket("T1", claimed_by="sophie", customer_name="Élise  Martin", customer_handle="@elise.m"),
        a_ticket("T2", danger=Danger.POSSIBLE, customer_name="Noé Martinez", customer_handle="noe"),
        a_ticket("T3", first_response_due_at=later, claimed_by="karim", customer_name=None, customer_handle=None),
        a_ticket("T4", status=Status.RESOLVED, waiting_since=None, permalink="https://facebook.example/post/4"),
    )
    return api


def test_tickets_of_an_agent_are_found_under_both_names(full: FakeApi) -> None:
    assert _ids(full, assignee="sophie") == _ids(full, claimed_by="sophie") == ["T1"]
    assert _ids(full, assignee="sophie,karim") == ["T1", "T3"]


def test_tickets_with_a_danger_are_found(full: FakeApi) -> None:
    assert _ids(full, danger="true") == ["T2"]
    assert _ids(full, danger="false") == ["T1", "T2", "T3"]


def test_tickets_for_which_people_are_being_called_are_found_and_say_since_when(full: FakeApi) -> None:
    full.store(a_ticket("T5", escalation_running=True, escalation_started_at=START))
    (found,) = full.call("GET", "/tickets", query={"brand": "acme", "escalated": "true"}).json["items"]
    assert (found["id"], found["escalating_since"]) == ("T5", "2026-03-02T09:00:00.000Z")
    assert full.call("GET", "/tickets/T1").json["escalating_since"] is None


def test_tickets_that_are_due_before_an_instant_are_found(full: FakeApi) -> None:
    assert _ids(full, due_before="2026-03-02T13:00:00Z") == []
    assert _ids(full, due_before="2026-03-02T13:00:00.001Z") == ["T1", "T2"]


def test_tickets_that_are_due_from_an_instant_on_are_found(full: FakeApi) -> None:
    assert _ids(full, due_after="2026-03-02T13:00:00Z", due_before="2026-03-02T14:00:00Z") == ["T1", "T2"]
    assert "T1" not in _ids(full, due_after="2026-03-02T13:00:00.001Z")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("elise", ["T1"]),
        ("ÉLISE MAR", ["T1"]),
        ("martin", ["T1", "T2"]),
        ("@elise", ["T1"]),
        ("lise", []),
        ("T3", ["T3"]),
        ("m-T2", ["T2"]),
        ("cus_1", ["T1", "T2", "T3"]),
        ("nobody", []),
    ],
)
def test_a_ticket_is_found_by_what_a_person_has_in_hand(full: FakeApi, q: str, found: list[str]) -> None:
    assert _ids(full, q=q) == found


def test_what_is_done_is_found_where_it_is_asked_for(full: FakeApi) -> None:
    assert _ids(full, q="https://facebook.example/post/4") == []
    assert _ids(full, q="https://facebook.example/post/4", status="resolved") == ["T4"]


def test_the_address_of_the_first_message_is_found_however_it_is_written(full: FakeApi) -> None:
    full.store(a_ticket("T5", channel="x", permalink="https://x.com/luc/status/1790000000000000001"))
    for q in ("https://twitter.com/luc/status/1790000000000000001?s=20", "x.com/i/status/1790000000000000001/"):
        assert _ids(full, q=q) == ["T5"]


@pytest.mark.parametrize("q", ["", "a", " ", "x" * 501, "a\x00b"])
def test_a_search_has_at_least_two_characters(full: FakeApi, q: str) -> None:
    assert full.call("GET", "/tickets", query={"brand": "acme", "q": q}).status == 400


def test_views_are_counted_beyond_the_page(full: FakeApi) -> None:
    listed = full.call("GET", "/tickets", query={"brand": "acme", "limit": "1", "count": "true"}).json

    assert (len(listed["items"]), listed["count"], listed["count_complete"]) == (1, 3, True)
    assert full.call("GET", "/tickets", query={"brand": "acme"}).json["count"] is None
    filtered = {"brand": "acme", "count": "true", "danger": "true"}
    assert full.call("GET", "/tickets", query=filtered).json["count"] == 1


def test_beyond_a_thousand_a_count_says_that_it_is_a_floor(api: FakeApi) -> None:
    api.store(*(a_ticket(f"T{number}") for number in range(1001)))

    listed = api.call("GET", "/tickets", query={"brand": "acme", "count": "true", "limit": "1"}).json

    assert (listed["count"], listed["count_complete"]) == (1000, False)


def test_polling_sends_the_list_again_only_when_it_has_changed(full: FakeApi) -> None:
    first = full.call("GET", "/tickets", query="brand=acme")
    tag = first.headers["ETag"]

    same = full.call("GET", "/tickets", query="brand=acme", headers={"If-None-Match": tag})
    assert (same.status, same.text, same.headers["ETag"]) == (304, "", tag)

    full.store(a_ticket("T5"))
    assert full.call("GET", "/tickets", query="brand=acme", headers={"If-None-Match": f"W/{tag}"}).status == 200


def test_a_cursor_of_one_brand_opens_no_other(full: FakeApi) -> None:
    full.store(a_ticket("X1", brand="other"), a_ticket("X2", brand="other"))
    cursor = full.call("GET", "/tickets", query="brand=other&limit=1").json["next_cursor"]
    full.token("ndk_acme", Scope.TICKETS_READ, brands=("acme",))

    for brand, status in ((None, 400), ("acme", 400), ("other", 404)):
        query = {"cursor": cursor} | ({} if brand is None else {"brand": brand})
        assert full.call("GET", "/tickets", query=query, token="ndk_acme").status == status


def test_a_cursor_that_was_made_up_shows_tickets_of_the_callers_brand_only(full: FakeApi) -> None:
    full.store(a_ticket("X1", brand="other"))
    made_up = base64.urlsafe_b64encode(json.dumps(["open", "acme", "2000"]).encode()).decode().rstrip("=")

    answered = full.call("GET", "/tickets", query=f"brand=acme&cursor={made_up}")

    assert "X1" not in answered.text


def test_a_long_permalink_may_be_looked_for(full: FakeApi) -> None:
    longest = "https://facebook.example/" + "p" * 475

    assert _ids(full, q=longest) == []
    assert full.call("GET", "/tickets", query={"brand": "acme", "q": f"{longest}p"}).status == 400


@pytest.fixture
def named(api: FakeApi) -> FakeApi:
    account = Account(channel="facebook", id="100100100100100", handle="acme", secret="s")
    api.brands = FakeBrands.of(*(replace(a_brand(each), accounts=(account,)) for each in ("acme", "other")))
    api.store(
        a_ticket("T1"),
        a_ticket("T2", status=Status.RESOLVED, team="experts"),
        a_ticket("T3", status=Status.CLOSED, merged_into="T1"),
        a_ticket("T8", brand="other"),
    )
    api.messages.save(a_message("m1"))
    api.messages.save(a_message("123_456", text="Ma commande n° A-1234 et la facture n° 99887"))
    api.messages.save(a_message("m2", ticket_id="T2", text="order #A-1234"))
    api.messages.save(a_message("m4", START + timedelta(hours=1), text="48213377"))
    api.messages.save(a_message("m3", ticket_id="T3", text="colis 6M12345678901"))
    api.messages.save(a_message("m8", brand="other", ticket_id="T8", text="order #A-1234"))
    return api


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "#A-1234"}, ["T1"]),
        ({"q": "a1234"}, ["T1"]),
        ({"q": "99887"}, ["T1"]),
        ({"q": "9988"}, []),
        ({"q": "A1234", "status": "resolved,new"}, ["T2", "T1"]),
        ({"q": "A1234", "status": "resolved"}, ["T2"]),
        ({"q": "A1234", "team": "experts"}, []),
        ({"q": "6M12345678901"}, ["T1"]),
        ({"q": "facture n° 99887"}, ["T1"]),
        ({"q": "n° 48213377"}, ["T1"]),
        ({"q": "https://www.facebook.com/acme/posts/123?comment_id=456&__cft__[0]=AZX"}, ["T1"]),
        ({"q": "https://m.facebook.com/acme/posts/123?comment_id=457"}, []),
        ({"q": "123_456"}, ["T1"]),
        ({"q": "m8-unknown"}, []),
    ],
)
def test_a_number_that_a_customer_named_and_the_id_of_any_message_lead_to_the_ticket(
    named: FakeApi, query: dict[str, str], found: list[str]
) -> None:
    assert _ids(named, **query) == found


def test_what_a_search_names_is_counted(named: FakeApi) -> None:
    answered = named.call("GET", "/tickets", query={"brand": "acme", "q": "A-1234", "count": "true"}).json

    assert (answered["count"], answered["count_complete"], answered["next_cursor"]) == (1, True, None)


def test_what_a_search_names_is_read_page_by_page_each_once(named: FakeApi) -> None:
    for number in range(10, 17):
        named.store(a_ticket(f"T{number}", updated_at=START + timedelta(minutes=number)))
        named.messages.save(a_message(f"m{number}", ticket_id=f"T{number}", text="order #A-1234"))
    query = {"brand": "acme", "q": "A-1234", "limit": "3", "count": "true"}
    found: list[str] = []
    for _ in range(5):
        page = named.call("GET", "/tickets", query=query).json
        assert page["count"] == 8
        found += [ticket["id"] for ticket in page["items"]]
        if page["next_cursor"] is None:
            break
        query = {**query, "cursor": page["next_cursor"]}

    assert found == ["T16", "T15", "T14", "T13", "T12", "T11", "T10", "T1"]
    elsewhere = {"brand": "other", "q": "A-1234", "cursor": query["cursor"]}
    assert named.call("GET", "/tickets", query=elsewhere).status == 400


def test_numbers_of_another_brand_are_not_found(named: FakeApi) -> None:
    named.token("ndk_other", Scope.TICKETS_READ, brands=("other",))

    for q, found in (("A-1234", ["T8"]), ("99887", []), ("123_456", []), ("T1", [])):
        items = named.call("GET", "/tickets", token="ndk_other", query={"q": q}).json["items"]
        assert [ticket["id"] for ticket in items] == found


@pytest.mark.parametrize("change", [{"text": "order #B-5678"}, {"text": None, "deleted_at": START}])
def test_what_was_edited_away_or_deleted_is_found_no_longer(named: FakeApi, change: dict[str, Any]) -> None:
    known = named.messages.get("facebook", "100100100100100", "123_456")
    assert known is not None
    named.messages.save(replace(known, **change))

    assert _ids(named, q="A-1234") == []
