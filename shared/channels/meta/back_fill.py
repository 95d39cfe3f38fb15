"""What Meta's webhooks have missed, read from the Graph API and put as the webhooks would have delivered it.

Graph API, "Page feed" and "Comments"; Instagram Platform, "IG User media" and "Comments"; Messenger Platform and
Instagram Messaging, "Conversations". What is found becomes the same events, under the same ids, as what is delivered:
nothing is stored twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.meta.errors import quota_of
from shared.channels.polled import page_of
from shared.channels.sending import PlatformApi, body, versioned_path
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import FoundItem, Page, Query, Quota
from shared.domain.vocabulary import SendClass

_COMMENT = "id,from,message,created_time,parent{id},permalink_url,attachment,message_tags"
_POST = "id,from,message,created_time,permalink_url"
_RATING = "created_time,has_review,rating,recommendation_type,review_text,reviewer,open_graph_story{id}"
_MEDIA_COMMENT = "id,text,timestamp,from,username,parent_id"
_MESSAGE = "id,message,from,to,created_time,attachments"
_BESIDE = {"messenger": "shares,sticker", "instagram": "shares,story"}
"""What is not among the attachments: links that were shared, stickers, a story that mentions us or that is answered.
Other applications ask for it (unverified on a live account): where it is refused the rest is asked for without it.
"""

_NO_FIELD = "meta_100"

MAX_CALLS = 20
"""For what stands below the entries of one page: some 2,000 comments or messages. What is beyond is not looked for."""

Elements = Callable[[Mapping[str, Any], Query], Iterator[Mapping[str, Any]]]
"""The changes or messaging events of one entry of a list, each with ``at``: when it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """A list below an entry, of which the entry shows the first page. ``at`` is the time of its entries; with
    ``newest_first`` it is read back to what is known, otherwise to its end.
    """

    edge: str
    at: str
    asked: Mapping[str, str]
    newest_first: bool = True
    below: "Below | None" = None


@dataclass(slots=True, kw_only=True)
class _Calls:
    """What one page may ask for below its entries: so many calls, and none when the time is over or few calls are left
    of the account's limits (``is_over``). ``quota`` is what the latest answer said of those.
    """

    api: PlatformApi
    query: Query
    left: int = MAX_CALLS
    is_over: bool = False
    quota: Quota | None = None

    def may_ask(self) -> bool:
        is_short = self.quota is not None and self.quota.is_short
        self.is_over = self.is_over or is_short or self.query.is_over(self.api.now())
        self.left -= 1
        return self.left >= 0 and not self.is_over

    def note(self, answer: httpx.Response) -> None:
        self.quota = quota_of(answer, self.api.now()) or self.quota


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedItems:
    """One list of the Graph API. ``section`` is where its elements stand in a webhook's entry, ``what`` the object.

    ``plain`` is asked instead of ``asked`` where the platform refuses a field of that.
    """

    api: PlatformApi
    policy: ChannelPolicy
    edge: str
    asked: Mapping[str, str]
    plain: Mapping[str, str] | None = None
    elements: Elements
    what: str
    section: str
    below: Below | None = None

    def fetch(self, query: Query) -> Page | SendResult:
        path = versioned_path(self.policy, query.account_id, self.edge)
        where = {"after": query.page} if query.page else {}
        answer = self.api.call("GET", path, query={**self.asked, **where})
        if isinstance(answer, SendResult) and answer.error == _NO_FIELD and self.plain is not None:
            answer = self.api.call("GET", path, query={**self.plain, **where})
        if isinstance(answer, SendResult):
            return answer
        told = body(answer)
        calls = _Calls(api=self.api, query=query)
        calls.note(answer)
        found: list[Mapping[str, Any]] = []
        for entry in reading.sequence(told.get("data")):
            held = reading.mapping(entry)
            whole = held if self.below is None else self._whole(held, self.below, query, calls)
            if isinstance(whole, SendResult):
                return whole  # read again, rather than to miss what stands there
            found += self.elements(whole, query)
        page = page_of(found, _identify, _next(told))
        is_quiet = all(item.at < query.since for item in page.found)
        return replace(page, quiet=is_quiet, unfinished=calls.is_over, quota=calls.quota)

    def _whole(
        self, entry: Mapping[str, Any], below: Below, query: Query, calls: "_Calls"
    ) -> Mapping[str, Any] | SendResult:
        """The entry with everything below it that was written since, or as far as ``calls`` go."""
        held = reading.mapping(entry.get(below.edge))
        name, shown, told = reading.identifier(entry.get("id")), list(reading.sequence(held.get("data"))), held
        while name is not None and (after := _next(told)) is not None and not _reaches_back(told, below, query):
            if not calls.may_ask():
                break
            path = versioned_path(self.policy, name, below.edge)
            answer = self.api.call("GET", path, query={**below.asked, "after": after})
            if isinstance(answer, SendResult):
                if answer.outcome is SendClass.PERMANENT:
                    break  # such as a post that was deleted meanwhile: what the list showed of it is kept
                return answer
            calls.note(answer)
            told = body(answer)
            shown += reading.sequence(told.get("data"))
        if below.below is not None:
            for number, one in enumerate(shown):
                whole = self._whole(reading.mapping(one), below.below, query, calls)
                if isinstance(whole, SendResult):
                    return whole
                shown[number] = whole if isinstance(one, dict) else one
        return {**entry, below.edge: {"data": shown}} if shown else entry

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        """A webhook's body: an entry for each item, which was sent when it was written."""
        entries = [
            {"id": account_id, "time": int(found.at.timestamp()), self.section: [found.item["element"]]}
            for found in items
        ]
        return {"object": self.what, "entry": entries}


def page_comments(api: PlatformApi, policy: ChannelPolicy) -> MissedItems:
    """Visitors' posts and all comments under the latest posts of a Page."""
    under = f"comments.filter(stream).order(reverse_chronological).limit(100){{{_COMMENT}}}"
    asked = {"fields": f"{_POST},{under}", "limit": "25"}
    order = {"filter": "stream", "order": "reverse_chronological", "limit": "100"}
    below = Below(edge="comments", at="created_time", asked={"fields": _COMMENT, **order})
    return MissedItems(
        api=api, policy=policy, edge="feed", asked=asked, elements=_of_post, what="page", section="changes", below=below
    )


def page_ratings(api: PlatformApi, policy: ChannelPolicy) -> MissedItems:
    """Recommendations of a Page (Graph API, "Page ratings")."""
    asked = {"fields": _RATING, "limit": "25"}
    return MissedItems(
        api=api, policy=policy, edge="ratings", asked=asked, elements=_of_rating, what="page", section="changes"
    )


def page_mentions(api: PlatformApi, policy: ChannelPolicy) -> MissedItems:
    """Posts of others that tag the Page (Graph API, "Page tagged")."""
    asked = {"fields": _POST, "limit": "25"}
    return MissedItems(
        api=api, policy=policy, edge="tagged", asked=asked, elements=_of_tagged, what="page", section="changes"
    )


def media_comments(api: PlatformApi, policy: ChannelPolicy) -> MissedItems:
    """Comments under the latest media of an Instagram account, and the replies to them."""
    comments = f"comments.limit(50){{{_MEDIA_COMMENT},replies.limit(50){{{_MEDIA_COMMENT}}}}}"
    asked = {"fields": f"id,permalink,media_product_type,{comments}", "limit": "25"}
    replies_below = Below(
        edge="replies", at="timestamp", asked={"fields": _MEDIA_COMMENT, "limit": "50"}, newest_first=False
    )
    fields = f"{_MEDIA_COMMENT},replies.limit(50){{{_MEDIA_COMMENT}}}"
    return MissedItems(
        api=api,
        policy=policy,
        edge="media",
        asked=asked,
        elements=_of_media,
        what="instagram",
        section="changes",
        below=Below(edge="comments", at="timestamp", asked={"fields": fields, "limit": "50"}, below=replies_below),
    )


def private_messages(api: PlatformApi, policy: ChannelPolicy, *, platform: str, what: str) -> MissedItems:
    """The messages of each conversation, those with the latest change first."""
    plain = {"platform": platform, "fields": f"updated_time,messages.limit(20){{{_MESSAGE}}}", "limit": "25"}
    whole = f"updated_time,messages.limit(20){{{_MESSAGE},{_BESIDE[platform]}}}"
    return MissedItems(
        api=api,
        policy=policy,
        edge="conversations",
        asked={**plain, "fields": whole},
        plain=plain,
        elements=_of_conversation,
        what=what,
        section="messaging",
        below=Below(edge="messages", at="created_time", asked={"fields": _MESSAGE, "limit": "20"}),
    )


def _identify(found: Mapping[str, Any]) -> tuple[Any, Any]:
    return found.get("id"), found.get("at")


def _reaches_back(told: Mapping[str, Any], below: Below, query: Query) -> bool:
    """Whether what is known already begins on this page."""
    times = (reading.instant(reading.mapping(one).get(below.at)) for one in reading.sequence(told.get("data")))
    return below.newest_first and any(at is not None and at < query.since for at in times)


def _next(told: Mapping[str, Any]) -> str | None:
    paging = reading.mapping(told.get("paging"))
    after = reading.mapping(paging.get("cursors")).get("after")
    return reading.text(after) if paging.get("next") else None


def _of_post(post: Mapping[str, Any], query: Query) -> Iterator[Mapping[str, Any]]:
    post_id = post.get("id")
    if _writer(post) != query.account_id:
        value = {**_told(post, "from", "message", "created_time", "permalink_url"), "item": "post", "post_id": post_id}
        yield _change("feed", post_id, post.get("created_time"), {**value, "verb": "add"})
    for comment in _data(post, "comments"):
        parent = reading.identifier(reading.mapping(comment.get("parent")).get("id"))
        value = {
            **_told(comment, "from", "message", "created_time", "permalink_url", "attachment", "message_tags"),
            "item": "comment",
            "verb": "add",
            "comment_id": comment.get("id"),
            "post_id": post_id,
            "parent_id": parent or post_id,
        }
        yield _change("feed", comment.get("id"), comment.get("created_time"), value)


def _of_rating(rating: Mapping[str, Any], query: Query) -> Iterator[Mapping[str, Any]]:
    """Stars alone are no review. One person has one recommendation, so that the reviewer names it without a story."""
    story = reading.identifier(reading.mapping(rating.get("open_graph_story")).get("id"))
    reviewer = reading.mapping(rating.get("reviewer"))
    value = {
        **_told(rating, "created_time", "rating", "recommendation_type", "review_text"),
        "item": "rating",
        "verb": "add",
        "reviewer_id": reviewer.get("id"),
        "reviewer_name": reviewer.get("name"),
        **({"open_graph_story_id": story} if story else {}),
    }
    yield _change("ratings", story or reviewer.get("id"), rating.get("created_time"), value)


def _of_tagged(post: Mapping[str, Any], query: Query) -> Iterator[Mapping[str, Any]]:
    if _writer(post) != query.account_id:
        told = _told(post, "from", "message", "created_time", "permalink_url")
        value = {**told, "item": "post", "verb": "add", "post_id": post.get("id")}
        yield _change("mention", post.get("id"), post.get("created_time"), value)


def _of_media(media: Mapping[str, Any], query: Query) -> Iterator[Mapping[str, Any]]:
    about = _told(media, "id", "permalink", "media_product_type")
    for comment in _data(media, "comments"):
        for one in ({}, *_data(comment, "replies")):
            shown = {**comment, "parent_id": None} if not one else {"parent_id": comment.get("id"), **one}
            author = {"username": shown.get("username"), **reading.mapping(shown.get("from"))}
            value = {**_told(shown, "id", "text", "timestamp", "parent_id"), "from": author, "media": about}
            yield _change("comments", shown.get("id"), shown.get("timestamp"), value)


def _of_conversation(conversation: Mapping[str, Any], query: Query) -> Iterator[Mapping[str, Any]]:
    for message in _data(conversation, "messages"):
        to = reading.sequence(reading.mapping(message.get("to")).get("data"))
        sender, at = _writer(message), reading.instant(message.get("created_time"))
        said: dict[str, Any] = {"mid": message.get("id"), "is_echo": sender == query.account_id}
        if message.get("message"):
            said["text"] = message["message"]
        attached = [*map(_attachment, _data(message, "attachments")), *_beside(message)]
        if attached:
            said["attachments"] = attached
        answered = reading.mapping(reading.mapping(message.get("story")).get("reply_to"))
        if answered:
            said["reply_to"] = {"story": {"id": answered.get("id"), "url": answered.get("link")}}
        event = {
            "sender": {"id": sender},
            "recipient": {"id": reading.mapping(to[0]).get("id") if to else None},
            "timestamp": _milliseconds(at),
            "message": said,
        }
        yield {"id": message.get("id"), "at": message.get("created_time"), "element": event}


def _attachment(held: Mapping[str, Any]) -> Mapping[str, Any]:
    """As the webhook names it. The Graph API shows a picture, a film and a file in fields of their own."""
    for field, kind, address in (("image_data", "image", "url"), ("video_data", "video", "url")):
        if field in held:
            return {"type": kind, "payload": {"url": reading.mapping(held[field]).get(address)}}
    kind = "audio" if reading.word(held.get("mime_type")).startswith("audio/") else "file"
    return {"type": kind, "payload": {"url": held.get("file_url")}}


def _beside(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a webhook names as an attachment and the Graph API in fields of its own."""
    for shared in _data(message, "shares"):
        address = shared.get("link")
        if address is not None:
            yield {"type": "share", "payload": {"url": address, "title": shared.get("name")}}
    mentioned = reading.mapping(reading.mapping(message.get("story")).get("mention"))
    if mentioned:
        yield {"type": "story_mention", "payload": {"url": mentioned.get("link")}}
    sticker = reading.url(message.get("sticker"))
    if sticker is not None:
        yield {"type": "sticker", "payload": {"url": sticker}}


def _change(field: str, name: Any, at: Any, value: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"id": name, "at": at, "element": {"field": field, "value": value}}


def _writer(entry: Mapping[str, Any]) -> str | None:
    return reading.identifier(reading.mapping(entry.get("from")).get("id"))


def _data(entry: Mapping[str, Any], edge: str) -> list[Mapping[str, Any]]:
    return [reading.mapping(one) for one in reading.sequence(reading.mapping(entry.get(edge)).get("data"))]


def _told(entry: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    return {field: entry[field] for field in fields if entry.get(field) is not None}


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)


messages_of_messenger = partial(private_messages, platform="messenger", what="page")
messages_of_instagram = partial(private_messages, platform="instagram", what="instagram")
