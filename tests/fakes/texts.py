"""What lies in the bucket, in memory: long texts, and the log of erasures; and texts that were sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

from shared.adapters.s3.media import media_key
from shared.adapters.s3.texts import text_key
from shared.domain.errors import ContentGoneError, NotFoundError
from shared.domain.media.fetching import MediaRequest
from shared.domain.messages.automatic_texts import REMEMBERED_FOR, QuickAnswer
from shared.ports.objects import StoredObject, TextStore
from tests.fakes.stored import START


@dataclass
class FakeTexts:
    stored: dict[str, str] = field(default_factory=dict)

    def put(self, text: str, *, message: tuple[str, str, str], part: str, keep_for: timedelta) -> str:
        key = text_key(message, part, keep_for)
        self.stored[key] = text
        return key

    def get(self, key: str) -> str:
        if key not in self.stored:
            raise ContentGoneError(key)
        return self.stored[key]

    def delete(self, key: str) -> None:
        self.stored.pop(key, None)


@dataclass
class FakeMedia:
    """Implements the port ``MediaStore``; ``stored`` holds content and type by key."""

    stored: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    messages: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    written_at: dict[str, datetime] = field(default_factory=dict)

    def key(self, brand: str, *, message: tuple[str, str, str], attachment_id: str, keep_for: timedelta) -> str:
        return media_key(brand, message=message, attachment_id=attachment_id, keep_for=keep_for)

    def put(self, key: str, content: BinaryIO, *, mime_type: str, message: tuple[str, str, str]) -> None:
        self.stored[key] = (content.read(), mime_type)
        self.messages[key] = message

    def delete(self, key: str) -> None:
        self.stored.pop(key, None)
        self.messages.pop(key, None)

    def list(self) -> Iterator[StoredObject]:
        yield from (StoredObject(key=key, written_at=self.written_at.get(key, START)) for key in sorted(self.stored))

    def message_of(self, key: str) -> tuple[str, str, str] | None:
        if key not in self.stored:
            raise NotFoundError(key)
        return self.messages[key]


@dataclass
class FakeMediaQueue:
    queued: list[MediaRequest] = field(default_factory=list)

    def put(self, requests: Sequence[MediaRequest]) -> None:
        self.queued += [request for request in requests if request not in self.queued]


@dataclass
class FakeSentTexts:
    texts: set[tuple[str, str]] = field(default_factory=set)

    def has_text(self, channel: str, account_id: str, conversation_id: str, text: str) -> bool:
        return (conversation_id, text) in self.texts


def a_long_text(texts: TextStore, text: str, message_id: str = "m1") -> str:
    """A text that was moved to the bucket; its key."""
    return texts.put(text, message=("facebook", "1", message_id), part="e1", keep_for=timedelta(days=365))


@dataclass
class FakeErasureLog:
    noted: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)

    def note(self, customer_id: str, *, brand: str, by: str, at: datetime) -> None:
        self.noted[customer_id] = (brand, by, at)


@dataclass
class FakeQuickAnswers:
    stored: dict[tuple[str, str, str], QuickAnswer] = field(default_factory=dict)

    def first(self, channel: str, account_id: str, text_digest: str, answer: QuickAnswer) -> QuickAnswer:
        key = (channel, account_id, text_digest)
        known = self.stored.get(key)
        if known is None or known.at < answer.at - REMEMBERED_FOR:
            self.stored[key] = answer
        return self.stored[key]
