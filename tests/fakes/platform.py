"""A platform at the other end of httpx: it answers what the test says and remembers what it was asked."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

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


def token_of(channel: str) -> str:
    """The open channel proves itself by signing, the others by a token."""
    return SIGNING_SECRET if channel == "webhook" else "current"


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
}


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
            "in_reply_to": "900",
            "reference": "ack:T-1",
            "root_id": "800" if channel == "tiktok" else None,  # where a comment is named by its video too
            **fields,
        }
    )
