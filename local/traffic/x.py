"""Bodies as X delivers them: the Account Activity envelope (v2 keeps the v1.1 objects) and the X Activity API.

Bodies are UTF-8, not escaped.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.traffic.accounts import HANDLE, NAME, X

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str
    name: str
    handle: str
    followers: int


BRAND = Person(id=X, name=NAME, handle=HANDLE, followers=99_000)


def encode(payload: Json) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def milliseconds(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))


# --- Account Activity -------------------------------------------------------------------------------------------------


def post(
    *,
    post_id: str,
    author: Person,
    text: str,
    language: str,
    at: datetime,
    replies_to: tuple[str, Person] | None = None,
    quotes: Json | None = None,
    reposts: Json | None = None,
) -> Json:
    """A post as a v1.1 object. ``replies_to`` is the post it answers and who wrote that."""
    shown = text if len(text) <= 140 else text[:139] + "…"
    body: Json = {
        "created_at": f"{at:%a %b %d %H:%M:%S} +0000 {at:%Y}",
        "id": int(post_id),
        "id_str": post_id,
        "text": shown,
        "truncated": shown != text,
        "in_reply_to_status_id_str": replies_to[0] if replies_to else None,
        "in_reply_to_user_id_str": replies_to[1].id if replies_to else None,
        "in_reply_to_screen_name": replies_to[1].handle if replies_to else None,
        "user": _user(author),
        "is_quote_status": quotes is not None,
        "lang": language,
        "timestamp_ms": milliseconds(at),
        "entities": {"hashtags": [], "urls": [], "user_mentions": _mentions(text)},
    }
    if shown != text:
        entities = {"hashtags": [], "urls": [], "user_mentions": _mentions(text)}
        body["extended_tweet"] = {"full_text": text, "display_text_range": [0, len(text)], "entities": entities}
    if quotes is not None:
        body |= {"quoted_status": quotes, "quoted_status_id_str": quotes["id_str"]}
    if reposts is not None:
        body["retweeted_status"] = reposts
    return body


def posts(created: Sequence[Json]) -> Json:
    return {"for_user_id": X, "user_has_blocked": "false", "tweet_create_events": list(created)}


def post_deleted(post_id: str, at: datetime) -> Json:
    """Only deletions by the subscribed account are told."""
    event = {"status": {"id": post_id, "user_id": X}, "timestamp_ms": milliseconds(at)}
    return {"for_user_id": X, "tweet_delete_events": [event]}


def favourites(likes: Sequence[tuple[str, Person]], liked: Json, at: datetime) -> Json:
    events = [
        {"id": like_id, "timestamp_ms": int(milliseconds(at)), "favorited_status": liked, "user": _user(person)}
        for like_id, person in likes
    ]
    return {"for_user_id": X, "favorite_events": events}


def follow(person: Person, at: datetime) -> Json:
    event = {"type": "follow", "created_timestamp": milliseconds(at), "target": _user(BRAND), "source": _user(person)}
    return {"for_user_id": X, "follow_events": [event]}


def direct(*, event_id: str, sender: Person, recipient: Person, text: str, at: datetime) -> Json:
    return {
        "type": "message_create",
        "id": event_id,
        "created_timestamp": milliseconds(at),
        "message_create": {
            "target": {"recipient_id": recipient.id},
            "sender_id": sender.id,
            "source_app_id": "268278",
            "message_data": {
                "text": text,
                "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
            },
        },
    }


def directs(events: Sequence[Json], people: Sequence[Person]) -> Json:
    return {
        "for_user_id": X,
        "direct_message_events": list(events),
        "apps": {"268278": {"id": "268278", "name": "X Web Client", "url": "https://x.com"}},
        "users": {person.id: {**_user(person), "id": person.id} for person in (*people, BRAND)},
    }


# --- X Activity API: one event per body -------------------------------------------------------------------------------


def activity_mention(
    *, uuid: str, post_id: str, author: Person, text: str, at: datetime, replies_to: str | None = None
) -> Json:
    payload: Json = {
        "id": post_id,
        "text": text,
        "author_id": author.id,
        "conversation_id": replies_to or post_id,
        "created_at": _iso(at),
        "edit_history_tweet_ids": [post_id],
    }
    if replies_to is not None:
        payload["referenced_tweets"] = [{"type": "replied_to", "id": replies_to}]
    data = _activity(uuid, "post.mention.create", payload)
    data["includes"] = {"users": [_activity_user(author)]}
    return {"data": data}


def activity_direct(*, uuid: str, event: Json, author: Person) -> Json:
    payload = {"direct_message_events": [event], "users": {author.id: {"data": _activity_user(author)}}}
    return {"data": _activity(uuid, "dm.received", payload)}


def _activity(uuid: str, kind: str, payload: Mapping[str, Any]) -> Json:
    return {"event_uuid": uuid, "filter": {"user_id": X}, "event_type": kind, "tag": HANDLE, "payload": payload}


def _activity_user(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "username": person.handle,
        "verified": False,
        "public_metrics": {"followers_count": person.followers},
    }


def _user(person: Person) -> Json:
    return {
        "id": int(person.id),
        "id_str": person.id,
        "name": person.name,
        "screen_name": person.handle,
        "followers_count": person.followers,
        "friends_count": 300,
        "verified": False,
        "protected": False,
    }


def _mentions(text: str) -> list[Json]:
    handle = f"@{HANDLE}"
    start = text.find(handle)
    if start < 0:
        return []
    place = {"id_str": X, "screen_name": HANDLE, "name": NAME, "indices": [start, start + len(handle)]}
    return [place]


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
