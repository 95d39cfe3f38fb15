"""What Bluesky is asked for again and again, with the session of the account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.bluesky.session import failure, host, quota_of, sign_in
from shared.channels.polled import body_of
from shared.channels.searching import quoted
from shared.channels.sending import PlatformApi, body
from shared.channels.sign_in import signed_in, sources_of
from shared.domain.channels.sending import SendResult
from shared.domain.listening.search import SavedSearch
from shared.domain.listening.wanted import alternatives, wanted
from shared.domain.polling.page import FoundItem, Page, Query

PAGE = 100
"""The most entries that Bluesky lists at once."""

MAX_WORDS = 10
"""Keywords that are searched for: each is a call of its own, because the search has no way to say "or"."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """One list. ``parameters`` of the call, besides page and size; the entries lie under ``key``."""

    api: PlatformApi
    name: str
    method: str
    key: str

    def fetch(self, query: Query) -> Page | SendResult:
        asked = {"limit": str(PAGE), **_parameters(self.name, query)}
        if query.page is not None:
            asked["cursor"] = query.page
        answer = self.api.call("GET", f"/xrpc/{self.method}", query=asked)
        return answer if isinstance(answer, SendResult) else _page(answer, self.key)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of(self.name, account_id, items)


def _parameters(name: str, query: Query) -> dict[str, str | list[str]]:
    if name == "notifications":
        return {"reasons": ["mention", "reply", "quote"]}
    return {"actor": query.account_id, "filter": "posts_with_replies"}


@dataclass(frozen=True, slots=True)
class _Search:
    """One keyword after the other: a page's name begins with the number of its keyword."""

    api: PlatformApi

    def fetch(self, query: Query) -> Page | SendResult:
        words = (query.text,) if query.text is not None else tuple(map(quoted, query.words[:MAX_WORDS]))
        number, _, cursor = (query.page or "0:").partition(":")
        current = int(number) if number.isdecimal() else 0
        if current >= len(words):
            return Page()
        since = query.since.strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = {"q": words[current], "sort": "latest", "since": since, "limit": str(PAGE)}
        if cursor:
            asked["cursor"] = cursor
        answer = self.api.call("GET", "/xrpc/app.bsky.feed.searchPosts", query=asked)
        if isinstance(answer, SendResult):
            return answer
        page = _page(answer, "posts")
        following = f"{current}:{page.next}" if page.next else f"{current + 1}:" if current + 1 < len(words) else None
        # A post that was indexed long before it counts as new must not end the walk before the next keyword was read.
        recent = tuple(item for item in page.found if item.at >= query.since)
        return Page(found=recent, next=following, quota=page.quota, unread=page.unread)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of("search", account_id, items)

    def queries(self, search: SavedSearch) -> tuple[str, ...]:
        """All words and phrases of a query have to be there; there is no "or". Languages are looked at afterwards: a
        post that names none passes, and ``lang:`` would not find it.
        """
        return tuple(" ".join(map(quoted, each)) for each in alternatives(wanted(search)))


def _page(answer: httpx.Response, key: str) -> Page:
    told = body(answer)
    found: list[FoundItem] = []
    unread: list[Any] = []
    for entry in reading.sequence(told.get(key)):
        if reading.mapping(entry).get("reason") is not None and key == "feed":
            continue  # somebody else's post that the account repeated
        post = reading.mapping(reading.mapping(entry).get("post")) if key == "feed" else reading.mapping(entry)
        uri, at = reading.identifier(post.get("uri")), reading.instant(post.get("indexedAt"))
        if uri is None or at is None:
            unread.append(entry)
        else:
            found.append(FoundItem(key=uri, at=at, item=post))
    following = told.get("cursor")
    more = isinstance(following, str) and following != "" and bool(found or unread)
    return Page(found=tuple(found), next=following if more else None, quota=quota_of(answer), unread=tuple(unread))


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {
        "notifications": _Listed(api, "notifications", "app.bsky.notification.listNotifications", "notifications"),
        "own_posts": _Listed(api, "own_posts", "app.bsky.feed.getAuthorFeed", "feed"),
        "search": _Search(api),
    }


sources = sources_of(signed_in(sign_in, _made), host=host, failure=failure)
