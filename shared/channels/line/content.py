"""What a message of LINE says and holds (LINE Messaging API, "Message event")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.channels import reading
from shared.domain.messages.attachments import Attachment

_FILES = frozenset({"image", "video", "audio", "file"})
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``quoted`` is the message that is answered, ``album`` what pictures that were sent together have in common.

    ``names_us``: the account itself is mentioned.
    """

    text: str | None = None
    attachments: tuple[Attachment, ...] = ()
    quoted: str | None = None
    album: str | None = None
    names_us: bool = False


def said_in(message: Mapping[str, Any]) -> Said:
    kind = reading.word(message.get("type"))
    mentioned = reading.sequence(reading.mapping(message.get("mention")).get("mentionees"))
    return Said(
        text=reading.text(message.get("text")) if kind == "text" else None,
        attachments=_attachments(kind, message),
        quoted=reading.identifier(message.get("quotedMessageId")),
        album=reading.identifier(reading.mapping(message.get("imageSet")).get("id")),
        names_us=any(reading.flag(reading.mapping(one).get("isSelf")) for one in mentioned),
    )


def _attachments(kind: str, message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    if kind in ("", "text"):
        return ()
    if kind == "location":
        place = reading.attachment(
            "location",
            title=message.get("title"),
            label=message.get("address"),
            latitude=message.get("latitude"),
            longitude=message.get("longitude"),
        )
        return (place,)
    if kind == "sticker":
        words = [word for raw in reading.sequence(message.get("keywords")) if (word := reading.name(raw))]
        return (reading.attachment("sticker", title=reading.text(message.get("text")) or ", ".join(words[:3]) or None),)
    provider = reading.mapping(message.get("contentProvider"))
    elsewhere = provider.get("originalContentUrl") if provider.get("type") == "external" else None
    milliseconds = reading.whole_number(message.get("duration"))
    held = reading.attachment(
        kind,
        elsewhere,
        # LINE gives a file away under the id of its message.
        id=message.get("id") if kind in _FILES and elsewhere is None else None,
        title=message.get("fileName"),
        size=message.get("fileSize"),
        duration=None if milliseconds is None else milliseconds // _MILLISECONDS,
    )
    return (held,)
