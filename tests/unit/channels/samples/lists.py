"""Entries of the lists that are read again and again, as the platforms show them: for the suite of all sources."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.fakes.platform import ACCOUNTS
from tests.unit.channels.samples import app_store, bluesky, google_business, google_play, mastodon, reddit, trustpilot

CUSTOMER = "7001"
NO_ID: dict[str, Any] = {"no": "id"}
PAGE = ACCOUNTS["facebook"]


@dataclass(frozen=True, kw_only=True)
class ListSample:
    """``made`` is the entry of that number, written at that time; ``name`` is what the simulator calls the list.

    ``pages``: the simulator gives it in pages.
    """

    name: str
    made: Callable[[int, datetime], dict[str, Any]]
    pages: bool = True


def _bluesky(number: int, at: datetime) -> dict[str, Any]:
    return {**bluesky.post(bluesky.uri(f"p{number}")), "indexedAt": at.isoformat()}


def _mastodon(number: int, at: datetime) -> dict[str, Any]:
    return mastodon.status(str(1000 + number), created_at=at.isoformat())


def _notified(number: int, at: datetime) -> dict[str, Any]:
    return {**mastodon.notification(_mastodon(number, at)), "id": str(number)}


def _reddit(number: int, at: datetime) -> dict[str, Any]:
    return reddit.comment(f"t1_k{number}", created_utc=at.timestamp())


def _private_reddit(number: int, at: datetime) -> dict[str, Any]:
    return reddit.private(f"t4_k{number}", created_utc=at.timestamp())


def _tweet(number: int, at: datetime) -> dict[str, Any]:
    return {"id": str(number), "author_id": CUSTOMER, "text": "acme?", "created_at": at.isoformat()}


def _youtube(number: int, at: datetime) -> dict[str, Any]:
    told = {"textDisplay": "Hello?", "authorChannelId": {"value": "UCmia"}, "authorDisplayName": "@mia"}
    first = {"id": f"Ugx{number}", "snippet": {**told, "publishedAt": at.isoformat(), "updatedAt": at.isoformat()}}
    return {"id": f"Ugx{number}", "snippet": {"videoId": "v", "topLevelComment": first}}


def _google(number: int, at: datetime) -> dict[str, Any]:
    name, when = f"{google_business.REVIEW}{number}", at.isoformat()
    return google_business.review(name, createTime=when, updateTime=when)


def _play(number: int, at: datetime) -> dict[str, Any]:
    return google_play.review(f"gp:{number}", seconds=str(int(at.timestamp())))


def _apple(number: int, at: datetime) -> dict[str, Any]:
    return app_store.review(f"r{number}", createdDate=at.isoformat())


def _trustpilot(number: int, at: datetime) -> dict[str, Any]:
    return trustpilot.review(f"r{number}", createdAt=at.isoformat())


def _meta_time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S%z}"


def _feed(number: int, at: datetime) -> dict[str, Any]:
    comment = {"id": f"500_{number}", "from": {"id": CUSTOMER}, "message": "?", "created_time": _meta_time(at)}
    return {"id": f"{PAGE}_500", "from": {"id": PAGE}, "comments": {"data": [comment]}}


def _rating(number: int, at: datetime) -> dict[str, Any]:
    told = {"recommendation_type": "negative", "review_text": "Never again", "created_time": _meta_time(at)}
    return {**told, "reviewer": {"id": CUSTOMER, "name": "Mia"}, "open_graph_story": {"id": f"66{number}"}}


def _tagged(number: int, at: datetime) -> dict[str, Any]:
    author = {"id": CUSTOMER, "name": "Mia"}
    return {"id": f"{CUSTOMER}_3{number}", "from": author, "message": "?", "created_time": _meta_time(at)}


def _media(number: int, at: datetime) -> dict[str, Any]:
    comment = {"id": str(number + 1), "from": {"id": CUSTOMER}, "text": "?", "timestamp": _meta_time(at)}
    return {"id": "11", "comments": {"data": [comment]}}


def _conversation(account: str) -> Callable[[int, datetime], dict[str, Any]]:
    def made(number: int, at: datetime) -> dict[str, Any]:
        to = {"data": [{"id": account}]}
        said = {"id": f"m_{number}", "message": "?", "from": {"id": CUSTOMER}, "to": to, "created_time": _meta_time(at)}
        return {"messages": {"data": [said]}}

    return made


LISTS: Mapping[tuple[str, str], ListSample] = {
    ("app_store", "reviews"): ListSample(name="reviews", made=_apple),
    ("bluesky", "notifications"): ListSample(name="notifications", made=_bluesky),
    ("bluesky", "own_posts"): ListSample(name="feed", made=lambda number, at: {"post": _bluesky(number, at)}),
    ("bluesky", "search"): ListSample(name="posts", made=_bluesky),
    ("facebook", "comments"): ListSample(name="feed", made=_feed, pages=False),
    ("facebook", "mentions"): ListSample(name="tagged", made=_tagged, pages=False),
    ("facebook", "ratings"): ListSample(name="ratings", made=_rating, pages=False),
    ("google_business", "reviews"): ListSample(name="reviews", made=_google),
    ("google_play", "reviews"): ListSample(name="reviews", made=_play),
    ("instagram", "comments"): ListSample(name="media", made=_media, pages=False),
    ("instagram", "messages"): ListSample(name="conversations", made=_conversation(ACCOUNTS["instagram"]), pages=False),
    ("mastodon", "hashtags"): ListSample(name="tag/acme", made=_mastodon),
    ("mastodon", "notifications"): ListSample(name="notifications", made=_notified),
    ("mastodon", "search"): ListSample(name="search", made=_mastodon),
    ("mastodon", "own_posts"): ListSample(name="own_posts", made=_mastodon),
    ("messenger", "messages"): ListSample(name="conversations", made=_conversation(ACCOUNTS["messenger"]), pages=False),
    ("reddit", "inbox"): ListSample(name="inbox", made=_reddit),
    ("reddit", "unread"): ListSample(name="unread", made=_private_reddit),
    ("reddit", "search"): ListSample(name="search", made=_reddit),
    ("reddit", "subreddit_comments"): ListSample(name="r/acme/comments", made=_reddit),
    ("reddit", "subreddit_posts"): ListSample(name="r/acme/new", made=_reddit),
    ("trustpilot", "reviews"): ListSample(name="reviews", made=_trustpilot),
    ("x", "mentions"): ListSample(name="mentions", made=_tweet),
    ("x", "search"): ListSample(name="search", made=_tweet),
    ("youtube", "comments"): ListSample(name="published", made=_youtube),
    ("youtube", "held"): ListSample(name="heldForReview", made=_youtube),
}
"""By channel and source."""

PLACES = {"reddit": ("r/acme/*",)}
"""Where else the sources of a channel look."""

WITHOUT_A_LIST = frozenset({("reddit", "own_comments"), ("reddit", "sent")})
"""What the simulator shows of our own account only once we have written it."""
