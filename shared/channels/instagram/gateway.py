"""Sends as an Instagram professional account: answers to comments, direct messages, private replies to comments.

Instagram Platform, "Comment moderation", "Messaging" and "Private replies".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from shared.channels.instagram.policy import LOGIN_TOKEN, POLICY
from shared.channels.media import MediaByAddress
from shared.channels.meta.errors import failure
from shared.channels.meta.gateway import (
    GRAPH,
    HUMAN_AGENT,
    PAGE,
    UNREADABLE,
    beside,
    direct_content,
    hide,
    instant,
    not_of,
    post,
    settled,
    succeeded,
)
from shared.channels.sending import PlatformApi, body, gateway_of, permanent, refusal, versioned_path
from shared.domain.channels.sending import OutboundMessage, PlatformMessage, SendResult
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import SendClass, Surface, Visibility

# Instagram Platform: the product with Instagram Login has a host of its own.
INSTAGRAM_LOGIN = "https://graph.instagram.com"


@dataclass(frozen=True, slots=True)
class InstagramGateway(MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """A private message without a recipient is the one private reply to the comment it answers."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if message.visibility is Visibility.PUBLIC:
            if not message.in_reply_to:
                return permanent("no_target")
            if message.surface is Surface.MENTION:
                return self._answer_mention(message, message.in_reply_to)
            return post(self.api, _path(message.in_reply_to, "replies"), {"message": message.text}, "id")
        if message.recipient_id:
            recipient = {"id": message.recipient_id}
        elif message.in_reply_to:
            recipient = {"comment_id": message.in_reply_to}
        else:
            return permanent("no_target")
        content: dict[str, Any] = {"recipient": recipient, "message": direct_content(message)}
        if message.human_agent:
            content |= {"messaging_type": "MESSAGE_TAG", "tag": HUMAN_AGENT}
        path = _path(message.account_id, "messages")
        return post(self.api, path, content, "message_id", recipient_key="" if message.recipient_id else "recipient_id")

    def _answer_mention(self, message: OutboundMessage, mentioned_in: str) -> SendResult:
        """Under somebody else's media: by the account's own edge ("IG User mentions"), to the media or to a comment."""
        media_id = message.root_id or mentioned_in
        content = {"media_id": media_id, "message": message.text}
        if mentioned_in != media_id:
            content["comment_id"] = mentioned_in
        return post(self.api, _path(message.account_id, "mentions"), content, "id")

    def delete(self, message_id: str) -> SendResult:
        return succeeded(self.api.call("DELETE", _path(message_id)), message_id)

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def hide(self, message_id: str, *, hidden: bool) -> SendResult:
        return hide(self.api, _path(message_id), "hide", message_id, hidden=hidden)

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        fields = "id,text,timestamp,username,from,parent_id,media{id,permalink}"
        answer = self.api.call("GET", _path(message_id), query={"fields": fields})
        return answer if isinstance(answer, SendResult) else _found(body(answer), message_id)

    def look_up_event(self, event: InboundEvent) -> PlatformMessage | SendResult:
        """A mention stands under somebody else's media, where only the mentioned account may look."""
        message_id = event.message_id or ""
        if event.surface is not Surface.MENTION:
            return self.look_up(message_id)
        media_id = event.parent_id
        if media_id is None and event.details.get("mentioned_in") != "comment":
            return self.look_up_mention(event.account_id, message_id, None)
        return self.look_up_mention(event.account_id, media_id or "", message_id)

    def look_up_mention(self, account_id: str, media_id: str, comment_id: str | None) -> PlatformMessage | SendResult:
        """The text of a mention, of which the webhook tells the ids only: a comment, or the caption of a media."""
        if comment_id:
            edge, fields = (
                f"mentioned_comment.comment_id({comment_id})",
                "id,text,timestamp,username,media{id,permalink}",
            )
        else:
            edge, fields = f"mentioned_media.media_id({media_id})", "id,caption,timestamp,username,permalink"
        answer = self.api.call("GET", _path(account_id), query={"fields": f"{edge}{{{fields}}}"})
        if isinstance(answer, SendResult):
            return answer
        found = body(answer).get("mentioned_comment" if comment_id else "mentioned_media")
        return _found(found if isinstance(found, dict) else {}, comment_id or media_id)

    def look_up_author(self, author_id: str) -> Author | SendResult:
        """Works once the person has written in private."""
        fields = "name,username,follower_count,is_verified_user"
        answer = self.api.call("GET", _path(author_id), query={"fields": fields})
        if isinstance(answer, SendResult):
            return answer
        found = body(answer)
        return Author(
            id=author_id,
            handle=found.get("username"),
            name=found.get("name"),
            followers=found.get("follower_count"),
            verified=found.get("is_verified_user"),
        )

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        if message.surface is Surface.MENTION:
            return UNREADABLE  # what stands under somebody else's media is listed to them only
        if message.visibility is Visibility.PUBLIC and message.in_reply_to:
            query = {"fields": "id,text,username,timestamp", "limit": "100"}
            answer = self.api.call("GET", _path(message.in_reply_to, "replies"), query=query)
            found = settled(answer, message, since, "text", "timestamp")
            if found.outcome is not SendClass.RETRY_BACKOFF:
                return found
            return self._in_thread(message, message.in_reply_to, since)
        if message.visibility is Visibility.PRIVATE and message.recipient_id:
            query = {
                "platform": "instagram",
                "user_id": message.recipient_id,
                "fields": "messages{id,message,attachments,from,created_time}",
            }
            answer = self.api.call("GET", _path(message.account_id, "conversations"), query=query)
            customer = message.recipient_id
            return settled(
                answer, message, since, "message", "created_time", place=not_of(customer), customer_id=customer
            )
        return UNREADABLE

    def _in_thread(self, message: OutboundMessage, target: str, since: datetime) -> SendResult:
        """Instagram hangs a reply to a reply under the top-level comment, where only its media lists it."""
        if message.root_id is None or message.root_id == target:
            return UNREADABLE
        fields = "id,text,timestamp"
        query = {"fields": f"{fields},parent_id,replies{{{fields},parent_id}}", "limit": str(PAGE)}
        thread = self.api.call("GET", _path(message.root_id, "comments"), query=query)
        return settled(thread, message, since, "text", "timestamp", place=beside(thread, target))


def _found(content: Mapping[str, Any], message_id: str) -> PlatformMessage:
    author, media = content.get("from") or {}, content.get("media") or {}
    return PlatformMessage(
        message_id=str(content.get("id") or message_id),
        text=content.get("text") or content.get("caption"),
        author=Author(id=author.get("id"), handle=content.get("username") or author.get("username")),
        parent_id=content.get("parent_id"),
        root_id=media.get("id"),
        permalink=content.get("permalink") or media.get("permalink"),
        occurred_at=instant(content.get("timestamp")),
    )


_path = partial(versioned_path, POLICY)


def host(tokens: Sequence[str]) -> str:
    return INSTAGRAM_LOGIN if tokens and tokens[0].startswith(LOGIN_TOKEN) else GRAPH


gateway = gateway_of(InstagramGateway, host=host, failure=failure)
