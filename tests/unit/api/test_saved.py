"""Saved replies, and the caller's own views."""

from typing import Any

import pytest

from shared.domain.access.agents import Role
from shared.domain.replies.saved import MAX_SAVED
from tests.unit.api.fake_api import Answered, FakeApi, a_ticket

TEXTS = {"fr": "Bonjour {customer}, {agent} s'occupe du ticket {ticket}.", "en": "Hello {customer}"}


@pytest.fixture
def boss(api: FakeApi) -> str:
    api.store(a_ticket())
    return api.agent("boss", Role.SUPERVISOR, brands=("acme",))


def _put(api: FakeApi, token: str, reply_id: str = "late", **body: Any) -> Answered:
    return api.call("PUT", f"/saved-replies/{reply_id}", token=token, body={"title": "Late", "texts": TEXTS, **body})


def _use(api: FakeApi, token: str, **body: Any) -> Answered:
    return api.call("POST", "/saved-replies/late/use", token=token, body={"ticket_id": "T1", **body})


def test_a_saved_reply_is_filled_in_in_the_customers_language_and_counted(api: FakeApi, boss: str) -> None:
    assert _put(api, boss).json["updated_by"] == "Boss"
    sophie = api.agent("sophie", name="Sophie Bernard", brands=("acme",))

    used = _use(api, sophie)

    assert used.json == {"language": "fr", "text": "Bonjour Luc Martin, Sophie Bernard s'occupe du ticket T1."}
    assert _use(api, sophie, language="en").json["text"] == "Hello Luc Martin"
    (listed,) = api.call("GET", "/saved-replies", token=sophie).json["items"]
    assert (listed["id"], listed["uses"]) == ("late", 2)
    assert api.replier.asked == []


def test_where_there_is_no_text_in_a_language_the_brands_own_is_taken(api: FakeApi, boss: str) -> None:
    _put(api, boss)

    assert _use(api, boss, language="de").json["language"] == "fr"
    _put(api, boss, texts={"en": "Hello {customer}"})
    assert _use(api, boss).json["language"] == "en"


def test_a_customer_without_a_name_leaves_no_gap_and_one_with_braces_no_hole(api: FakeApi, boss: str) -> None:
    _put(api, boss)
    api.tickets.save(a_ticket(version=1, customer_name=None, customer_handle=None))
    assert _use(api, boss, language="en").json["text"] == "Hello"

    api.tickets.save(a_ticket(version=2, customer_name="{agent}"))
    assert _use(api, boss, language="en").json["text"] == "Hello {agent}"


def test_a_deleted_reply_is_gone_and_the_record_says_who_deleted_it(api: FakeApi, boss: str) -> None:
    _put(api, boss)

    deleted = api.call("DELETE", "/saved-replies/late", token=boss)

    assert (deleted.status, deleted.json["id"]) == (200, "late")
    assert api.call("DELETE", "/saved-replies/late", token=boss).status == 404
    assert _use(api, boss).status == 404
    assert api.call("GET", "/saved-replies", token=boss).json["items"] == []
    assert api.saved_replies.stored["acme", "late"].deleted_by == "Boss"


@pytest.mark.parametrize(
    "body",
    [
        {"texts": {}},
        {"texts": {"fr": ""}},
        {"texts": {"fr": "Bonjour {name}"}},
        {"texts": {"fr": "Bonjour {customer"}},
        {"texts": {"French": "Bonjour"}},
        {"texts": {"fr": "x" * 5001}},
        {"title": ""},
    ],
)
def test_a_reply_that_makes_no_sense_is_refused(api: FakeApi, boss: str, body: Any) -> None:
    assert _put(api, boss, **body).status == 422


def test_a_brand_has_a_bounded_number_of_them(api: FakeApi, boss: str) -> None:
    for number in range(MAX_SAVED):
        _put(api, boss, f"r{number}")

    assert _put(api, boss, "beyond").status == 409
    assert _put(api, boss, "r0", title="Changed").status == 200


def test_another_brands_replies_do_not_exist(api: FakeApi, boss: str) -> None:
    _put(api, boss)
    api.store(a_ticket("T2", brand="other"))
    stranger = api.agent("ben", Role.ADMIN, brands=("other",))

    assert api.call("GET", "/saved-replies", token=stranger).json["items"] == []
    assert api.call("DELETE", "/saved-replies/late", token=stranger).status == 404
    assert _use(api, stranger, ticket_id="T2").status == 404


def test_views_are_the_callers_own(api: FakeApi, boss: str) -> None:
    items = [{"name": "Experts", "query": "team=experts&status=open"}]

    assert api.call("PUT", "/views", token=boss, body={"items": items}).json == {"items": items}
    assert api.call("GET", "/views", token=boss).json == {"items": items}
    assert api.call("GET", "/views", token=api.agent("sophie")).json == {"items": []}


@pytest.mark.parametrize(
    "items",
    [[{"name": "", "query": ""}], [{"name": "a", "query": "é"}], [{"name": "a"}], [{"name": "a", "query": ""}] * 31],
)
def test_a_view_that_makes_no_sense_is_refused(api: FakeApi, boss: str, items: Any) -> None:
    assert api.call("PUT", "/views", token=boss, body={"items": items}).status == 422


def _put_as_read(api: FakeApi, token: str, seen: str, **body: Any) -> Answered:
    whole = {"title": "Late", "texts": TEXTS, **body}
    return api.call("PUT", "/saved-replies/late", token=token, body=whole, headers={"If-Match": f'"{seen}"'})


def test_what_somebody_else_has_changed_meanwhile_is_not_replaced(api: FakeApi, boss: str) -> None:
    read = _put(api, boss).json["updated_at"]
    api.clock.pass_time(minutes=1)

    first = _put_as_read(api, boss, read, title="Parcel late")
    second = _put_as_read(api, boss, read, title="Late parcel")

    assert (first.status, second.status) == (200, 412)
    (listed,) = api.call("GET", "/saved-replies", token=boss).json["items"]
    assert listed["title"] == "Parcel late"
    assert _put_as_read(api, boss, first.json["updated_at"], title="Late parcel").status == 200


def test_what_somebody_else_has_changed_meanwhile_is_not_deleted(api: FakeApi, boss: str) -> None:
    seen = _put(api, boss).json["updated_at"]
    api.clock.pass_time(minutes=1)
    now = _put(api, boss, title="Later").json["updated_at"]

    def delete(version: str) -> int:
        headers = {"If-Match": f'"{version}"'}
        return api.call("DELETE", "/saved-replies/late", token=boss, headers=headers).status

    assert delete(seen) == 412
    assert [reply["title"] for reply in api.call("GET", "/saved-replies", token=boss).json["items"]] == ["Later"]
    assert [delete(now), delete(now)] == [200, 412]


def test_what_somebody_else_has_deleted_meanwhile_does_not_come_back(api: FakeApi, boss: str) -> None:
    read = _put(api, boss).json["updated_at"]
    api.call("DELETE", "/saved-replies/late", token=boss)

    assert _put_as_read(api, boss, read).status == 412
    assert api.call("GET", "/saved-replies", token=boss).json["items"] == []
    assert _put(api, boss).status == 200  # whoever names no version adds it anew


def test_a_use_changes_no_version(api: FakeApi, boss: str) -> None:
    read = _put(api, boss).json["updated_at"]
    _use(api, boss)

    assert _put_as_read(api, boss, read).json["uses"] == 1


def test_a_version_that_is_none_replaces_nothing(api: FakeApi, boss: str) -> None:
    assert _put_as_read(api, boss, "yesterday").status == 412
    assert _put_as_read(api, boss, "the one of yesterday").status == 400


def test_whose_text_was_replaced_and_deleted_by_whom_is_known(api: FakeApi, boss: str) -> None:
    _put(api, boss)
    api.clock.pass_time(minutes=1)
    marc = api.agent("marc", Role.SUPERVISOR, brands=("acme",))
    _put(api, marc, title="Later")
    api.clock.pass_time(minutes=1)
    api.call("DELETE", "/saved-replies/late", token=marc)

    told = api.call("GET", "/saved-reply-changes", token=boss).json["items"]

    assert [(each["act"], each["by"], each["title"]) for each in told] == [
        ("deleted", "Marc", "Later"),
        ("replaced", "Marc", "Later"),
        ("added", "Boss", "Late"),
    ]
    assert told[0]["by_id"] != told[2]["by_id"]
    before = told[1]["before"]
    assert (before["title"], before["texts"], before["updated_by"]) == ("Late", TEXTS, "Boss")


def test_changes_of_another_brands_replies_do_not_exist(api: FakeApi, boss: str) -> None:
    _put(api, boss)
    stranger = api.agent("ben", Role.ADMIN, brands=("other",))

    assert api.call("GET", "/saved-reply-changes", token=stranger).json["items"] == []
    assert api.call("GET", "/saved-reply-changes", token=stranger, query={"brand": "acme"}).status == 404
