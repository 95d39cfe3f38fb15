"""Our own accounts over the API: whether each works, and nothing that opens it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.channels import load_policy
from shared.domain.account_health.model import AccountHealth, Check
from shared.domain.brand.model import Account
from shared.domain.polling.cursor import Cursor
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi

FACEBOOK = Account(channel="facebook", id="100", handle="acme", secret="acme-meta")
X = Account(channel="x", id="300", handle="acme", secret="acme-x")
MARK = "digest-of-the-token"


@pytest.fixture
def api() -> FakeApi:
    fakes = FakeApi()
    fakes.brands.stored["acme"] = replace(fakes.brands.current("acme"), accounts=(FACEBOOK, X))
    return fakes


def known(api: FakeApi, **fields: Any) -> None:
    api.account_health.save(replace(AccountHealth(channel="x", account_id="300", brand="acme"), **fields))


def test_every_account_of_the_brand_file_is_listed_also_before_anybody_looked(api: FakeApi) -> None:
    items = api.call("GET", "/accounts", query={"brand": "acme"}).json["items"]

    assert [(each["channel"], each["account"], each["token"], each["probed_at"]) for each in items] == [
        ("facebook", "100", "unknown", None),
        ("x", "300", "unknown", None),
    ]
    assert items[0]["problems"] == []


def test_it_says_what_is_wrong_and_until_when_an_account_works(api: FakeApi) -> None:
    ends = START + timedelta(days=7)
    known(api, token=Check.OK, grant_ends_at=ends, subscription=Check.FAILED, probed_at=START, mark=MARK)
    api.accounts.mark_silent("x", "300", since=START)

    _, shown = api.call("GET", "/accounts", query={"brand": "acme"}).json["items"]
    assert (shown["token"], shown["subscription"], shown["refreshed"]) == ("ok", "failed", True)
    assert shown["works_until"] == "2026-03-09T09:00:00.000Z"
    assert shown["problems"] == ["silent", "subscription_missing"]


def test_of_each_list_that_is_read_it_says_when_and_whether_it_rests(api: FakeApi) -> None:
    searching = replace(X, sources=("search", "mentions"), intervals={"search": timedelta(hours=2)})
    api.brands.stored["acme"] = replace(api.brands.current("acme"), accounts=(searching,))
    terms = replace(load_policy("x").sources[0], interval=timedelta(hours=2))
    new = Cursor(channel="x", account_id="300", source="search", brand="acme")
    api.cursors.claim(new, new.claimed("run", terms, START))
    api.polled_sources.pause(("x", "300", "mentions"), by="mia", at=START)

    (shown,) = api.call("GET", "/accounts", query={"brand": "acme"}).json["items"]
    search, mentions = shown["sources"]
    assert (search["name"], search["interval_seconds"]) == ("search", 7200)
    assert (search["last_poll_at"], search["next_poll_at"]) == ("2026-03-02T09:00:00.000Z", "2026-03-02T11:00:00.000Z")
    assert (mentions["last_poll_at"], mentions["next_poll_at"], mentions["paused_by"]) == (None, None, "mia")


def test_nothing_of_a_secret_is_shown(api: FakeApi) -> None:
    known(api, mark=MARK, client="digest-of-the-keys")
    answer = api.call("GET", "/accounts", query={"brand": "acme"})

    shown = str(answer.json)
    assert not any(part in shown for part in (MARK, "digest-of-the-keys", "acme-x", "acme-meta"))


def test_the_accounts_of_another_brand_are_not_shown(api: FakeApi) -> None:
    assert api.call("GET", "/accounts", query={"brand": "unknown"}).status == 404
