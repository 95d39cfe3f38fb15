"""The weekly letter: whether it was sent, and sending it."""

from collections.abc import Set
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

    def done(self, brand_id: str, monday: date) -> Set[str]:
        """Whom it was sent to, or who can never get it; what ``mark_done`` was told."""
        ...

    def mark_done(self, brand_id: str, monday: date, recipient: str) -> None: ...

    def mark_sent(self, brand_id: str, monday: date, at: datetime) -> None:
        """To everybody: nobody claims it any more."""
        ...


class LetterSender(Protocol):
    @property
    def by_mail(self) -> bool:
        """Whether it can send mail; otherwise everything goes to the topic."""
        ...

    def send(self, letter: LetterMail) -> None:
        """Raises ``UpstreamError``, or a ``PermanentError`` where trying again cannot help."""
        ...
