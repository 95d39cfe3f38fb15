"""Automatic texts to one customer, switched by an agent."""

from dataclasses import replace

import pytest

from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.brand.model import Account
from shared.domain.customers.model import Customer
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_brand

PATH = "/customers/cus_1/automatic-texts"


@pytest.fixture
def sophie(api: FakeApi) -> str:
    accounts = tuple(
        Account(channel=channel, id=account_id, secret="s", handle=channel)
        for channel, account_id in (("facebook", "1"), ("facebook", "2"), ("x", "3"))
    )
    api.brands.stored["acme"] = replace(a_brand(), accounts=accounts)
    api.customers.remember(
        Customer(
            id="cus_1",
            brand="acme",
            identities={"facebook": "9"},
            first_seen_at=START,
            last_seen_at=START,
            tickets=frozenset({"T1"}),
        )
    )
    return api.agent("sophie", name="Sophie", brands=("acme",))


def test_they_are_stopped_on_every_account_of_the_customers_channels_and_the_history_says_by_whom(
    api: FakeApi, sophie: str
) -> None:
    assert api.call("GET", PATH, token=sophie).json == {"customer_id": "cus_1", "setting": "on"}

    assert api.call("PUT", PATH, token=sophie, body={"setting": "off"}).json["setting"] == "off"

    assert api.call("GET", PATH, token=sophie).json["setting"] == "off"
    assert api.automatic_texts.stored == {
        ("facebook", account_id, "9"): (START, AutomaticTexts.OFF) for account_id in ("1", "2")
    }
    (entry,) = api.history.of_ticket("T1").items
    assert (entry.what, entry.actor) == ("automatic_texts_stopped", "Sophie")


def test_they_are_allowed_again(api: FakeApi, sophie: str) -> None:
    api.call("PUT", PATH, token=sophie, body={"setting": "off"})
    api.clock.pass_time(seconds=1)

    api.call("PUT", PATH, token=sophie, body={"setting": "on"})

    assert api.call("GET", PATH, token=sophie).json["setting"] == "on"


@pytest.mark.parametrize("body", [{}, {"setting": "maybe"}, {"setting": None}])
def test_a_setting_that_is_none_is_refused(api: FakeApi, sophie: str, body: object) -> None:
    assert api.call("PUT", PATH, token=sophie, body=body).status == 422
