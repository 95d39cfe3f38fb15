"""Crisis mode through the API."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.access.agents import Role
from shared.domain.access.tokens import Scope
from shared.domain.brand.model import Account, IncidentPolicy
from shared.domain.incidents.evidence import Evidence
from shared.domain.incidents.model import Incident, is_in_hand
from tests.fakes.brands import FakeBrands
from tests.fakes.stored import START
from tests.unit.api.fake_api import Answered, FakeApi, a_brand, a_ticket


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


class Colleague:
    """Opens an incident while another person's request is between looking and writing."""

    def __init__(self, api: FakeApi, body: dict[str, object]) -> None:
        self.api, self.body, self.opened = api, body, ""
        self.really = api.incidents.open

    def __call__(self, incident: Incident, **fields: int) -> None:
        if not self.opened:
            self.opened = "now"
            self.opened = self.api.call("POST", "/incidents", body=self.body).json["id"]
        self.really(incident, **fields)


SUSPECTED = Incident(
    id="acme-20260302T085500-auto",
    brand="acme",
    title="30 reports",
    opened_at=START - timedelta(minutes=5),
    opened_by="nightdesk",
    suspected=True,
    ticket_count=30,
)


def _opened_at_once(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch, first: dict[str, object], second: dict[str, object]
) -> tuple[str, Answered]:
    """The id of the one that was quicker, and what the other person was answered."""
    salts = (f"{number:04x}" for number in range(10))
    monkeypatch.setattr(api, "salt", lambda: next(salts))
    colleague = Colleague(api, {"brand": "acme", **first})
    monkeypatch.setattr(api.incidents, "open", colleague)
    answer = api.call("POST", "/incidents", body={"brand": "acme", **second})
    return colleague.opened, answer


@pytest.mark.parametrize("suspected", [False, True], ids=["nothing was suspected", "of one suspicion"])
def test_two_people_who_open_it_in_one_second_open_one(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch, suspected: bool
) -> None:
    if suspected:
        api.incidents.open(SUSPECTED)
    wanted = {"title": "Internet is down", "channels": ["x"], "suspicion": SUSPECTED.id if suspected else None}
    opened, answer = _opened_at_once(api, monkeypatch, wanted, wanted)
    assert (answer.status, answer.json["id"]) == (201, opened)
    assert [each.id for each in api.incidents.open_for("acme")] == [opened]
    assert answer.json["ticket_count"] == (30 if suspected else 0)
    assert len(api.incidents.updates_of(opened)) == 1


def test_two_people_who_take_one_suspicion_under_two_titles_open_one(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.incidents.open(SUSPECTED)
    named = {"suspicion": SUSPECTED.id}
    one, two = {"title": "Internet is down", **named}, {"title": "No internet in Lyon", **named}
    opened, answer = _opened_at_once(api, monkeypatch, one, two)
    assert (answer.status, answer.json["id"]) == (201, opened)
    assert [each.id for each in api.incidents.open_for("acme")] == [opened]


def test_an_incident_of_another_cause_leaves_what_is_suspected_alone(api: FakeApi) -> None:
    """Its customers would be told of an outage that is not theirs, and then that it is over."""
    api.incidents.open(SUSPECTED)
    opened = api.call("POST", "/incidents", body={"brand": "acme", "title": "Invoices are sent twice"})
    assert (opened.status, opened.json["ticket_count"]) == (201, 0)
    still = api.incidents.stored[SUSPECTED.id]
    assert (still.resolved_at, is_in_hand(still, api.incidents.open_for("acme"))) == (None, False)


def test_a_suspicion_that_is_over_cannot_be_opened(api: FakeApi) -> None:
    api.incidents.open(SUSPECTED)
    body = {"brand": "acme", "title": "Down", "suspicion": SUSPECTED.id}
    api.call("POST", f"/incidents/{SUSPECTED.id}/resolve")
    assert api.call("POST", "/incidents", body=body).status == 409
    assert api.call("POST", "/incidents", body={**body, "suspicion": "acme-20260302T085500-4f3a"}).status == 404
    assert api.call("POST", "/incidents", body={**body, "suspicion": "other-20260302T085500-auto"}).status == 404


def test_what_died_while_it_was_opened_is_completed_by_opening_it_again(api: FakeApi) -> None:
    api.incidents.open(SUSPECTED)
    half = replace(SUSPECTED, id="acme-20260302T090000-0001", title="Down", suspected=False, suspicion_id=SUSPECTED.id)
    api.incidents.open(half)
    assert api.call("POST", "/incidents", body={"brand": "acme", "title": "Down"}).json["id"] == half.id
    assert [each.id for each in api.incidents.open_for("acme")] == [half.id]
    assert len(api.incidents.updates_of(half.id)) == 1


def test_an_incident_needs_a_title(api: FakeApi) -> None:
    answered = api.call("POST", "/incidents", body={"brand": "acme"})

    assert answered.status == 422
    assert answered.json["errors"] == [{"place": "body", "parameter": "title", "detail": "is needed"}]


def test_an_incident_that_does_not_exist_cannot_be_resolved(api: FakeApi) -> None:
    assert api.call("POST", "/incidents/nonsense/resolve").status == 404
    assert api.call("POST", "/incidents/acme-20260302T090000-0000/resolve").status == 404


# --- in public ---


@pytest.fixture
def posting(api: FakeApi) -> FakeApi:
    accounts = (
        Account(channel="x", id="3", handle="acmeshop", secret="acme-x"),
        Account(channel="instagram", id="4", handle="acmeshop", secret="acme-meta"),
    )
    templates = {"opened": {"fr": "Panne : {title}", "en": "Outage: {title}"}, "resolved": {"fr": "Fini", "en": "Over"}}
    brand = replace(a_brand("acme"), accounts=accounts, incidents=IncidentPolicy(public_updates=templates))
    api.brands = FakeBrands.of(brand)
    return api


def test_an_update_is_prepared_edited_published_and_reported(posting: FakeApi) -> None:
    incident = posting.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json["id"]
    (draft,) = posting.call("GET", f"/incidents/{incident}/updates").json["items"]
    assert draft["texts"] == {"fr": "Panne : Payments fail", "en": "Outage: Payments fail"}
    assert [(each["account"], each["state"], each["limit"]) for each in draft["accounts"]] == [("x/3", "prepared", 280)]

    body = {"kind": "opened", "texts": {"fr": "Les paiements échouent."}}
    assert posting.call("PUT", f"/incidents/{incident}/updates/1", body=body).json["texts"] == body["texts"]
    published = posting.call("POST", f"/incidents/{incident}/updates/1/publish")
    assert published.status == 202
    assert [(each["state"], each["text"]) for each in published.json["accounts"]] == [
        ("publishing", "Les paiements échouent.")
    ]
    assert posting.incident_worker.asked == [incident, incident], (
        "once when it is opened, for those who told of it before"
    )

    posting.clock.pass_time(minutes=90)
    assert posting.call("POST", f"/incidents/{incident}/resolve").json["updates"] == 2
    report = posting.call("GET", f"/incidents/{incident}/report").json
    assert (report["minutes"], report["tickets"], len(report["updates"])) == (90, 0, 2)
    assert [each["texts"]["fr"] for each in report["updates"]] == ["Les paiements échouent.", "Fini"]


def test_whoever_ends_it_is_told_which_account_does_not_get_the_last_word_and_why(posting: FakeApi) -> None:
    incident = posting.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json["id"]
    posting.call("POST", f"/incidents/{incident}/updates/1/publish")
    long = {"kind": "resolved", "texts": {"fr": "x" * 281}}
    posting.call("PUT", f"/incidents/{incident}/updates/2", body=long)
    ended = posting.call("POST", f"/incidents/{incident}/resolve")
    missing = {"account": "x/3", "channel": "x", "reason": "too_long", "error": None, "length": 281, "limit": 280}
    assert (ended.status, ended.json["not_told"]) == (200, [missing])
    assert ended.json["resolved_at"] is not None
    assert posting.call("GET", f"/incidents/{incident}/report").json["not_told"] == [missing]

    posting.call("PUT", f"/incidents/{incident}/updates/2", body={"kind": "resolved", "texts": {"fr": "Fini"}})
    assert posting.call("POST", f"/incidents/{incident}/resolve").json["not_told"] == []
    last = posting.call("GET", f"/incidents/{incident}/updates").json["items"][-1]
    assert [(each["account"], each["state"]) for each in last["accounts"]] == [("x/3", "publishing")]


def test_a_text_that_somebody_else_wrote_meanwhile_is_neither_replaced_nor_published_unread(posting: FakeApi) -> None:
    incident = posting.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json["id"]
    place = f"/incidents/{incident}/updates/1"
    (read,) = posting.call("GET", f"/incidents/{incident}/updates").json["items"]
    better = posting.call("PUT", place, body={"texts": {"fr": "Mieux"}, "version": read["version"]}).json
    assert better["version"] > read["version"]

    older = posting.call("PUT", place, body={"texts": {"fr": "Panne"}, "version": read["version"]})
    unread = posting.call("POST", f"{place}/publish", body={"version": read["version"]})
    assert [(each.status, each.json["detail"]) for each in (older, unread)] == [
        (409, "Somebody else has just changed the update; read it again.")
    ] * 2
    (now,) = posting.call("GET", f"/incidents/{incident}/updates").json["items"]
    assert (now["texts"], now["published_at"]) == ({"fr": "Mieux"}, None)

    assert posting.call("POST", f"{place}/publish", body={"version": better["version"]}).status == 202
    again = posting.call("POST", f"{place}/publish", body={"version": better["version"]})
    assert again.status == 202  # repeated: what was published changes no more


def test_two_people_who_write_the_next_update_at_once_write_one(posting: FakeApi) -> None:
    incident = posting.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json["id"]
    posting.call("POST", f"/incidents/{incident}/updates/1/publish")
    place = f"/incidents/{incident}/updates/2"
    assert posting.call("PUT", place, body={"texts": {"fr": "La suite"}, "version": 0}).status == 200
    assert posting.call("PUT", place, body={"texts": {"fr": "Autre"}, "version": 0}).status == 409


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [
        ("1", {"texts": {"fr": "Appelez le 06 12 34 56 78"}}, 409),
        ("1", {"texts": {"de": "Störung"}}, 409),
        ("1", {"texts": {}}, 422),
        ("1", {"texts": {"fr": "x" * 5001}}, 422),
        ("3", {"texts": {"fr": "Panne"}}, 409),
        ("first", {"texts": {"fr": "Panne"}}, 404),
        ("0", {"texts": {"fr": "Panne"}}, 404),
    ],
)
def test_a_draft_that_cannot_be_is_refused(posting: FakeApi, number: str, body: object, status: int) -> None:
    incident = posting.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json["id"]
    assert posting.call("PUT", f"/incidents/{incident}/updates/{number}", body=body).status == status


def test_an_account_that_cannot_post_is_named(posting: FakeApi) -> None:
    incident = posting.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json["id"]
    refused = posting.call("POST", f"/incidents/{incident}/updates/1/publish", body={"accounts": ["instagram/4"]})
    assert refused.status == 409
    assert "instagram/4: not an account that can post; these can: x/3" in refused.json["detail"]


def test_automatic_texts_are_stopped_once(posting: FakeApi) -> None:
    incident = posting.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json["id"]
    first = posting.call("POST", f"/incidents/{incident}/stop").json["stopped_at"]
    posting.clock.pass_time(minutes=5)
    assert posting.call("POST", f"/incidents/{incident}/stop").json["stopped_at"] == first


def test_who_stopped_automatic_texts_and_who_took_that_back_are_named(posting: FakeApi) -> None:
    incident = posting.call("POST", "/incidents", body={"brand": "acme", "title": "Payments fail"}).json["id"]
    marc, nora = (posting.agent(name, name=name.title(), role=Role.SUPERVISOR) for name in ("marc", "nora"))

    stopped = posting.call("POST", f"/incidents/{incident}/stop", token=marc).json
    assert (stopped["stopped_by"], stopped["resumed_by"]) == ("Marc", None)
    resumed = posting.call("POST", f"/incidents/{incident}/resume", token=nora).json
    assert (resumed["stopped_at"], resumed["stopped_by"], resumed["resumed_by"]) == (None, "Marc", "Nora")
    listed = posting.call("GET", "/incidents", token=nora, query="brand=acme").json["items"]
    assert [(each["stopped_by"], each["resumed_by"]) for each in listed] == [("Marc", "Nora")]


def test_evidence_shows_the_excerpts_that_are_there_now(api: FakeApi) -> None:
    api.store(a_ticket("T1", excerpt="Plus de fibre à [address]"), a_ticket("T2", excerpt=""))
    began = START - timedelta(hours=2)
    evidence = Evidence(at=START, began_at=began, curve=(1, 24), usual=2, tickets=("T1", "T2", "T3"), words=("fibre",))
    suspected = Incident(
        id="acme-20260302T090000-auto",
        brand="acme",
        title="24 reports",
        opened_at=START,
        opened_by="nightdesk",
        suspected=True,
        evidence=evidence,
    )
    api.incidents.open(suspected)
    shown = api.call("GET", f"/incidents/{suspected.id}/evidence").json
    assert (shown["curve"], shown["usual_per_hour"], shown["words"]) == ([1, 24], 2, ["fibre"])
    assert [each["excerpt"] for each in shown["excerpts"]] == ["Plus de fibre à [address]"]
