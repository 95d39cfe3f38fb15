"""Replies to comments and private messages as a TikTok business account (TikTok API for Business)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.media import MediaByAddress, is_host_of, located, not_located
from shared.channels.sending import (
    PlatformApi,
    body,
    failed_status,
    gateway_of,
    permanent,
    refusal,
    retry_after,
    retry_at,
    same_words,
    sent,
    versioned_path,
)
from shared.channels.settling import NO_LIST, Shown, settled_by, unread
from shared.channels.tiktok.messages import MessagePlace, media_request, place_of
from shared.channels.tiktok.policy import POLICY
from shared.domain.channels.sending import NOT_LISTED, OutboundMessage, PlatformMessage, SendResult
from shared.domain.media.fetching import FetchClass, FetchFailure, MediaLocation
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import SendClass, Visibility

API = "https://business-api.tiktok.com"

# TikTok API for Business, "Return codes". The status of the HTTP answer is 200 for all of them.
# 40064 of private messages: "You are sending messages too fast" (Qiscus, "TikTok Direct Message").
THROTTLED = frozenset({40100, 40064})
TOKEN_REFUSED = frozenset({40102, 40103, 40104, 40105})
PASSING = range(50000, 60000)
THROTTLED_FOR = timedelta(minutes=5)
_MEDIA_HOSTS = ("tiktok.com", "tiktokcdn.com")
PAGE = 30
"""The most that a list of comments holds."""


def credentials(token: str) -> Mapping[str, str]:
    return {"Access-Token": token}


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """The class of an answer; ``None`` when TikTok took the request (``code`` 0)."""
    code = body(response).get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        return failed_status(response, now) or SendResult(outcome=SendClass.UNKNOWN, error="answer_without_code")
    if code == 0:
        return failed_status(response, now)
    name = f"tiktok_{code}"
    if code in THROTTLED:
        return retry_at(retry_after(response, now) or _until(str(body(response).get("message") or ""), now), name)
    if code in TOKEN_REFUSED:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=name)
    if code in PASSING:
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error=name)
    return SendResult(outcome=SendClass.PERMANENT, error=name)


def _until(message: str, now: datetime) -> datetime:
    """The limit of a minute asks for five of them, that of a day for the next day in UTC. Only the words tell which."""
    if "day" in message.casefold() or "daily" in message.casefold():
        return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(0, 1), UTC)
    return now + THROTTLED_FOR


@dataclass(frozen=True, slots=True)
class TikTokGateway(MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if message.visibility is Visibility.PRIVATE:
            return self._write(message)
        if not message.in_reply_to or not message.root_id:
            return permanent("no_target")
        content = {
            "business_id": message.account_id,
            "video_id": message.root_id,
            "comment_id": message.in_reply_to,
            "text": message.text,
        }
        answer = self.api.call("POST", _path("business", "comment", "reply", "create", ""), json=content)
        return answer if isinstance(answer, SendResult) else sent(_data(answer).get("comment_id"))

    def _write(self, message: OutboundMessage) -> SendResult:
        """Into the conversation in which the message stands that is answered."""
        place = place_of(message.in_reply_to)
        if place is None:
            return permanent("no_target")
        content = {
            "business_id": message.account_id,
            "recipient_type": "CONVERSATION",
            "recipient": place.conversation,
            "message_type": "TEXT",
            "text": {"body": message.text},
        }
        answer = self.api.call("POST", _path("business", "message", "send", ""), json=content)
        if isinstance(answer, SendResult):
            return answer
        new = reading.identifier(reading.mapping(_data(answer).get("message")).get("message_id"))
        return sent(new and str(MessagePlace(place.conversation, new)))

    def locate_media(self, attachment: Attachment) -> MediaLocation | FetchFailure:
        """A picture of a private message is asked for by its message; its address wants the token too."""
        wanted = media_request(attachment.source_id)
        if wanted is None or not self.api.tokens:
            return located(attachment)
        answer = self.api.call("POST", _path("business", "message", "media", "download", ""), json=wanted)
        if isinstance(answer, SendResult):
            return not_located(answer)
        url = reading.url(_data(answer).get("download_url"))
        if url is None:
            return FetchFailure(outcome=FetchClass.BACKOFF, error="answer_without_url")
        may_know = is_host_of(url, _MEDIA_HOSTS, self.api.base_url)
        return MediaLocation(url=url, headers={"x-user": self.api.tokens[0]} if may_know else {})

    def delete(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        """TikTok lists comments by account and video, and finds none by its id alone."""
        return permanent("not_supported")

    def look_up_event(self, event: InboundEvent) -> PlatformMessage | SendResult:
        """A comment whose event came without its text."""
        video_id = (event.conversation_id or "").partition(":")[0]
        comment_id = event.message_id or ""
        query = {
            "business_id": event.account_id,
            "video_id": video_id,
            "comment_ids": f'["{comment_id}"]',
            "max_count": str(PAGE),
        }
        answer = self.api.call("GET", _path("business", "comment", "list", ""), query=query)
        if isinstance(answer, SendResult):
            return answer
        found = next((one for one in _comments(answer) if str(one.get("comment_id")) == comment_id), None)
        if found is None:
            return permanent("not_found")
        return PlatformMessage(
            message_id=comment_id,
            text=reading.text(found.get("text")),
            author=Author(
                # `owner`: the account's own; under which identifier it comments is unverified.
                id=event.account_id
                if found.get("owner") is True
                else reading.first_identifier(found, "unique_identifier", "user_id"),
                handle=reading.name(found.get("username")),
                name=reading.name(found.get("display_name")),
            ),
            parent_id=reading.identifier(found.get("parent_comment_id")) or video_id,
            root_id=video_id,
            occurred_at=reading.instant(found.get("create_time")),
        )

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """Our own replies are listed with ``owner``. The order is random unless one is asked for."""
        if message.visibility is Visibility.PRIVATE:
            return SendResult(outcome=SendClass.UNKNOWN, error=NOT_LISTED)
        if not message.in_reply_to or not message.root_id:
            return permanent("no_target")
        query = {
            "business_id": message.account_id,
            "video_id": message.root_id,
            "comment_id": message.in_reply_to,
            "sort_field": "create_time",
            "sort_order": "desc",
            "max_count": str(PAGE),
        }
        answer = self.api.call("GET", _path("business", "comment", "reply", "list", ""), query=query)
        if isinstance(answer, SendResult):
            return unread(answer)
        if not isinstance(_data(answer).get("comments"), list):
            return NO_LIST
        shown = [
            Shown(
                one.get("comment_id"),
                reading.instant(one.get("create_time")),
                one.get("owner") is not False and same_words(one.get("text"), message.text),
            )
            for one in _comments(answer)
        ]
        return settled_by(shown, since, more=len(shown) >= PAGE or _data(answer).get("has_more") is True)


def _path(*segments: str) -> str:
    return "/open_api" + versioned_path(POLICY, *segments)


def _data(answer: httpx.Response) -> Mapping[str, Any]:
    return reading.mapping(body(answer).get("data"))


def _comments(answer: httpx.Response) -> list[Mapping[str, Any]]:
    return [one for one in reading.sequence(_data(answer).get("comments")) if isinstance(one, dict)]


gateway = gateway_of(TikTokGateway, host=API, failure=failure, credentials=credentials)
