"""What LINE and Viber say of an account to which they deliver nothing."""

from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from shared import channels
from shared.adapters.http.accounts import WebhookAddress
from shared.adapters.http.gateways import ChannelGateways
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.brand.model import Account
from tests.fakes.platform import FakePlatform, answering


def subscription(channel: str, platform: FakePlatform) -> Check:
    made: Any = channels.load_account(channel)
    http = httpx.Client(transport=httpx.MockTransport(platform))
    found = made(http=http, base_url=None, tokens=("current",)).probe("1")
    assert isinstance(found, ProbeFindings)
    return found.subscription


@pytest.mark.parametrize(
    ("channel", "told", "check"),
    [
        ("line", {"endpoint": "https://desk.example", "active": True}, Check.OK),
        ("line", {"endpoint": "https://desk.example", "active": False}, Check.FAILED),
        ("line", {"endpoint": "", "active": True}, Check.FAILED),
        ("line", {}, Check.UNKNOWN),
        ("viber", {"status": 0, "webhook": "https://desk.example"}, Check.OK),
        ("viber", {"status": 0, "webhook": ""}, Check.FAILED),
    ],
)
def test_an_account_without_an_address_is_told(channel: str, told: Any, check: Check) -> None:
    assert subscription(channel, answering(told)) is check


NAMED: dict[str, tuple[str, Any]] = {
    "bluesky": ("did:plc:acme", lambda name: {"did": name, "handle": "acme.example"}),
    "mastodon": ("109501", lambda name: {"id": name, "acct": "acme"}),
    "reddit": ("acme_help", lambda name: {"name": name}),
    "x": ("3000000001", lambda name: {"data": {"id": name, "username": "acme"}}),
    "youtube": ("UCacme", lambda name: {"items": [{"id": name}]}),
}


@pytest.mark.parametrize("channel", NAMED)
def test_the_token_of_another_account_is_none_of_this_one(channel: str) -> None:
    own, told = NAMED[channel]
    signing_in = {"access_token": "a", "expires_in": 3600, "accessJwt": "a", "refreshJwt": "r"}

    def probed(answer: Any) -> Any:
        made: Any = channels.load_account(channel)
        token = '{"instance": "social.example", "access_token": "t"}' if channel == "mastodon" else "current"
        http = httpx.Client(transport=httpx.MockTransport(answering({**signing_in, **answer})))
        return made(http=http, base_url="https://platform.example", tokens=(token,)).probe(own)

    assert probed(told(own)) == ProbeFindings()
    assert probed(told(own.upper())) == ProbeFindings()
    assert probed({}) == ProbeFindings()  # who is not told may be anybody
    assert probed(told("somebody-else")).error == "other_account"


@pytest.mark.parametrize(
    ("status", "check"),
    [(200, Check.OK), (400, Check.OK), (403, Check.OK), (404, Check.FAILED), (500, Check.FAILED), (503, Check.FAILED)],
)
def test_an_address_at_which_nothing_of_ours_stands_is_not_reachable(status: int, check: Check) -> None:
    gateways: Any = SimpleNamespace(http=httpx.Client(transport=httpx.MockTransport(answering({}, status))))
    assert WebhookAddress("https://desk.example/webhooks", gateways)("facebook", "acme") is check


def test_a_platform_is_told_our_own_address_and_the_secret_that_stands_in_the_record_of_the_account() -> None:
    records = {"acme-telegram": {"secret_token": ["current", "previous"]}}
    secrets: Any = SimpleNamespace(get=lambda name, fresh: records[name])
    gateways = ChannelGateways(secrets=secrets, base_urls={})
    bot = Account(channel="telegram", id="7", handle="acme_bot", secret="acme-telegram")

    found = WebhookAddress("https://desk.example/webhooks", gateways).address(bot, "acme")

    assert found == DeliveryAddress(url="https://desk.example/webhooks/telegram/acme", secret="current")
    assert WebhookAddress("", gateways).address(bot, "acme") is None
