"""What a private message of Messenger or Instagram holds, and what it is about."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.channels import reading
from shared.channels.meta.cdn import ends_at
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import AttachmentType

# Stickers of a thumb, in three sizes, and Instagram's double tap: they say what the emoji says.
_THUMBS = frozenset({"369239263222822", "369239343222814", "369239383222810"})
_IDS_OF_MEDIA = ("reel_video_id", "ig_post_media_id", "ig_story_media_id", "attachment_id", "id")
_POSTS = frozenset({AttachmentType.POST, AttachmentType.REEL, AttachmentType.STORY})


def attachments_of(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """What was attached. A shown product is an attachment of its own; a template is only the frame around them."""
    found: list[Attachment] = []
    for one, payload in _attached(message):
        products = [reading.mapping(raw) for raw in _elements(payload)]
        found += [_product(product) for product in products if product]
        if not products:
            found.append(_attachment(one, payload))
    return tuple(found[: reading.MAX_ATTACHMENTS])


def about(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The story that is answered, the advertisement whose button led here, the product that is asked about."""
    found: list[Attachment] = []
    story = reading.mapping(reading.mapping(message.get("reply_to")).get("story"))
    if story:
        address = story.get("url")
        found.append(reading.attachment("story", address, id=story.get("id"), expires_at=ends_at(address)))
    led_here = reading.mapping(message.get("referral"))
    product = reading.mapping(led_here.get("product"))
    if product:
        found.append(reading.attachment("product", id=product.get("id")))
    shown = reading.mapping(led_here.get("ads_context_data"))
    if shown or led_here.get("ad_id"):
        found.append(
            reading.attachment(
                "post",
                shown.get("photo_url") or shown.get("video_url") or led_here.get("referer_uri"),
                id=led_here.get("ad_id") or shown.get("post_id"),
                title=shown.get("ad_title"),
            )
        )
    return tuple(found)


def each_once(held: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """The attachments without those that say again what another one says.

    Instagram tells a shared post twice, as ``share`` and as ``ig_post``: the one that names it better stays.
    """
    listed = list(held)
    posts = [one for one in listed if one.type in _POSTS and one.source_type != "share"]
    shares = [one for one in listed if one.source_type == "share"]
    if len(posts) == len(shares):
        listed = [one for one in listed if one.source_type != "share"]
    found: dict[tuple[str | None, ...], Attachment] = {}
    for one in listed:
        key: tuple[str | None, ...] = (str(id(one)),)
        if one.source_url is not None:
            key = (one.source_url,)
        elif one.source_id is not None:
            key = (one.type, one.source_id, one.title)

        found.setdefault(key, one)
    return tuple(found.values())


def _elements(payload: Mapping[str, Any]) -> list[Any]:
    product = reading.mapping(payload.get("product"))
    return list(reading.sequence(product.get("elements")))[: reading.MAX_ATTACHMENTS]


def _product(product: Mapping[str, Any]) -> Attachment:
    return reading.attachment(
        "product",
        product.get("image_url"),
        id=reading.first_identifier(product, "retailer_id", "id"),
        title=product.get("title"),
        label=product.get("subtitle"),
    )


def _attachment(one: Mapping[str, Any], payload: Mapping[str, Any]) -> Attachment:
    sticker = reading.identifier(payload.get("sticker_id"))
    point = reading.mapping(payload.get("coordinates"))
    address = payload.get("url") or one.get("url") or one.get("URL")
    return reading.attachment(
        one.get("type") if sticker is None else "sticker",
        address,
        id=sticker or reading.first_identifier(payload, *_IDS_OF_MEDIA),
        mime_type=payload.get("mime_type"),
        size=payload.get("size") or payload.get("file_size"),
        title=payload.get("title") or one.get("title") or payload.get("name"),
        latitude=point.get("lat"),
        longitude=point.get("long"),
        expires_at=ends_at(address),
    )


def _attached(message: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each attachment and its payload."""
    listed = message.get("attachments")
    held = [reading.mapping(raw) for raw in (listed if isinstance(listed, list) else [listed])]
    return [(one, reading.mapping(one.get("payload"))) for one in held if one][: reading.MAX_ATTACHMENTS]


def shown(message: Mapping[str, Any]) -> str | None:
    """What a message without a text shows: a thumb, a heart, a point on the map."""
    if reading.identifier(message.get("sticker_id")) in _THUMBS:
        return "👍"
    for one, payload in _attached(message):
        kind = reading.word(one.get("type"))
        if kind == "like_heart":
            return "❤️"
        if reading.identifier(payload.get("sticker_id")) in _THUMBS:
            return "👍"
        point = reading.mapping(payload.get("coordinates"))
        found = reading.place(point.get("lat"), point.get("long"))
        if found is not None:
            return found
    return None
