"""The same words for every sound: the emulator has no speech recognition."""

from shared.domain.media.transcription import Transcript, TranscriptState

WORDS = "Bonjour, c'est Léa. Mon colis n'est toujours pas arrivé, pouvez-vous me rappeler s'il vous plaît ?"


class CannedTranscriber:
    """Implements the port ``Transcriber``."""

    def transcript(self, name: str, key: str, *, mime_type: str) -> Transcript:
        return Transcript(state=TranscriptState.DONE, text=WORDS, language="fr")

    def forget(self, name: str) -> None:
        """Nothing is kept."""
