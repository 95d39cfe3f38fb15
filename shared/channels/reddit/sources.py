"""What Reddit is asked for again and again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.polled import body_of
from shared.channels.reddit.api import API, credentials, failure, quota_of, sign_in
from shared.channels.searching import one_of, quoted
from shared.channels.sending import PlatformApi, body, segment
from shared.channels.sign_in import signed_in, sources_of
from shared.domain.channels.sending import SendResult
from shared.domain.listening.search import SavedSearch
from shared.domain.listening.wanted import OneOf, in_words, unwanted, wanted
from shared.domain.polling.page import ANY_SEARCH, FoundItem, Page, Query

PAGE = "100"
"""The most entries that Reddit lists at once. It lists the newest thousand."""

MAX_WORDS = 10

PRIVATE = {"inbox": "/message/inbox", "unread": "/message/unread", "sent": "/message/sent"}

IN_SUBREDDITS = {"subreddit_posts": "new", "subreddit_comments": "comments"}
"""The search finds no comments, so that those of a subreddit are read and looked at here."""


@dataclass(frozen=True, slots=True)
class _Listing:
    api: PlatformApi
    name: str

    def fetch(self, query: Query) -> Page | SendResult:
        asked = {"limit": PAGE, "raw_json": "1"}
        if query.page is not None:
            asked["after"] = query.page
        path = PRIVATE.get(self.name, "")
        if self.name == "unread":
            asked["mark"] = "false"
        elif self.name == "own_comments":
            path = f"/user/{segment(query.handle.removeprefix('u/'))}/comments"
            asked["sort"] = "new"
        elif self.name == "search":
            words = _words(query.words) if query.text is None else query.text
            if not words:
                return Page()
            path = "/search"
            asked |= {"q": words, "sort": "new", "type": "link", "t": "week"}
        elif self.name in IN_SUBREDDITS:
            wanted = _subreddits(query.places)
            if not wanted:
                return Page()
            path = f"/r/{'+'.join(map(segment, wanted))}/{IN_SUBREDDITS[self.name]}"
        answer = self.api.call("GET", path, query=asked)
        if isinstance(answer, SendResult):
            return answer
        page = _page(answer, self.api)
        return page if self.name not in IN_SUBREDDITS else _matching(page, _subreddits(query.places))

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of(self.name, account_id, items)

    def queries(self, search: SavedSearch) -> tuple[str, ...]:
        """``AND``, ``OR``, ``NOT`` and parentheses (Reddit, "Search"); posts tell no language and no country."""
        if self.name != "search":
            return ()
        what = wanted(search)
        found = in_words(what, spell=quoted, both=" AND ", inside=isinstance(what, OneOf))
        return (found + "".join(f" NOT {quoted(term)}" for term in unwanted(search)),)


def _subreddits(places: Sequence[str]) -> dict[str, bool]:
    """Their names, and whether everything in them is wanted (``r/acme/*``)."""
    return {place.split("/")[1]: place.endswith("/*") for place in places}


def _matching(page: Page, wanted: Mapping[str, bool]) -> Page:
    """Elsewhere only what a keyword or a search takes."""
    whole = {name.casefold() for name, everything in wanted.items() if everything}

    def is_whole(item: FoundItem) -> bool:
        told = reading.mapping(item.item.get("data")).get("subreddit")
        return isinstance(told, str) and told.casefold() in whole

    found = (item if is_whole(item) else replace(item, search=ANY_SEARCH) for item in page.found)
    return replace(page, found=tuple(found))


def _words(words: Sequence[str]) -> str:
    """Any of them, each as a phrase: nothing in them is an operator of the search."""
    return one_of([word for word in words[:MAX_WORDS] if word.replace('"', " ").strip()])


def _page(answer: httpx.Response, api: PlatformApi) -> Page:
    data = reading.mapping(body(answer).get("data"))
    found: list[FoundItem] = []
    unread: list[Any] = []
    for entry in reading.sequence(data.get("children")):
        held = reading.mapping(reading.mapping(entry).get("data"))
        name, at = reading.identifier(held.get("name")), reading.instant(held.get("created_utc"))
        if name is None or at is None:
            unread.append(entry)
        else:
            edited = held.get("edited")
            version = f"{edited:.0f}" if isinstance(edited, float | int) and not isinstance(edited, bool) else ""
            found.append(FoundItem(key=f"{name}:{version}", at=at, item=entry))
    after = data.get("after")
    return Page(
        found=tuple(found),
        next=after if isinstance(after, str) and after else None,
        quota=quota_of(answer, api.now()),
        unread=tuple(unread),
    )


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {name: _Listing(api, name) for name in (*PRIVATE, "own_comments", "search", *IN_SUBREDDITS)}


sources = sources_of(signed_in(sign_in, _made), host=API, failure=failure, credentials=credentials)
