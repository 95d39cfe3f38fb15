"""The supervisor's board: what waits in a brand now."""

from datetime import timedelta

import pytest

from shared.domain.access.agents import Role
from shared.domain.errors import UpstreamError
from shared.domain.incidents.model import Incident
from shared.domain.vocabulary import Danger, Status
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket


@pytest.fixture
def supervisor(api: FakeApi) -> str:
    api.store(
        a_ticket("late", first_response_due_at=START, waiting_since=START - timedelta(hours=5), claimed_by="karim"),
        a_ticket("soon", first_response_due_at=START + timedelta(minutes=60), danger=Danger.POSSIBLE),
        a_ticket("later", team="experts", channel="x"),
        a_ticket("answered", status=Status.PENDING, waiting_since=None, claimed_by="tool", team="experts"),
        a_ticket("done", status=Status.RESOLVED, waiting_since=None),
        a_ticket("elsewhere", brand="other"),
    )
    api.agent("karim", name="Karim", brands=("acme",))
    return api.agent("sophie", Role.SUPERVISOR, name="Sophie", brands=("acme",))


def test_it_counts_what_waits_by_team_and_channel(api: FakeApi, supervisor: str) -> None:
    board = api.call("GET", "/board", token=supervisor).json

    assert board["total"] == {
        "name": "total",
        "open": 4,
        "waiting": 3,
        "unassigned": 2,
        "overdue": 1,
        "due_within_hour": 1,
        "oldest_waiting_since": "2026-03-02T04:00:00.000Z",
    }
    assert [(team["name"], team["open"], team["waiting"]) for team in board["teams"]] == [
        *(("triage", 2, 2), ("experts", 2, 1), ("engagement", 0, 0)),
    ]
    assert [(channel["name"], channel["waiting"]) for channel in board["channels"]] == [("facebook", 2), ("x", 1)]
    assert (board["danger"], board["complete"], board["incidents_open"]) == (1, True, 0)


def test_it_names_who_holds_what(api: FakeApi, supervisor: str) -> None:
    holders = api.call("GET", "/board", token=supervisor).json["holders"]

    assert [(h["name"], h["role"], h["open"], h["waiting"], h["overdue"]) for h in holders] == [
        ("Karim", "agent", 1, 1, 1),
        ("Sophie", "supervisor", 0, 0, 0),
        ("tool", None, 1, 0, 0),
    ]


def test_it_says_what_is_switched_off_and_by_whom_and_what_is_under_way(api: FakeApi, supervisor: str) -> None:
    api.switches.set("acme", "x", "off", by="sophie")
    api.incidents.open(Incident(id="i", brand="acme", title="Down", opened_at=START, opened_by="lead"))

    board = api.call("GET", "/board", token=supervisor).json

    assert board["automatic_answers"] == {
        "channels": {"facebook": "on", "x": "off"},
        "changed_at": "2026-03-02T09:00:00.000Z",
        "changed_by": "sophie",
    }
    assert board["incidents_open"] == 1


def test_polling_sends_it_again_only_when_it_has_changed(api: FakeApi, supervisor: str) -> None:
    tag = api.call("GET", "/board", token=supervisor).headers["ETag"]

    assert api.call("GET", "/board", token=supervisor, headers={"If-None-Match": tag}).status == 304


def test_it_is_the_supervisors(api: FakeApi, supervisor: str) -> None:
    assert api.call("GET", "/board", token=api.agent("karim", brands=("acme",))).status == 403


def test_it_says_who_is_online(api: FakeApi, supervisor: str) -> None:
    karim = api.signed_in("karim", "karim@acme.example")
    api.call("GET", "/counts", token=karim)

    def online() -> list[str]:
        return [h["name"] for h in api.call("GET", "/board", token=supervisor).json["holders"] if h["online"]]

    assert online() == ["Karim", "Sophie"]
    api.clock.pass_time(minutes=2)
    assert online() == ["Sophie"]
    api.agents.remove("karim@acme.example", api.clock.now())
    api.call("GET", "/counts", token=karim)
    assert online() == ["Sophie"]


def test_who_is_online_is_noted_once_a_minute_and_never_in_the_way(api: FakeApi, supervisor: str) -> None:
    noted = []
    for seconds in (0, 30, 29, 1):
        api.clock.pass_time(seconds=seconds)
        api.call("GET", "/me", token=supervisor)
        noted.append(api.agents.stored["sophie@acme.example"].last_seen_at)
    assert noted == [START, START, START, START + timedelta(minutes=1)]

    def fails(*_: object) -> None:
        raise UpstreamError("dynamodb UpdateItem: Throttled")

    api.agents.seen = fails  # the table does not answer
    assert api.call("GET", "/me", token=supervisor).status == 200


def test_it_says_what_waits_for_a_person_outside_the_tickets(api: FakeApi, supervisor: str) -> None:
    api.unhandled.in_queue, api.unhandled.in_quarantine = 3, {"acme": 2, "other": 9}

    board = api.call("GET", "/board", token=supervisor).json

    assert (board["parked"], board["quarantined"]) == (3, 2)


def test_what_cannot_be_told_is_null_and_the_rest_is_shown(api: FakeApi, supervisor: str) -> None:
    api.unhandled.failure = UpstreamError("sqs GetQueueAttributes: timeout")

    board = api.call("GET", "/board", token=supervisor).json

    assert (board["parked"], board["quarantined"], board["total"]["open"]) == (None, None, 4)
