"""A platform at the other end of httpx: it answers what the test says and remembers what it was asked."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from local.credentials import private_key
from shared import channels
from shared.domain.channels.sending import OutboundMessage
from shared.domain.vocabulary import Visibility

NOW = datetime(2026, 7, 31, 21, 10, tzinfo=UTC)
Answer = httpx.Response | Exception


@dataclass
class FakePlatform:
    """``answers`` are given one after the other, the last one again and again."""

    answers: list[Answer]
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [(request.method, request.url.raw_path.decode()) for request in self.requests]

    def body(self, number: int = -1) -> Any:
        content = self.requests[number].content
        return json.loads(content) if content else None

    def gateway(self, channel: str, *, tokens: Sequence[str] | None = None, base_url: str | None = None) -> Any:
        factory: Callable[..., Any] = channels.load_gateway(channel)
        client = httpx.Client(transport=httpx.MockTransport(self))
        if base_url is None and channel == "webhook":
            base_url = ADDRESS  # the one channel that has no address of its own
        proofs = (token_of(channel),) if tokens is None else tokens
        return factory(http=client, base_url=base_url, tokens=proofs, now=lambda: NOW)

    def sources(self, channel: str, *, tokens: Sequence[str] = ("current",)) -> Any:
        """The sources of a channel that is asked."""
        factory: Callable[..., Any] = channels.load_sources(channel)
        client = httpx.Client(transport=httpx.MockTransport(self))
        return factory(http=client, base_url=None, tokens=tokens, now=lambda: NOW)


def answering(body: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> FakePlatform:
    return FakePlatform([response(body, status, headers)])


def response(body: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> httpx.Response:
    if isinstance(body, bytes):
        return httpx.Response(status, content=body, headers=headers)
    return httpx.Response(status, json=body, headers=headers)


def raising(error: Exception) -> FakePlatform:
    return FakePlatform([error])


SIGNING_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
ADDRESS = "https://forum.example/replies"


_APPLE = json.dumps({"issuer_id": "issuer-1", "key_id": "key-1", "private_key": private_key()})


def token_of(channel: str) -> str:
    """The open channel proves itself by signing, the App Store by a token signed here, the others by a token."""
    return {"webhook": SIGNING_SECRET, "app_store": _APPLE}.get(channel, "current")


ACCOUNTS = {
    "facebook": "100100100100100",
    "messenger": "100100100100100",
    "instagram": "17841400000000001",
    "x": "3000000001",
    "whatsapp": "106540352242922",
    "linkedin": "5500001",
    "telegram": "7000000001",
    "threads": "28900000000000001",
    "tiktok": "act.acme",
    "webhook": "forum",
    "bluesky": "did:plc:acme",
    "mastodon": "109501",
    "youtube": "UCacme",
    "reddit": "acme_help",
    "google_business": "accounts/1/locations/2",
    "google_play": "example.acme.app",
    "app_store": "1234567890",
    "trustpilot": "507f191e810c19729de860ea",
    "line": "Uacme",
    "viber": "pa:acme",
}


TARGETS = {"google_business": "accounts/1/locations/2/reviews/AbC", "google_play": "example.acme.app:900"}
"""Message ``900``, where the platform spells ids in another way."""


PRIVATE_TARGETS = {"tiktok": "conversation|900", "reddit": "t4_900"}


def outbound(
    channel: str, visibility: Visibility = Visibility.PUBLIC, text: str = "We have read you.", **fields: Any
) -> OutboundMessage:
    """An answer to message ``900`` of customer ``700``."""
    return OutboundMessage(
        **{
            "channel": channel,
            "account_id": ACCOUNTS[channel],
            "visibility": visibility,
            "text": text,
            "recipient_id": "700",
            "in_reply_to": PRIVATE_TARGETS.get(channel if visibility is Visibility.PRIVATE else "")
            or TARGETS.get(channel, "900"),
            "reference": "ack:T-1",
            "root_id": "800"
            if channel in ("tiktok", "line")
            else None,  # where a comment is named by its video, a group by its id
            **fields,
        }
    )
