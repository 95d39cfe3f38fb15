"""Keeps the newest position of a live location, without a run of triage.

A position says nothing that could be classified, and its message was triaged when it came. One read and one write of
the message do what a run of triage would do.
"""

from dataclasses import dataclass

from shared.domain.errors import ConflictError
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.positions import with_position
from shared.domain.vocabulary import Outcome
from shared.ports.repositories import MessageRepository, OutcomeRecord, OutcomeRepository
from shared.ports.time_and_language import Clock

MAX_ATTEMPTS = 3
"""Somebody else may write the message at the same time, such as an agent's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPosition:
    """May be repeated. Raises ``UpstreamError`` and ``ConflictError``: the message stays on the queue then."""

    messages: MessageRepository
    outcomes: OutcomeRepository
    clock: Clock

    def __call__(self, event: InboundEvent) -> bool:
        """Whether it is done. It is not when the message has not arrived or was erased: then triage decides."""
        for attempt in range(MAX_ATTEMPTS):
            known = self.messages.get(event.channel, event.account_id, event.message_id or "")
            if known is None or not known.complete or known.erased:
                return False
            if event.event_id in known.outcomes:
                return True
            after = with_position(known, event).with_outcome(event.event_id, Outcome.EDITED)
            try:
                saved = self.messages.save(after)
            except ConflictError:
                if attempt == MAX_ATTEMPTS - 1:
                    raise
                continue
            if event.event_id not in saved.outcomes:  # a message holds those of its first events only
                self.outcomes.add(
                    OutcomeRecord(
                        event_id=event.event_id,
                        outcome=Outcome.EDITED,
                        at=self.clock.now(),
                        ticket_id=saved.ticket_id,
                    )
                )
            return True
        return False
