"""The use case: one event creates or changes a message, a conversation and a ticket. See README.md beside this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from functions.store import created, deleted, delivery_failed, echoed, edited, hidden, signals
from functions.store.attachments import queue_media
from functions.store.next_steps import calls_now
from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from functions.store.saving import delete_unused_text
from shared.domain.classification.model import Classification
from shared.domain.errors import ConflictError, ContentGoneError
from shared.domain.listening.search import is_by
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Visibility

MAX_ATTEMPTS = 5
"""The queue delivers the messages of one conversation one after another, so conflicts are rare."""

Handler = Callable[[StorePorts, InboundEvent, Classification | None], StoreResult]

_HANDLERS: Mapping[EventKind, Handler] = {
    EventKind.CREATED: created.store,
    EventKind.EDITED: edited.store,
    EventKind.DELETED: deleted.store,
    EventKind.HIDDEN: hidden.store,
    EventKind.UNHIDDEN: hidden.store,
    EventKind.ECHO: echoed.store,
    EventKind.RECEIPT: delivery_failed.store,
    EventKind.SIGNAL: signals.store_signal,
    EventKind.ACCOUNT_WARNING: signals.store_warning,
    EventKind.UNSUPPORTED: created.store_unsupported,
}


@dataclass(frozen=True, slots=True)
class StoreEvent:
    """Stores an event. May be repeated at any point, and may run beside itself.

    Every write is conditional on what was read, and each step first looks whether it was done. After a conflict the
    handler reads again and decides again.
    """

    ports: StorePorts

    def __call__(self, event: InboundEvent, classification: Classification | None = None) -> StoreResult:
        """Raises ``ConflictError`` after five attempts, ``UpstreamError``, or a ``PermanentError``."""
        stored = self._store(event, classification)
        delete_unused_text(self.ports, event)
        queue_media(self.ports, event)
        if stored.duplicate:
            return self._with_escalation(stored)
        self.ports.metrics.count("EventsTriaged", outcome=stored.outcome)
        return stored

    def _with_escalation(self, stored: StoreResult) -> StoreResult:
        """The run that stored it may have ended before it called anybody: a call that is still due is made now."""
        ticket = None if stored.ticket_id is None else self.ports.tickets.get(stored.ticket_id)
        due = ticket is not None and calls_now(ticket, self.ports.clock.now())
        return replace(stored, escalate_now=due)

    def _store(self, event: InboundEvent, classification: Classification | None) -> StoreResult:
        handler = echoed.store if self._is_from_another_account_of_ours(event) else _HANDLERS[event.kind]
        for _ in range(MAX_ATTEMPTS - 1):
            try:
                return handler(self.ports, event, classification)
            except (ConflictError, ContentGoneError):
                continue  # another run may have stored it, and deleted its text, since it was read
        return handler(self.ports, event, classification)

    def _is_from_another_account_of_ours(self, event: InboundEvent) -> bool:
        """What one of the brand's accounts writes to another in public: nobody waits for an answer to it."""
        if event.kind is not EventKind.CREATED or event.visibility is not Visibility.PUBLIC:
            return False
        return is_by(event, self.ports.brands.current(event.brand).own_names)
