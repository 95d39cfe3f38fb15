"""Replies as a YouTube channel (YouTube Data API, ``comments.insert``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.media import MediaByAddress
from shared.channels.sending import PlatformApi, body, gateway_of, permanent, refusal, same_words, sent
from shared.channels.settling import NO_LIST, PAGES_READ, Shown, settled_by, unread
from shared.channels.sign_in import signed_in
from shared.channels.youtube.api import API, failure, sign_in
from shared.channels.youtube.policy import POLICY
from shared.domain.channels.sending import OutboundMessage, PlatformMessage, SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass

_COMMENTS = f"/youtube/{POLICY.api_version}/comments"


@dataclass(frozen=True, slots=True)
class YouTubeGateway(MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not message.in_reply_to:
            return permanent("no_target")
        content = {"snippet": {"parentId": _thread(message.in_reply_to), "textOriginal": message.text}}
        answer = self.api.call("POST", _COMMENTS, query={"part": "snippet"}, json=content)
        return answer if isinstance(answer, SendResult) else sent(body(answer).get("id"))

    def delete(self, message_id: str) -> SendResult:
        answer = self.api.call("DELETE", _COMMENTS, query={"id": message_id})
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def hide(self, message_id: str, *, hidden: bool) -> SendResult:
        """Held for review: what was rejected can never be published again (``comments.setModerationStatus``)."""
        query = {"id": message_id, "moderationStatus": "heldForReview" if hidden else "published"}
        answer = self.api.call("POST", f"{_COMMENTS}/setModerationStatus", query=query)
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        query = {"part": "snippet", "id": message_id, "textFormat": "plainText"}
        answer = self.api.call("GET", _COMMENTS, query=query)
        if isinstance(answer, SendResult):
            return answer
        items = reading.sequence(body(answer).get("items"))
        snippet = reading.mapping(reading.mapping(items[0]).get("snippet")) if items else {}
        if not snippet:
            return permanent("gone")
        return PlatformMessage(
            message_id=message_id,
            text=_text(snippet),
            author=Author(id=_author(snippet), name=reading.name(snippet.get("authorDisplayName"))),
            parent_id=reading.identifier(snippet.get("parentId")),
            root_id=reading.identifier(snippet.get("videoId")),
            occurred_at=reading.instant(snippet.get("publishedAt")),
        )

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """Whether our text stands among the replies of the thread, whose order YouTube does not promise."""
        if not message.in_reply_to:
            return permanent("no_target")
        query = {
            "part": "snippet",
            "parentId": _thread(message.in_reply_to),
            "maxResults": "100",
            "textFormat": "plainText",
        }
        shown: list[Shown] = []
        for _ in range(PAGES_READ):
            answer = self.api.call("GET", _COMMENTS, query=query)
            if isinstance(answer, SendResult):
                return unread(answer)
            items = body(answer).get("items")
            if not isinstance(items, list):
                return NO_LIST
            shown += [_shown(reading.mapping(each), message) for each in items]
            following = reading.word(body(answer).get("nextPageToken"))
            if not following:
                return settled_by(shown, since, more=False)
            query["pageToken"] = following
        return settled_by(shown, since, more=True, newest_first=False)


def _shown(item: Mapping[str, Any], message: OutboundMessage) -> Shown:
    snippet = reading.mapping(item.get("snippet"))
    ours = _author(snippet) == message.account_id and same_words(_text(snippet), message.text)
    return Shown(item.get("id"), reading.instant(snippet.get("publishedAt")), ours)


def _thread(comment_id: str) -> str:
    """The first comment of the thread: a reply's id begins with it."""
    return comment_id.partition(".")[0]


def _author(snippet: Mapping[str, Any]) -> str | None:
    return reading.identifier(reading.mapping(snippet.get("authorChannelId")).get("value"))


def _text(snippet: Mapping[str, Any]) -> str | None:
    return reading.text(snippet.get("textOriginal")) or reading.text(snippet.get("textDisplay"))


gateway = gateway_of(signed_in(sign_in, YouTubeGateway), host=API, failure=failure)
