"""Crisis mode through the API."""

from shared.domain.access.tokens import Scope
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi


def test_an_incident_is_opened_listed_and_resolved(api: FakeApi) -> None:
    opened = api.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail", "channels": ["x"]})

    assert opened.status == 201
    assert opened.json["id"] == "acme-20260302T090000-4f3a"
    assert (opened.json["opened_by"], opened.json["channels"]) == ("everything", ["x"])
    assert [i.title for i in api.incidents.open_for("acme")] == ["Payments fail"]

    listed = api.call("GET", "/incidents", query={"brand": "acme", "open": "true"})
    assert listed.json["items"] == [opened.json]

    api.clock.pass_time(hours=1)
    resolved = api.call("POST", f"/incidents/{opened.json['id']}/resolve")
    assert resolved.json["resolved_at"] == "2026-03-02T10:00:00.000Z"
    assert resolved.json["resolved_by"] == "everything"
    assert api.call("GET", "/incidents", query={"brand": "acme", "open": "true"}).json["items"] == []
    assert len(api.call("GET", "/incidents", query={"brand": "acme"}).json["items"]) == 1


def test_an_incident_is_read_by_those_who_may_see_its_brand(api: FakeApi) -> None:
    opened = api.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json
    api.token("ndk_other", Scope.TICKETS_READ, brands=("other",))

    assert api.call("GET", f"/incidents/{opened['id']}").json == opened
    assert api.call("GET", f"/incidents/{opened['id']}", token="ndk_other").status == 404
    assert api.call("GET", "/incidents/acme-20260302T090000-0000").status == 404


def test_resolving_again_changes_nothing(api: FakeApi) -> None:
    incident = api.call("POST", "/incidents", body={"brand": "acme", "title": "Down"}).json["id"]
    first = api.call("POST", f"/incidents/{incident}/resolve").json
    api.clock.pass_time(hours=1)

    assert api.call("POST", f"/incidents/{incident}/resolve").json == first


def test_two_incidents_of_one_second_with_one_id_are_told_apart(api: FakeApi) -> None:
    api.call("POST", "/incidents", body={"brand": "acme", "title": "Down"})

    assert api.call("POST", "/incidents", body={"brand": "acme", "title": "Down too"}).status == 409
    assert api.incidents.stored["acme-20260302T090000-4f3a"].opened_at == START


def test_an_incident_needs_a_title(api: FakeApi) -> None:
    answered = api.call("POST", "/incidents", body={"brand": "acme"})

    assert answered.status == 422
    assert answered.json["errors"] == [{"place": "body", "parameter": "title", "detail": "is needed"}]


def test_an_incident_that_does_not_exist_cannot_be_resolved(api: FakeApi) -> None:
    assert api.call("POST", "/incidents/nonsense/resolve").status == 404
    assert api.call("POST", "/incidents/acme-20260302T090000-0000/resolve").status == 404
