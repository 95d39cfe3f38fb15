"""What it means when a platform cannot be reached, answers nothing, or answers in words that are not its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from shared import channels
from shared.channels import CHANNELS
from shared.channels.sending import PlatformApi, failed_status
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, Answer, FakePlatform, answering, outbound, response, token_of

SENDING = [
    (channel, visibility)
    for channel in CHANNELS
    for visibility in (Visibility.PUBLIC, Visibility.PRIVATE)
    if visibility in channels.load_policy(channel).lengths
]

PREPARED: dict[str, list[Answer]] = {
    "threads": [response({"id": "container"})],
    "mastodon": [response({"id": "900", "account": {"acct": "mia@social.example"}, "visibility": "public"})],
    "youtube": [response({"access_token": "access", "expires_in": 3599})],
    "google_business": [response({"access_token": "access", "expires_in": 3599}), response({"comment": "Cold food"})],
    "google_play": [response({"access_token": "access", "expires_in": 3599}), response({"comments": []})],
    "trustpilot": [response({"access_token": "access", "expires_in": "359999"}), response({"stars": 2})],
    "app_store": [response({"data": {}})],
    "reddit": [response({"access_token": "access", "expires_in": 86400})],
    "bluesky": [
        response({"accessJwt": "access", "refreshJwt": "refresh"}),
        response({"posts": [{"uri": "900", "cid": "c900", "record": {}}]}),
    ],
}
"""What a platform answers before the call that sends."""


@pytest.mark.parametrize(("channel", "visibility"), SENDING)
@pytest.mark.parametrize(
    ("error", "expected", "code"),
    [
        (httpx.ConnectTimeout("x"), SendClass.RETRY_BACKOFF, "connect_timeout"),
        (httpx.PoolTimeout("x"), SendClass.RETRY_BACKOFF, "connect_timeout"),
        (httpx.ConnectError("x"), SendClass.RETRY_BACKOFF, "connect_failed"),
        (httpx.ProxyError("x"), SendClass.RETRY_BACKOFF, "connect_failed"),
        (httpx.ReadTimeout("x"), SendClass.UNKNOWN, "timeout"),
        (httpx.WriteTimeout("x"), SendClass.UNKNOWN, "timeout"),
        (httpx.ReadError("x"), SendClass.UNKNOWN, "connection_lost"),
        (httpx.WriteError("x"), SendClass.UNKNOWN, "connection_lost"),
        (httpx.RemoteProtocolError("x"), SendClass.UNKNOWN, "connection_lost"),
        (httpx.DecodingError("x"), SendClass.UNKNOWN, "connection_lost"),
        (httpx.UnsupportedProtocol("x"), SendClass.PERMANENT, "invalid_request"),
        (httpx.LocalProtocolError("x"), SendClass.PERMANENT, "invalid_request"),
        (httpx.InvalidURL("x"), SendClass.PERMANENT, "invalid_request"),
    ],
)
def test_a_lost_answer_says_only_what_is_sure(
    channel: str, visibility: Visibility, error: Exception, expected: SendClass, code: str
):
    before = PREPARED.get(channel, [])
    platform = FakePlatform([*before, error])
    result = platform.gateway(channel, tokens=[token_of(channel), "previous"]).send(outbound(channel, visibility))
    assert (result.outcome, result.error) == (expected, code)
    assert len(platform.requests) == len(before) + 1


@pytest.mark.parametrize(("channel", "visibility"), SENDING)
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, SendClass.AUTH_BROKEN),
        (408, SendClass.RETRY_BACKOFF),
        (418, SendClass.PERMANENT),
        (425, SendClass.RETRY_BACKOFF),
        (500, SendClass.RETRY_BACKOFF),
        (502, SendClass.RETRY_BACKOFF),
        (503, SendClass.RETRY_BACKOFF),
        (504, SendClass.RETRY_BACKOFF),
        (302, SendClass.PERMANENT),
    ],
)
def test_a_status_without_the_platforms_own_words_is_understood(
    channel: str, visibility: Visibility, status: int, expected: SendClass
):
    headers = {"Location": "https://elsewhere.example/"}
    platform = answering(b"<html>proxy</html>", status, headers)
    result = platform.gateway(channel).send(outbound(channel, visibility))
    assert result.outcome is expected
    assert len(platform.requests) == 1


@pytest.mark.parametrize(("channel", "visibility"), SENDING)
@pytest.mark.parametrize("status", [429, 503])
def test_a_platform_that_names_an_instant_is_left_alone_until_then(channel: str, visibility: Visibility, status: int):
    result = answering(b"", status, {"Retry-After": "90"}).gateway(channel).send(outbound(channel, visibility))
    assert (result.outcome, result.retry_at) == (SendClass.RETRY_AT, NOW + timedelta(seconds=90))
    result = (
        answering(b"", status, {"Retry-After": "Fri, 31 Jul 2026 23:00:00 GMT"})
        .gateway(channel)
        .send(outbound(channel, visibility))
    )
    assert result.retry_at == datetime(2026, 7, 31, 23, tzinfo=UTC)
    for mistaken in ("Fri, 31 Jul 2099 23:00:00 GMT", "9" * 40):
        answer = answering(b"", status, {"Retry-After": mistaken}).gateway(channel).send(outbound(channel, visibility))
        assert answer.retry_at == NOW + timedelta(days=7)


@pytest.mark.parametrize(("channel", "visibility"), SENDING)
def test_a_throttle_without_an_instant_is_waited_out(channel: str, visibility: Visibility):
    result = answering(b"", 429, {"Retry-After": "soon"}).gateway(channel).send(outbound(channel, visibility))
    assert result.outcome is SendClass.RETRY_AT
    assert result.retry_at is not None
    assert result.retry_at > NOW


@pytest.mark.parametrize("token", ["abc\u2026", "abc\n", "abc ", "a\tb"])
def test_a_token_that_fits_in_no_header_is_one_that_was_refused(token: str):
    platform = FakePlatform([response({})])
    http = httpx.Client(transport=httpx.MockTransport(platform))
    api = PlatformApi(http=http, base_url="https://platform.example", tokens=[token], failure=failed_status)
    result = api.call("GET", "/me")
    assert isinstance(result, SendResult)
    assert (result.outcome, result.error) == (SendClass.AUTH_BROKEN, "token_unusable")
    assert platform.requests == []

    assert isinstance(replace(api, tokens=[token, "good"]).call("GET", "/me"), httpx.Response)
