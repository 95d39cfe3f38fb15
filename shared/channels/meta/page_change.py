"""What a change on a Facebook Page names: author, ids, people, media, address. See ``page.py`` for the ids."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from shared.channels import reading
from shared.channels.meta.cdn import ends_at
from shared.channels.meta.items import Item, author_of
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author

# Only ids of this form have the two spellings; whatever else somebody sends stays as it is.
NUMBERS = re.compile(r"[0-9]+(?:_[0-9]+)*")

MEDIA = frozenset({"photo", "photos", "video", "link"})
_ATTACHED = {
    "photo": "image",
    "video_inline": "video",
    "sticker": "sticker",
    "animated_image_share": "gif",
    "animated_image_video": "animated_gif",
}
_LINK_TYPES = {
    "photo": "image",
    "picture": "image",
    "video": "video",
    "reel": "video",
    "live_video": "video",
}  # what the link of such an item leads to


def author_in(value: Mapping[str, Any]) -> Author | None:
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


def post_id_in(item: Item, value: Mapping[str, Any]) -> str | None:
    post_id = reading.identifier(value.get("post_id")) or reading.identifier(
        reading.mapping(value.get("post")).get("id")
    )
    if post_id is not None:
        return post_id
    comment_id = reading.identifier(value.get("comment_id"))
    spelled_out = comment_id is not None and "_" in comment_id and NUMBERS.fullmatch(comment_id) is not None
    if comment_id is not None and spelled_out and item.field != "mention":
        return f"{item.account.id}_{comment_id.split('_')[-2]}"
    return None


def comment_id_of(raw: Any, post_id: str | None) -> str | None:
    """``<post>_<comment>`` when the post is known, as delivered otherwise."""
    found = reading.identifier(raw)
    if found is None or NUMBERS.fullmatch(found) is None:
        return found
    if "_" in found:
        return "_".join(found.split("_")[-2:])
    if post_id is None or NUMBERS.fullmatch(post_id) is None:
        return found
    return f"{last_part(post_id)}_{found}"


def is_same(one: str, other: str | None) -> bool:
    if other is None or NUMBERS.fullmatch(one) is None or NUMBERS.fullmatch(other) is None:
        return one == other
    return last_part(one) == last_part(other)


def last_part(spelled: str) -> str:
    return spelled.rpartition("_")[2]


def attachments_in(value: Mapping[str, Any]) -> tuple[Attachment, ...]:
    attached = _attached(reading.mapping(value.get("attachment")))
    if MEDIA.isdisjoint(value):
        return attached
    link_type = _LINK_TYPES.get(reading.word(value.get("item")), "link")
    ids = {"image": value.get("photo_id"), "video": value.get("video_id")}
    candidates: list[tuple[str, Any, Any]] = [("image", photo, None) for photo in reading.sequence(value.get("photos"))]
    candidates += [("image", value.get("photo"), ids["image"]), ("video", value.get("video"), ids["video"])]
    candidates += [(link_type, value.get("link"), ids.get(link_type))]
    found: dict[str, Attachment] = {one.source_url: one for one in attached if one.source_url is not None}
    for kind, raw, own_id in candidates:
        address = reading.url(raw)
        if address is not None and address not in found:
            found[address] = reading.attachment(
                kind, address, id=own_id, title=value.get("title"), expires_at=ends_at(address)
            )
    return tuple(found.values())[: reading.MAX_ATTACHMENTS]


def _attached(told: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The picture, film, sticker or GIF of a comment (Graph API, ``StoryAttachment``)."""
    kind = _ATTACHED.get(reading.word(told.get("type")))
    if kind is None:
        return ()
    media = reading.mapping(told.get("media"))
    address = media.get("source") or reading.mapping(media.get("image")).get("src") or told.get("url")
    named = reading.mapping(told.get("target")).get("id")
    return (reading.attachment(kind, address, id=named, title=told.get("title"), expires_at=ends_at(address)),)


def tagged_in(item: Item, value: Mapping[str, Any], text: str | None) -> tuple[str, ...]:
    """Whom the words name with a link behind the name: other people by name, us by our handle.

    Listed, or in lists under the place where each begins.
    """
    raw = value.get("message_tags")
    listed = list(reading.mapping(raw).values()) or reading.sequence(raw)
    tags = [reading.mapping(one) for held in listed for one in (held if isinstance(held, list) else [held])]
    found = []
    for tag in tags[: reading.MAX_MENTIONS]:
        named = reading.name(tag.get("name"))
        if item.account.is_own(reading.identifier(tag.get("id"))):
            found.append(item.account.handle)
        elif named is not None and named in (text or ""):
            found.append(named)
    return tuple(found)


def permalink_of(
    value: Mapping[str, Any], message_id: str, root: str | None, parent_id: str | None, author: Author | None
) -> str | None:
    """As delivered, else made of the ids: ``/<author>/posts/<post>?comment_id=<comment>&reply_comment_id=<reply>``."""
    own = reading.url(value.get("permalink_url"))
    if own is not None:
        return own
    post = reading.url(reading.mapping(value.get("post")).get("permalink_url")) or _address(root, author)
    if post is None or parent_id is None:
        return post
    names = {"comment_id": last_part(message_id)}
    if not is_same(parent_id, root):
        names = {"comment_id": last_part(parent_id), "reply_comment_id": last_part(message_id)}
    return f"{post}{'&' if '?' in post else '?'}{urlencode(names)}"


def _address(post_id: str | None, author: Author | None) -> str | None:
    """Facebook leads from the id of a post alone to its page as well."""
    if post_id is None or NUMBERS.fullmatch(post_id) is None:
        return None
    writer, _, post = post_id.rpartition("_")
    writer = writer or (author.id or "" if author is not None else "")
    if not writer.isdecimal():
        return f"https://www.facebook.com/{post}"
    return f"https://www.facebook.com/{writer}/posts/{post}"
