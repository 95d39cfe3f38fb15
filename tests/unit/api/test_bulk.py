"""The same change of many tickets, each with its own result."""

from datetime import timedelta
from typing import Any

import pytest

from functions.api.bulk.use_cases import TIME_LIMIT
from shared.domain.errors import LimitExceededError, UnknownBrandError, UpstreamError
from shared.domain.vocabulary import Status
from tests.fakes.stored import FakeTickets
from tests.unit.api.fake_api import Answered, FakeApi, a_ticket


def _bulk(api: FakeApi, token: str | None = None, **body: Any) -> Answered:
    return api.call("POST", "/tickets/bulk", token=token or api.agent("sophie", brands=("acme",)), body=body)


def test_each_ticket_has_its_own_result_and_one_stops_no_other(api: FakeApi) -> None:
    api.store(a_ticket("T1"), a_ticket("T2", status=Status.CLOSED), a_ticket("T3", brand="other"), a_ticket("T4"))

    answered = _bulk(api, tickets=["T1", "T2", "T3", "T9", "T4", "T1"], status="resolved")

    assert [(r["ticket_id"], r["status"], r["version"]) for r in answered.json["results"]] == [
        ("T1", 200, 2),
        ("T2", 409, None),
        ("T3", 404, None),
        ("T9", 404, None),
        ("T4", 200, 2),
    ]
    assert api.tickets.stored["T3"].version == 1
    (entry,) = api.history.of_ticket("T4").items
    assert (entry.actor, entry.details) == ("Sophie", {"status": "new → resolved"})


def test_tags_are_added_and_removed_and_a_ticket_assigned(api: FakeApi) -> None:
    api.store(a_ticket("T1", tags=("old", "kept")), a_ticket("T2"))
    api.agent("karim", brands=("acme",))

    _bulk(api, tickets=["T1", "T2"], add_tags=["new"], remove_tags=["old"], assignee="karim", team="experts")

    assert [api.tickets.stored[each].tags for each in ("T1", "T2")] == [("kept", "new"), ("new",)]
    assert {(t.claimed_by, t.team) for t in api.tickets.stored.values()} == {("karim", "experts")}


def test_a_ticket_is_changed_in_the_version_that_was_read_or_not_at_all(api: FakeApi) -> None:
    api.store(a_ticket("T1"), a_ticket("T2"), a_ticket("T3"))
    api.tickets.save(a_ticket("T2", version=1, claimed_by="karim"))
    api.agent("karim", brands=("acme",))
    wanted = {"tickets": ["T1", "T2", "T3"], "assignee": "sophie", "add_tags": ["a"], "versions": {"T1": 1, "T2": 1}}

    results = _bulk(api, **wanted).json["results"]

    assert [(r["status"], r["version"]) for r in results] == [(200, 3), (412, 2), (200, 3)]
    assert [api.tickets.stored[each].claimed_by for each in ("T1", "T2", "T3")] == ["sophie", "karim", "sophie"]
    assert api.history.of_ticket("T2").items == ()


@pytest.mark.parametrize("change", [{"assignee": "sophie"}, {"release": True}, {"status": "pending"}])
def test_who_writes_between_the_check_and_the_change_wins(
    api: FakeApi, change: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.store(a_ticket("T1", claimed_by="ben"))
    save = FakeTickets.save

    def overtaken(self: FakeTickets, ticket: Any, *entries: Any) -> Any:
        monkeypatch.setattr(FakeTickets, "save", save)
        save(self, a_ticket("T1", version=1, claimed_by="karim"))
        return save(self, ticket, *entries)

    token = api.agent("sophie", brands=("acme",))
    monkeypatch.setattr(FakeTickets, "save", overtaken)
    (result,) = _bulk(api, token, tickets=["T1"], versions={"T1": 1}, **change).json["results"]

    assert (result["status"], result["version"]) == (412, 2)
    assert api.tickets.stored["T1"].claimed_by == "karim"


@pytest.mark.parametrize(
    ("error", "status"),
    [(UpstreamError("throttled"), 503), (UnknownBrandError("gone"), 500), (LimitExceededError("too large"), 500)],
)
def test_a_ticket_that_cannot_be_written_hides_the_results_of_no_other(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    api.store(a_ticket("T1"), a_ticket("T2"), a_ticket("T3"))
    save = FakeTickets.save

    def fails_for_one(self: FakeTickets, ticket: Any, *entries: Any) -> Any:
        if ticket.id == "T2":
            raise error
        return save(self, ticket, *entries)

    token = api.agent("sophie", brands=("acme",))
    monkeypatch.setattr(FakeTickets, "save", fails_for_one)
    results = _bulk(api, token, tickets=["T1", "T2", "T3"], status="resolved").json["results"]

    assert [(each["status"], each["version"]) for each in results] == [(200, 2), (status, None), (200, 2)]


@pytest.mark.parametrize(
    "refused", [{"status": "new"}, {"team": "nobody"}, {"add_tags": [f"t{number}" for number in range(20)]}]
)
@pytest.mark.parametrize("first", [{"assignee": "karim"}, {"release": True}])
def test_where_one_part_is_refused_no_part_is_done(api: FakeApi, first: Any, refused: Any) -> None:
    api.store(a_ticket("T1", claimed_by="ben", status=Status.OPEN, tags=("one",)))
    api.agent("karim", brands=("acme",))

    (result,) = _bulk(api, tickets=["T1"], **first, **refused).json["results"]

    assert (result["status"] in (409, 422), result["version"]) == (True, None)
    assert (api.tickets.stored["T1"].claimed_by, api.tickets.stored["T1"].version) == ("ben", 1)


def test_where_others_come_between_the_parts_the_version_says_that_something_was_done(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.store(a_ticket("T1"))
    api.agent("karim", brands=("acme",))
    token = api.agent("sophie", brands=("acme",))
    save = FakeTickets.save

    def fails_second(self: FakeTickets, ticket: Any, *entries: Any) -> Any:
        if ticket.status is Status.RESOLVED:
            raise UpstreamError("throttled")
        return save(self, ticket, *entries)

    monkeypatch.setattr(FakeTickets, "save", fails_second)
    (result,) = _bulk(api, token, tickets=["T1"], assignee="karim", status="resolved").json["results"]

    assert (result["status"], result["version"]) == (503, 2)


def test_the_same_request_again_changes_nothing(api: FakeApi) -> None:
    api.store(a_ticket("T1"))
    api.agent("karim", brands=("acme",))
    wanted = {"tickets": ["T1"], "assignee": "karim", "add_tags": ["a"]}

    first, again = _bulk(api, **wanted), _bulk(api, **wanted)

    assert first.json == again.json


def test_tickets_are_released(api: FakeApi) -> None:
    api.store(a_ticket("T1", claimed_by="karim"))

    _bulk(api, tickets=["T1"], release=True)

    assert api.tickets.stored["T1"].claimed_by is None


@pytest.mark.parametrize(
    ("change", "field"), [({"assignee": "nobody"}, "nobody"), ({"team": "none"}, "teams of this brand")]
)
def test_who_or_what_the_brand_does_not_have_is_the_result_of_each(api: FakeApi, change: Any, field: str) -> None:
    api.store(a_ticket("T1"))

    (result,) = _bulk(api, tickets=["T1"], **change).json["results"]

    assert result["status"] == 422
    assert field in result["detail"]


def test_a_ticket_has_at_most_twenty_tags(api: FakeApi) -> None:
    api.store(a_ticket("T1", tags=tuple(f"t{number}" for number in range(20))))

    assert _bulk(api, tickets=["T1"], add_tags=["more"]).json["results"][0]["status"] == 409


def test_what_there_was_no_time_for_is_said(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.store(a_ticket("T1"), a_ticket("T2"))
    save = FakeTickets.save

    def slow(self: FakeTickets, ticket: Any, *entries: Any) -> Any:
        api.clock.at += TIME_LIMIT + timedelta(seconds=1)
        return save(self, ticket, *entries)

    monkeypatch.setattr(FakeTickets, "save", slow)

    assert [r["status"] for r in _bulk(api, tickets=["T1", "T2"], status="resolved").json["results"]] == [200, 503]


@pytest.mark.parametrize(
    "body",
    [
        {"tickets": ["T1"]},
        {"tickets": [], "status": "open"},
        {"tickets": [f"T{number}" for number in range(101)], "status": "open"},
        {"tickets": ["no id"], "status": "open"},
        {"tickets": ["T1"], "status": None},
        {"tickets": ["T1"], "status": "open", "versions": {"T1": "1"}},
        {"tickets": ["T1"], "status": "open", "versions": {"no id": 1}},
        {"tickets": ["T1"], "add_tags": ["Not A Tag"]},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(api: FakeApi, body: Any) -> None:
    assert _bulk(api, **body).status == 422


@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
def test_the_path_is_no_ticket(api: FakeApi, method: str) -> None:
    answered = api.call(method, "/tickets/bulk", body={} if method == "PATCH" else None, headers={"If-Match": "1"})

    assert (answered.status, answered.headers["Allow"]) == (405, "POST")
