"""The use case: one event becomes (or changes) a message, a conversation and a ticket. See README.md beside this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from functions.store import created, edited, marks, outgoing, withdrawn
from functions.store.desk import Desk, Stored
from shared.domain.classification.model import Classification
from shared.domain.errors import ConflictError
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Visibility

TRIES = 5
"""Writers of one conversation are queued behind each other, so a conflict is rare and a few tries are plenty."""

Handler = Callable[[Desk, InboundEvent, Classification | None], Stored]

_HANDLERS: Mapping[EventKind, Handler] = {
    EventKind.CREATED: created.store,
    EventKind.EDITED: edited.store,
    EventKind.DELETED: withdrawn.store,
    EventKind.HIDDEN: marks.hide,
    EventKind.UNHIDDEN: marks.hide,
    EventKind.ECHO: outgoing.store,
    EventKind.RECEIPT: outgoing.record_failed_delivery,
    EventKind.SIGNAL: marks.signal,
    EventKind.ACCOUNT_WARNING: marks.warning,
    EventKind.UNSUPPORTED: created.store_unsupported,
}


@dataclass(frozen=True, slots=True)
class StoreEvent:
    """Every handler may be repeated at any point and run beside itself: its writes are conditional on what it read,
    and each step first looks whether it was done. So a conflict means: read again, decide anew."""

    desk: Desk

    def __call__(self, event: InboundEvent, classification: Classification | None = None) -> Stored:
        """Raises ``ConflictError`` after some tries, ``UpstreamError``, or a ``PermanentError``."""
        stored = self._store(event, classification)
        if not stored.duplicate:
            self.desk.metrics.count("EventsTriaged", outcome=stored.outcome)
        return stored

    def _store(self, event: InboundEvent, classification: Classification | None) -> Stored:
        handler = outgoing.store if self._from_another_of_ours(event) else _HANDLERS[event.kind]
        for _ in range(TRIES - 1):
            try:
                return handler(self.desk, event, classification)
            except ConflictError:
                continue
        return handler(self.desk, event, classification)

    def _from_another_of_ours(self, event: InboundEvent) -> bool:
        """What one of the brand's profiles writes to another in public: nobody waits for an answer to it."""
        author_id = event.author.id if event.author is not None else None
        if event.kind is not EventKind.CREATED or event.visibility is not Visibility.PUBLIC or author_id is None:
            return False
        return self.desk.brands.current(event.brand).account(event.channel, author_id) is not None
