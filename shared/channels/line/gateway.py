"""Writes as an official account of LINE (LINE Messaging API, "Send reply message", "Send push message")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from shared.channels import reading
from shared.channels.line.policy import POLICY
from shared.channels.media import located
from shared.channels.sending import (
    PlatformApi,
    bearer,
    body,
    failed_status,
    gateway_of,
    permanent,
    refusal,
    sent,
    versioned_path,
)
from shared.domain.channels.sending import NOT_LISTED, OutboundMessage, PlatformMessage, QuickReply, SendResult
from shared.domain.media.fetching import FetchFailure, MediaLocation
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass, Visibility

API = "https://api.line.me"
DATA_API = "https://api-data.line.me"
"""Where files of messages are."""

RETRY_KEY_LASTS = timedelta(hours=24)
"""How long LINE knows that a push message was taken (LINE Messaging API, "Retry a failed API request")."""

MAX_LABEL = 20
_TOKEN_OVER = "Invalid reply token"  # noqa: S105  LINE's words for one that was used, or is too old
_MONTHLY_LIMIT = "monthly limit"
"""In LINE's words for an account whose messages of the month are used up (Messaging API, "Status codes", 429)."""


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """409: a request with this retry key was accepted before, and is so once ("Retrying a failed API request")."""
    if response.status_code == 409 and response.headers.get("x-line-accepted-request-id"):
        return None
    if response.status_code == 429 and _MONTHLY_LIMIT in str(body(response).get("message", "")).casefold():
        return permanent("line_monthly_limit")  # answers with a reply token are free, and go on
    if response.status_code == 400 and _TOKEN_OVER.casefold() in str(body(response).get("message", "")).casefold():
        return permanent("reply_token_over")
    return failed_status(response, now)


@dataclass(frozen=True, slots=True)
class LineGateway:
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """With the reply token while there is one; else, or when LINE takes it no longer, as a push message."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        private = message.visibility is Visibility.PRIVATE
        to = message.recipient_id if private else message.root_id
        if not to:
            return permanent("no_target")
        said: dict[str, Any] = {"type": "text", "text": message.text}
        if private and message.quick_replies:
            said["quickReply"] = _buttons(message.quick_replies)
        if message.reply_token:
            answer = self.api.call(
                "POST", _path("message", "reply"), json={"replyToken": message.reply_token, "messages": [said]}
            )
            if not isinstance(answer, SendResult):
                return sent(_first_id(answer))
            if answer.error != "reply_token_over":
                return _reply_in_doubt(answer)
        retry_key = str(uuid5(NAMESPACE_URL, f"nightdesk:{message.account_id}:{to}:{message.reference}"))
        answer = self.api.call(
            "POST",
            _path("message", "push"),
            json={"to": to, "messages": [said]},
            headers={"X-Line-Retry-Key": retry_key},
        )
        return answer if isinstance(answer, SendResult) else sent(_first_id(answer))

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """LINE lists no messages. A push message may be sent again, with its retry key; a reply may not."""
        if message.reply_token or self.api.now() - since >= RETRY_KEY_LASTS:
            return SendResult(outcome=SendClass.UNKNOWN, error=NOT_LISTED)
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error="not_sent")

    def delete(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        return permanent("not_supported")

    def look_up_author(self, author_id: str) -> Author | SendResult:
        """Of those who are friends of the account, or have written to it (LINE Messaging API, "Get profile")."""
        answer = self.api.call("GET", _path("profile", author_id))
        if isinstance(answer, SendResult):
            return answer
        return Author(id=author_id, name=reading.name(body(answer).get("displayName")))

    def locate_media(self, attachment: Attachment) -> MediaLocation | FetchFailure:
        """Files are at an address of their own, which wants the token (LINE Messaging API, "Get content")."""
        if attachment.source_id is None or attachment.source_url is not None or not self.api.tokens:
            return located(attachment)
        host = DATA_API if self.api.base_url == API else self.api.base_url.rstrip("/")
        return MediaLocation(
            url=host + _path("message", attachment.source_id, "content"), headers=bearer(self.api.tokens[0])
        )


def _reply_in_doubt(answer: SendResult) -> SendResult:
    """A reply has no retry key. If LINE's servers were in trouble, nobody knows whether the customer has it, and its
    token, which is good once, does not tell: refused later, it may be used or too old.
    """
    trouble = (answer.error or "").startswith(("http_5", "http_408", "http_425"))
    return SendResult(outcome=SendClass.UNKNOWN, error=answer.error) if trouble else answer


def _path(*segments: str) -> str:
    return versioned_path(POLICY, "bot", *segments)


def _first_id(answer: httpx.Response) -> object:
    listed = reading.sequence(body(answer).get("sentMessages"))
    return reading.mapping(listed[0]).get("id") if listed else None


def _buttons(replies: Sequence[QuickReply]) -> Mapping[str, Any]:
    """Buttons that say their label for the customer (LINE Messaging API, "Quick reply": at most 13)."""
    actions = ({"type": "message", "label": reply.title[:MAX_LABEL], "text": reply.title} for reply in replies[:13])
    return {"items": [{"type": "action", "action": action} for action in actions]}


gateway = gateway_of(LineGateway, host=API, failure=failure)
