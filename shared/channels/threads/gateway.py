"""Replies as a Threads account (Threads API, "Posts", "Reply management", "Delete posts")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import httpx

from shared.channels.media import MediaByAddress
from shared.channels.meta.errors import failure as graph_failure
from shared.channels.meta.gateway import hide, instant, settled, succeeded
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
from shared.channels.threads.policy import POLICY
from shared.domain.channels.sending import OutboundMessage, OutboundPost, PlatformMessage, SendResult
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import SendClass

API = "https://graph.threads.net"

# Threads API, "Troubleshooting": the container is not ready yet, or is not found yet. Nothing was published.
NOT_READY = frozenset({(24, 4279009), (9007, 2207027)})


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """The Graph API's classes; a container that is not ready is tried again."""
    error = body(response).get("error")
    if isinstance(error, dict) and (error.get("code"), error.get("error_subcode")) in NOT_READY:
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error="container_not_ready")
    return graph_failure(response, now)


@dataclass(frozen=True, slots=True)
class ThreadsGateway(MediaByAddress, NoPins):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """Make a container, then publish it. A container that is never published is shown to nobody, and expires."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not message.in_reply_to:
            return permanent("no_target")
        return self._published(message.account_id, {"text": message.text, "reply_to_id": message.in_reply_to})

    def _published(self, account_id: str, content: Mapping[str, str]) -> SendResult:
        container = self.api.prepare("POST", _path(account_id, "threads"), json={"media_type": "TEXT", **content})
        if isinstance(container, SendResult):
            return container
        creation_id = body(container).get("id")
        if not isinstance(creation_id, str | int):
            return permanent("answer_without_container")
        return create(self.api, _path(account_id, "threads_publish"), {"creation_id": str(creation_id)}, "id")

    def publish(self, post: OutboundPost) -> SendResult:
        """A post that continues another of ours is a reply to it."""
        refused = post_refusal(post, POLICY)
        if refused:
            return refused
        below = {"reply_to_id": post.continues} if post.continues else {}
        return self._published(post.account_id, {"text": post.text, **below})

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        if post.continues:
            return self.settle(as_message(post), since)
        query = {"fields": "id,text,username,timestamp", "limit": "100"}
        answer = self.api.call("GET", _path(post.account_id, "threads"), query=query)
        return settled(answer, as_message(post), since, "text", "timestamp")

    def delete(self, message_id: str) -> SendResult:
        return succeeded(self.api.call("DELETE", _path(message_id)), message_id)

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def hide(self, message_id: str, *, hidden: bool) -> SendResult:
        return hide(self.api, _path(message_id, "manage_reply"), "hide", message_id, hidden=hidden)

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        fields = "id,text,username,permalink,timestamp,replied_to,root_post"
        answer = self.api.call("GET", _path(message_id), query={"fields": fields})
        return answer if isinstance(answer, SendResult) else _found(body(answer), message_id)

    def look_up_event(self, event: InboundEvent) -> PlatformMessage | SendResult:
        """A reply or mention that came without its text."""
        return self.look_up(event.message_id or "")

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        if not message.in_reply_to:
            return permanent("no_target")
        query = {"fields": "id,text,username,timestamp,is_reply_owned_by_me", "limit": "100"}
        answer = self.api.call("GET", _path(message.in_reply_to, "replies"), query=query)
        return settled(answer, message, since, "text", "timestamp", place=_is_own)


def _is_own(item: Mapping[str, Any]) -> bool:
    return item.get("is_reply_owned_by_me") is not False


def _found(content: Mapping[str, Any], message_id: str) -> PlatformMessage:
    handle = content.get("username")
    parent, root = (content.get(name) or {} for name in ("replied_to", "root_post"))
    return PlatformMessage(
        message_id=str(content.get("id") or message_id),
        text=content.get("text"),
        author=Author(id=str(handle).casefold(), handle=handle) if handle else Author(id=None),
        parent_id=parent.get("id"),
        root_id=root.get("id"),
        permalink=content.get("permalink"),
        occurred_at=instant(content.get("timestamp")),
    )


_path = partial(versioned_path, POLICY)

gateway = gateway_of(ThreadsGateway, host=API, failure=failure)
