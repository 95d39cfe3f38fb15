"""What platforms say of our accounts: whose token it is, and where they deliver to."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from shared import channels
from shared.adapters.http.accounts import WebhookAddress
from shared.adapters.http.gateways import ChannelGateways
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.brand.model import Account
from tests.fakes.platform import FakePlatform, answering, response


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
    "facebook": ("100", lambda name: {"data": {"is_valid": True, "profile_id": name}}),
    "messenger": ("100", lambda name: {"data": {"is_valid": True, "profile_id": name}}),
    "instagram": ("1784", lambda name: {"user_id": name}),
    "threads": ("289", lambda name: {"id": name}),
    "viber": ("pa:acme", lambda name: {"id": name}),
}


@pytest.mark.parametrize("channel", NAMED)
def test_the_token_of_another_account_is_none_of_this_one(channel: str) -> None:
    own, told = NAMED[channel]
    signing_in = {"status": 0, "access_token": "a", "expires_in": 3600, "accessJwt": "a", "refreshJwt": "r"}

    def probed(answer: Any) -> Any:
        made: Any = channels.load_account(channel)
        tokens = {"mastodon": '{"instance": "social.example", "access_token": "t"}', "instagram": "IGAAtoken"}
        token = tokens.get(channel, "current")
        http = httpx.Client(transport=httpx.MockTransport(answering({**signing_in, **answer})))
        return made(http=http, base_url="https://platform.example", tokens=(token,)).probe(own)

    assert isinstance(probed(told(own)), ProbeFindings)
    assert channel == "viber" or isinstance(probed(told(own.upper())), ProbeFindings)
    assert isinstance(probed({}), ProbeFindings)  # who is not told may be anybody
    assert probed(told("somebody-else")).error == "other_account"


def test_a_number_that_the_token_may_not_read_is_no_number_of_ours() -> None:
    refused = {"error": {"code": 100, "message": "Unsupported get request"}}
    platform = FakePlatform([response({"data": {"is_valid": True}}), response(refused, 400)])
    made: Any = channels.load_account("whatsapp")
    http = httpx.Client(transport=httpx.MockTransport(platform))
    found = made(http=http, base_url=None, tokens=("current",)).probe("106")
    assert (found.refused, found.error) == (True, "meta_100")
    assert platform.asked[1][1].startswith("/v26.0/106?")


def test_a_page_that_the_token_may_not_read_is_told_and_what_is_known_of_the_token_stays() -> None:
    refused = {"error": {"code": 200, "message": "(#200) Provide valid Page token"}}
    platform = FakePlatform(
        [response({"data": {"is_valid": True, "scopes": ["pages_messaging"]}}), response(refused, 403)]
    )
    made: Any = channels.load_account("facebook")
    found = made(http=httpx.Client(transport=httpx.MockTransport(platform)), base_url=None, tokens=("t",)).probe("1")
    assert (found.refused, found.permissions) == (True, frozenset({"pages_messaging"}))


@pytest.mark.parametrize(("minutes", "waiting", "check"), [(10, 5, Check.FAILED), (10, 0, Check.OK), (90, 5, Check.OK)])
def test_a_bot_whose_updates_are_refused_hears_nothing(minutes: int, waiting: int, check: Check) -> None:
    failed_at = int((datetime.now(UTC) - timedelta(minutes=minutes)).timestamp())
    result = {"url": "https://desk.example", "last_error_date": failed_at, "pending_update_count": waiting}
    assert subscription("telegram", answering({"ok": True, "result": result})) is check


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


@pytest.mark.parametrize(
    ("server", "told"), [({}, {}), ({"server": ["pds.acme.example"]}, {"server": "pds.acme.example"})]
)
def test_what_a_record_need_not_have_is_part_of_the_credentials_where_it_has_it(server: Any, told: Any) -> None:
    record = {"identifier": ["did:plc:acme"], "app_password": ["new", "old"], **server}
    secrets: Any = SimpleNamespace(get=lambda name, fresh: record)
    account = Account(channel="bluesky", id="did:plc:acme", handle="acme", secret="acme-bluesky")
    tokens = [json.loads(token) for token in ChannelGateways(secrets=secrets, base_urls={}).tokens(account)]
    assert [(token.pop("app_password"), token) for token in tokens] == [
        (password, {"identifier": "did:plc:acme", **told}) for password in ("new", "old")
    ]
