"""The way in of Reddit: the inbox of the account, what it writes itself in public and in private, and what is found.

Reddit's interface, kinds ``t1`` (comment), ``t3`` (post) and ``t4`` (private message). Ids are full names: ``t1_abc``.
"""

import re
from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.events import entry_of, event_of, unsupported
from shared.channels.polled import PolledReader, malformed
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem
from shared.domain.messages.event import Author
from shared.domain.vocabulary import EventKind, Surface, Visibility

CHANNEL = "reddit"
_CALLED = re.compile(r"(?<![\w/])/?u/([A-Za-z0-9_-]{3,20})(?![\w-])")
GONE = frozenset({"[deleted]", "[removed]"})
"""How Reddit shows an author or a text that is no longer there."""


def thing(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    """An entry of a listing: its kind, and its data."""
    kind, data = reading.word(item.get("kind")), reading.mapping(item.get("data"))
    message_id = reading.identifier(data.get("name"))
    if message_id is None:
        return malformed(account)
    if kind == "t4":
        return _private(account, message_id, data, arrival)
    if kind in ("t1", "t3"):
        return _public(account, message_id, kind, data, arrival)
    return unsupported(account, arrival, kind, item)


def _private(account: OwnAccount, message_id: str, data: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    """The first message of an exchange, and all that answer it, name the first one (``first_message_name``)."""
    author = _author(data)
    if author is None:
        return unsupported(account, arrival, "notice", data)  # of Reddit itself, or of a subreddit
    own = account.is_own(author.id)
    subject = reading.text(data.get("subject"))
    words = reading.text(data.get("body"))
    is_first = reading.identifier(data.get("first_message_name")) is None
    text = f"{subject}\n\n{words}" if is_first and subject and words and not own else words
    return event_of(
        account,
        arrival,
        EventKind.ECHO if own else EventKind.CREATED,
        message_id,
        "echo" if own else "created",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=_name(data.get("dest")) if own else author.id,
        message_id=message_id,
        parent_id=reading.identifier(data.get("parent_id")),
        text=text,
        author=author,
        occurred_at=reading.instant(data.get("created_utc")),
    )


def _public(account: OwnAccount, message_id: str, kind: str, data: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    author, parent = _author(data), reading.identifier(data.get("parent_id"))
    own = author is not None and account.is_own(author.id)
    edited_at = reading.instant(data.get("edited")) if data.get("edited") is not True else None
    link = reading.identifier(data.get("link_id")) or (_post_of(data.get("context")) if kind == "t1" else message_id)
    person = (author.id if author is not None else None) or message_id
    title, words = reading.text(data.get("title")), _shown(data.get("body") or data.get("selftext"))
    text = "\n\n".join(part for part in (title, words) if part) or None
    named = data.get("type") == "username_mention" or _names(account, text)
    return entry_of(
        account,
        arrival,
        message_id,
        own=own,
        edited_at=edited_at,
        surface=_surface(data, named=named),
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else f"{link or parent or message_id}:{person}",
        parent_id=parent,
        text=text,
        author=author,
        mentions=(account.handle,) if named else (),
        permalink=_permalink(data.get("permalink") or data.get("context")),
        occurred_at=(None if own else edited_at) or reading.instant(data.get("created_utc")),
    )


def _names(account: OwnAccount, text: str | None) -> bool:
    """Whether the words call our account by its name, which every list shows and the inbox alone says: ``u/acme``."""
    called = (each.casefold() for each in _CALLED.findall(text or ""))
    return any(each == account.handle.casefold().removeprefix("u/") or account.is_own(each) for each in called)


def _surface(data: Mapping[str, Any], *, named: bool) -> Surface:
    """The inbox says why a comment is in it."""
    known = {
        "comment_reply": Surface.COMMENT,
        "post_reply": Surface.COMMENT,
        "username_mention": Surface.MENTION,
    }
    return known.get(reading.word(data.get("type")), Surface.MENTION if named else Surface.BROAD_MATCH)


def _author(data: Mapping[str, Any]) -> Author | None:
    """A user is known by the name, which never changes; the inbox does not tell the id of every author."""
    handle = reading.name(data.get("author"))
    if handle is None or handle in GONE:
        return None
    return Author(id=_name(handle), handle=handle, is_bot=handle.casefold() == "automoderator")


def _name(handle: Any) -> str | None:
    found = reading.identifier(handle)
    return None if found is None else found.removeprefix("u/").casefold()


def _shown(words: Any) -> str | None:
    found = reading.text(words)
    return None if found in GONE else found


def _post_of(context: Any) -> str | None:
    """The post of a comment in the inbox: ``/r/acme/comments/<post>/<title>/<comment>/``."""
    parts = reading.word(context).split("/")
    return f"t3_{parts[4]}" if len(parts) > 4 and parts[3] == "comments" and parts[4].isalnum() else None


def _permalink(path: Any) -> str | None:
    found = reading.word(path).partition("?")[0]
    return reading.url(f"https://www.reddit.com{found}") if found.startswith(("/r/", "/user/")) else None


READER = PolledReader(
    CHANNEL,
    dict.fromkeys(
        ("inbox", "unread", "sent", "own_comments", "search", "subreddit_posts", "subreddit_comments"), thing
    ),
)
