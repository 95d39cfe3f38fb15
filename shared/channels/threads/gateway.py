"""Replies as a Threads account (Threads API, "Posts", "Reply management", "Delete posts")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import httpx

from shared.channels.media import MediaByAddress
from shared.channels.meta.errors import failure as graph_failure
from shared.channels.meta.gateway import instant, post, settled, succeeded
from shared.channels.sending import PlatformApi, body, gateway_of, permanent, refusal, versioned_path
from shared.channels.threads.policy import POLICY
from shared.domain.channels.sending import OutboundMessage, PlatformMessage, SendResult
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
class ThreadsGateway(MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """Make a container, then publish it. A container that is never published is shown to nobody, and expires."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not message.in_reply_to:
            return permanent("no_target")
        content = {"media_type": "TEXT", "text": message.text, "reply_to_id": message.in_reply_to}
        container = self.api.prepare("POST", _path(message.account_id, "threads"), json=content)
        if isinstance(container, SendResult):
            return container
        creation_id = body(container).get("id")
        if not isinstance(creation_id, str | int):
            return permanent("answer_without_container")
        return post(self.api, _path(message.account_id, "threads_publish"), {"creation_id": str(creation_id)}, "id")

    def delete(self, message_id: str) -> SendResult:
        return succeeded(self.api.call("DELETE", _path(message_id)), message_id)

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

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
