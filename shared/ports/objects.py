"""Objects in the bucket: long texts, and what could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol


class Quarantine(Protocol):
    def keep(self, *, key: str, reason: str, channel: str, brand: str, body: bytes, received_at: datetime) -> None:
        """Keep something signed that cannot be understood. The same key twice leaves one."""
        ...


class TextStore(Protocol):
    def put(self, text: str, *, message: tuple[str, str, str], part: str, keep_for: timedelta) -> str:
        """Keep a long text of a message (channel, account, id), and return its key. The same part has the same key.

        ``part`` tells the texts of one message apart. The text is deleted after ``keep_for`` at the latest.
        """
        ...

    def get(self, key: str) -> str:
        """Raises ``ContentGoneError``."""
        ...


class ErasableTexts(TextStore, Protocol):
    def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        ...


class MediaObjects(Protocol):
    """Files of messages: one object for each attachment."""

    def key(self, brand: str, *, message: tuple[str, str, str], attachment_id: str, keep_for: timedelta) -> str:
        """The object of an attachment of a message (channel, account, id).

        No other attachment has the same. What lies in it is deleted after ``keep_for`` at the latest.
        """
        ...

    def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        ...


class MediaLinks(Protocol):
    def link(self, key: str, *, content_type: str, content_disposition: str) -> tuple[str, datetime]:
        """An address that opens the object for some minutes with these headers, and until when. Calls nobody."""
        ...


class MediaStore(MediaObjects, Protocol):
    """What brings a file home needs."""

    def put(self, key: str, content: BinaryIO, *, mime_type: str, message: tuple[str, str, str]) -> None:
        """Write the object, or replace it. ``message`` (channel, account, id) is noted beside it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    key: str
    written_at: datetime


class StoredMedia(MediaObjects, Protocol):
    """What is there, to look after."""

    def message_of(self, key: str) -> tuple[str, str, str] | None:
        """The message (channel, account, id) that an object belongs to; ``None`` when it does not say.

        Raises ``NotFoundError``.
        """
        ...

    def list(self) -> Iterator[StoredObject]:
        """All of them, by key."""
        ...


class ErasureLog(Protocol):
    """Who was to be erased, kept apart from the table: after a restore the erasures are done again."""

    def note(self, customer_id: str, *, brand: str, by: str, at: datetime) -> None:
        """Ids only. Noting the same customer again replaces the entry."""
        ...
