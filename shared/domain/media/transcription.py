"""Voice messages as words: which are written down, and how the words come to their message. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from shared.domain.media.fetching import MediaRequest
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.edits import edit_of
from shared.domain.messages.event import TRANSCRIBED, InboundEvent
from shared.domain.messages.look_up import FOUND, LOOK_UP
from shared.domain.messages.model import Message
from shared.domain.vocabulary import AttachmentStatus, AttachmentType, Direction

MAX_SIZE = 5_000_000
"""Bytes. A voice message of five minutes has at most two million."""

MAX_DURATION = 300
"""Seconds."""

MAX_LENGTH = 8_000
"""Characters that are kept. Five minutes of fast speech have 6,000."""

MAX_ATTEMPTS = 14
"""Receives of an entry, those before the file was there included. The queue moves it after the fifteenth."""

FORMATS: Mapping[str, str] = {
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "mp4",
    "video/mp4": "mp4",
    "audio/amr": "amr",
    "audio/x-wav": "wav",
    "audio/x-flac": "flac",
    "video/webm": "webm",
}
"""MIME types of sounds, as their content says, and what Amazon Transcribe calls them (``MediaFormat``)."""

_DELAYS = (15, 15, 20, 30, 60, 120, 300)  # seconds; most are done within a minute


class TranscriptState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # asking again will not help


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """How far it is; what was said, and in which language (``fr`` or ``en``), once it is done."""

    state: TranscriptState
    text: str = ""
    language: str | None = None


def is_wanted(message: Message, held: Attachment) -> bool:
    """A short sound of a customer that is in the bucket, in a message without words."""
    return (
        message.complete
        and message.deleted_at is None
        and message.direction is Direction.INBOUND
        and message.text is None
        and message.text_key is None
        and held.type is AttachmentType.AUDIO
        and held.status is AttachmentStatus.STORED
        and held.mime_type in FORMATS
        and (held.size or 0) <= MAX_SIZE
        and (held.duration or 0) <= MAX_DURATION
    )


def name_of(request: MediaRequest) -> str:
    """What the work is called. The same each time, and it tells nothing about anybody."""
    return sha256("\x1f".join((*request.message, request.attachment_id)).encode()).hexdigest()[:40]


def delay_after(attempt: int) -> timedelta:
    """How long to wait after the attempt of this number (the first is 1)."""
    return timedelta(seconds=_DELAYS[min(attempt, len(_DELAYS)) - 1])


def words_of(message: Message, transcript: Transcript, now: datetime) -> InboundEvent | None:
    """The words as an edit of their message, which has said them from the start; ``None`` when nothing was said."""
    text = " ".join(transcript.text.split())[:MAX_LENGTH]
    if not text:
        return None
    return edit_of(
        message,
        TRANSCRIBED,
        now,
        text=text,
        language_hint=transcript.language,
        occurred_at=message.occurred_at or now,
        details={LOOK_UP: FOUND, TRANSCRIBED: "true"},
    )
