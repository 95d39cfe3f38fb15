"""Answers as an account of Reddit (reddit.com/dev/api, ``POST /api/comment``, ``POST /api/compose``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.media import MediaByAddress
from shared.channels.reddit.api import API, credentials, failure, sign_in
from shared.channels.reddit.policy import POLICY
from shared.channels.sending import PlatformApi, body, gateway_of, permanent, refusal, same_words, sent
from shared.channels.settling import NO_LIST, NOT_SENT, Shown, settled_by, unread
from shared.channels.sign_in import signed_in
from shared.domain.channels.sending import NOT_LISTED, UNNAMED, OutboundMessage, PlatformMessage, SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass, Visibility

_SUBJECT = "Your message"
_PAGE = 100  # the most that a list shows at once


@dataclass(frozen=True, slots=True)
class RedditGateway(MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """A comment is answered by a comment, a private message by a private message: both name what they answer.

        Whoever wrote in public is written to in private by name; Reddit tells no id of what began then.
        """
        refused = refusal(message, POLICY)
        if refused:
            return refused
        target, private = message.in_reply_to or "", message.visibility is Visibility.PRIVATE
        form = {"api_type": "json", "raw_json": "1", "text": message.text}
        if target and not (private and target.startswith(("t1_", "t3_"))):
            answer = self.api.call("POST", "/api/comment", form={**form, "thing_id": target})
        elif private and message.recipient_id:
            to = {"to": message.recipient_id, "subject": _SUBJECT}
            answer = self.api.call("POST", "/api/compose", form={**form, **to})
            if not isinstance(answer, SendResult) and isinstance(body(answer).get("json"), dict):
                return sent(UNNAMED + message.reference)
        else:
            return permanent("no_target")
        return answer if isinstance(answer, SendResult) else sent(_made(body(answer)).get("name"))

    def delete(self, message_id: str) -> SendResult:
        if message_id.startswith(UNNAMED):
            return permanent("no_target")
        answer = self.api.call("POST", "/api/del", form={"id": message_id})
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def like(self, message_id: str) -> SendResult:
        """Reddit's rules: votes are cast by people, never by a program for them."""
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        answer = self.api.call("GET", "/api/info", query={"id": message_id, "raw_json": "1"})
        if isinstance(answer, SendResult):
            return answer
        listed = reading.sequence(reading.mapping(body(answer).get("data")).get("children"))
        data = reading.mapping(reading.mapping(listed[0]).get("data")) if listed else {}
        if not data:
            return permanent("gone")
        handle = reading.name(data.get("author"))
        return PlatformMessage(
            message_id=message_id,
            text=reading.text(data.get("body")) or reading.text(data.get("selftext")),
            author=Author(id=handle.casefold() if handle else None, handle=handle),
            parent_id=reading.identifier(data.get("parent_id")),
            root_id=reading.identifier(data.get("link_id")),
            occurred_at=reading.instant(data.get("created_utc")),
        )

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """Whether our text is among what the account has written last.

        Nobody knows which list still shows private messages: one that shows none since then says nothing of ours.
        """
        if message.visibility is Visibility.PRIVATE:
            path = "/message/sent"
        elif message.in_reply_to:
            path = f"/user/{message.account_id}/comments"
        else:
            return permanent("no_target")
        answer = self.api.call("GET", path, query={"limit": str(_PAGE), "raw_json": "1"})
        if isinstance(answer, SendResult):
            return unread(answer)
        content = reading.mapping(body(answer).get("data"))
        listed = content.get("children")
        if not isinstance(listed, list):
            return NO_LIST
        shown = [_shown(reading.mapping(reading.mapping(each).get("data")), message) for each in listed]
        found = settled_by(shown, since, more=len(listed) >= _PAGE or bool(content.get("after")))
        shows_latest = any(one.at is not None and one.at >= since for one in shown)
        if found == NOT_SENT and message.visibility is Visibility.PRIVATE and not shows_latest:
            return SendResult(outcome=SendClass.UNKNOWN, error=NOT_LISTED)
        return found


def _shown(data: Mapping[str, Any], message: OutboundMessage) -> Shown:
    stands = data.get("parent_id") == message.in_reply_to or _is_to(data, message)
    ours = stands and same_words(data.get("body"), message.text)
    return Shown(data.get("name"), reading.instant(data.get("created_utc")), ours)


def _is_to(data: Mapping[str, Any], message: OutboundMessage) -> bool:
    """Whether a private message went to this customer: the same words go to others, too."""
    private, to = message.visibility is Visibility.PRIVATE, message.recipient_id or ""
    return private and bool(to) and reading.word(data.get("dest")).casefold() == to.casefold()


def _made(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The new comment or message of an answer: ``json.data.things[0].data``."""
    things = reading.sequence(reading.mapping(reading.mapping(told.get("json")).get("data")).get("things"))
    return reading.mapping(reading.mapping(things[0]).get("data")) if things else {}


gateway = gateway_of(signed_in(sign_in, RedditGateway), host=API, failure=failure, credentials=credentials)
