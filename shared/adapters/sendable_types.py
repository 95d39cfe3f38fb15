"""What a file is that an agent wants to send, by its first bytes: its name and what somebody calls it are not asked.

The library ``filetype`` knows the signatures. What it cannot tell is told here: words, and films among sounds.
"""

import filetype

from shared.domain.channels.attachments import MOV, OGG, TEXT, VIDEO_3GP

_SOUNDS_IN_OGG = (b"OpusHead", b"\x01vorbis", b"Speex   ")


def mime_type_of(beginning: bytes) -> str | None:
    """The MIME type of a file that begins with these bytes (some kilobytes); ``None``: nobody can tell."""
    brand = beginning[8:12] if beginning[4:8] == b"ftyp" else b""
    if brand == b"qt  ":
        return MOV  # its other brands may be those of MP4
    if brand.startswith(b"3g"):
        return VIDEO_3GP
    found = filetype.guess(beginning) if beginning else None
    if found is None:
        return TEXT if _is_plain_text(beginning) else None
    if found.mime == OGG and not any(sound in beginning[:128] for sound in _SOUNDS_IN_OGG):
        return None  # a film: the container is the same
    return str(found.mime)


def _is_plain_text(beginning: bytes) -> bool:
    """Words, and no markup that a browser would read as a page, whatever it is called."""
    try:
        text = beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(beginning) - 4:  # a character that is cut in two at the end is none that is wrong
            return False
        text = beginning[: error.start].decode("utf-8")
    visible = text.lstrip("\ufeff \t\r\n")
    return bool(visible) and not visible.startswith("<") and all(c.isprintable() or c in "\t\r\n\f" for c in text)
