"""What X is asked for again and again, where a brand wants it: each post that is read is paid for.

X API v2, "Search recent posts" and "Get mentions". Both show posts as the filtered stream does, and are read the same
way: a post that a webhook delivers as well is the same message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.searching import quoted
from shared.channels.sending import PlatformApi, body, versioned_path
from shared.channels.sign_in import sources_of
from shared.channels.x.errors import failure
from shared.channels.x.policy import POLICY
from shared.channels.x.query import MAX_QUERY, nobody_of, query_of
from shared.domain.channels.sending import SendResult
from shared.domain.listening.search import SavedSearch
from shared.domain.polling.page import FoundItem, Page, Query, Quota

API = "https://api.x.com"
MIN_PAGE, MAX_PAGE = 10, 100
"""Posts that X lists at once."""

MAX_WORDS = 10

_FIELDS = {
    "tweet.fields": "created_at,conversation_id,referenced_tweets,entities,lang,note_tweet,edit_history_tweet_ids,"
    "attachments,in_reply_to_user_id",
    "expansions": "author_id,attachments.media_keys",
    "user.fields": "name,username,verified,public_metrics",
    "media.fields": "type,url,preview_image_url,alt_text",
}


@dataclass(frozen=True, slots=True)
class _Posts:
    api: PlatformApi
    name: str

    def fetch(self, query: Query) -> Page | SendResult:
        asked = {**_FIELDS, "max_results": _size(query), "start_time": query.since.strftime("%Y-%m-%dT%H:%M:%SZ")}
        if self.name == "search":
            path, words, token = versioned_path(POLICY, "tweets", "search", "recent"), _words(query), "next_token"
            if not words:
                return Page()
            asked |= {"query": words, "sort_order": "recency"}
        else:
            path, token = versioned_path(POLICY, "users", query.account_id, "mentions"), "pagination_token"
        if query.page is not None:
            asked[token] = query.page
        answer = self.api.call("GET", path, query=asked)
        return answer if isinstance(answer, SendResult) else _page(answer)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return {"data": [found.item for found in items], "matching_rules": [{"id": self.name, "tag": self.name}]}

    def queries(self, search: SavedSearch) -> tuple[str, ...]:
        return (query_of(search),) if self.name == "search" else ()


def _size(query: Query) -> str:
    """Each post that is listed is paid for. X lists no fewer than ten (X API v2, "Search recent posts")."""
    return str(MAX_PAGE if query.limit is None else min(MAX_PAGE, max(MIN_PAGE, query.limit)))


def _words(query: Query) -> str:
    """Any of the keywords, each as a phrase; neither reposts nor what the account itself says."""
    rest = " ".join([" -is:retweet", *nobody_of([query.handle])])
    if query.text is not None:
        return query.text + rest
    words: list[str] = []
    for word in query.words[:MAX_WORDS]:
        phrase = quoted(word)
        if len(" OR ".join([*words, phrase])) + len(rest) + 2 <= MAX_QUERY:
            words.append(phrase)
    return f"({' OR '.join(words)}){rest}" if words else ""


def _page(answer: httpx.Response) -> Page:
    told = body(answer)
    includes = reading.mapping(told.get("includes"))
    found: list[FoundItem] = []
    unread: list[Any] = []
    for entry in reading.sequence(told.get("data")):
        post = reading.mapping(entry)
        name, at = reading.identifier(post.get("id")), reading.instant(post.get("created_at"))
        if name is None or at is None:
            unread.append(entry)
        else:
            found.append(FoundItem(key=name, at=at, item={**post, "includes": _of(post, includes)}))
    following = reading.mapping(told.get("meta")).get("next_token")
    return Page(
        found=tuple(found),
        next=following if isinstance(following, str) and following else None,
        quota=_quota(answer),
        unread=tuple(unread),
    )


def _of(post: Mapping[str, Any], includes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The author and the media of one post, out of those of the page."""
    keys = reading.sequence(reading.mapping(post.get("attachments")).get("media_keys"))
    users = [each for each in reading.sequence(includes.get("users")) if _is(each, "id", [post.get("author_id")])]
    media = [each for each in reading.sequence(includes.get("media")) if _is(each, "media_key", keys)]
    return {"users": users, "media": media}


def _is(entry: Any, name: str, wanted: Sequence[Any]) -> bool:
    found = reading.mapping(entry).get(name)
    return found is not None and found in wanted


def _quota(answer: httpx.Response) -> Quota | None:
    """``x-rate-limit-limit``, ``-remaining`` and ``-reset`` (seconds since 1970), of this endpoint alone."""
    limit, remaining, reset = (
        reading.whole_number(answer.headers.get(f"x-rate-limit-{name}")) for name in ("limit", "remaining", "reset")
    )
    if remaining is None or reset is None or reset > 32_503_680_000:
        return None
    # Other endpoints have limits of their own: the last call is left, so that answers are never paused for a search.
    return Quota(limit=limit, remaining=max(remaining, 1), resets_at=datetime.fromtimestamp(reset, UTC))


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"search": _Posts(api, "search"), "mentions": _Posts(api, "mentions")}


sources = sources_of(_made, host=API, failure=failure)
