"""Files that a simulated platform is handed, or fetches from a URL, and whether they are what they say."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from hashlib import sha256
from typing import Any

MAX_FETCHED = 30_000_000
FETCH_SECONDS = 5

_SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/x-wav"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"%PDF-", "application/pdf"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """``mime_type`` is what the sender calls it."""

    name: str
    mime_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def kind(self) -> str:
        """``image``, ``video`` or ``audio``, by the content; ``file`` for everything else."""
        found = next(
            (mime for at, start, mime in _SIGNATURES if self.content[at : at + len(start)] == start), "application/*"
        )
        if found == "video/mp4" and self.content[8:12] == b"M4A ":
            found = "audio/mp4"
        kind = found.partition("/")[0]
        return kind if kind in ("image", "video", "audio") else "file"

    def described(self) -> dict[str, Any]:
        """The file without its content, for whoever reads what was called."""
        digest = sha256(self.content).hexdigest()
        return {"name": self.name, "mime_type": self.mime_type, "size": self.size, "sha256": digest}


def form(raw: bytes, content_type: str) -> Mapping[str, Any]:
    """The fields of a ``multipart/form-data`` body: texts, and ``ReceivedFile`` for what has a file name."""
    whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + raw)
    found: dict[str, Any] = {}
    for part in whole.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        name, filename = str(part.get_param("name", header="content-disposition")), part.get_filename()
        if filename is None:
            found[name] = content.decode("utf-8", "replace")
        else:
            found[name] = ReceivedFile(name=filename, mime_type=part.get_content_type(), content=content)
    return found


def fetched(url: str) -> ReceivedFile | None:
    """What a platform gets from a URL without showing anything; ``None``: no file, or one that is far too large."""
    if not url.startswith(("http://", "https://")):
        return None
    try:
        # S310 warns of file:// and other schemes: only http and https come this far.
        with urllib.request.urlopen(url, timeout=FETCH_SECONDS) as answer:  # noqa: S310  http and https only
            content = answer.read(MAX_FETCHED + 1)
            mime_type = answer.headers.get_content_type()
    except (urllib.error.URLError, OSError, ValueError):
        return None
    if len(content) > MAX_FETCHED:
        return None
    return ReceivedFile(name=url.partition("?")[0].rpartition("/")[2], mime_type=mime_type, content=content)
