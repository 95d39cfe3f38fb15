"""Supervisors switch automatic answers off, to a dry run, and on; who did it is told."""

from dataclasses import replace

import pytest

from shared.domain.access.agents import Role
from shared.domain.brand.model import Account
from tests.unit.api.fake_api import FakeApi


@pytest.fixture(autouse=True)
def _accounts(api: FakeApi) -> None:
    accounts = tuple(Account(channel=each, id="1001", handle="acme", secret="acme") for each in ("facebook", "x"))
    api.brands.stored["acme"] = replace(api.brands.stored["acme"], accounts=accounts)


@pytest.fixture
def supervisor(api: FakeApi) -> str:
    return api.agent("sophie", Role.SUPERVISOR, name="Sophie", brands=("acme",))


def _put(api: FakeApi, token: str, setting: str, channel: str | None = None, brand: str = "acme") -> int:
    body = {"brand": brand, "channel": channel, "setting": setting}
    return api.call("PUT", "/automatic-answers", body=body, token=token).status


def _in_force(api: FakeApi, token: str) -> dict[str, str]:
    found = api.call("GET", "/automatic-answers", query={"brand": "acme"}, token=token).json
    return {each["channel"]: each["in_force"] for each in found["channels"]}


def test_answers_of_every_channel_are_on_until_somebody_switches_them(api: FakeApi, supervisor: str) -> None:
    found = api.call("GET", "/automatic-answers", token=supervisor).json

    assert (found["brand"], found["setting"], found["changes"]) == ("acme", "on", [])
    assert found["channels"]
    assert {(each["setting"], each["in_force"]) for each in found["channels"]} == {("on", "on")}


def test_a_supervisor_switches_one_channel_and_the_answer_says_who_did_it(api: FakeApi, supervisor: str) -> None:
    body = {"channel": "facebook", "setting": "dry_run"}
    found = api.call("PUT", "/automatic-answers", body=body, token=supervisor).json

    facebook = next(each for each in found["channels"] if each["channel"] == "facebook")
    assert (facebook["setting"], facebook["in_force"]) == ("dry_run", "dry_run")
    assert found["changes"] == [
        {
            "at": "2026-03-02T09:00:00.000Z",
            "by": "Sophie",
            "every_brand": False,
            "channel": "facebook",
            "setting": "dry_run",
        }
    ]


def test_the_stricter_of_brand_and_channel_is_in_force(api: FakeApi, supervisor: str) -> None:
    _put(api, supervisor, "off")
    _put(api, supervisor, "on", "facebook")
    assert set(_in_force(api, supervisor).values()) == {"off"}
    _put(api, supervisor, "on")
    assert set(_in_force(api, supervisor).values()) == {"on"}


def test_what_an_operator_has_switched_for_every_brand_stays_and_is_shown(api: FakeApi, supervisor: str) -> None:
    api.switches.set(None, None, "off", by="operator")
    _put(api, supervisor, "on")

    found = api.call("GET", "/automatic-answers", token=supervisor).json
    assert {each["in_force"] for each in found["channels"]} == {"off"}
    assert [(each["by"], each["every_brand"]) for each in found["changes"]] == [("Sophie", False), ("operator", True)]


def test_the_changes_of_another_brand_are_not_told(api: FakeApi, supervisor: str) -> None:
    api.switches.set("other", None, "off", by="somebody")
    assert api.call("GET", "/automatic-answers", token=supervisor).json["changes"] == []


def test_a_channel_without_an_account_cannot_be_switched(api: FakeApi, supervisor: str) -> None:
    assert _put(api, supervisor, "off", "mastodon") == 404
    assert api.switches.settings == {}


@pytest.mark.parametrize("setting", ["ON", "", "perhaps", None])
def test_a_setting_that_does_not_exist_is_refused(api: FakeApi, supervisor: str, setting: str) -> None:
    assert _put(api, supervisor, setting) == 422
    assert api.switches.settings == {}


def test_an_agent_sees_the_switches_and_cannot_set_them(api: FakeApi) -> None:
    agent = api.agent("karim", brands=("acme",))

    assert _put(api, agent, "off") == 403
    assert set(_in_force(api, agent).values()) == {"on"}


def test_polling_sends_them_again_only_when_one_was_set(api: FakeApi, supervisor: str) -> None:
    tag = api.call("GET", "/automatic-answers", token=supervisor).headers["ETag"]
    asked = {"If-None-Match": tag}
    assert api.call("GET", "/automatic-answers", token=supervisor, headers=asked).status == 304
    _put(api, supervisor, "off")
    assert api.call("GET", "/automatic-answers", token=supervisor, headers=asked).status == 200
