"""The gateways against the simulated platforms, over real sockets of this machine."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.simulator.server import Simulator
from shared import channels
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, outbound, token_of

pytestmark = pytest.mark.integration

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE
EVERY_WAY = [
    (channel, visibility)
    for channel in channels.CHANNELS
    for visibility in (PUBLIC, PRIVATE)
    if visibility in channels.load_policy(channel).lengths
]

TWO_CALLS = {
    "threads": {"path": "threads_publish"},
    "bluesky": {"path": "createRecord"},
    "mastodon": {"method": "POST"},
    "google_business": {"method": "PUT"},
    "google_play": {"method": "POST"},
    "app_store": {"method": "POST"},
    "trustpilot": {"method": "POST"},
}
"""Channels where something is made first and sent by a second call: how that call is told."""


class Stack:
    """What a function sees: gateways whose platforms are the simulator."""

    def __init__(self, simulator: Simulator, client: httpx.Client) -> None:
        self.simulator = simulator
        self.http = client

    def gateway(self, channel: str, *tokens: str) -> Any:
        make: Any = channels.load_gateway(channel)
        base_url = f"{self.simulator.url}/{channel}"
        return make(http=self.http, base_url=base_url, tokens=tokens or (token_of(channel),))

    def send(self, channel: str, visibility: Visibility, *tokens: str, **fields: Any) -> SendResult:
        result = self.gateway(channel, *tokens).send(outbound(channel, visibility, **fields))
        assert isinstance(result, SendResult)
        return result

    def fault(self, **fault: Any) -> None:
        assert self.http.post(f"{self.simulator.url}/faults", json=fault).status_code == 201

    def calls(self) -> list[dict[str, Any]]:
        found = self.http.get(f"{self.simulator.url}/calls").json()
        assert isinstance(found, list)
        return found


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Simulator() as simulator, httpx.Client(trust_env=False) as client:
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Stack(simulator, client)
        simulator.shutdown()
        thread.join()


@pytest.mark.parametrize(("channel", "visibility"), EVERY_WAY)
def test_what_is_sent_arrives_once_and_without_the_token(stack: Stack, channel: str, visibility: Visibility):
    token = "a-secret-token" if token_of(channel) == "current" else token_of(channel)
    result = stack.send(channel, visibility, token)
    assert result.outcome is SendClass.SENT
    assert result.message_id
    calls = stack.calls()
    (call,) = [each for each in calls if "We have read you." in str(each["body"])]
    assert len(calls) == 1 + (channel in TWO_CALLS)
    assert (call["channel"], call["method"]) == (channel, TWO_CALLS.get(channel, {}).get("method", "POST"))
    assert set(call) >= {"at", "channel", "method", "path", "query", "body"}
    assert token not in str(calls)


@pytest.mark.parametrize(("channel", "visibility"), EVERY_WAY)
def test_a_revoked_token_gives_way_to_the_other_one(stack: Stack, channel: str, visibility: Visibility):
    if token_of(channel) != "current":
        pytest.skip("what it sends is signed here, with a key")
    assert stack.send(channel, visibility, "revoked").outcome is SendClass.AUTH_BROKEN
    assert stack.send(channel, visibility, "revoked", "valid").outcome is SendClass.SENT


@pytest.mark.parametrize(("channel", "visibility"), EVERY_WAY)
def test_a_dead_platform_is_tried_again_later(stack: Stack, channel: str, visibility: Visibility):
    stack.fault(match={"channel": channel}, status=503, count=1)
    assert stack.send(channel, visibility).outcome is SendClass.RETRY_BACKOFF
    assert stack.send(channel, visibility).outcome is SendClass.SENT
    assert stack.calls()[0]["status"] == 503


@pytest.mark.parametrize(("channel", "visibility"), EVERY_WAY)
def test_a_cut_connection_leaves_it_open_whether_the_message_was_taken(
    stack: Stack, channel: str, visibility: Visibility
):
    sending = {"channel": channel, **TWO_CALLS.get(channel, {})}
    before = int(channel in TWO_CALLS)
    stack.fault(match=sending, cut="before", count=1)
    assert stack.send(channel, visibility).outcome is SendClass.UNKNOWN
    assert len(stack.calls()) == before
    stack.fault(match=sending, cut="after", count=1)
    assert stack.send(channel, visibility).outcome is SendClass.UNKNOWN
    assert len(stack.calls()) == 2 * before + 1


def test_a_platform_that_answers_too_late_has_taken_the_message(stack: Stack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shared.channels.sending.TIMEOUT", httpx.Timeout(0.2))
    stack.fault(match={"channel": "x"}, delay=0.5, count=1)
    result = stack.send("x", PUBLIC)
    assert (result.outcome, result.error) == (SendClass.UNKNOWN, "timeout")
    deadline = time.monotonic() + 5
    while not stack.calls() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(stack.calls()) == 1
    settled = stack.gateway("x").settle(outbound("x"), NOW)
    assert settled.outcome in (SendClass.SENT, SendClass.RETRY_BACKOFF)


def test_a_platform_that_is_not_there_was_sent_nothing(stack: Stack):
    make: Any = channels.load_gateway("facebook")
    gateway = make(http=stack.http, base_url="http://127.0.0.1:9/facebook", tokens=("current",))
    result = gateway.send(outbound("facebook"))
    assert (result.outcome, result.error) == (SendClass.RETRY_BACKOFF, "connect_failed")


@pytest.mark.parametrize(
    ("channel", "visibility"),
    [
        ("facebook", PUBLIC),
        ("messenger", PRIVATE),
        ("instagram", PUBLIC),
        ("instagram", PRIVATE),
        ("x", PUBLIC),
        ("x", PRIVATE),
    ],
)
def test_what_was_taken_can_be_read_back(stack: Stack, channel: str, visibility: Visibility):
    gateway = stack.gateway(channel)
    since = NOW.replace(year=2020)
    assert gateway.settle(outbound(channel, visibility, root_id="180"), since).outcome is SendClass.RETRY_BACKOFF
    stack.fault(match={"channel": channel}, cut="after", count=1)
    assert stack.send(channel, visibility).outcome is SendClass.UNKNOWN
    settled = gateway.settle(outbound(channel, visibility, root_id="180"), since)
    assert settled.outcome is SendClass.SENT
    if visibility is PUBLIC:
        assert gateway.delete(settled.message_id).outcome is SendClass.SENT
        assert gateway.settle(outbound(channel, visibility, root_id="180"), since).outcome is SendClass.RETRY_BACKOFF


@pytest.mark.parametrize("channel", ["facebook", "x"])
def test_the_same_answer_twice_is_a_duplicate(stack: Stack, channel: str):
    assert stack.send(channel, PUBLIC).outcome is SendClass.SENT
    assert stack.send(channel, PUBLIC).outcome is SendClass.PERMANENT


def test_a_comment_gets_one_private_reply_ever(stack: Stack):
    assert stack.send("facebook", PRIVATE).outcome is SendClass.SENT
    assert stack.send("facebook", PRIVATE, text="Another one").outcome is SendClass.PERMANENT
