"""Objects in the bucket: long texts, and what could not be read."""

from datetime import datetime
from typing import Protocol


class Quarantine(Protocol):
    def keep(self, *, key: str, reason: str, channel: str, brand: str, body: bytes, received_at: datetime) -> None:
        """Keep something signed that cannot be understood. The same key twice leaves one."""
        ...


class TextStore(Protocol):
    def put(self, text: str) -> str:
        """Put a long text aside; the same text has the same key."""
        ...

    def get(self, key: str) -> str:
        """Raises ``ContentGoneError``."""
        ...


class ErasableTexts(TextStore, Protocol):
    def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        ...
