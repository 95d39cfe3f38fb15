"""Replies as a Bluesky account (lexicons ``com.atproto.repo.createRecord`` and ``app.bsky.feed.post``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from string import ascii_lowercase
from typing import Any

from shared.channels import reading
from shared.channels.bluesky.policy import POLICY
from shared.channels.bluesky.session import failure, host, sign_in
from shared.channels.media import MediaByAddress
from shared.channels.sending import (
    NoPins,
    PlatformApi,
    body,
    gateway_of,
    permanent,
    post_refusal,
    refusal,
    same_words,
    sent,
)
from shared.channels.settling import NO_LIST, Shown, settled_by, unread
from shared.channels.sign_in import signed_in
from shared.domain.channels.sending import OutboundMessage, OutboundPost, PlatformMessage, SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass

_POST = "app.bsky.feed.post"
_LIKE = "app.bsky.feed.like"
_RECORDS = 100  # the most that are listed at once
_TID = "234567" + ascii_lowercase  # the digits of an id that is made of a time
_LINK = re.compile(rb"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")


@dataclass(frozen=True, slots=True)
class BlueskyGateway(NoPins, MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """A reply names the post it answers, and the first one of the thread, by address and content (``cid``)."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not message.in_reply_to:
            return permanent("no_target")
        return self._written(message.account_id, message.text, below=message.in_reply_to)

    def publish(self, post: OutboundPost) -> SendResult:
        """One that continues another of ours is a reply to it."""
        return post_refusal(post, POLICY) or self._written(post.account_id, post.text, below=post.continues)

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        return self._settled(post.account_id, post.text, since, below=post.continues)

    def _settled(self, account_id: str, text: str, since: datetime, *, below: str | None) -> SendResult:
        """Read where it was written (``com.atproto.repo.listRecords``): what shows posts learns of them later.

        The newest record is the first; a cursor is named on the last page as well.
        """
        query = {"repo": account_id, "collection": _POST, "limit": str(_RECORDS)}
        answer = self.api.call("GET", "/xrpc/com.atproto.repo.listRecords", query=query)
        if isinstance(answer, SendResult):
            return unread(answer)
        records = body(answer).get("records")
        if not isinstance(records, list):
            return NO_LIST
        shown = [_shown(reading.mapping(record), text, below) for record in records]
        return settled_by(shown, since, more=len(records) >= _RECORDS)

    def _written(self, account_id: str, text: str, *, below: str | None) -> SendResult:
        reply: Mapping[str, Any] = {}
        if below:
            parent = self._post(below)
            if isinstance(parent, SendResult):
                return parent
            reference = _reference(parent)
            replied = reading.mapping(reading.mapping(parent.get("record")).get("reply"))
            reply = {"reply": {"root": _reference(reading.mapping(replied.get("root")) or parent), "parent": reference}}
        record = {"$type": _POST, "text": text, "createdAt": self._now(), **reply, **_facets(text)}
        content = {"repo": account_id, "collection": _POST, "record": record}
        answer = self.api.call("POST", "/xrpc/com.atproto.repo.createRecord", json=content)
        return answer if isinstance(answer, SendResult) else sent(body(answer).get("uri"))

    def _now(self) -> str:
        return self.api.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def delete(self, message_id: str) -> SendResult:
        repo, _, rest = message_id.removeprefix("at://").partition("/")
        collection, _, key = rest.partition("/")
        if not key:
            return permanent("no_target")
        content = {"repo": repo, "collection": collection, "rkey": key}
        answer = self.api.call("POST", "/xrpc/com.atproto.repo.deleteRecord", json=content)
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def like(self, message_id: str) -> SendResult:
        """A record under a key that is made of the post: written again it is the same like."""
        post = self._post(message_id)
        if isinstance(post, SendResult):
            return post
        session = self.api.prepare("GET", "/xrpc/com.atproto.server.getSession")
        if isinstance(session, SendResult):
            return session
        record = {"$type": _LIKE, "subject": _reference(post), "createdAt": self._now()}
        content = {"repo": body(session).get("did"), "collection": _LIKE, "rkey": _key(message_id), "record": record}
        answer = self.api.call("POST", "/xrpc/com.atproto.repo.putRecord", json=content)
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        post = self._post(message_id)
        if isinstance(post, SendResult):
            return post
        record, author = reading.mapping(post.get("record")), reading.mapping(post.get("author"))
        reply = reading.mapping(record.get("reply"))
        return PlatformMessage(
            message_id=message_id,
            text=reading.text(record.get("text")),
            author=Author(
                id=reading.identifier(author.get("did")),
                handle=reading.name(author.get("handle")),
                name=reading.name(author.get("displayName")),
            ),
            parent_id=reading.identifier(reading.mapping(reply.get("parent")).get("uri")),
            root_id=reading.identifier(reading.mapping(reply.get("root")).get("uri")),
            occurred_at=reading.instant(post.get("indexedAt")),
        )

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        if not message.in_reply_to:
            return permanent("no_target")
        return self._settled(message.account_id, message.text, since, below=message.in_reply_to)

    def _post(self, uri: str) -> Mapping[str, Any] | SendResult:
        answer = self.api.prepare("GET", "/xrpc/app.bsky.feed.getPosts", query={"uris": uri})
        if isinstance(answer, SendResult):
            return answer
        posts = reading.sequence(body(answer).get("posts"))
        return reading.mapping(posts[0]) if posts else permanent("gone")


def _shown(record: Mapping[str, Any], text: str, below: str | None) -> Shown:
    value = reading.mapping(record.get("value"))
    parent = reading.mapping(reading.mapping(value.get("reply")).get("parent")).get("uri")
    ours = parent == below and same_words(value.get("text"), text)
    return Shown(record.get("uri"), reading.instant(value.get("createdAt")), ours)


def _reference(post: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uri": post.get("uri"), "cid": post.get("cid")}


def _key(uri: str) -> str:
    """A key in the form that the lexicon wants (``tid``: 63 bits in 13 characters)."""
    number = int.from_bytes(sha256(uri.encode()).digest()[:8]) >> 1
    return "".join(_TID[number >> 5 * place & 31] for place in range(12, -1, -1))


def _facets(text: str) -> Mapping[str, Any]:
    """Links of a text; without them they are shown as words. Places are counted in bytes of UTF-8."""
    found = [
        {
            "index": {"byteStart": link.start(), "byteEnd": link.end()},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": link.group().decode()}],
        }
        for link in _LINK.finditer(text.encode())
    ]
    return {"facets": found} if found else {}


gateway = gateway_of(signed_in(sign_in, BlueskyGateway), host=host, failure=failure)
