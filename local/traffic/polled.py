"""What customers write on platforms that have to be asked: entries of the lists that the simulator has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from local.traffic.writing import Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledList:
    """A list of one of our accounts. ``listed`` is the simulator's name of it."""

    account: str
    source: str
    listed: str


Entry = Mapping[str, Any]

LISTS: Mapping[str, PolledList] = {
    "bluesky": PolledList(account="did:plc:acme", source="notifications", listed="notifications"),
    "mastodon": PolledList(account="109501", source="notifications", listed="notifications"),
    "reddit": PolledList(account="acme_help", source="inbox", listed="inbox"),
    "google_play": PolledList(account="example.acme.app", source="reviews", listed="reviews"),
    "app_store": PolledList(account="1234567890", source="reviews", listed="reviews"),
    "trustpilot": PolledList(account="507f191e810c19729de860ea", source="reviews", listed="reviews"),
    "google_business": PolledList(account="accounts/1/locations/2", source="reviews", listed="reviews"),
    "youtube": PolledList(account="UCacme", source="comments", listed="published"),
}
"""Of the example brand, by channel."""

_STARS = ("ONE", "TWO", "THREE", "FOUR", "FIVE")


def _bluesky(one: Writing) -> tuple[Entry, str]:
    root = f"at://did:plc:acme/app.bsky.feed.post/{one.message}1"
    record = {
        "$type": "app.bsky.feed.post", "text": one.text, "createdAt": one.instant, "langs": ["en"],
        "reply": {"root": {"uri": root, "cid": "c"}, "parent": {"uri": root, "cid": "c"}},
    }  # fmt: skip
    author = {"did": f"did:plc:{one.person}", "handle": f"mia{one.person}.example.com", "displayName": "Mia Larsen"}
    uri = f"at://did:plc:{one.person}/app.bsky.feed.post/{one.message}"
    told = {"uri": uri, "cid": "c", "author": author, "reason": "reply", "record": record, "indexedAt": one.instant}
    return told, f"{root}:did:plc:{one.person}"


def _mastodon(one: Writing) -> tuple[Entry, str]:
    post = f"{one.message}1"
    account = {"id": one.person, "acct": f"mia{one.person}@social.example", "display_name": "Mia Larsen"}
    status = {
        "id": one.message, "created_at": one.instant, "in_reply_to_id": post, "in_reply_to_account_id": "109501",
        "visibility": "public", "language": "en", "content": f"<p>{one.text}</p>", "account": account,
    }  # fmt: skip
    told = {"id": one.message, "type": "mention", "created_at": one.instant, "account": account, "status": status}
    return told, f"{post}:{one.person}"


def _youtube(one: Writing) -> tuple[Entry, str]:
    now = one.at.astimezone(UTC).isoformat(timespec="seconds")
    snippet = {
        "textDisplay": one.text, "authorDisplayName": "@mia", "authorChannelId": {"value": f"UC{one.person}"},
        "publishedAt": now, "updatedAt": now,
    }  # fmt: skip
    first = {"id": f"Ugx{one.message}", "snippet": snippet}
    told = {"id": f"Ugx{one.message}", "snippet": {"videoId": "v", "topLevelComment": first}}
    return told, f"Ugx{one.message}:UC{one.person}"


def _reddit(one: Writing) -> tuple[Entry, str]:
    post = f"{one.message}1"
    data = {
        "name": f"t1_{one.message}", "author": f"mia{one.person}", "body": one.text, "created_utc": float(one.seconds),
        "context": f"/r/acme/comments/{post}/lost/{one.message}/", "parent_id": f"t3_{post}", "type": "post_reply",
    }  # fmt: skip
    return {"kind": "t1", "data": data}, f"t3_{post}:mia{one.person}"


def _google_business(one: Writing) -> tuple[Entry, str]:
    name = f"accounts/1/locations/2/reviews/{one.message}"
    reviewer = {"displayName": f"Mia {one.person}", "isAnonymous": False}
    written = {
        "comment": one.text, "starRating": _STARS[one.stars - 1], "createTime": one.instant, "updateTime": one.instant,
    }  # fmt: skip
    return {"name": name, "reviewer": reviewer, **written}, name


def _google_play(one: Writing) -> tuple[Entry, str]:
    said = {"text": one.text, "starRating": one.stars, "lastModified": {"seconds": str(one.seconds), "nanos": 0}}
    told = {"reviewId": f"gp:{one.message}", "authorName": f"Mia {one.person}", "comments": [{"userComment": said}]}
    return told, f"example.acme.app:gp:{one.message}"


def _app_store(one: Writing) -> tuple[Entry, str]:
    now = one.at.astimezone(UTC).isoformat(timespec="seconds")
    told = {
        "rating": one.stars, "title": None, "body": one.text, "reviewerNickname": f"mia{one.person}",
        "createdDate": now,
    }  # fmt: skip
    return {"type": "customerReviews", "id": one.message, "attributes": told}, one.message


def _trustpilot(one: Writing) -> tuple[Entry, str]:
    consumer = {"id": one.person, "displayName": "Mia Larsen"}
    told = {
        "id": one.message, "stars": one.stars, "text": one.text, "createdAt": one.instant, "consumer": consumer,
    }  # fmt: skip
    return told, one.message


_MAKERS: Mapping[str, Callable[[Writing], tuple[Entry, str]]] = {
    "bluesky": _bluesky,
    "mastodon": _mastodon,
    "reddit": _reddit,
    "google_play": _google_play,
    "app_store": _app_store,
    "trustpilot": _trustpilot,
    "google_business": _google_business,
    "youtube": _youtube,
}


def entry(channel: str, written: Writing) -> tuple[Entry, str]:
    """What the platform lists, and the id of the conversation. Raises ``KeyError`` for a channel without a list."""
    return _MAKERS[channel](written)
