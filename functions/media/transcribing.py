"""Has a voice message written down, once it is in the bucket. The words come in as an edit of their message."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.errors import PermanentError, UpstreamError
from shared.domain.media.fetching import MediaRequest
from shared.domain.media.transcription import (
    MAX_ATTEMPTS,
    TranscriptState,
    delay_after,
    is_wanted,
    name_of,
    words_of,
)
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from shared.ports.media import Transcriber
from shared.ports.queues import InboundQueue
from shared.ports.repositories import MessageRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptionResult:
    """``state`` is ``None`` when there was nothing to write down. ``retry_in``: it is not done yet."""

    state: TranscriptState | None = None
    error: str | None = None
    retry_in: timedelta | None = None


NOTHING_TO_DO = TranscriptionResult()


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscribeVoice:
    """Starts the work, or looks how far it is. May be repeated at any point, and may run beside itself.

    Whatever fails, the message stays as it is: without words. What Transcribe wrote is deleted once it is read, and
    when the message went meanwhile.
    """

    messages: MessageRepository
    transcriber: Transcriber
    queue: InboundQueue
    clock: Clock

    def __call__(self, request: MediaRequest, attempt: int) -> TranscriptionResult:
        """``attempt`` counts the receives of the entry, from 1. Raises ``UpstreamError`` for the table only."""
        name = name_of(request)
        message = self.messages.get(*request.message)
        held = None if message is None else _held(message, request.attachment_id)
        if message is None or held is None:
            if attempt > 1:
                self._forget(name)
            return NOTHING_TO_DO
        if not is_wanted(message, held) or held.key is None or held.mime_type is None:
            return NOTHING_TO_DO
        try:
            found = self.transcriber.transcript(name, held.key, mime_type=held.mime_type)
            words = words_of(message, found, self.clock.now()) if found.state is TranscriptState.DONE else None
            if words is not None and self.queue.put([words]):
                return self._later(name, attempt, "sqs_refused")
        except UpstreamError as error:
            return self._later(name, attempt, str(error))
        except PermanentError as error:
            self._forget(name)
            return TranscriptionResult(state=TranscriptState.FAILED, error=type(error).__name__)
        if found.state is TranscriptState.RUNNING:
            return self._later(name, attempt, None)
        self._forget(name)
        return TranscriptionResult(state=found.state)

    def _later(self, name: str, attempt: int, error: str | None) -> TranscriptionResult:
        if attempt >= MAX_ATTEMPTS:
            self._forget(name)
            return TranscriptionResult(state=TranscriptState.FAILED, error=error or "took_too_long")
        return TranscriptionResult(state=TranscriptState.RUNNING, error=error, retry_in=delay_after(attempt))

    def _forget(self, name: str) -> None:
        """What is left of it otherwise is deleted by the rules of the bucket, within two days."""
        try:
            self.transcriber.forget(name)
        except (UpstreamError, PermanentError):
            return


def _held(message: Message, attachment_id: str) -> Attachment | None:
    return next((one for one in message.attachments if one.id == attachment_id), None)
