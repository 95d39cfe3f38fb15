"""Sends as an X account: answers to posts, and direct messages (X API v2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx

from shared.channels.media import is_host_of, located
from shared.channels.sending import (
    NoPins,
    PlatformApi,
    as_message,
    bearer,
    body,
    gateway_of,
    is_ours,
    permanent,
    post_refusal,
    refusal,
    same_words,
    sent,
    versioned_path,
)
from shared.channels.settling import NO_LIST, Shown, settled_by, unread
from shared.channels.x.errors import failure
from shared.channels.x.policy import POLICY
from shared.channels.x.uploads import upload
from shared.domain.channels.sending import OutboundMessage, OutboundPost, PlatformMessage, SendResult
from shared.domain.media.fetching import FetchFailure, MediaLocation
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass, Visibility

API = "https://api.x.com"
_PRIVATE_HOSTS = ("ton.twitter.com", "ton.x.com")
PAGE = 100
"""The most posts or messages that X lists at once."""
_LEADING_MENTIONS = re.compile(r"^(?:@\w+\s+)+")
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class XGateway(NoPins):
    api: PlatformApi

    def locate_media(self, attachment: Attachment) -> MediaLocation | FetchFailure:
        """Pictures of direct messages are given away against the token of the account they were sent to."""
        found = located(attachment)
        if isinstance(found, FetchFailure) or not is_host_of(found.url, _PRIVATE_HOSTS, self.api.base_url):
            return found
        return replace(found, headers=bearer(self.api.tokens[0])) if self.api.tokens else found

    def send(self, message: OutboundMessage) -> SendResult:
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if message.visibility is Visibility.PRIVATE:
            if not message.recipient_id:
                return permanent("no_target")
            path = _path("dm_conversations", "with", message.recipient_id, "messages")
            id_key, target = "dm_event_id", {}
        elif message.in_reply_to:
            path, id_key = _path("tweets"), "id"
            target = {"reply": {"in_reply_to_tweet_id": message.in_reply_to}}
        else:
            return permanent("no_target")
        media = self._media(message)
        if isinstance(media, SendResult):
            return media
        said = {"text": message.text} if message.text else {}
        answer = self.api.call("POST", path, json={**said, **target, **media})
        return answer if isinstance(answer, SendResult) else sent(_data(answer).get(id_key))

    def publish(self, post: OutboundPost) -> SendResult:
        """A post that continues another of ours is an answer to it."""
        refused = post_refusal(post, POLICY)
        if refused:
            return refused
        below = {"reply": {"in_reply_to_tweet_id": post.continues}} if post.continues else {}
        answer = self.api.call("POST", _path("tweets"), json={"text": post.text, **below})
        return answer if isinstance(answer, SendResult) else sent(_data(answer).get("id"))

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        return self.settle(as_message(post), since)

    def _media(self, message: OutboundMessage) -> Mapping[str, Any] | SendResult:
        """The files, handed over, as a post or a direct message names them."""
        ids: list[str] = []
        for file in message.attachments:
            media_id = upload(self.api, file, message.visibility)
            if isinstance(media_id, SendResult):
                return media_id
            ids.append(media_id)
        if not ids:
            return {}
        if message.visibility is Visibility.PUBLIC:
            return {"media": {"media_ids": ids}}
        return {"attachments": [{"media_id": media_id} for media_id in ids]}

    def delete(self, message_id: str) -> SendResult:
        answer = self.api.call("DELETE", _path("tweets", message_id))
        if isinstance(answer, SendResult):
            return answer
        return SendResult(outcome=SendClass.SENT, message_id=message_id)

    def like(self, message_id: str) -> SendResult:
        """X ended likes by the API for self-serve tiers on 2026-04-16, and its rules forbid automatic ones."""
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        query = {
            "tweet.fields": "created_at,conversation_id,referenced_tweets,note_tweet",
            "expansions": "author_id",
            "user.fields": "name,username,verified,public_metrics",
        }
        answer = self.api.call("GET", _path("tweets", message_id), query=query)
        if isinstance(answer, SendResult):
            return answer
        post = _data(answer)
        users = (body(answer).get("includes") or {}).get("users") or ()
        writers: dict[str, Any] = {user.get("id"): user for user in users}
        user = writers.get(post.get("author_id") or "", {})
        handle = user.get("username")
        return PlatformMessage(
            message_id=str(post.get("id") or message_id),
            text=(post.get("note_tweet") or {}).get("text") or post.get("text"),
            author=_author(user, post.get("author_id")),
            parent_id=_replied_to(post),
            root_id=post.get("conversation_id"),
            permalink=f"https://x.com/{handle}/status/{message_id}" if handle else None,
            occurred_at=_instant(post.get("created_at")),
        )

    def look_up_author(self, author_id: str) -> Author | SendResult:
        query = {"user.fields": "name,username,verified,public_metrics"}
        answer = self.api.call("GET", _path("users", author_id), query=query)
        return answer if isinstance(answer, SendResult) else _author(_data(answer), author_id)

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        if message.visibility is Visibility.PRIVATE:
            path = _path("dm_conversations", "with", message.recipient_id or "", "dm_events")
            query = {"dm_event.fields": "id,text,sender_id,created_at,attachments", "max_results": str(PAGE)}
        else:
            path = _path("users", message.account_id, "tweets")
            query = {"tweet.fields": "created_at,referenced_tweets", "max_results": str(PAGE)}
        answer = self.api.call("GET", path, query=query)
        if isinstance(answer, SendResult):
            return unread(answer)
        content = body(answer)
        items = content.get("data")
        if not isinstance(items, list):
            # X names no list when it is empty, but says so; anything else proves nothing.
            if "meta" not in content:
                return NO_LIST
            items = []
        shown = [Shown(item.get("id"), _instant(item.get("created_at")), _is(item, message)) for item in items]
        return settled_by(shown, since, more=len(items) >= PAGE)


def _author(user: Mapping[str, Any], author_id: str | None) -> Author:
    return Author(
        id=author_id,
        handle=user.get("username"),
        name=user.get("name"),
        followers=(user.get("public_metrics") or {}).get("followers_count"),
        verified=user.get("verified"),
    )


def _is(item: Mapping[str, Any], message: OutboundMessage) -> bool:
    """Whether X shows our text: it puts mentions before it, escapes it for HTML and replaces its links."""
    if message.visibility is Visibility.PUBLIC and _replied_to(item) != message.in_reply_to:
        return False
    if message.visibility is Visibility.PRIVATE and item.get("sender_id") not in (None, message.account_id):
        return False
    shown = _bare(str(item.get("text") or ""))
    if message.attachments and not message.text:
        return is_ours(shown, bool(item.get("attachments")), item.get("id"), message)
    return same_words(shown, _bare(message.text))


def _bare(text: str) -> str:
    return _LINK.sub("", _LEADING_MENTIONS.sub("", text)).strip()


def _replied_to(post: Mapping[str, Any]) -> str | None:
    for reference in post.get("referenced_tweets") or ():
        if reference.get("type") == "replied_to":
            return str(reference.get("id"))
    return None


def _data(response: httpx.Response) -> Mapping[str, Any]:
    data = body(response).get("data")
    return data if isinstance(data, dict) else {}


def _instant(value: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


_path = partial(versioned_path, POLICY)


gateway = gateway_of(XGateway, host=API, failure=failure)
