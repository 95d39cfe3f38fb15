"""What happens under an Instagram account's media in public: comments, live comments and mentions.

Source of the fields: Meta's Instagram Platform webhook reference. Comments carry no time and no link, so the time
is the one at which the notification was sent. Mentions carry ids only: the text is looked up before they are read.
"""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.meta.items import Item, author_of, public_conversation
from shared.domain.channels.webhook import ParsedItem, Signals
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.vocabulary import EventKind, Surface, Visibility

_DELETIONS = frozenset({"remove", "delete"})  # not documented for comments, understood if it comes


def read_comment(item: Item) -> ParsedItem:
    """A comment under one of our media. Its own id is ``id`` in one product and ``comment_id`` in the other."""
    value = item.value
    media_id = reading.identifier(reading.mapping(value.get("media")).get("id")) or reading.identifier(
        value.get("media_id")
    )
    comment_id = reading.first_identifier(value, "id", "comment_id")
    return _event(item, Surface.COMMENT, media_id, comment_id, "created")


def read_mention(item: Item) -> ParsedItem:
    """Our handle in somebody's caption or comment. Named apart from the comment, whose own event has the text."""
    media_id = reading.identifier(item.value.get("media_id")) or reading.identifier(
        reading.mapping(item.value.get("media")).get("id")
    )
    comment_id = reading.first_identifier(item.value, "comment_id", "id")
    where = "caption" if comment_id is None else "comment"
    return _event(item, Surface.MENTION, media_id, comment_id or media_id, "mentioned", mentioned_in=where)


def _event(
    item: Item, surface: Surface, media_id: str | None, message_id: str | None, occasion: str, **details: str
) -> ParsedItem:
    if message_id is None:
        return item.malformed()
    value = item.value
    author = author_of(reading.mapping(value.get("from")), ids=("id",), handles=("username",))
    own = _is_own(item, value, author)
    kind = EventKind.ECHO if own else EventKind.CREATED
    if reading.word(value.get("verb")) in _DELETIONS:
        kind, occasion = EventKind.DELETED, "deleted"
    text = None if kind is EventKind.DELETED else reading.text(value.get("text"))
    if surface is Surface.MENTION and kind is EventKind.CREATED and text is None:
        details[LOOK_UP] = WANTED
    if _names_friends_only(item, kind, surface, text):
        return Signals(account=item.account, name="tag")
    if item.field == "live_comments":
        details["live"] = "true"
    parent_id = reading.identifier(value.get("parent_id")) or (media_id if media_id != message_id else None)
    media = reading.mapping(value.get("media"))
    return item.event(
        kind,
        (message_id, "echo" if kind is EventKind.ECHO else occasion),
        surface=surface,
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else public_conversation(media_id or message_id, author, message_id),
        message_id=message_id,
        parent_id=parent_id,
        text=text,
        author=author,
        attachments=_advertisement(media) if kind is EventKind.CREATED else (),
        permalink=_permalink(media),
        occurred_at=reading.instant(value.get("timestamp")) or reading.instant(value.get("created_time")),
        details=details,
    )


def _names_friends_only(item: Item, kind: EventKind, surface: Surface, text: str | None) -> bool:
    if kind is not EventKind.CREATED or surface is not Surface.COMMENT:
        return False
    return reading.names_friends_only(text, reading.handles(text), item.account.handle)


def _advertisement(media: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """What the comment is about where it stands under an advertisement."""
    ad = reading.identifier(media.get("ad_id"))
    return () if ad is None else (reading.attachment("post", id=ad, title=media.get("ad_title")),)


def _permalink(media: Mapping[str, Any]) -> str | None:
    """Ids of the API do not lead to a page; what else is delivered may."""
    code = reading.identifier(media.get("shortcode"))
    own = reading.url(media.get("permalink"))
    return own or (f"https://www.instagram.com/p/{code}/" if code is not None and code.isascii() else None)


def _is_own(item: Item, value: Mapping[str, Any], author: Author | None) -> bool:
    """Our own replies come back. The id may be another form of ours than the account's, so the handle counts too.

    ``self_ig_scoped_id`` decides only where no handle is told: it has been seen beside customers as well, with the
    same value as their id.
    """
    if author is None:
        return False
    if item.account.is_own(author.id):
        return True
    if author.handle is not None:
        return author.handle.casefold() == item.account.handle.lstrip("@").casefold()
    own_form = reading.identifier(reading.mapping(value.get("from")).get("self_ig_scoped_id"))
    return own_form is not None and author.id == own_form
