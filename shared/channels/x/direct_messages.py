"""One direct message of X, in the shape of the Account Activity API (X API, "Direct Messages: message create events").

The X Activity API tells direct messages in the same shape.
"""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.x import wording
from shared.channels.x.items import Delivery, author_of, moment
from shared.domain.channels.webhook import ParsedItem
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility


def direct_message(delivery: Delivery, item: Mapping[str, Any], users: Mapping[str, Any]) -> ParsedItem | None:
    """A direct message that somebody wrote to us, or we to somebody. The pair is the conversation."""
    created = reading.mapping(item.get("message_create"))
    data = reading.mapping(created.get("message_data"))
    message_id = reading.first_identifier(item, "id", "id_str")
    sender = reading.identifier(created.get("sender_id")) or reading.identifier(item.get("sender_id"))
    if message_id is None:
        return None
    if item.get("type") not in ("message_create", None) or not created or sender is None:
        return _other(delivery, item, message_id)
    own = delivery.account.is_own(sender)
    recipient = reading.identifier(reading.mapping(created.get("target")).get("recipient_id"))
    if own and recipient is None:
        return None
    media = _media(data)
    links = reading.sequence(reading.mapping(data.get("entities")).get("urls"))
    text = wording.as_read(data.get("text"), None, links, wording.short_links(media)) or _shown(data)
    return delivery.event(
        EventKind.ECHO if own else EventKind.CREATED,
        message_id,
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=recipient if own else sender,
        text=text,
        author=author_of(reading.mapping(users.get(sender)), sender),
        attachments=wording.attachments(media) or _others_attached(data),
        mentions=reading.handles(text),
        occurred_at=moment(delivery, message_id, item.get("created_timestamp"), item.get("created_at")),
        details=_app(created),
    )


def _media(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The media of a direct message: one, or a list of them."""
    media = reading.mapping(data.get("attachment")).get("media")
    listed = media if isinstance(media, list) else [media]
    return [found for raw in listed if (found := reading.mapping(raw))]


def _others_attached(data: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """What is attached and no medium, such as a place."""
    attached = reading.mapping(data.get("attachment"))
    kind = reading.name(attached.get("type"))
    latitude, longitude = _point(data)
    return () if kind is None else (reading.attachment(kind, latitude=latitude, longitude=longitude),)


def _shown(data: Mapping[str, Any]) -> str | None:
    """What a message without a text says: the point on the map, or the answer of ours that was chosen."""
    return reading.place(*_point(data)) or reading.text(
        reading.mapping(data.get("quick_reply_response")).get("metadata")
    )


def _point(data: Mapping[str, Any]) -> tuple[Any, Any]:
    """Latitude and longitude. X tells them as GeoJSON does: longitude first."""
    location = reading.mapping(reading.mapping(data.get("attachment")).get("location"))
    shared = reading.mapping(location.get("shared_coordinate"))
    point = reading.sequence(reading.mapping(shared.get("coordinates")).get("coordinates"))
    return (point[1], point[0]) if len(point) == 2 else (None, None)


def _app(created: Mapping[str, Any]) -> dict[str, str]:
    app = reading.identifier(created.get("source_app_id"))
    return {"app_id": app} if app else {}


def _other(delivery: Delivery, item: Mapping[str, Any], message_id: str) -> InboundEvent:
    kind = reading.name(item.get("type")) or "unknown"
    if kind.endswith(("delete", "deleted")):
        return delivery.event(
            EventKind.DELETED,
            message_id,
            visibility=Visibility.PRIVATE,
            occurred_at=moment(delivery, None, item.get("created_timestamp"), item.get("timestamp_ms")),
        )
    return delivery.unsupported(f"direct_message_events.{kind}", item)
