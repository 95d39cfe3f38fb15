"""Sends as a Facebook Page: public answers to comments and posts, and private replies to them.

Graph API, Comments reference; Messenger Platform, "Private replies".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import httpx

from shared.channels.facebook.policy import POLICY
from shared.channels.media import MediaByAddress
from shared.channels.meta.errors import failure
from shared.channels.meta.gateway import GRAPH, PAGE, UNREADABLE, beside, hide, instant, settled, succeeded
from shared.channels.meta.gateway import post as create
from shared.channels.sending import (
    NoPins,
    PlatformApi,
    as_message,
    body,
    gateway_of,
    permanent,
    post_refusal,
    refusal,
    versioned_path,
)
from shared.domain.channels.sending import OutboundMessage, OutboundPost, PlatformMessage, SendResult
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import SendClass, Visibility


@dataclass(frozen=True, slots=True)
class FacebookGateway(MediaByAddress, NoPins):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not message.in_reply_to:
            return permanent("no_target")
        if message.visibility is Visibility.PRIVATE:
            return self._private_reply(message, message.in_reply_to)
        # The edge, never the node: ``POST /{comment-id}`` with a message would edit the comment.
        path = _path(message.in_reply_to, "comments")
        # Facebook fetches the picture of a comment itself.
        picture = {"attachment_url": message.attachments[0].url} if message.attachments else {}
        said = {"message": message.text} if message.text else {}
        return create(self.api, path, {**said, **picture}, "id")

    def _private_reply(self, message: OutboundMessage, target: str) -> SendResult:
        # A visitor's post carries the Page's own id before the underscore, a comment the id of its post.
        kind = "post_id" if target.startswith(f"{message.account_id}_") else "comment_id"
        content = {"recipient": {kind: target}, "message": {"text": message.text}}
        path = _path(message.account_id, "messages")
        return create(self.api, path, content, "message_id", recipient_key="recipient_id")

    def publish(self, post: OutboundPost) -> SendResult:
        refused = post_refusal(post, POLICY)
        return refused or create(self.api, _path(post.account_id, "feed"), {"message": post.text}, "id")

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        query = {"fields": "id,message,from,created_time", "limit": str(PAGE)}
        answer = self.api.call("GET", _path(post.account_id, "feed"), query=query)
        return settled(answer, as_message(post), since, "message", "created_time", place=_by(post.account_id))

    def delete(self, message_id: str) -> SendResult:
        return succeeded(self.api.call("DELETE", _path(message_id)), message_id)

    def like(self, message_id: str) -> SendResult:
        return succeeded(self.api.call("POST", _path(message_id, "likes")), message_id)

    def hide(self, message_id: str, *, hidden: bool) -> SendResult:
        return hide(self.api, _path(message_id), "is_hidden", message_id, hidden=hidden)

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        fields = "id,message,from,parent,created_time,permalink_url"
        answer = self.api.call("GET", _path(message_id), query={"fields": fields})
        if isinstance(answer, SendResult):
            return answer
        found = body(answer)
        author, parent = found.get("from") or {}, found.get("parent") or {}
        return PlatformMessage(
            message_id=str(found.get("id") or message_id),
            text=found.get("message"),
            author=Author(id=author.get("id"), name=author.get("name")) if author else None,
            parent_id=parent.get("id"),
            permalink=found.get("permalink_url"),
            occurred_at=instant(found.get("created_time")),
        )

    def look_up_event(self, event: InboundEvent) -> PlatformMessage | SendResult:
        """A mention, or a comment under a recommendation, that was delivered without its words."""
        return self.look_up(event.message_id or "")

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        if message.visibility is Visibility.PRIVATE or not message.in_reply_to:
            return UNREADABLE
        # A reply to a reply stands under the top-level comment: nothing is then listed under the one we answered.
        under = self._comments(message.in_reply_to)
        found = settled(under, message, since, "message", "created_time")
        if found.outcome is not SendClass.RETRY_BACKOFF or message.root_id == message.in_reply_to:
            return found
        if message.root_id is None:
            return UNREADABLE
        thread = self._comments(message.root_id, filter="stream")
        place = beside(thread, message.in_reply_to)
        return settled(thread, message, since, "message", "created_time", place=place)

    def _comments(self, target: str, **query: str) -> httpx.Response | SendResult:
        fields = {"fields": "id,message,from,parent{id},created_time", "order": "reverse_chronological"}
        return self.api.call("GET", _path(target, "comments"), query={**fields, "limit": str(PAGE), **query})


def _by(page_id: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether the Page itself wrote a post of its feed; visitors' posts stand there too."""
    return lambda item: (item.get("from") or {}).get("id") in (None, page_id)


_path = partial(versioned_path, POLICY)


gateway = gateway_of(FacebookGateway, host=GRAPH, failure=failure)
