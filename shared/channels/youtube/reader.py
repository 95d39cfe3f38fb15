"""The way in of YouTube: comments under the channel's videos, and replies to them.

YouTube Data API, resources ``commentThread`` and ``comment``. An entry is one comment, with the id of its video.
"""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.events import entry_of
from shared.channels.polled import PolledReader, malformed
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem
from shared.domain.messages.event import Author
from shared.domain.vocabulary import Surface, Visibility

CHANNEL = "youtube"


def comment(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    snippet = reading.mapping(item.get("snippet"))
    message_id = reading.identifier(item.get("id"))
    if message_id is None or not snippet:
        return malformed(account)
    author = _author(snippet)
    own = author is not None and account.is_own(author.id)
    video = reading.identifier(snippet.get("videoId"))
    parent = reading.identifier(snippet.get("parentId"))
    thread, person = parent or message_id, (author.id if author is not None else None) or message_id
    published, updated = (reading.instant(snippet.get(name)) for name in ("publishedAt", "updatedAt"))
    edited = published is not None and updated is not None and updated > published
    edited_at = updated if edited and not own else None
    text = reading.text(snippet.get("textOriginal")) or reading.text(snippet.get("textDisplay"))
    return entry_of(
        account,
        arrival,
        message_id,
        own=own,
        edited_at=edited_at,
        surface=Surface.COMMENT,
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else f"{thread}:{person}",
        parent_id=parent or video,
        text=text,
        author=author,
        mentions=reading.handles(text),
        permalink=reading.url(f"https://www.youtube.com/watch?v={video}&lc={message_id}") if video else None,
        occurred_at=edited_at or published,
    )


def _author(snippet: Mapping[str, Any]) -> Author | None:
    """People without a channel have no id: nobody can tell whether two comments are of the same person."""
    found = reading.identifier(reading.mapping(snippet.get("authorChannelId")).get("value"))
    name = reading.name(snippet.get("authorDisplayName"))
    if found is None:
        return None if name is None else Author(name=name)
    return Author(id=found, handle=name.removeprefix("@") if name else None, name=name)


READER = PolledReader(CHANNEL, {"comments": comment, "held": comment})
