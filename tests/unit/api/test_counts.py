"""How many tickets are in each list of a caller."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.api.counts import open_tickets, use_cases
from functions.api.counts.open_tickets import FRESH_FOR, READ_AGAIN
from shared.domain.access.agents import Role
from shared.domain.access.tokens import Scope
from shared.domain.incidents.model import Incident
from shared.domain.vocabulary import Danger, Status
from tests.fakes.stored import START, FakeTickets
from tests.unit.api.fake_api import FakeApi, a_message, a_ticket

SOON = START + timedelta(minutes=59)


@pytest.fixture
def sophie(api: FakeApi) -> str:
    api.store(
        a_ticket("mine", claimed_by="sophie", team="experts"),
        a_ticket("late", first_response_due_at=START, claimed_by="karim"),
        a_ticket("soon", first_response_due_at=SOON, danger=Danger.POSSIBLE, incident_id="I1"),
        a_ticket("answered", status=Status.PENDING, waiting_since=None, incident_id="gone"),
        a_ticket("done", status=Status.RESOLVED, claimed_by="sophie", resolved_at=START),
        a_ticket("theirs", brand="other"),
    )
    api.incidents.open(Incident(id="I1", brand="acme", title="Down", opened_at=START, opened_by="lead"))
    return api.agent("sophie", brands=("acme",), teams=("experts",))


def _views(api: FakeApi, token: str, *queries: str) -> list[Any]:
    items = [{"name": f"view {number}", "query": query} for number, query in enumerate(queries)]
    assert api.call("PUT", "/views", token=token, body={"items": items}).status == 200
    return [view["count"] for view in api.call("GET", "/counts", token=token).json["views"]]


def test_one_request_counts_every_list_of_the_page(api: FakeApi, sophie: str) -> None:
    api.clock.pass_time(minutes=1)

    answered = api.call("GET", "/counts", token=sophie)

    assert answered.json == {
        "brand": "acme",
        "complete": True,
        "lists": {
            "waiting": 3,
            "waiting_longest": 3,
            "mine": 1,
            "mentions": 0,
            "unassigned": 1,
            "team": 1,
            "due_soon": 1,
            "overdue": 1,
            "danger": 1,
            "incidents": 1,
            "resolved_today": 1,
            "all": 4,
        },
        "views": [],
        "open_incidents": ["I1"],
        "shown": None,
    }


MIDNIGHT = START - timedelta(hours=10)  # in Paris


def _resolved(api: FakeApi, token: str) -> list[str]:
    """The tickets of the list, as often as the count says."""
    found = api.call("GET", "/tickets", token=token, query={"resolved_after": MIDNIGHT.isoformat(), "limit": 100})
    counted = api.call("GET", "/counts", token=token).json["lists"]["resolved_today"]
    listed = [ticket["id"] for ticket in found.json["items"]]
    assert counted == len(listed)
    return sorted(listed)


def _becomes(api: FakeApi, ticket_id: str, **fields: Any) -> None:
    api.clock.at += FRESH_FOR
    api.tickets.save(replace(api.tickets.stored[ticket_id], updated_at=api.clock.at, **fields))


def test_what_is_resolved_today_is_counted_as_it_is_listed_whatever_became_of_it(api: FakeApi, sophie: str) -> None:
    at = MIDNIGHT + timedelta(hours=1)
    api.store(
        a_ticket("early", status=Status.RESOLVED, resolved_at=MIDNIGHT, updated_at=MIDNIGHT),
        a_ticket("yesterday", status=Status.RESOLVED, resolved_at=MIDNIGHT - timedelta(seconds=1), updated_at=at),
        a_ticket("closed", status=Status.CLOSED, resolved_at=at, updated_at=at),
    )
    assert _resolved(api, sophie) == ["closed", "done", "early"]
    _becomes(api, "mine", status=Status.RESOLVED, resolved_at=api.clock.at)
    assert _resolved(api, sophie) == ["closed", "done", "early", "mine"]
    _becomes(api, "done", status=Status.OPEN, resolved_at=None)  # the customer wrote again
    assert _resolved(api, sophie) == ["closed", "early", "mine"]
    _becomes(api, "done", status=Status.RESOLVED, resolved_at=api.clock.at)  # twice today, and one ticket
    assert _resolved(api, sophie) == ["closed", "done", "early", "mine"]


def test_on_a_busy_day_the_first_requests_read_a_part_each_and_say_that_there_may_be_more(
    api: FakeApi, sophie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use_cases, "MAX_PAGES", 1)
    api.store(*(a_ticket(f"d{n}", status=Status.RESOLVED, resolved_at=START) for n in range(150)))
    counts = [api.call("GET", "/counts", token=sophie).json for _ in range(2)]
    assert [(each["complete"], each["lists"]["resolved_today"] > 100) for each in counts] == [
        (False, False),
        (True, True),
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("status=new,open&unassigned=true", 1),
        ("claimed_by=karim", 1),
        ("q=luc", 4),
        ("brand=acme&danger=true", 1),
        ("status=resolved", None),
        ("resolved_after=2026-03-01T00:00:00Z", None),
        ("mentioned=sophie", None),
        ("needs_response=true", 3),
        ("sort=waiting", 3),
        ("updated_since=2026-03-01T00:00:00Z", None),
        ("colour=red", None),
        ("status=lost", None),
        ("brand=other", None),
    ],
)
def test_own_views_are_counted_where_they_are_lists_of_open_tickets(
    api: FakeApi, sophie: str, query: str, count: int | None
) -> None:
    assert _views(api, sophie, query) == [count]


def test_counts_agree_with_the_lists_they_count(api: FakeApi, sophie: str) -> None:
    queries = (
        "unassigned=true",
        "assignee=sophie",
        "team=experts",
        "incident=I1,gone",
        "due_before=2026-03-02T09:30:00Z",
    )
    listed = [len(api.call("GET", "/tickets", token=sophie, query=query).json["items"]) for query in queries]

    assert _views(api, sophie, *queries) == listed


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("minutes", [-60, 30])
def test_a_ticket_whose_clock_stands_still_is_late_nowhere_and_any_other_is_everywhere(
    api: FakeApi, status: Status, minutes: int
) -> None:
    api.clock.pass_time(days=2)
    now = api.clock.at
    paused = START if status in (Status.PENDING, Status.RESOLVED) else None
    api.store(
        a_ticket(
            "T1",
            status=status,
            paused_at=paused,
            waiting_since=None,
            claimed_by="sophie",
            resolution_due_at=now + timedelta(minutes=minutes),
        )
    )
    token = api.agent("sophie", role=Role.SUPERVISOR, brands=("acme",))

    counts = api.call("GET", "/counts", token=token).json["lists"]
    board = api.call("GET", "/board", token=token).json
    holder = next(each for each in board["holders"] if each["id"] == "sophie")
    hour = timedelta(hours=1)
    late = {"due_before": now.isoformat()}
    soon = {"due_after": now.isoformat(), "due_before": (now + hour).isoformat()}
    runs = status in (Status.NEW, Status.OPEN)

    for query, name, count in ((late, "overdue", "overdue"), (soon, "due_soon", "due_within_hour")):
        listed = len(api.call("GET", "/tickets", token=token, query=query).json["items"])
        expected = int(runs and (minutes < 0) == (name == "overdue"))
        assert (listed, counts[name], board["total"][count]) == (expected,) * 3
        assert holder.get(count, expected) == expected


def test_a_kept_search_for_what_a_message_names_counts_what_its_list_shows(api: FakeApi, sophie: str) -> None:
    query = "q=A-1234"
    api.messages.save(a_message("m-1", conversation_id="c-late", ticket_id="late", text="Ma commande n° A-1234"))
    listed = api.call("GET", "/tickets", token=sophie, query=query).json["items"]

    assert [ticket["id"] for ticket in listed] == ["late"]
    assert _views(api, sophie, query, f"{query}&assignee=sophie") == [1, 0]


def test_a_caller_in_no_team_looks_at_all_and_a_program_holds_what_its_name_holds(api: FakeApi, sophie: str) -> None:
    api.store(a_ticket("taken", claimed_by="robot", team="no longer a team"))
    boss = api.agent("boss", brands=("acme",))
    api.token("ndk_robot", Scope.TICKETS_READ, brands=("acme",))

    assert api.call("GET", "/counts", token=boss).json["lists"]["team"] == 4
    assert api.call("GET", "/counts", token="ndk_robot").json["lists"]["mine"] == 1


def test_beyond_what_is_looked_at_the_counts_are_floors(
    api: FakeApi, sophie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_tickets, "MAX_COUNTED", 3)

    answered = api.call("GET", "/counts", token=sophie).json

    assert (answered["complete"], answered["lists"]["all"]) == (False, 3)


class Reads:
    """The ids of the tickets that were read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ids: list[str] = []
        several = FakeTickets.several

        def counted(tickets: FakeTickets, ids: Any) -> Any:
            self.ids += ids
            return several(tickets, ids)

        monkeypatch.setattr(FakeTickets, "several", counted)

    def since(self) -> list[str]:
        found, self.ids = self.ids, []
        return sorted(found)


def test_only_tickets_of_which_something_is_new_are_read(
    api: FakeApi, sophie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads(monkeypatch)
    _lists(api, sophie)
    assert reads.since() == ["answered", "late", "mine", "soon"]

    _lists(api, sophie)
    api.clock.at += FRESH_FOR
    _lists(api, sophie)
    assert reads.since() == []

    api.store(a_ticket("new"))
    api.clock.at += FRESH_FOR
    assert _lists(api, sophie)["all"] == 5
    assert reads.since() == ["new"]

    api.tickets.save(replace(api.tickets.stored["soon"], danger=Danger.NONE))  # neither by a person nor elsewhere
    api.clock.at += FRESH_FOR
    assert (_lists(api, sophie)["danger"], reads.since()) == (1, [])
    api.clock.at += READ_AGAIN
    assert _lists(api, sophie)["danger"] == 0


def _lists(api: FakeApi, token: str) -> Any:
    return api.call("GET", "/counts", token=token).json["lists"]


@pytest.mark.parametrize(
    ("path", "body", "counted"),
    [
        ("assign", {"assignee": "sophie"}, {"mine": 2}),
        ("assign", {"team": "experts"}, {"team": 2}),
        ("claim", {"take_over": True}, {"mine": 1}),
        ("release", {}, {"unassigned": 2}),
        ("escalate", {}, {"unassigned": 2}),
        ("", {"status": "pending"}, {"waiting": 2}),
        ("", {"status": "resolved"}, {"all": 3, "overdue": 0, "resolved_today": 2}),
    ],
)
def test_the_counts_of_a_colleague_follow_at_once_what_a_person_does(
    api: FakeApi, sophie: str, path: str, body: Any, counted: Any
) -> None:
    api.clock.pass_time(minutes=1)
    _lists(api, sophie)
    api.clock.pass_time(seconds=4)
    colleague = api.agent("karim", brands=("acme",))

    if path:
        assert api.call("POST", f"/tickets/late/{path}", token=colleague, body=body).status == 200
    else:
        headers = {"If-Match": str(api.tickets.stored["late"].version)}
        assert api.call("PATCH", "/tickets/late", token=colleague, body=body, headers=headers).status == 200

    api.clock.pass_time(seconds=1)
    found = _lists(api, sophie)
    assert {name: found[name] for name in counted} == counted


def test_what_is_opened_again_is_at_once_no_longer_resolved_today(api: FakeApi, sophie: str) -> None:
    assert _lists(api, sophie)["resolved_today"] == 1
    api.tickets.save(replace(api.tickets.stored["done"], status=Status.OPEN, resolved_at=None))
    api.clock.at += FRESH_FOR
    assert _lists(api, sophie)["resolved_today"] == 0


def _arrived(api: FakeApi, token: str, query: str) -> Any:
    shown = api.call("GET", "/counts", token=token, query=urlencode({"brand": "acme", "shown": query})).json["shown"]
    assert shown["query"] == query
    return shown["arrivals"] and [each["ticket"] for each in shown["arrivals"]]


def test_what_comes_into_a_list_is_named_at_once_wherever_it_stands(api: FakeApi, sophie: str) -> None:
    far = {"first_response_due_at": START + timedelta(days=9), "created_at": START + timedelta(minutes=2)}
    before = _arrived(api, sophie, "status=new&status=open")
    assert sorted(before) == ["late", "mine", "soon"]

    api.store(a_ticket("last", **far), a_ticket("theirs as well", brand="other", **far))
    waits_again = replace(
        api.tickets.stored["answered"], status=Status.OPEN, waiting_since=START + timedelta(minutes=1)
    )
    api.tickets.save(waits_again)
    api.clock.at += FRESH_FOR

    assert _arrived(api, sophie, "status=new&status=open")[:2] == ["last", "answered"]
    assert _arrived(api, sophie, "assignee=sophie") == ["mine"]


@pytest.mark.parametrize(
    "query", ["status=resolved", "resolved_after=2026-03-01T00:00:00Z", "brand=other", "sort=by luck"]
)
def test_of_lists_without_arrivals_none_are_named(api: FakeApi, sophie: str, query: str) -> None:
    assert _arrived(api, sophie, query) is None


def test_behind_what_is_counted_the_latest_waits_are_seen(
    api: FakeApi, sophie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_tickets, "MAX_COUNTED", 2)
    monkeypatch.setattr(open_tickets, "MAX_BEYOND", 1)
    late = START + timedelta(days=9)
    api.store(a_ticket("far", first_response_due_at=late, waiting_since=START + timedelta(minutes=1)))
    api.store(
        a_ticket("farther", first_response_due_at=late + timedelta(days=1), waiting_since=START - timedelta(days=1))
    )

    assert sorted(_arrived(api, sophie, "status=new")) == ["far", "late", "soon"]


def test_who_has_the_counts_is_answered_with_304_until_one_changes(api: FakeApi, sophie: str) -> None:
    tag = api.call("GET", "/counts", token=sophie).headers["ETag"]
    api.clock.at += FRESH_FOR

    assert api.call("GET", "/counts", token=sophie, headers={"If-None-Match": tag}).status == 304
    api.clock.at = SOON
    assert api.call("GET", "/counts", token=sophie, headers={"If-None-Match": tag}).status == 200


def test_an_incident_that_was_opened_from_a_suspicion_has_the_tickets_of_both(api: FakeApi) -> None:
    suspicion, opened = "acme-20260302T080000-auto", "acme-20260302T081500-4f3a"
    api.store(
        a_ticket("before", incident_id=suspicion),
        a_ticket("since", incident_id=opened),
        a_ticket("of another", incident_id="acme-20260302T070000-auto"),
        a_ticket("of another brand", brand="other", incident_id=suspicion),
    )
    api.incidents.open(
        Incident(id=opened, brand="acme", title="Down", opened_at=START, opened_by="lead", suspicion_id=suspicion)
    )
    token = api.agent("sophie", brands=("acme",), teams=("experts",))

    listed = api.call("GET", "/tickets", token=token, query={"incident": opened, "count": "true"}).json
    lists = api.call("GET", "/counts", token=token, query={"shown": f"incident={opened}"}).json

    assert {ticket["id"] for ticket in listed["items"]} == {"before", "since"}
    assert (listed["count"], lists["lists"]["incidents"], _views(api, token, f"incident={opened}")) == (2, 2, [2])
    assert {arrival["ticket"] for arrival in lists["shown"]["arrivals"]} == {"before", "since"}
