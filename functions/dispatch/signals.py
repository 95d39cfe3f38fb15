"""Notes what became of a signal that is only counted, without a run of triage: one read and one small write."""

from dataclasses import dataclass

from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import Outcome
from shared.ports.repositories import OutcomeRecord, OutcomeRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignal:
    """May be repeated. Raises ``UpstreamError``: the message stays on the queue then."""

    outcomes: OutcomeRepository
    clock: Clock

    def __call__(self, event: InboundEvent) -> bool:
        """Whether it is new."""
        known = self.outcomes.get(event.event_id)
        if known is not None and known.outcome is not Outcome.PARKED:
            return False
        self.outcomes.add(
            OutcomeRecord(
                event_id=event.event_id,
                outcome=Outcome.SIGNAL,
                at=self.clock.now(),
                reason=event.details.get("reason"),
            )
        )
        return True
