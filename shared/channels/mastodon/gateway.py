"""Answers as an account of Mastodon (documentation, "statuses API methods")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.mastodon.instance import credentials, failure, host
from shared.channels.mastodon.policy import POLICY
from shared.channels.mastodon.reader import text_of
from shared.channels.media import MediaByAddress
from shared.channels.sending import (
    PlatformApi,
    body,
    gateway_of,
    permanent,
    post_refusal,
    refusal,
    same_words,
    segment,
    sent,
)
from shared.channels.settling import NO_LIST, Shown, settled_by, unread
from shared.domain.channels.sending import OutboundMessage, OutboundPost, PlatformMessage, SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass, Visibility

_STATUSES = 40  # the most that are listed at once
_DESCENDANTS = 4096  # the most answers that are shown to whoever has signed in
_ANSWERED_AS = {"public": "unlisted", "unlisted": "unlisted", "private": "private", "direct": "direct"}
"""The visibility of an answer, by that of what it answers: never more public, and no public timeline is filled."""


@dataclass(frozen=True, slots=True)
class MastodonGateway(MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """The customer is mentioned: without it they are told nothing, and in private they could not even read it."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        answered = self._answered(message)
        if isinstance(answered, SendResult):
            return answered
        address = reading.name(reading.mapping(answered.get("account")).get("acct"))
        if address is None:
            return permanent("no_target")
        visibility = _ANSWERED_AS.get(reading.word(answered.get("visibility")), "direct")
        content: dict[str, Any] = {
            "status": f"@{address} {message.text}",
            "visibility": "direct" if message.visibility is Visibility.PRIVATE else visibility,
        }
        if message.in_reply_to:
            content["in_reply_to_id"] = message.in_reply_to
        headers = _once(message.reference, message.in_reply_to, message.text)
        answer = self.api.call("POST", "/api/v1/statuses", json=content, headers=headers)
        return answer if isinstance(answer, SendResult) else sent(body(answer).get("id"))

    def _answered(self, message: OutboundMessage) -> Mapping[str, Any] | SendResult:
        """The status that is answered; in private the customer alone is enough."""
        if message.in_reply_to:
            answer = self.api.prepare("GET", _path(message.in_reply_to))
        elif message.visibility is Visibility.PRIVATE and message.recipient_id:
            answer = self.api.prepare("GET", f"/api/v1/accounts/{segment(message.recipient_id)}")
            return answer if isinstance(answer, SendResult) else {"account": body(answer), "visibility": "direct"}
        else:
            return permanent("no_target")
        return answer if isinstance(answer, SendResult) else body(answer)

    def publish(self, post: OutboundPost) -> SendResult:
        """A post for everybody. One that continues another of ours stands below it."""
        refused = post_refusal(post, POLICY)
        if refused:
            return refused
        below = {"in_reply_to_id": post.continues} if post.continues else {}
        content = {"status": post.text, "visibility": "public", **below}
        headers = _once(post.reference, post.continues, post.text)
        answer = self.api.call("POST", "/api/v1/statuses", json=content, headers=headers)
        return answer if isinstance(answer, SendResult) else sent(body(answer).get("id"))

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        query = {"limit": str(_STATUSES)}
        answer = self.api.call("GET", f"/api/v1/accounts/{segment(post.account_id)}/statuses", query=query)
        if isinstance(answer, SendResult):
            return unread(answer)
        listed = _list(answer)
        if listed is None:
            return NO_LIST
        shown = [_shown_post(reading.mapping(each), post) for each in listed]
        return settled_by(shown, since, more=len(listed) >= _STATUSES)

    def pin(self, message_id: str) -> SendResult:
        return _done(self.api.call("POST", f"{_path(message_id)}/pin"), message_id)

    def unpin(self, message_id: str) -> SendResult:
        return _done(self.api.call("POST", f"{_path(message_id)}/unpin"), message_id)

    def delete(self, message_id: str) -> SendResult:
        return _done(self.api.call("DELETE", _path(message_id)), message_id)

    def like(self, message_id: str) -> SendResult:
        return _done(self.api.call("POST", f"{_path(message_id)}/favourite"), message_id)

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        answer = self.api.call("GET", _path(message_id))
        if isinstance(answer, SendResult):
            return answer
        status = body(answer)
        author = reading.mapping(status.get("account"))
        return PlatformMessage(
            message_id=message_id,
            text=text_of(status.get("content")),
            author=Author(
                id=reading.identifier(author.get("id")),
                handle=reading.name(author.get("acct")),
                name=reading.name(author.get("display_name")),
            ),
            parent_id=reading.identifier(status.get("in_reply_to_id")),
            permalink=reading.url(status.get("url")),
            occurred_at=reading.instant(status.get("created_at")),
        )

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """Whether our text stands among the answers to that status, behind the mention that it begins with."""
        if not message.in_reply_to:
            return SendResult(outcome=SendClass.UNKNOWN, error="no_target")
        answer = self.api.call("GET", f"{_path(message.in_reply_to)}/context")
        if isinstance(answer, SendResult):
            return unread(answer)
        below = body(answer).get("descendants")
        if not isinstance(below, list):
            return NO_LIST
        shown = [_shown(reading.mapping(each), message) for each in below]
        return settled_by(shown, since, more=len(below) >= _DESCENDANTS, newest_first=False)


def _shown(status: Mapping[str, Any], message: OutboundMessage) -> Shown:
    own = reading.identifier(reading.mapping(status.get("account")).get("id")) == message.account_id
    said = (text_of(status.get("content")) or "").partition(" ")[2]
    ours = own and same_words(said, message.text)
    return Shown(status.get("id"), reading.instant(status.get("created_at")), ours)


def _shown_post(status: Mapping[str, Any], post: OutboundPost) -> Shown:
    below = reading.identifier(status.get("in_reply_to_id"))
    ours = below == post.continues and same_words(text_of(status.get("content")), post.text)
    return Shown(status.get("id"), reading.instant(status.get("created_at")), ours)


def _path(status_id: str) -> str:
    return f"/api/v1/statuses/{segment(status_id)}"


def _list(answer: httpx.Response) -> list[Any] | None:
    try:
        listed = answer.json()
    except ValueError:
        return None
    return listed if isinstance(listed, list) else None


def _done(answer: Any, message_id: str) -> SendResult:
    return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)


def _once(reference: str, below: str | None, text: str) -> dict[str, str]:
    """The same answer or post has the same key: the instance gives back what it published with it before."""
    key = sha256(f"{reference}/{below}/{text}".encode()).hexdigest()
    return {"Idempotency-Key": key} if reference else {}


gateway = gateway_of(MastodonGateway, host=host, failure=failure, credentials=credentials)
