"""What a file is, by its first bytes."""

import filetype

BEGINNING = 8_192
"""Bytes to look at."""

_SAME = {"image/heif": "image/heic", "video/x-m4v": "video/mp4", "audio/x-m4a": "audio/mp4"}


class SignatureTypes:
    """Implements the port ``ContentTypes`` with the library ``filetype``."""

    def of(self, beginning: bytes) -> str | None:
        found = filetype.guess(beginning[:BEGINNING]) if beginning else None
        return None if found is None else _SAME.get(found.mime, found.mime)
