"""What happens on a Facebook Page in public: ``feed``, ``mention`` and ``ratings`` of ``object: page``.

Source of the fields: Meta's Page webhook reference (``reference/page`` of the Graph API webhooks).

Ids. A post is ``<page>_<post>``. A comment has two spellings, ``<post>_<comment>`` and ``<comment>`` alone; we
write the first one whenever the post is known, so that all events of one comment meet. Graph takes it as it is,
so a gateway may use ``message_id`` and ``parent_id`` in its path.
"""

import re
from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.meta.items import WITH_TEXT, Item, author_of, public_conversation
from shared.domain.channels.webhook import ParsedItem, Signals
from shared.domain.messages.event import Attachment, Author
from shared.domain.vocabulary import EventKind, Surface, Visibility

_KINDS = {
    "add": EventKind.CREATED,
    "edit": EventKind.EDITED,
    "edited": EventKind.EDITED,
    "update": EventKind.EDITED,
    "remove": EventKind.DELETED,
    "delete": EventKind.DELETED,
    "hide": EventKind.HIDDEN,
    "unhide": EventKind.UNHIDDEN,
}
_SIGNALS = frozenset({"like", "reaction"})
_SIGNAL_VERBS = frozenset({"follow", "unfollow", "block", "unblock", "mute", "unmute"})
_POSTS = frozenset(
    {
        "post", "status", "photo", "video", "link", "share", "album", "photo-album", "picture", "note", "question",
        "event", "milestone", "coupon", "experience", "platform-story", "story",
    }
)  # fmt: skip

_OTHER_IDS = ("album_id", "event_id", "photo_id", "video_id", "share_id")

# Only ids of this form have the two spellings; whatever else somebody sends stays as it is.
_NUMBERS = re.compile(r"[0-9]+(?:_[0-9]+)*")

_SOMEBODY_SAID_SOMETHING = frozenset(
    {"from", "sender_id", "message", "photo", "photos", "photo_id", "photo_ids", "video", "video_id", "link"}
)
_REVIEW = frozenset({"review_text", "recommendation_type", "rating"})
_MEDIA = frozenset({"photo", "photos", "video", "link"})
_LINK_TYPES = {"photo": "image", "picture": "image", "video": "video"}  # what the link of such an item leads to


def read_feed(item: Item) -> ParsedItem:
    """Posts on the page, comments and replies under them, reactions."""
    value = item.value
    what = reading.word(value.get("item"))
    verb = reading.word(value.get("verb", "add"))
    if what in _SIGNALS or verb in _SIGNAL_VERBS:
        return _signal(item, what if what in _SIGNALS else verb, verb)
    kind = _KINDS.get(verb)
    if kind is None:
        return item.unsupported(f"{item.field}.{what}.{verb}")
    if what == "comment" or (not what and "comment_id" in value):
        return _message(item, kind, Surface.COMMENT)
    if what == "rating":
        return read_rating(item)
    if what == "mention":
        return _message(item, kind, Surface.MENTION)
    if what in _POSTS or (not what and "post_id" in value):
        if kind is EventKind.CREATED and _SOMEBODY_SAID_SOMETHING.isdisjoint(value):
            return item.unsupported(f"{item.field}.{what}")  # such as an event that the page announces
        return _message(item, kind, Surface.POST)
    return item.unsupported(f"{item.field}.{what}")


def read_mention(item: Item) -> ParsedItem:
    """Somebody tagged the page in a post or comment of their own."""
    verb = reading.word(item.value.get("verb", "add"))
    kind = _KINDS.get(verb)
    return item.unsupported(f"mention.{verb}") if kind is None else _message(item, kind, Surface.MENTION)


def read_rating(item: Item) -> ParsedItem:
    """A recommendation of the page, or what happens under one."""
    value = item.value
    what = reading.word(value.get("item", "rating"))
    verb = reading.word(value.get("verb", "add"))
    if what in _SIGNALS:
        return _signal(item, what, verb)
    kind = _KINDS.get(verb)
    if kind is None:
        return item.unsupported(f"ratings.{verb}")
    story = reading.identifier(value.get("open_graph_story_id")) or _story_of(reading.identifier(value.get("post_id")))
    author = _author(value)
    if what == "comment":
        comment_id = _comment_id(value.get("comment_id"), None)
        return _event(
            item, kind, Surface.COMMENT, author, root=story, message_id=comment_id, parent_id=story, details={}
        )
    reviewer = author.id if author is not None else None
    # One person has one recommendation of a page, so the reviewer names it when the story is not told.
    unnamed = reading.digest(value) if kind is EventKind.CREATED and not _REVIEW.isdisjoint(value) else None
    message_id = story or (f"rating_{reviewer or unnamed}" if reviewer or unnamed else None)
    details = {
        field: found
        for field in ("recommendation_type", "rating")
        if (found := reading.identifier(value.get(field))) is not None
    }
    return _event(
        item, kind, Surface.REVIEW, author, root=message_id, message_id=message_id, parent_id=None, details=details
    )


def _story_of(post_id: str | None) -> str | None:
    """The story that a post named ``<author>_<story>`` is: recommendations are named by the story alone."""
    return _last(post_id) if post_id is not None and _NUMBERS.fullmatch(post_id) is not None else post_id


def _message(item: Item, kind: EventKind, surface: Surface) -> ParsedItem:
    """A post or a comment; which of the two is told by ``item`` and ``comment_id``."""
    value = item.value
    post_id = _post_id(item, value)
    is_comment = value.get("item") == "comment" or (surface is not Surface.POST and "comment_id" in value)
    if not is_comment:
        post_id = post_id or reading.first_identifier(value, *_OTHER_IDS)  # an album has no post of its own
        return _event(item, kind, surface, _author(value), root=post_id, message_id=post_id, parent_id=None, details={})
    message_id = _comment_id(value.get("comment_id"), post_id)
    parent_id = _comment_id(value.get("parent_id"), post_id)
    if parent_id is None or _is_same(parent_id, post_id):
        parent_id = post_id
    return _event(
        item,
        kind,
        surface,
        _author(value),
        root=post_id or message_id,
        message_id=message_id,
        parent_id=parent_id,
        details={},
    )


def _event(
    item: Item,
    kind: EventKind,
    surface: Surface,
    author: Author | None,
    *,
    root: str | None,
    message_id: str | None,
    parent_id: str | None,
    details: Mapping[str, str],
) -> ParsedItem:
    if message_id is None:
        return item.malformed()
    value = item.value
    own = author is not None and item.account.is_own(author.id)
    if own and kind is EventKind.CREATED:
        kind = EventKind.ECHO
    if kind in (EventKind.CREATED, EventKind.ECHO):
        occasion: tuple[str, ...] = (kind,)
        occurred_at = reading.instant(value.get("created_time"))
    elif kind is EventKind.DELETED:
        occasion = (kind,)
        occurred_at = None
    else:
        # Hiding again after showing again is an event of its own, although nothing else in it differs.
        edited = value.get("edited_time") if kind is EventKind.EDITED else None
        occasion = (kind, item.occasion(edited))
        occurred_at = reading.instant(edited)
    text = None
    if kind in WITH_TEXT:
        text = reading.text(value.get("review_text") if surface is Surface.REVIEW else None)
        text = text or reading.text(value.get("message"))
    return item.event(
        kind,
        (message_id, *occasion),
        surface=surface,
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else public_conversation(root or message_id, author, message_id),
        message_id=message_id,
        parent_id=parent_id,
        text=text,
        author=author,
        attachments=_attachments(value) if kind in WITH_TEXT else (),
        permalink=_permalink(value, message_id, is_comment=parent_id is not None),
        occurred_at=occurred_at,
        details=details,
    )


def _signal(item: Item, name: str, verb: str) -> Signals:
    return Signals(account=item.account, name=f"{name}_removed" if verb in ("remove", "delete") else name)


def _author(value: Mapping[str, Any]) -> Author | None:
    """``from`` may be missing when the app lacks a permission for that person; old payloads use flat fields."""
    for field in ("from", "reviewer"):
        found = author_of(reading.mapping(value.get(field)), ids=("id",), handles=("username",))
        if found is not None:
            return found
    for prefix in ("sender", "reviewer"):
        author_id, named = reading.identifier(value.get(f"{prefix}_id")), reading.name(value.get(f"{prefix}_name"))
        if author_id is not None or named is not None:
            return Author(id=author_id, name=named)
    return None


def _post_id(item: Item, value: Mapping[str, Any]) -> str | None:
    post_id = reading.identifier(value.get("post_id")) or reading.identifier(
        reading.mapping(value.get("post")).get("id")
    )
    if post_id is not None:
        return post_id
    comment_id = reading.identifier(value.get("comment_id"))
    spelled_out = comment_id is not None and "_" in comment_id and _NUMBERS.fullmatch(comment_id) is not None
    if comment_id is not None and spelled_out and item.field != "mention":
        return f"{item.account.id}_{comment_id.split('_')[-2]}"
    return None


def _comment_id(raw: Any, post_id: str | None) -> str | None:
    """``<post>_<comment>`` when the post is known, as delivered otherwise."""
    found = reading.identifier(raw)
    if found is None or _NUMBERS.fullmatch(found) is None:
        return found
    if "_" in found:
        return "_".join(found.split("_")[-2:])
    if post_id is None or _NUMBERS.fullmatch(post_id) is None:
        return found
    return f"{_last(post_id)}_{found}"


def _is_same(one: str, other: str | None) -> bool:
    if other is None or _NUMBERS.fullmatch(one) is None or _NUMBERS.fullmatch(other) is None:
        return one == other
    return _last(one) == _last(other)


def _last(spelled: str) -> str:
    return spelled.rpartition("_")[2]


def _attachments(value: Mapping[str, Any]) -> tuple[Attachment, ...]:
    if _MEDIA.isdisjoint(value):
        return ()
    link_type = _LINK_TYPES.get(reading.word(value.get("item")), "link")
    ids = {"image": value.get("photo_id"), "video": value.get("video_id")}
    candidates: list[tuple[str, Any, Any]] = [("image", photo, None) for photo in reading.sequence(value.get("photos"))]
    candidates += [("image", value.get("photo"), ids["image"]), ("video", value.get("video"), ids["video"])]
    candidates += [(link_type, value.get("link"), ids.get(link_type))]
    found: dict[str, Attachment] = {}
    for kind, raw, own_id in candidates:
        address = reading.url(raw)
        if address is not None and address not in found:
            found[address] = reading.attachment(kind, address, id=own_id, title=value.get("title"))
    return tuple(found.values())[: reading.MAX_ATTACHMENTS]


def _permalink(value: Mapping[str, Any], message_id: str, *, is_comment: bool) -> str | None:
    own = reading.url(value.get("permalink_url"))
    if own is not None:
        return own
    post = reading.url(reading.mapping(value.get("post")).get("permalink_url"))
    if post is None or not is_comment:
        return post
    return f"{post}{'&' if '?' in post else '?'}comment_id={_last(message_id)}"
