"""Sends private messages as a Facebook Page (Messenger Platform, Send API)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from shared.channels.media import MediaByAddress
from shared.channels.messenger.policy import POLICY
from shared.channels.meta.errors import failure
from shared.channels.meta.gateway import (
    ANSWER,
    GRAPH,
    HUMAN_AGENT,
    UNREADABLE,
    direct_content,
    instant,
    not_of,
    post,
    settled,
)
from shared.channels.sending import PlatformApi, body, gateway_of, permanent, refusal, versioned_path
from shared.domain.channels.sending import OutboundMessage, PlatformMessage, SendResult
from shared.domain.messages.event import Author


@dataclass(frozen=True, slots=True)
class MessengerGateway(MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """An answer within the window; after it, only what a person wrote, and that says so."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not message.recipient_id:
            return permanent("no_target")
        content = {
            "recipient": {"id": message.recipient_id},
            **({"messaging_type": "MESSAGE_TAG", "tag": HUMAN_AGENT} if message.human_agent else ANSWER),
            # Comes back with the echo, so that it is recognised even if the answer to this request is lost.
            "message": {**direct_content(message), "metadata": message.reference},
        }
        return post(self.api, _path(message.account_id, "messages"), content, "message_id")

    def delete(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        answer = self.api.call("GET", _path(message_id), query={"fields": "id,message,from,created_time"})
        if isinstance(answer, SendResult):
            return answer
        found = body(answer)
        author = found.get("from") or {}
        return PlatformMessage(
            message_id=str(found.get("id") or message_id),
            text=found.get("message"),
            author=Author(id=author.get("id"), name=author.get("name")) if author else None,
            occurred_at=instant(found.get("created_time")),
        )

    def look_up_author(self, author_id: str) -> Author | SendResult:
        """The name, if the person has agreed to be looked up (error 230 otherwise)."""
        answer = self.api.call("GET", _path(author_id), query={"fields": "first_name,last_name"})
        if isinstance(answer, SendResult):
            return answer
        found = body(answer)
        parts = (found.get("first_name"), found.get("last_name"))
        return Author(id=author_id, name=" ".join(part for part in parts if part) or None)

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        if not message.recipient_id:
            return UNREADABLE
        query = {"user_id": message.recipient_id, "fields": "messages{id,message,attachments,from,created_time}"}
        answer = self.api.call("GET", _path(message.account_id, "conversations"), query=query)
        customer = message.recipient_id
        return settled(answer, message, since, "message", "created_time", place=not_of(customer), customer_id=customer)


_path = partial(versioned_path, POLICY)


gateway = gateway_of(MessengerGateway, host=GRAPH, failure=failure)
