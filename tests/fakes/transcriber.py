"""Speech recognition, in memory."""

from dataclasses import dataclass, field

from shared.domain.errors import NightdeskError
from shared.domain.media.transcription import Transcript, TranscriptState


@dataclass
class FakeTranscriber:
    """``looks`` is how often it is looked before the work is done; ``error`` is raised instead of an answer."""

    text: str = "Mon colis n'est pas arrivé"
    language: str | None = "fr"
    looks: int = 1
    state: TranscriptState = TranscriptState.DONE
    error: NightdeskError | None = None
    begun: dict[str, int] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)

    def transcript(self, name: str, key: str, *, mime_type: str) -> Transcript:
        if self.error is not None:
            raise self.error
        seen = self.begun.get(name, -1) + 1
        self.begun[name] = seen
        if seen < self.looks:
            return Transcript(state=TranscriptState.RUNNING)
        return Transcript(state=self.state, text=self.text, language=self.language)

    def forget(self, name: str) -> None:
        self.forgotten.append(name)
