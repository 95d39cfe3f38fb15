"""How a file of a message is handed to a browser: nothing that a customer sent ever runs. Pure."""

from dataclasses import dataclass
from urllib.parse import quote

from shared.domain.channels.attachments import PICTURES, SOUNDS, VIDEOS
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.file_names import safe_title

INLINE = PICTURES | VIDEOS | SOUNDS
"""MIME types that a page may show in itself: pictures without scripts, films, sounds. No SVG, no HTML, no PDF."""

OCTET_STREAM = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """What the bucket answers with, whatever it was told when the file was put there."""

    content_type: str
    content_disposition: str


def headers_of(attachment: Attachment) -> Headers:
    """Shown inline if a page may show it; else saved as a file, of a type that no browser opens."""
    title = quote(file_name_of(attachment), safe="")
    if attachment.mime_type in INLINE:
        return Headers(content_type=attachment.mime_type or "", content_disposition=f"inline; filename*=UTF-8''{title}")
    return Headers(content_type=OCTET_STREAM, content_disposition=f"attachment; filename*=UTF-8''{title}")


def file_name_of(attachment: Attachment) -> str:
    """The name under which a file is saved: its own made harmless, or what it is and its id."""
    given = attachment.title or f"{attachment.type}-{(attachment.id or '')[:8]}"
    return safe_title(given, attachment.mime_type)
