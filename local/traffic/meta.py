"""Bodies as Meta's apps deliver them: Facebook comments, Messenger, Instagram comments and messages.

Feed items carry seconds, messaging items milliseconds. Bodies are escaped to ASCII, and some ASCII too; the signature
is made over the escaped bytes (Messenger Platform, webhooks, "Validating payloads").
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from local.traffic.accounts import HANDLE, INSTAGRAM, NAME, PAGE

Json = dict[str, Any]

ESCAPED = {"/": r"\/", "<": r"\u003C", "%": r"\u0025", "@": r"\u0040"}


def encode(payload: Json) -> bytes:
    """As Meta writes it: everything beyond ASCII escaped in lower case, and four characters of ASCII as well."""
    text = json.dumps(payload, ensure_ascii=True, separators=(",", ":"))
    for plain, escaped in ESCAPED.items():
        text = text.replace(plain, escaped)
    return text.encode("ascii")


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


# --- Facebook feed: one ``change`` each -------------------------------------------------------------------------------


def comment(
    *,
    author: str,
    name: str,
    post: str,
    comment_id: str,
    parent: str,
    text: str | None,
    at: datetime,
    verb: str = "add",
) -> Json:
    """A comment under a post of the page. ``post`` and ``parent`` are full ids (``page_post``, ``post_comment``)."""
    value: Json = {
        "from": {"id": author, "name": name},
        "item": "comment",
        "verb": verb,
        "post_id": post,
        "comment_id": comment_id,
        "parent_id": parent,
        "created_time": seconds(at),
        "post": {
            "id": post,
            "status_type": "added_photos",
            "is_published": True,
            "updated_time": f"{at:%Y-%m-%dT%H:%M:%S}+0000",
            "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{post.rpartition('_')[2]}",
            "promotion_status": "inactive",
        },
    }
    if text is not None:
        value["message"] = text
    if verb == "edited":
        value["edited_time"] = seconds(at)
    return {"field": "feed", "value": value}


def visitor_post(*, author: str, name: str, post: str, text: str, at: datetime) -> Json:
    value = {
        "from": {"id": author, "name": name},
        "item": "status",
        "verb": "add",
        "published": 1,
        "post_id": post,
        "message": text,
        "created_time": seconds(at),
    }
    return {"field": "feed", "value": value}


def page_reply(*, post: str, comment_id: str, parent: str, text: str, at: datetime) -> Json:
    """Somebody answered in the page's own inbox."""
    return comment(author=PAGE, name=NAME, post=post, comment_id=comment_id, parent=parent, text=text, at=at)


def reaction(*, author: str, name: str, post: str, kind: str, at: datetime) -> Json:
    value = {
        "from": {"id": author, "name": name},
        "item": "reaction",
        "verb": "add",
        "reaction_type": kind,
        "post_id": post,
        "parent_id": post,
        "created_time": seconds(at),
    }
    return {"field": "feed", "value": value}


# --- messaging: Messenger and Instagram share the shape ---------------------------------------------------------------


def direct(*, account: str, author: str, mid: str, at: datetime, **message: Any) -> Json:
    """A message from a customer; ``message`` is what stands beside ``mid``: text, attachments, reply_to ..."""
    return _messaging(author, account, at, message={"mid": mid, **message})


def direct_edit(*, account: str, author: str, mid: str, text: str, number: int, at: datetime) -> Json:
    return _messaging(author, account, at, message_edit={"mid": mid, "text": text, "num_edit": number})


def direct_echo(*, account: str, customer: str, mid: str, text: str, app: str | None, at: datetime) -> Json:
    """What the account itself sent; ``app`` is who sent it, as far as the platform tells."""
    message: Json = {"mid": mid, "is_echo": True, "text": text}
    if app is not None:
        message["app_id"] = int(app)
    return _messaging(account, customer, at, message=message)


def read(*, account: str, author: str, at: datetime) -> Json:
    return _messaging(author, account, at, read={"watermark": milliseconds(at)})


def delivered(*, account: str, author: str, mid: str, at: datetime) -> Json:
    return _messaging(author, account, at, delivery={"mids": [mid], "watermark": milliseconds(at)})


def direct_reaction(*, account: str, author: str, mid: str, at: datetime) -> Json:
    return _messaging(author, account, at, reaction={"mid": mid, "action": "react", "reaction": "love", "emoji": "❤"})


def _messaging(sender: str, recipient: str, at: datetime, **what: Any) -> Json:
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": milliseconds(at), **what}


# --- Instagram comments -----------------------------------------------------------------------------------------------


def instagram_comment(
    *, author: str, username: str, media: str, comment_id: str, parent: str | None, text: str, flat: bool
) -> Json:
    """The value of a ``comments`` change. The two products spell the id of the comment differently."""
    value: Json = {
        "from": {"id": author, "username": username},
        "media": {"id": media, "media_product_type": "REELS" if flat else "FEED"},
        "comment_id" if flat else "id": comment_id,
        "text": text,
    }
    if parent is not None:
        value["parent_id"] = parent
    return value


def instagram_reply(*, media: str, comment_id: str, parent: str, text: str) -> Json:
    """Somebody answered in Instagram's own app."""
    return {
        "from": {"id": INSTAGRAM, "username": HANDLE},
        "media": {"id": media, "media_product_type": "FEED"},
        "id": comment_id,
        "parent_id": parent,
        "text": text,
    }


# --- envelopes --------------------------------------------------------------------------------------------------------


def page_body(*, at: datetime, changes: Sequence[Json] = (), messaging: Sequence[Json] = ()) -> Json:
    """One body may hold feed changes and messages: an entry each, since their times have different units."""
    entries: list[Json] = []
    if changes:
        entries.append({"id": PAGE, "time": seconds(at), "changes": list(changes)})
    if messaging:
        entries.append({"id": PAGE, "time": milliseconds(at), "messaging": list(messaging)})
    return {"object": "page", "entry": entries}


def instagram_entry(value: Json, at: datetime, *, flat: bool) -> Json:
    """One comment. The login with Facebook delivers ``changes``, the login with Instagram a flat entry."""
    entry: Json = {"id": INSTAGRAM, "time": seconds(at)}
    if flat:
        return {**entry, "field": "comments", "value": value}
    return {**entry, "changes": [{"field": "comments", "value": value}]}


def instagram_body(*, at: datetime, comments: Sequence[Json] = (), messaging: Sequence[Json] = ()) -> Json:
    entries = list(comments)
    if messaging:
        entries.append({"id": INSTAGRAM, "time": milliseconds(at), "messaging": list(messaging)})
    return {"object": "instagram", "entry": entries}
