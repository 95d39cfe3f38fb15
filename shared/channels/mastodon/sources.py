"""What an instance of Mastodon is asked for again and again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.mastodon.instance import credentials, elsewhere, failure, host, next_page, quota_of
from shared.channels.polled import body_of
from shared.channels.searching import Part, in_turn, quoted
from shared.channels.sending import PlatformApi, body, permanent, segment
from shared.channels.sign_in import sources_of
from shared.domain.channels.sending import SendResult
from shared.domain.listening.condition import Condition
from shared.domain.listening.search import SavedSearch
from shared.domain.listening.wanted import alternatives, unwanted, wanted
from shared.domain.polling.page import FoundItem, Page, Query
from shared.domain.vocabulary import SendClass

PAGE = "40"
"""The most entries that Mastodon lists at once."""

MAX_TAGS = 10

RESOLVES = 5
"""Statuses of another instance that ours is asked to fetch for one page."""


@dataclass(frozen=True, slots=True)
class _Listed:
    api: PlatformApi
    name: str

    def fetch(self, query: Query) -> Page | SendResult:
        asked: dict[str, str | list[str]] = {"limit": PAGE}
        if query.page is not None:
            asked["max_id"] = query.page
        if self.name == "notifications":
            path, asked["types[]"] = "/api/v1/notifications", ["mention", "quote"]
        else:
            path, asked["exclude_reblogs"] = f"/api/v1/accounts/{segment(query.account_id)}/statuses", "true"
        answer = self.api.call("GET", path, query=asked)
        if isinstance(answer, SendResult):
            return answer
        return _page(answer) if self.name == "own_posts" else _in_threads(self.api, _page(answer), query)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of(self.name, account_id, items)


@dataclass(frozen=True, slots=True)
class _Hashtags:
    """One tag after the other, here and on the instances of ``places``: an instance knows what was sent to it."""

    api: PlatformApi

    def fetch(self, query: Query) -> Page | SendResult:
        tags = _tags(query.words if query.text is None else (query.text,))
        parts = [
            Part(place or tag, partial(self._tag, query, place, tag)) for place in (None, *query.places) for tag in tags
        ]
        return in_turn(parts, query, self.api.now)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of("hashtags", account_id, items)

    def queries(self, search: SavedSearch) -> tuple[str, ...]:
        """A hashtag is all that can be asked for: each of ``any``, or the first word that has to be there."""
        asked = Condition(any=search.any) if search.any else search
        return tuple(_tags([words[0] for words in alternatives(wanted(asked))]))

    def _tag(self, query: Query, place: str | None, tag: str, max_id: str | None) -> Page | SendResult:
        api = self.api if place is None else elsewhere(self.api, place)
        asked = {"limit": PAGE, **({"max_id": max_id} if max_id else {})}
        answer = api.call("GET", f"/api/v1/timelines/tag/{segment(tag)}", query=asked)
        if isinstance(answer, SendResult):
            # What another instance refuses says nothing of our account, and holds up nothing.
            return answer if place is None else permanent(f"instance_{answer.error}")
        page = _page(answer) if place is None else self._brought_home(_page(answer), query)
        return page if isinstance(page, SendResult) else _in_threads(self.api, page, query)

    def _brought_home(self, page: Page, query: Query) -> Page | SendResult:
        """The same statuses as our own instance knows them: only there they have an id that can be answered.

        Our instance fetches each from there, which takes seconds: a few at once, the rest is the next page. Its limit
        is that of our answers.
        """
        found: list[FoundItem] = []
        following, quota, asked_for = page.next, None, 0
        for number, item in enumerate(page.found):
            uri = reading.identifier(item.item.get("uri"))
            if uri is None:
                continue
            there = replace(item, key=f"{uri}:{reading.word(item.item.get('edited_at'))}")
            if there.at < query.since or there.mark in query.known:
                found.append(there)
                continue
            if asked_for >= RESOLVES or (asked_for and query.is_over(self.api.now())):
                following = reading.identifier(page.found[number - 1].item.get("id"))
                break
            asked = {"q": uri, "type": "statuses", "resolve": "true", "limit": "1"}
            answer = self.api.call("GET", "/api/v2/search", query=asked)
            if isinstance(answer, SendResult):
                return answer
            asked_for += 1
            quota = quota_of(answer) or quota
            here = _page(answer, "statuses").found
            if here:  # our instance may not speak with that of the author
                found.append(replace(there, item=here[0].item))
        return Page(found=tuple(found), next=following, quota=quota, unread=page.unread)


@dataclass(frozen=True, slots=True)
class _Search:
    """The full-text search of the instance, where it has one: posts whose authors let them be found, the newest first.

    Documentation, "Search"; quotes, "-" and ``language:`` since 4.2. By descending id; an instance without it, or whose
    search is down, finds nothing and says nothing (mastodon/mastodon, ``SearchService``, ``StatusesSearchService``).
    """

    api: PlatformApi

    def fetch(self, query: Query) -> Page | SendResult:
        words = tuple(map(quoted, query.words[:MAX_TAGS])) if query.text is None else (query.text,)
        return in_turn([Part(each, partial(self._found, query, each)) for each in words], query, self.api.now)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of("search", account_id, items)

    def queries(self, search: SavedSearch) -> tuple[str, ...]:
        """All words of a query have to be there; there is no "or". Languages are looked at afterwards: a post that
        names none passes, and ``language:`` would not find it.
        """
        without = [f"-{quoted(term)}" for term in unwanted(search)]
        return tuple(" ".join([*map(quoted, each), *without]) for each in alternatives(wanted(search)))

    def _found(self, query: Query, words: str, offset: str | None) -> Page | SendResult:
        asked = {"q": words, "type": "statuses", "limit": PAGE, **({"offset": offset} if offset else {})}
        answer = self.api.call("GET", "/api/v2/search", query=asked)
        if isinstance(answer, SendResult):
            return answer
        page = _page(answer, "statuses")
        shown = len(page.found) + len(page.unread)
        begin = int(offset) if offset and offset.isdecimal() else 0
        return _in_threads(self.api, replace(page, next=str(begin + shown) if shown >= int(PAGE) else None), query)


def _in_threads(api: PlatformApi, page: Page, query: Query) -> Page | SendResult:
    """The same statuses, each new one with the id of the first status of its thread (``root_id``).

    A status names what it answers and not its thread. The thread is that of a customer's next words as well, whether or
    not what we answered between them was seen before: one exchange is one conversation in whatever order it is read.
    """
    found: list[FoundItem] = []
    quota = page.quota
    for item in page.found:
        status = reading.mapping(item.item.get("status")) or item.item
        known = item.at < query.since or item.mark in query.known
        if known or status.get("in_reply_to_id") is None or status.get("visibility") == "direct":
            found.append(item)
            continue
        # What was found is told, and the rest when there is time again, or the platform answers.
        if found and (query.is_over(api.now()) or (quota is not None and quota.is_short)):
            return replace(page, found=tuple(found), quota=quota, unfinished=True)
        answer = _context_of(api, status)
        if isinstance(answer, SendResult) and answer.outcome is not SendClass.PERMANENT:
            return replace(page, found=tuple(found), quota=quota, unfinished=True) if found else answer
        if isinstance(answer, SendResult):
            found.append(item)
            continue
        quota = quota_of(answer) or quota
        told = {**status, "root_id": _root_of(status, body(answer))}
        found.append(replace(item, item=told if status is item.item else {**item.item, "status": told}))
    return replace(page, found=tuple(found), quota=quota)


def _context_of(api: PlatformApi, status: Mapping[str, Any]) -> httpx.Response | SendResult:
    """Statuses API, "View context of status"."""
    return api.call("GET", f"/api/v1/statuses/{segment(reading.identifier(status.get('id')) or '')}/context")


def _root_of(status: Mapping[str, Any], context: Mapping[str, Any]) -> str | None:
    """What it answers is shown with the first one first; what that one answers may be hidden from us."""
    ancestors = [reading.mapping(each) for each in reading.sequence(context.get("ancestors"))]
    first = ancestors[0] if ancestors else status
    return reading.identifier(first.get("in_reply_to_id")) or reading.identifier(first.get("id"))


def _tags(words: Sequence[str]) -> list[str]:
    """Keywords as hashtags: one word of letters and digits."""
    made = (re.sub(r"[\W_]+", "", word) for word in words)
    return list(dict.fromkeys(tag for tag in made if tag))[:MAX_TAGS]


def _page(answer: httpx.Response, key: str | None = None) -> Page:
    """A list of statuses or notifications, or the one under ``key``."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    if key is not None:
        told = reading.mapping(told).get(key)
    found: list[FoundItem] = []
    unread: list[Any] = []
    for entry in reading.sequence(told):
        held = reading.mapping(entry)
        name, at = reading.identifier(held.get("id")), reading.instant(held.get("created_at"))
        if name is None or at is None:
            unread.append(entry)
            continue
        status = reading.mapping(held.get("status")) or held
        edited = reading.word(status.get("edited_at"))
        found.append(FoundItem(key=f"{name}:{edited}", at=at, item=held))
    more = next_page(answer) if found or unread else None
    return Page(found=tuple(found), next=more, quota=quota_of(answer), unread=tuple(unread))


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {
        "notifications": _Listed(api, "notifications"),
        "own_posts": _Listed(api, "own_posts"),
        "hashtags": _Hashtags(api),
        "search": _Search(api),
    }


sources = sources_of(_made, host=host, failure=failure, credentials=credentials)
