"""What a channel can carry beside or instead of a text, and how many messages that makes. Pure.

A channel's ``policy.py`` says what its platform takes; a file that fits no kind of it is refused before anything is
sent, in words for the agent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

MB = 1_000_000
"""Platforms do not say which megabyte they mean: the smaller one is sure to be taken."""

MAX_FILE_SIZE = 25 * MB
"""Bytes of one file that an agent sends, whatever the channel takes: it is handed over within one call."""

MAX_FILES = 10
"""Files of one reply."""

IMAGE, VIDEO, AUDIO, FILE = "image", "video", "audio", "file"

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"
MP4, MOV, WEBM, VIDEO_3GP = "video/mp4", "video/quicktime", "video/webm", "video/3gpp"
MP3, M4A, AAC, OGG, AMR, WAV = "audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/amr", "audio/x-wav"
PDF, TEXT, CSV = "application/pdf", "text/plain", "text/csv"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"
PPTX = f"{_OFFICE}.presentationml.presentation"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"

PICTURES = frozenset({JPEG, PNG, GIF, WEBP})
VIDEOS = frozenset({MP4, MOV, WEBM, VIDEO_3GP})
SOUNDS = frozenset({MP3, M4A, AAC, OGG, AMR, WAV})
DOCUMENTS = frozenset({PDF, TEXT, CSV, DOCX, XLSX, PPTX, ODT, ODS})

SUFFIXES = {
    JPEG: "jpg",
    PNG: "png",
    GIF: "gif",
    WEBP: "webp",
    MP4: "mp4",
    MOV: "mov",
    WEBM: "webm",
    VIDEO_3GP: "3gp",
    MP3: "mp3",
    M4A: "m4a",
    AAC: "aac",
    OGG: "ogg",
    AMR: "amr",
    WAV: "wav",
    PDF: "pdf",
    TEXT: "txt",
    CSV: "csv",
    DOCX: "docx",
    XLSX: "xlsx",
    PPTX: "pptx",
    ODT: "odt",
    ODS: "ods",
}
"""How the name of a file of that type ends."""

SENDABLE = PICTURES | VIDEOS | SOUNDS | DOCUMENTS
"""MIME types that an agent may send at all. Nothing that runs on the customer's side: no HTML, SVG, script, archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRule:
    """Files that go as one ``kind`` (``image``, ``video``, ``audio`` or ``file``): MIME types, and bytes at most."""

    kind: str
    types: frozenset[str]
    max_size: int = MAX_FILE_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRules:
    """What a channel carries at one visibility.

    ``files``, the preferred kind of a type first: a GIF that is no picture on a platform may be a file there.
    ``per_message`` is how many stand in one message; those whose type is in ``alone`` stand in one of their own.
    ``fetched_later``: whoever gets the message fetches the file from a link, some minutes later.
    ``captioned`` are the kinds beside which a text of at most ``caption`` characters stands in the same message.
    """

    files: Sequence[FileRule]
    per_message: int = 1
    alone: frozenset[str] = frozenset()
    captioned: frozenset[str] = frozenset()
    caption: int | None = None
    max_files: int = MAX_FILES
    fetched_later: bool = False

    def kind_of(self, mime_type: str, size: int) -> str | None:
        """The kind as which a file of that type goes: the first that is large enough; ``None``: it cannot be sent."""
        fitting = (rule.kind for rule in self.files if mime_type in rule.types and size <= rule.max_size)
        return next(fitting, None)

    def limit_of(self, mime_type: str) -> int | None:
        """The most bytes that a file of that type may have; ``None`` when the channel takes no such file."""
        return max((rule.max_size for rule in self.files if mime_type in rule.types), default=None)

    @property
    def types(self) -> frozenset[str]:
        return frozenset().union(*(rule.types for rule in self.files))


class Sendable(Protocol):
    @property
    def type(self) -> str: ...

    @property
    def mime_type(self) -> str: ...


F = TypeVar("F", bound=Sendable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion(Generic[F]):
    """One message of an answer: a text, files, or both."""

    text: str
    files: tuple[F, ...] = ()


def portions_of(text: str, files: Sequence[F], rules: AttachmentRules) -> tuple[Portion[F], ...]:
    """The messages that a text and its files make on a channel, in the order in which they are sent.

    The text stands beside the first files where the platform has a place for it, else before them.
    """
    groups: list[list[F]] = []
    for file in files:
        last = groups[-1] if groups else None
        joins = last is not None and len(last) < rules.per_message and file.mime_type not in rules.alone
        if last is not None and joins and last[0].mime_type not in rules.alone:
            last.append(file)
        else:
            groups.append([file])
    beside = (
        bool(groups and text)
        and all(file.type in rules.captioned for file in groups[0])
        and (rules.caption is None or len(text) <= rules.caption)
    )
    texts = [text if beside and number == 0 else "" for number in range(len(groups))]
    with_files = [Portion(text=said, files=tuple(group)) for said, group in zip(texts, groups, strict=True)]
    return tuple(with_files if beside or not text else [Portion(text=text), *with_files])
