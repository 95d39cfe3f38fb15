"""What YouTube is asked for again and again: the newest threads of comments, each with its latest replies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.polled import body_of
from shared.channels.sending import PlatformApi, body
from shared.channels.sign_in import signed_in, sources_of
from shared.channels.youtube.api import API, failure, sign_in
from shared.channels.youtube.policy import MAX_CALLS
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import FoundItem, Page, Query
from shared.domain.vocabulary import SendClass

PAGE = "100"
"""The most threads, or replies, that YouTube lists at once. A thread shows at most five of its replies."""


@dataclass(frozen=True, slots=True)
class _Threads:
    api: PlatformApi
    name: str

    def fetch(self, query: Query) -> Page | SendResult:
        asked = {
            "part": "snippet,replies",
            "allThreadsRelatedToChannelId": query.account_id,
            "order": "time",
            "textFormat": "plainText",
            "maxResults": PAGE,
            "moderationStatus": "heldForReview" if self.name == "held" else "published",
        }
        if query.page is not None:
            asked["pageToken"] = query.page
        answer = self.api.call("GET", "/youtube/v3/commentThreads", query=asked)
        if isinstance(answer, SendResult):
            return answer
        told = body(answer)
        threads = list(reading.sequence(told.get("items")))
        unfinished = False
        for number in _hiding_replies(threads, query)[:MAX_CALLS]:
            if query.is_over(self.api.now()):
                unfinished = True
                break
            whole = self._whole(threads[number])
            if isinstance(whole, SendResult):
                if whole.outcome is SendClass.PERMANENT:
                    continue  # such as a thread that was deleted meanwhile: it costs its own replies only
                return whole
            threads[number] = whole
        return replace(_page({**told, "items": threads}), unfinished=unfinished)

    def _whole(self, thread: Mapping[str, Any]) -> Mapping[str, Any] | SendResult:
        """The thread with its replies, a hundred at most (YouTube Data API, ``comments.list``)."""
        asked = {"part": "snippet", "parentId": _first_id(thread), "textFormat": "plainText", "maxResults": PAGE}
        answer = self.api.call("GET", "/youtube/v3/comments", query=asked)
        if isinstance(answer, SendResult):
            return answer
        return {**thread, "replies": {"comments": reading.sequence(body(answer).get("items"))}}

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of(self.name, account_id, items)


def _first_id(thread: Mapping[str, Any]) -> str:
    first = reading.mapping(reading.mapping(thread.get("snippet")).get("topLevelComment"))
    return reading.identifier(first.get("id")) or reading.identifier(thread.get("id")) or ""


def _hiding_replies(threads: Sequence[Any], query: Query) -> list[int]:
    """Where they stand; first those in which something stands that was not seen before."""
    held = {number: reading.mapping(thread) for number, thread in enumerate(threads)}
    found = [number for number, thread in held.items() if _hides_replies(thread, query.since)]

    def is_known(number: int) -> bool:
        items = map(_item, _comments(held[number]))
        return all(item is None or item.mark in query.known for item in items)

    return sorted(found, key=is_known)


def _hides_replies(thread: Mapping[str, Any], since: datetime) -> bool:
    """Whether it has more replies than it shows, and something new was written in it."""
    comments = list(_comments(thread))
    total = reading.whole_number(reading.mapping(thread.get("snippet")).get("totalReplyCount")) or 0
    times = (reading.instant(reading.mapping(each.get("snippet")).get("publishedAt")) for each in comments)
    is_new = any(at is not None and at >= since for at in times)
    return bool(_first_id(thread)) and total > len(comments) - 1 and is_new


def _page(told: Mapping[str, Any]) -> Page:
    found: list[FoundItem] = []
    unread: list[Any] = []
    for thread in reading.sequence(told.get("items")):
        comments = list(_comments(reading.mapping(thread)))
        if not comments:
            unread.append(thread)
        for comment in comments:
            item = _item(comment)
            if item is None:
                unread.append(comment)
            else:
                found.append(item)
    following = told.get("nextPageToken")
    return Page(found=tuple(found), next=following if isinstance(following, str) else None, unread=tuple(unread))


def _item(comment: Mapping[str, Any]) -> FoundItem | None:
    snippet = reading.mapping(comment.get("snippet"))
    name = reading.identifier(comment.get("id"))
    at = reading.instant(snippet.get("updatedAt")) or reading.instant(snippet.get("publishedAt"))
    return None if name is None or at is None else FoundItem(key=f"{name}:{at.isoformat()}", at=at, item=comment)


def _comments(thread: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The first comment of a thread and the replies that are shown with it; each names its video."""
    snippet = reading.mapping(thread.get("snippet"))
    first = reading.mapping(snippet.get("topLevelComment"))
    replies = reading.sequence(reading.mapping(thread.get("replies")).get("comments"))
    for comment in (first, *(reading.mapping(each) for each in replies)):
        if comment:
            held = {"videoId": snippet.get("videoId"), **reading.mapping(comment.get("snippet"))}
            yield {"id": comment.get("id"), "snippet": held}


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"comments": _Threads(api, "comments"), "held": _Threads(api, "held")}


sources = sources_of(signed_in(sign_in, _made), host=API, failure=failure)
