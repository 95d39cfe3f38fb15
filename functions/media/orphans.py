"""Once a day: objects without a message that shows them, as a crash between two writes leaves them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.errors import NotFoundError
from shared.domain.vocabulary import AttachmentStatus
from shared.ports.objects import StoredMedia
from shared.ports.repositories import MessageRepository
from shared.ports.time_and_language import Clock

YOUNGEST = timedelta(hours=1)
"""A younger object may belong to a run that has not marked its message yet."""

OLDEST = timedelta(days=3)
"""What is older was looked at by earlier sweeps, and is deleted by the bucket's rules at the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepResult:
    looked_at: int = 0
    deleted: int = 0
    complete: bool = True  # all objects were listed in time


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepOrphans:
    messages: MessageRepository
    media: StoredMedia
    clock: Clock

    def __call__(self, remaining_seconds: Callable[[], float]) -> SweepResult:
        """Looks at the objects of the last three days. Raises ``UpstreamError``: the next day looks again."""
        now = self.clock.now()
        looked_at = deleted = 0
        for stored in self.media.list():
            if remaining_seconds() < _ENOUGH:
                return SweepResult(looked_at=looked_at, deleted=deleted, complete=False)
            if not YOUNGEST <= now - stored.written_at <= OLDEST:
                continue
            looked_at += 1
            if not self._belongs(stored.key):
                self.media.delete(stored.key)
                deleted += 1
        return SweepResult(looked_at=looked_at, deleted=deleted)

    def _belongs(self, key: str) -> bool:
        try:
            place = self.media.message_of(key)
        except NotFoundError:
            return True  # deleted meanwhile
        message = None if place is None else self.messages.get(*place)
        return message is not None and any(held.key == key and held.status in _KEPT for held in message.attachments)


_KEPT = frozenset({AttachmentStatus.STORED, AttachmentStatus.PENDING})
_ENOUGH = 5.0  # seconds
