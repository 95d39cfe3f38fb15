"""Webhooks of other systems, through the API: what the command line does, by an administrator."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.api.webhooks.use_cases import COUNTED_ENTRIES, MAX_WEBHOOKS
from shared.domain.events.model import iso
from shared.domain.subscriptions.model import Attempt, Progress, Subscription, entry_of
from tests.fakes.brands import FakeBrands
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_brand

NEW = {"url": "https://crm.example.com/hooks/b3c1d2", "events": ["ticket.*", "message.received"], "owner": "crm"}


@pytest.fixture
def api() -> FakeApi:
    fakes = FakeApi()
    fakes.brands = FakeBrands.of(a_brand("acme"), a_brand("other"))
    return fakes


def add(api: FakeApi, brand: str = "acme", **changed: Any) -> Any:
    answer = api.call("POST", "/subscriptions", query={"brand": brand}, body={**NEW, **changed})
    assert answer.status == 201, answer.text
    return answer.json


def test_a_webhook_is_told_from_now_on_and_its_secret_is_shown_once(api: FakeApi) -> None:
    added = add(api)
    webhook = added["webhook"]
    assert api.subscriber_secrets.of(webhook["id"]) == (added["secret"],)
    assert api.subscriptions.saved[webhook["id"]].entry == entry_of(START)
    assert (webhook["host"], webhook["state"], webhook["held_tickets"]) == ("crm.example.com", "told", 0)
    listed = api.call("GET", "/subscriptions")
    assert listed.json["items"] == [webhook]
    assert added["secret"] not in listed.text
    assert "b3c1d2" not in listed.text, "the path of an address may be a secret"


def test_the_list_holds_those_of_one_brand_or_of_every_brand_that_the_caller_sees(api: FakeApi) -> None:
    ids = [add(api, brand)["webhook"]["id"] for brand in ("acme", "other")]
    assert [each["id"] for each in api.call("GET", "/subscriptions").json["items"]] == ids
    of_one = api.call("GET", "/subscriptions", query={"brand": "other"})
    assert [each["id"] for each in of_one.json["items"]] == ids[1:]


@pytest.mark.parametrize(
    ("changed", "parameter"),
    [
        ({"url": "ftp://crm.example.com"}, "url"),
        ({"events": ["ticket.opened"]}, "events.0"),
        ({"events": []}, "events"),
        ({"owner": " "}, "owner"),
        ({"color": "red"}, "color"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_and_says_where(
    api: FakeApi, changed: dict[str, Any], parameter: str
) -> None:
    answer = api.call("POST", "/subscriptions", query={"brand": "acme"}, body={**NEW, **changed})
    assert answer.status == 422
    assert parameter in answer.text
    assert api.subscriptions.known == {}


@pytest.mark.parametrize("url", ["http://crm.example.com", "https://user:password@crm.example.com", "https://[x"])
def test_an_address_that_nothing_may_be_sent_to_is_refused_with_the_reason(api: FakeApi, url: str) -> None:
    answer = api.call("POST", "/subscriptions", query={"brand": "acme"}, body={**NEW, "url": url})
    assert answer.status == 409
    assert "address" in answer.json["detail"]
    assert api.subscriber_secrets.held == {}


def test_a_brand_has_a_bounded_number_of_webhooks(api: FakeApi) -> None:
    for number in range(MAX_WEBHOOKS):
        known = Subscription(
            id=f"wh{number}", brand="acme", url="https://a.example", events=("*",), owner="o", created_at=START
        )
        api.subscriptions.add(known, entry=0)
    assert api.call("POST", "/subscriptions", query={"brand": "acme"}, body=NEW).status == 409
    add(api, "other")


def test_a_rotation_leaves_two_secrets_that_sign_and_the_next_one_ends_the_first(api: FakeApi) -> None:
    added = add(api)
    path = f"/subscriptions/{added['webhook']['id']}/rotate"
    second = api.call("POST", path).json["secret"]
    assert api.subscriber_secrets.of(added["webhook"]["id"]) == (second, added["secret"])
    third = api.call("POST", path).json["secret"]
    assert api.subscriber_secrets.of(added["webhook"]["id"]) == (third, second)


def test_a_removed_webhook_has_no_secret_and_no_place_any_more(api: FakeApi) -> None:
    webhook = add(api)["webhook"]["id"]
    assert api.call("DELETE", f"/subscriptions/{webhook}").json["id"] == webhook
    assert (api.subscriptions.known, api.subscriptions.saved, api.subscriber_secrets.held) == ({}, {}, {})
    assert api.call("DELETE", f"/subscriptions/{webhook}").status == 404


def test_a_span_is_told_once_more_and_the_subscriber_is_woken(api: FakeApi) -> None:
    webhook = add(api)["webhook"]["id"]
    begin, end = START - timedelta(hours=3), START - timedelta(hours=1)
    body = {"from": begin.isoformat().replace("+00:00", "Z"), "to": end.isoformat().replace("+00:00", "Z")}
    answer = api.call("POST", f"/subscriptions/{webhook}/replay", body=body)
    assert answer.json["state"] == "replaying"
    progress = api.subscriptions.saved[webhook]
    assert (progress.entry, progress.replay_until, progress.resume_at) == (
        entry_of(begin) - 1,
        entry_of(end),
        entry_of(START),
    )
    assert api.deliveries.woken == [webhook, webhook], "when it was added, and now"
    reversed_span = {"from": body["to"], "to": body["from"]}
    assert api.call("POST", f"/subscriptions/{webhook}/replay", body=reversed_span).status == 409


@pytest.mark.parametrize(("hours", "status"), [(14 * 24 - 1, 200), (14 * 24 + 1, 422), (300 * 24, 422)])
def test_a_span_that_begins_before_what_is_kept_is_refused_and_says_from_when_on_it_can_be_had(
    api: FakeApi, hours: int, status: int
) -> None:
    webhook = add(api)["webhook"]["id"]
    before = api.subscriptions.saved[webhook]
    body = {"from": f"{START - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"}
    answer = api.call("POST", f"/subscriptions/{webhook}/replay", body=body)
    assert answer.status == status
    if status == 422:
        assert api.subscriptions.saved[webhook] == before
        (error,) = answer.json["errors"]
        assert (error["place"], error["parameter"]) == ("body", "from")
        allowed = f"{START - timedelta(days=14) + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
        assert allowed in error["detail"]
        again = api.call("POST", f"/subscriptions/{webhook}/replay", body={"from": allowed})
        assert again.status == 200, "what is said to be kept can be had"


def test_how_far_a_webhook_is_behind_is_that_of_the_first_event_that_it_wants(api: FakeApi) -> None:
    webhook = add(api)["webhook"]
    assert (webhook["told_until"], webhook["behind_seconds"], webhook["waiting_events"]) == (iso(START), 0, 0)
    happens(api, 60, "incident.opened")
    happens(api, 60, "ticket.created", "message.sent", "message.received")
    happens(api, 60, "ticket.closed")
    (shown,) = api.call("GET", "/subscriptions").json["items"]
    assert shown["told_until"] == iso(START + timedelta(seconds=120))
    assert (shown["behind_seconds"], shown["waiting_events"], shown["state"]) == (60, 3, "told")


def test_what_was_told_of_an_entry_waits_no_more_and_a_replay_is_no_lag(api: FakeApi) -> None:
    webhook = add(api)["webhook"]["id"]
    happens(api, 60, "ticket.created", "ticket.updated", "ticket.closed")
    progress, entry = api.subscriptions.saved[webhook], api.event_log.last
    api.subscriptions.saved[webhook] = progress.reached(entry, 2)
    assert api.call("GET", "/subscriptions").json["items"][0]["waiting_events"] == 1
    api.subscriptions.saved[webhook] = progress.read(entry).replay(entry - 1, entry)
    (shown,) = api.call("GET", "/subscriptions").json["items"]
    assert (shown["state"], shown["waiting_events"], shown["behind_seconds"]) == ("replaying", 0, 0)


def test_what_waits_is_counted_as_far_as_that_is_cheap(api: FakeApi) -> None:
    add(api)
    for _ in range(COUNTED_ENTRIES):
        happens(api, 1, "ticket.created")
    (shown,) = api.call("GET", "/subscriptions").json["items"]
    assert (shown["waiting_events"], shown["behind_seconds"]) == (None, COUNTED_ENTRIES - 1)


def happens(api: FakeApi, seconds: int, *types: str) -> None:
    api.clock.pass_time(seconds=seconds)
    api.event_log.add(entry_of(api.clock.now()), *({"type": each} for each in types))


def test_a_stopped_webhook_is_told_no_span_before_it_is_resumed(api: FakeApi) -> None:
    webhook = add(api)["webhook"]["id"]
    stopped = replace(api.subscriptions.saved[webhook], stopped_at=START)
    api.subscriptions.saved[webhook] = stopped
    begin = (START - timedelta(hours=3)).isoformat().replace("+00:00", "Z")
    answer = api.call("POST", f"/subscriptions/{webhook}/replay", body={"from": begin})
    assert answer.status == 409
    assert "resume it first" in answer.json["detail"]
    assert api.subscriptions.saved[webhook] == stopped


def test_a_stopped_webhook_is_resumed(api: FakeApi) -> None:
    webhook = add(api)["webhook"]["id"]
    stopped = replace(api.subscriptions.saved[webhook], failures=9, stopped_at=START, failing_since=START)
    api.subscriptions.saved[webhook] = stopped
    assert api.call("GET", "/subscriptions").json["items"][0]["state"] == "stopped"
    assert api.call("POST", f"/subscriptions/{webhook}/resume").json["state"] == "told"
    assert api.subscriptions.saved[webhook] == Progress(version=2, entry=stopped.entry)
    assert api.deliveries.woken == [webhook, webhook], "when it was added, and now"


def test_deliveries_are_listed_the_newest_first(api: FakeApi) -> None:
    webhook = add(api)["webhook"]["id"]
    for hours, problem in ((30, None), (2, "http_503"), (1, None)):
        at = START - timedelta(hours=hours)
        tried = Attempt(at=at, event_id=f"evt_{hours}", event_type="ticket.created", subject="T1", problem=problem)
        api.subscriptions.log(webhook, [tried])
    found = api.call("GET", f"/subscriptions/{webhook}/deliveries").json["items"]
    assert [(each["event_id"], each["problem"]) for each in found] == [("evt_1", None), ("evt_2", "http_503")]
    limited = api.call("GET", f"/subscriptions/{webhook}/deliveries", query={"limit": "1"})
    assert [each["event_id"] for each in limited.json["items"]] == ["evt_1"]
