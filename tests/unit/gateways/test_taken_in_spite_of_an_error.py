"""A platform that takes a message and answers with an error: the customer gets it once, on every channel."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from local.simulator.exchange import Request
from local.simulator.platforms import PLATFORMS
from local.simulator.world import World
from shared import channels
from shared.channels import CHANNELS
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, outbound, token_of

TEXT = "We have read you."
SENDING = [
    (channel, visibility)
    for channel in CHANNELS
    for visibility in (Visibility.PUBLIC, Visibility.PRIVATE)
    if visibility in channels.load_policy(channel).lengths and channel in PLATFORMS
]


class Taking:
    """The simulator without its sockets. The first call that brings the text is answered with ``status``."""

    def __init__(self, channel: str, status: int) -> None:
        self.channel, self.status, self.world, self.taken = channel, status, World(), 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        sent, before = request.content.decode(), self._texts()
        kind = request.headers.get("content-type", "")
        body: Any = json.loads(sent) if "json" in kind and sent else dict(httpx.QueryParams(sent)) if sent else None
        answer = PLATFORMS[self.channel](
            Request(
                channel=self.channel,
                method=request.method,
                path=request.url.path,
                body=body,
                query=dict(request.url.params),
                headers={name.lower(): value for name, value in request.headers.items()},
            ),
            self.world,
        )
        if self._texts() > before:
            self.taken += 1
            if self.taken == 1:
                return httpx.Response(self.status, content=b"<html>proxy</html>")
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.content)

    def _texts(self) -> int:
        return sum(TEXT in str(one["text"]) for one in self.world.published(self.channel))


def record_of(channel: str, visibility: Visibility, reply_token: str | None) -> OutboxRecord:
    asked = outbound(channel, visibility, TEXT)
    return OutboxRecord(
        channel=channel, account_id=asked.account_id, status=OutboxStatus.WAITING, text=TEXT, created_at=NOW,
        claimed_at=NOW, conversation_id="c", period_start=NOW, ticket_id="T-1", visibility=visibility,
        recipient_id=asked.recipient_id, in_reply_to=asked.in_reply_to, root_id=asked.root_id, reply_token=reply_token,
    )  # fmt: skip


def gateway_of(channel: str, platform: Taking, now: Any) -> Any:
    client = httpx.Client(transport=httpx.MockTransport(platform))
    made: Any = channels.load_gateway(channel)
    token = json.dumps({"instance": "social.example", "access_token": "t"}) if channel == "mastodon" else None
    return made(http=client, base_url="http://simulated", tokens=(token or token_of(channel),), now=now)


def sent_until_settled(channel: str, visibility: Visibility, status: int, reply_token: str | None = None) -> Any:
    """How often the platform took the text, and where the record ends."""
    platform, now = Taking(channel, status), NOW
    gateway = gateway_of(channel, platform, lambda: now)
    record = record_of(channel, visibility, reply_token)
    for _ in range(20):
        message = record.outbound_as("ack:T-1")
        if record.status is OutboxStatus.WAITING:
            record = record.claimed(now, TEXT).with_result(gateway.send(message), now)
            # The token of the customer's message is over when it is tried again.
            record = record if record.status is OutboxStatus.UNKNOWN else replace(record, reply_token=None)
        elif record.status is OutboxStatus.UNKNOWN:
            record = record.settled(gateway.settle(message, NOW - timedelta(minutes=1)), now)
        else:
            break
        now = record.due_at or now
    return platform.taken, record.status


@pytest.mark.parametrize(("channel", "visibility"), SENDING)
@pytest.mark.parametrize("status", [502, 504])
def test_what_stood_behind_a_gateway_that_failed_is_sent_once(
    channel: str, visibility: Visibility, status: int
) -> None:
    taken, ended = sent_until_settled(channel, visibility, status)
    assert taken == 1
    assert ended in (OutboxStatus.SENT, OutboxStatus.GIVEN_UP)


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504])
@pytest.mark.parametrize("reply_token", ["token", None])
def test_line_takes_one_answer_whether_it_is_a_reply_or_a_push(status: int, reply_token: str | None) -> None:
    taken, ended = sent_until_settled("line", Visibility.PRIVATE, status, reply_token)
    assert (taken, ended) == (1, OutboxStatus.SENT if reply_token is None else OutboxStatus.GIVEN_UP)


def test_a_push_is_not_repeated_once_line_has_forgotten_its_key() -> None:
    gateway = gateway_of("line", Taking("line", 200), lambda: NOW)
    message = outbound("line", Visibility.PRIVATE)
    assert gateway.settle(message, NOW - timedelta(hours=23)).outcome is SendClass.RETRY_BACKOFF
    assert gateway.settle(message, NOW - timedelta(hours=24)).outcome is SendClass.UNKNOWN


OTHERS = {"google_business": "accounts/1/locations/2/reviews/Other", "tiktok": "other|901", "reddit": "t4_901"}


@pytest.mark.parametrize(("channel", "visibility"), SENDING)
def test_the_same_words_to_somebody_else_are_not_taken_for_ours(channel: str, visibility: Visibility) -> None:
    gateway = gateway_of(channel, Taking(channel, 200), lambda: NOW)
    gateway.send(outbound(channel, visibility, TEXT))
    other = {"recipient_id": "701", "in_reply_to": OTHERS.get(channel, "901"), "root_id": "801"}
    settled = gateway.settle(outbound(channel, visibility, TEXT, **other), NOW - timedelta(minutes=1))
    assert settled.outcome is not SendClass.SENT
