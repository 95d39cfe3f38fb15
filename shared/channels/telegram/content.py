"""What a message of Telegram holds beside its text (Telegram Bot API, ``Message``)."""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.domain.messages.attachments import Attachment

_MEDIA = (
    "photo", "video", "animation", "video_note", "voice", "audio", "document", "sticker", "location", "venue",
    "contact", "poll", "dice", "story", "paid_media", "game", "invoice", "checklist",
)  # fmt: skip


def shown(message: Mapping[str, Any], *, private: bool) -> str | None:
    """What a message without a text shows: a contact's name and number, a place, the question of a poll.

    A sticker says what its emoji says to whom it is sent; in public it is a message without words.
    """
    contact = reading.mapping(message.get("contact"))
    card = ", ".join(part for part in (full_name(contact), reading.name(contact.get("phone_number"))) if part)
    venue, location = reading.mapping(message.get("venue")), reading.mapping(message.get("location"))
    address = ", ".join(found for key in ("title", "address") if (found := reading.name(venue.get(key))))
    return (
        reading.text(card)
        or reading.text(address)
        or reading.place(location.get("latitude"), location.get("longitude"))
        or reading.text(reading.mapping(message.get("poll")).get("question"))
        or (reading.text(reading.mapping(message.get("sticker")).get("emoji")) if private else None)
        or reading.text(reading.mapping(message.get("web_app_data")).get("data"))
    )


def attachments_of(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Telegram gives files away against the bot's token and the file's id, never by an address.

    An animation comes as a document too and a venue as a location, for programs that do not know them.
    """
    held = [field for field in _MEDIA if message.get(field)]
    again = {"animation": "document", "venue": "location"}
    repeated = {again[field] for field in held if field in again}
    found = [_attachment(field, message[field]) for field in held if field not in repeated]
    story = reading.mapping(message.get("reply_to_story"))
    if story:
        found.append(reading.attachment("story", id=story.get("id")))
    return tuple(found)


def _attachment(field: str, raw: Any) -> Attachment:
    # A photo comes in several sizes, the largest last.
    held = reading.mapping(raw[-1] if isinstance(raw, list) and raw else raw)
    if field in ("location", "venue"):
        point = reading.mapping(held.get("location")) or held
        return reading.attachment(
            field,
            latitude=point.get("latitude"),
            longitude=point.get("longitude"),
            title=held.get("title"),
            label=held.get("address"),
        )
    if field == "contact":
        return reading.attachment("contact", title=full_name(held), label=held.get("phone_number"))
    return reading.attachment(
        field,
        id=held.get("file_id") or (held.get("id") if field == "story" else None),
        mime_type=held.get("mime_type"),
        size=held.get("file_size"),
        duration=held.get("duration"),
        width=held.get("width") or held.get("length"),
        height=held.get("height") or held.get("length"),
        title=held.get("file_name") or held.get("title") or held.get("emoji") or held.get("question"),
        lines=[said for raw in reading.sequence(held.get("options")) if (said := reading.name(_option(raw)))],
    )


def _option(raw: Any) -> Any:
    """What can be chosen in a poll (``PollOption``)."""
    return reading.mapping(raw).get("text")


def full_name(person: Mapping[str, Any]) -> str:
    return " ".join(found for key in ("first_name", "last_name") if (found := reading.name(person.get(key))))
