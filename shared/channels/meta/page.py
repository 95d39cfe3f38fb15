"""What happens on a Facebook Page in public: ``feed``, ``mention`` and ``ratings`` of ``object: page``.

Source of the fields: Meta's Page webhook reference (``reference/page`` of the Graph API webhooks).

Ids. A post is ``<page>_<post>``. A comment has two spellings, ``<post>_<comment>`` and ``<comment>`` alone; we
write the first one whenever the post is known, so that all events of one comment meet. Graph takes it as it is,
so a gateway may use ``message_id`` and ``parent_id`` in its path.
"""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.meta.items import WITH_TEXT, Item, public_conversation
from shared.channels.meta.page_change import (
    MEDIA,
    NUMBERS,
    attachments_in,
    author_in,
    comment_id_of,
    is_same,
    last_part,
    permalink_of,
    post_id_in,
    tagged_in,
)
from shared.domain.channels.webhook import ParsedItem, Signals
from shared.domain.messages.event import Author
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.privacy.pseudonyms import NAMED_BY_AUTHOR
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
_SIGNALS = frozenset({"like", "reaction", "tag"})
_SIGNAL_VERBS = frozenset({"follow", "unfollow", "block", "unblock", "mute", "unmute"})
_RESTRICTIONS = frozenset({"block", "unblock", "mute", "unmute"})  # of content of the Page, such as for its music
_POSTS = frozenset(
    {
        "post", "status", "photo", "video", "link", "share", "album", "photo-album", "picture", "note", "question",
        "event", "milestone", "coupon", "experience", "platform-story", "story", "reel", "live_video",
    }
)  # fmt: skip

_OTHER_IDS = ("album_id", "event_id", "photo_id", "video_id", "share_id")

_SOMEBODY_SAID_SOMETHING = frozenset(
    {"from", "sender_id", "message", "photo", "photos", "photo_id", "photo_ids", "video", "video_id", "link"}
)
_REVIEW = frozenset({"review_text", "recommendation_type", "rating"})


def read_feed(item: Item) -> ParsedItem:
    """Posts on the page, comments and replies under them, reactions."""
    value = item.value
    what = reading.word(value.get("item"))
    verb = reading.word(value.get("verb", "add"))
    if verb in _RESTRICTIONS and what in _POSTS:
        flagged = reading.name(value.get("video_flag_reason"))
        return item.warning(f"{what}_{verb}: {flagged}" if flagged else f"{what}_{verb}")
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
        if what == "share" and not _is_by_page(item):
            return _share(item, kind)
        return _message(item, kind, Surface.POST)
    return item.unsupported(f"{item.field}.{what}")


def _share(item: Item, kind: EventKind) -> ParsedItem:
    """Somebody shows a post of ours to others: a signal, or a mention if they say more about it than names."""
    text = reading.text(item.value.get("message"))
    named = (*tagged_in(item, item.value, text), *reading.handles(text))
    if kind is EventKind.CREATED and (text is None or reading.names_friends_only(text, named, item.account.handle)):
        return _signal(item, "share", "add")
    return _message(item, kind, Surface.MENTION)


def _is_by_page(item: Item) -> bool:
    author = author_in(item.value)
    return author is not None and item.account.is_own(author.id)


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
    author = author_in(value)
    if what == "comment":
        comment_id = comment_id_of(value.get("comment_id"), None)
        wanted = _wanted(kind, value) if item.field == "ratings" else {}
        return _event(
            item, kind, Surface.COMMENT, author, root=story, message_id=comment_id, parent_id=story, details=wanted
        )
    reviewer = author.id if author is not None else None
    # One person has one recommendation of a page, so the reviewer names it when the story is not told.
    unnamed = reading.digest(value) if kind is EventKind.CREATED and not _REVIEW.isdisjoint(value) else None
    message_id = story or (f"{NAMED_BY_AUTHOR}{reviewer or unnamed}" if reviewer or unnamed else None)
    kind_of = reading.identifier(value.get("recommendation_type"))
    details = {} if kind_of is None else {"recommendation_type": kind_of}
    return _event(
        item, kind, Surface.REVIEW, author, root=message_id, message_id=message_id, parent_id=None, details=details
    )


def _story_of(post_id: str | None) -> str | None:
    """The story that a post named ``<author>_<story>`` is: recommendations are named by the story alone."""
    return last_part(post_id) if post_id is not None and NUMBERS.fullmatch(post_id) is not None else post_id


def _message(item: Item, kind: EventKind, surface: Surface) -> ParsedItem:
    """A post or a comment; which of the two is told by ``item`` and ``comment_id``."""
    value = item.value
    post_id = post_id_in(item, value)
    is_comment = value.get("item") == "comment" or (surface is not Surface.POST and value.get("comment_id") is not None)
    if not is_comment:
        post_id = post_id or reading.first_identifier(value, *_OTHER_IDS)  # an album has no post of its own
        details = _wanted(kind, value) if item.field == "mention" else {}
        return _event(
            item, kind, surface, author_in(value), root=post_id, message_id=post_id, parent_id=None, details=details
        )
    message_id = comment_id_of(value.get("comment_id"), post_id)
    parent_id = comment_id_of(value.get("parent_id"), post_id)
    if parent_id is None or is_same(parent_id, post_id):
        parent_id = post_id
    return _event(
        item,
        kind,
        surface,
        author_in(value),
        root=post_id or message_id,
        message_id=message_id,
        parent_id=parent_id,
        details=_wanted(kind, value) if item.field == "mention" else {},
    )


def _wanted(kind: EventKind, value: Mapping[str, Any]) -> Mapping[str, str]:
    """What is delivered without its words is looked up before it is read."""
    return {LOOK_UP: WANTED} if kind is EventKind.CREATED and reading.text(value.get("message")) is None else {}


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
    mentions = tagged_in(item, value, text)
    if surface is Surface.COMMENT and kind is EventKind.CREATED and MEDIA.isdisjoint(value):
        named = (*mentions, *reading.handles(text))
        if reading.names_friends_only(text, named, item.account.handle):
            return _signal(item, "tag", "add")
    return item.event(
        kind,
        (message_id, *occasion),
        surface=surface,
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else public_conversation(root or message_id, author, message_id),
        message_id=message_id,
        parent_id=parent_id,
        text=text,
        rating=reading.rating(value.get("rating")) if surface is Surface.REVIEW and kind in WITH_TEXT else None,
        author=author,
        mentions=mentions,
        attachments=attachments_in(value) if kind in WITH_TEXT else (),
        permalink=permalink_of(value, message_id, root, parent_id, author),
        occurred_at=occurred_at,
        details=details,
    )


def _signal(item: Item, name: str, verb: str) -> Signals:
    return Signals(account=item.account, name=f"{name}_removed" if verb in ("remove", "delete") else name)
