"""Which content is taken for which type of attachment, whatever its name or its sender says."""

from shared.domain.vocabulary import AttachmentType

IMAGES = frozenset(
    {
        "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif", "image/avif", "image/bmp",
        "image/tiff",
    }
)  # fmt: skip
VIDEOS = frozenset(
    {
        "video/mp4", "video/quicktime", "video/webm", "video/3gpp", "video/mpeg", "video/x-matroska", "video/x-m4v",
        "video/x-msvideo",
    }
)  # fmt: skip
SOUNDS = frozenset(
    {
        "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/x-wav", "audio/x-flac", "audio/x-aiff",
        "audio/midi",
    }
)  # fmt: skip
_STICKERS = IMAGES | VIDEOS | {"application/gzip"}  # Telegram's animated ones are zipped drawings

UNKNOWN = "application/octet-stream"
"""Content that has no signature: plain text, tables, letters. A browser shows it as nothing."""

_PROGRAMS = frozenset(
    {
        "application/x-msdownload", "application/x-executable", "application/x-mach-binary", "application/x-deb",
        "application/x-rpm", "application/x-nintendo-nes-rom", "application/x-google-chrome-extension",
        "application/vnd.android.package-archive", "application/x-shockwave-flash", "application/wasm",
        "application/java-archive",
    }
)  # fmt: skip
_MARKUP = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml", b"<head", b"<body", b"<iframe")
"""How a file begins that a browser would run as a page."""


def accepted(kind: AttachmentType, found: str | None, beginning: bytes) -> str | None:
    """The MIME type under which the content is kept; ``None`` when it is refused.

    ``found`` is what the content's signature says. Pictures, videos and sounds must be what they say, though not of
    the very kind: platforms call an animation a video, and a voice note lies in a file for films. A document may be
    anything but a program; a page is kept as a text that nothing runs.
    """
    if kind is AttachmentType.FILE:
        if found in _PROGRAMS or _is_program(beginning):
            return None
        return UNKNOWN if found is None or _is_markup(beginning) else found
    if kind is AttachmentType.STICKER:
        return found if found in _STICKERS else None
    return found if found in IMAGES | VIDEOS | SOUNDS else None


def _is_program(beginning: bytes) -> bool:
    return beginning.startswith((b"#!/", b"MZ", b"\x7fELF"))


def _is_markup(beginning: bytes) -> bool:
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(_MARKUP)
