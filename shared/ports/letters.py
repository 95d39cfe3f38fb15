"""The weekly letter: whether it was sent, and sending it."""

from datetime import date, datetime
from typing import Protocol

from shared.domain.figures.letter import LetterMail


class LetterRegister(Protocol):
    def claim(self, brand_id: str, monday: date, at: datetime) -> bool:
        """``False``: it was sent, or somebody claimed it within the last half hour."""
        ...

    def release(self, brand_id: str, monday: date) -> None:
        """It could not be sent: the next one who asks may claim it."""
        ...

    def mark_sent(self, brand_id: str, monday: date, at: datetime) -> None: ...


class LetterSender(Protocol):
    def send(self, letter: LetterMail) -> None:
        """Raises ``UpstreamError`` or a ``PermanentError``."""
        ...
