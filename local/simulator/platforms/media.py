"""Files that customers sent, as the platforms give them away: made from the name that the delivery had for them.

A word in the name says what the file is: ``photo`` (a PNG picture), ``voice``, ``video``, ``document``; and what is
wrong with it: ``page`` is HTML that says it is a picture, ``endless`` never ends, ``private`` leads to the metadata
service of the machine, ``expired`` is no longer there. Other failures are faults (``POST /faults``).
"""

import struct
import zlib
from collections.abc import Iterator
from hashlib import sha256
from itertools import repeat

from local.simulator.exchange import Answer

METADATA_SERVICE = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
_WIDTH, _HEIGHT = 320, 200
_SILENCE = bytes(2_000)

_TYPES = {
    "photo": "image/png", "voice": "audio/ogg", "video": "video/mp4", "document": "application/pdf",
    "page": "image/jpeg", "endless": "video/mp4", "private": "image/jpeg",
}  # fmt: skip


def kind_of(name: str) -> str | None:
    return next((kind for kind in _TYPES if kind in name), None)


def type_of(name: str) -> str:
    """What the platform says it is."""
    return _TYPES.get(kind_of(name) or "", "application/octet-stream")


def is_there(name: str) -> bool:
    return "expired" not in name and kind_of(name) is not None


def size_of(name: str) -> int | None:
    """What the platform says of its size; of some files it says nothing."""
    return None if kind_of(name) in ("endless", "private") else len(_content(name))


def file(name: str) -> Answer:
    """The answer of the host that keeps the files."""
    if not is_there(name):
        return Answer(status=404, body="URL signature expired")
    if kind_of(name) == "private":
        return Answer(status=302, headers={"Location": METADATA_SERVICE})
    if kind_of(name) == "endless":
        return Answer(file=_endless(), headers={"Content-Type": type_of(name)})
    return Answer(body=_content(name), headers={"Content-Type": type_of(name)})


def _content(name: str) -> bytes:
    match kind_of(name):
        case "photo":
            return _picture(sha256(name.encode()).digest())
        case "voice":
            return b"OggS\x00\x02" + bytes(22) + b"OpusHead\x01" + _SILENCE
        case "video":
            return _FILM
        case "document":
            return b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
        case _:
            return b"<!doctype html><title>a picture, surely</title><script>alert(document.cookie)</script>"


_FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + _SILENCE


def _endless() -> Iterator[bytes]:
    yield _FILM
    yield from repeat(bytes(65_536))


def _picture(colours: bytes) -> bytes:
    """A PNG of two colours, top to bottom: another one for each name."""
    rows = bytearray()
    for y in range(_HEIGHT):
        pixel = bytes((colours[i] * y + colours[i + 3] * (_HEIGHT - y)) // _HEIGHT for i in range(3))
        rows += b"\x00" + pixel * _WIDTH
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
