"""Hiding over real sockets: the calls as the platforms know them, and back again."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from local.simulator.server import Simulator
from shared import channels
from shared.adapters.http.gateways import ChannelGateways
from shared.adapters.http.sources import ChannelSources
from shared.domain.brand.model import Account
from shared.domain.polling.page import Query
from shared.domain.vocabulary import SendClass
from tests.fakes.outbox import FakeUnits
from tests.fakes.stored import START, FixedClock

pytestmark = pytest.mark.integration

HIDING = tuple(name for name in channels.CHANNELS if channels.load_policy(name).hides)
GOOGLE = json.dumps({"client_id": "c", "client_secret": "s", "refresh_token": "r"})
AS_DOCUMENTED = {
    "facebook": ("/v26.0/c1", {"is_hidden": "true"}),
    "instagram": ("/v26.0/c1", {"hide": "true"}),
    "threads": ("/v1.0/c1/manage_reply", {"hide": "true"}),
    "youtube": ("/youtube/v3/comments/setModerationStatus", {"id": "c1", "moderationStatus": "heldForReview"}),
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def gateway(channel: str, simulator: Simulator, http: httpx.Client, token: str = "token") -> Any:
    made: Any = channels.load_gateway(channel)
    tokens = (GOOGLE,) if channel == "youtube" else (token,)
    return made(http=http, base_url=f"{simulator.url}/{channel}", tokens=tokens)


@pytest.mark.parametrize("channel", HIDING)
def test_a_comment_is_hidden_by_the_documented_call_and_shown_again(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    platform = gateway(channel, simulator, http)
    assert platform.hide("c1", hidden=True).outcome is SendClass.SENT
    assert "c1" in simulator.world.hidden(channel)
    call = simulator.world.calls(channel)[-1]
    assert (call["method"], call["path"], call["query"]) == ("POST", *AS_DOCUMENTED[channel])

    assert platform.hide("c1", hidden=True).outcome is SendClass.SENT
    assert platform.hide("c1", hidden=False).outcome is SendClass.SENT
    assert "c1" not in simulator.world.hidden(channel)


def test_what_youtube_counts_is_counted_whoever_asks(simulator: Simulator) -> None:
    units, clock = FakeUnits(), FixedClock()
    account = Account(channel="youtube", id="UCacme", handle="acme", secret="acme-youtube")
    secrets: Any = SimpleNamespace(get=lambda *_, **__: {key: (value,) for key, value in json.loads(GOOGLE).items()})
    urls = {"youtube": f"{simulator.url}/youtube", "facebook": f"{simulator.url}/facebook"}
    gateways = ChannelGateways(secrets=secrets, base_urls=urls, units=units, clock=clock)
    with gateways.http_for(account):
        platform: Any = gateways(account)
        assert platform.hide("c1", hidden=True).outcome is SendClass.SENT
        source = ChannelSources(gateways)(account, "comments")
        assert source is not None
        source.fetch(Query(account_id="UCacme", handle="acme", since=START))
    ((channel, secret, day),) = units.stored
    assert (channel, secret, f"{day}", units.spent(account, day)) == ("youtube", "acme-youtube", "2026-03-02", 51)
    assert gateways.http_for(replace(account, channel="facebook")) is gateways.http, "others are not counted"


@pytest.mark.parametrize("channel", HIDING)
def test_an_answer_that_is_lost_leaves_it_open_and_may_be_asked_for_again(
    channel: str, simulator: Simulator, http: httpx.Client
) -> None:
    platform = gateway(channel, simulator, http)
    platform.hide("c0", hidden=False)  # signs in, where that is needed
    simulator.faults.add({"channel": channel, "path": "c2|setModerationStatus", "cut": "after", "count": 1})
    assert platform.hide("c2", hidden=True).outcome is SendClass.UNKNOWN
    assert platform.hide("c2", hidden=True).outcome is SendClass.SENT
    assert "c2" in simulator.world.hidden(channel)


def test_a_channel_whose_interface_cannot_hide_has_no_such_call(simulator: Simulator, http: httpx.Client) -> None:
    assert all(not hasattr(gateway(name, simulator, http), "hide") for name in ("linkedin", "tiktok", "x"))
