"""Answers comments as an organization (LinkedIn Marketing API, "Comments API")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.linkedin.policy import POLICY
from shared.channels.linkedin.urns import post_of
from shared.channels.media import MediaByAddress
from shared.channels.sending import (
    THROTTLED_FOR,
    NoPins,
    PlatformApi,
    body,
    failed_status,
    gateway_of,
    permanent,
    post_refusal,
    refusal,
    retry_after,
    retry_at,
    same_words,
    segment,
    sent,
)
from shared.channels.settling import NO_LIST, PAGES_READ, Shown, settled_by, unread
from shared.domain.channels.sending import OutboundMessage, OutboundPost, PlatformMessage, SendResult
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import SendClass

API = "https://api.linkedin.com"
_PAGE = 100  # the most comments or posts that are listed at once


def credentials(token: str) -> Mapping[str, str]:
    """Every call names the version of the API, besides the token."""
    return {
        "Authorization": f"Bearer {token}",
        "LinkedIn-Version": POLICY.api_version or "",
        "X-Restli-Protocol-Version": "2.0.0",
    }


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """401 is the token; 403 permission or version; 404 what is gone; 409 and 422 duplicates and invalid texts."""
    if response.status_code != 429:
        return failed_status(response, now)
    until = retry_after(response, now)
    if until is None and "DAY" in str(body(response).get("message") or "").split():
        # The day's quota: LinkedIn counts days in UTC. There is no code for it, only this word.
        until = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(0, 5), UTC)
    return retry_at(until or now + THROTTLED_FOR, "http_429")


@dataclass(frozen=True, slots=True)
class LinkedInGateway(MediaByAddress, NoPins):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        refused = refusal(message, POLICY)
        if refused:
            return refused
        target = message.in_reply_to
        if not target:
            return permanent("no_target")
        post = post_of(target)
        content = {
            "actor": f"urn:li:organization:{message.account_id}",
            "object": post or target,
            "message": {"text": message.text},
        }
        if post is not None:
            content["parentComment"] = target
        answer = self.api.call("POST", _comments(target), json=content)
        if isinstance(answer, SendResult):
            return answer
        new = answer.headers.get("x-restli-id") or body(answer).get("commentUrn") or body(answer).get("id")
        # The bare number of a comment becomes the name under which its notification will come back.
        return sent(f"urn:li:comment:({post or target},{new})" if str(new or "").isdecimal() else new)

    def publish(self, post: OutboundPost) -> SendResult:
        """LinkedIn Marketing API, "Posts API": the new post's URN is in a header."""
        refused = post_refusal(post, POLICY)
        if refused:
            return refused
        content = {
            "author": f"urn:li:organization:{post.account_id}",
            "commentary": _little_text(post.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        answer = self.api.call("POST", "/rest/posts", json=content)
        return answer if isinstance(answer, SendResult) else sent(answer.headers.get("x-restli-id"))

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        author = f"urn:li:organization:{post.account_id}"
        query = {"q": "author", "author": author, "count": str(_PAGE), "sortBy": "CREATED"}
        answer = self.api.call("GET", "/rest/posts", query=query)
        if isinstance(answer, SendResult):
            return unread(answer)
        listed = body(answer).get("elements")
        if not isinstance(listed, list):
            return NO_LIST
        shown = [_shown_post(reading.mapping(item), post.text) for item in listed]
        return settled_by(shown, since, more=len(listed) >= _PAGE)

    def delete(self, message_id: str) -> SendResult:
        post = post_of(message_id)
        if post is None:
            return permanent("no_target")
        comment = message_id.rstrip(")").rpartition(",")[2]
        answer = self.api.call("DELETE", f"{_comments(post)}/{segment(comment)}")
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        post = post_of(message_id)
        if post is None:
            return permanent("no_target")
        comment = message_id.rstrip(")").rpartition(",")[2]
        answer = self.api.call("GET", f"{_comments(post)}/{segment(comment)}")
        if isinstance(answer, SendResult):
            return answer
        found = body(answer)
        return PlatformMessage(
            message_id=message_id,
            text=(found.get("message") or {}).get("text"),
            author=Author(id=found.get("actor")),
            parent_id=found.get("parentComment"),
            root_id=post,
        )

    def look_up_event(self, event: InboundEvent) -> PlatformMessage | SendResult:
        """A comment whose notification came without it."""
        return self.look_up(event.message_id or "")

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        if not message.in_reply_to:
            return permanent("no_target")
        shown: list[Shown] = []
        for page in range(PAGES_READ):
            query = {"start": str(page * _PAGE), "count": str(_PAGE)}
            answer = self.api.call("GET", _comments(message.in_reply_to), query=query)
            if isinstance(answer, SendResult):
                return unread(answer)
            listed = body(answer).get("elements")
            if not isinstance(listed, list):
                return NO_LIST
            shown += [_shown_comment(reading.mapping(item), message) for item in listed]
            if len(listed) < _PAGE:
                return settled_by(shown, since, more=False)
        return settled_by(shown, since, more=True, newest_first=False)


def _shown_comment(item: Mapping[str, Any], message: OutboundMessage) -> Shown:
    own = item.get("actor") == f"urn:li:organization:{message.account_id}"
    ours = own and same_words(reading.mapping(item.get("message")).get("text"), message.text)
    at = reading.instant(reading.mapping(item.get("created")).get("time"))
    return Shown(item.get("commentUrn") or item.get("id"), at, ours)


def _shown_post(item: Mapping[str, Any], text: str) -> Shown:
    ours = same_words(_plain(str(item.get("commentary") or "")), text)
    return Shown(item.get("id"), reading.instant(item.get("createdAt")), ours)


_RESERVED = re.compile(r"([\\|{}@\[\]()<>#*_~])")
_HASHTAG = re.compile(r"(?<![\w#&/])#(\w*[^\W\d_]\w*)")
_TEMPLATE = re.compile(r"\{hashtag\|\\?#\|([^|{}]+)\}")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")


def _little_text(text: str) -> str:
    """A plain text in LinkedIn's "little text format", in which these characters begin mentions and the like.

    A hashtag is written as one; escaped it would be a plain word.
    """
    parts = _HASHTAG.split(text)  # what stands between hashtags, and their words in turn
    escaped = [_RESERVED.sub(r"\\\1", part) for part in parts]
    escaped[1::2] = [rf"{{hashtag|\#|{word}}}" for word in escaped[1::2]]
    return "".join(escaped)


def _plain(commentary: str) -> str:
    return _ESCAPED.sub(r"\1", _TEMPLATE.sub(r"#\1", commentary))


def _comments(urn: str) -> str:
    return f"/rest/socialActions/{segment(urn)}/comments"


gateway = gateway_of(LinkedInGateway, host=API, failure=failure, credentials=credentials)
