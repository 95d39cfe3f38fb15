"""The use case: run triage for every message of a batch, one conversation beside the other, each in order.

A message that can never succeed is put into the dead-letter queue by us, so that it does not drag the messages
behind it there: SQS would count receives for all of them. Only what may succeed later stays on the queue.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from shared.domain.errors import TransientError
from shared.domain.vocabulary import Outcome
from shared.ports.queues import DeadLetters, FailedAttempts, ReturnedMessages
from shared.ports.repositories import OutcomeRecord, OutcomeRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock
from shared.ports.workflows import TriageWorkflow

WORKFLOW_SECONDS = 30.0
"""The time-out of the workflow itself (``infra/triage.asl.json``)."""
NEEDED_SECONDS = WORKFLOW_SECONDS + 10
"""Nothing is started with less time than this left: the answer could not be awaited."""
DELAYS = (5, 20, 60, 180)
"""Seconds until a failed message is tried again, after its first, second ... try."""
MAX_ATTEMPTS = len(DELAYS) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message of the inbound queue. ``event_id`` is ``None`` when the body is not an event at all."""

    queue_id: str
    receipt: str
    group: str
    receive_count: int
    body: str
    event_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchBatch:
    workflow: TriageWorkflow
    dead_letters: DeadLetters
    outcomes: OutcomeRepository
    attempts: FailedAttempts
    returned: ReturnedMessages
    clock: Clock
    metrics: Metrics
    name_of: Callable[[Received], str]

    def __call__(self, batch: Sequence[Received], seconds_left: Callable[[], float]) -> tuple[str, ...]:
        """The queue ids of the messages that stay on the queue."""
        groups: dict[str, list[Received]] = {}
        for message in batch:
            groups.setdefault(message.group, []).append(message)
        if not groups:
            return ()
        with ThreadPoolExecutor(max_workers=len(groups)) as threads:
            left = threads.map(lambda group: self._group(group, seconds_left), groups.values())
            return tuple(message.queue_id for group in left for message in group)

    def _group(self, messages: Sequence[Received], seconds_left: Callable[[], float]) -> Sequence[Received]:
        """Handle one conversation in order; what could not be handled, from the first of it on."""
        for position, message in enumerate(messages):
            rest = messages[position:]
            if seconds_left() < NEEDED_SECONDS:
                return self._leave(rest, DELAYS[0])
            try:
                self._handle(message)
            except TransientError as error:
                seconds = self._pause(message, error)
                if seconds is not None:
                    return self._leave(rest, seconds)
        return ()

    def _handle(self, message: Received) -> None:
        if message.event_id is None:
            self._park(message, reason="UnreadableEventError", error="the body is not an event", execution="none")
            return
        result = self.workflow.run(message.body, name=self.name_of(message), timeout_seconds=WORKFLOW_SECONDS)
        if result.permanent:
            reason = result.reason or "unknown"
            self._park(message, reason=reason, error=result.error or reason, execution=result.execution)

    def _pause(self, message: Received, error: TransientError) -> int | None:
        """Count the failed try: seconds until the next one, or ``None`` when it was the last and the message is parked.

        The queue's own count rises for the neighbours of a failing message too: it serves only where ours is down.
        """
        longer_each_time = DELAYS[min(message.receive_count, len(DELAYS)) - 1]
        if message.event_id is None:
            return longer_each_time
        try:
            attempts = self.attempts.count(message.event_id, self.clock.now())
            if attempts < MAX_ATTEMPTS:
                return DELAYS[attempts - 1]
            self._park(message, reason="AttemptsExhausted", error=type(error).__name__, execution=str(error))
            self.attempts.forget(message.event_id)
        except TransientError:  # what counts or parks is down too: the message is safe where it is
            return longer_each_time
        return None

    def _park(self, message: Received, *, reason: str, error: str, execution: str) -> None:
        event_id = message.event_id or f"unreadable:{message.queue_id}"
        # The outcome first, for it may be written any number of times: if it were last and failed, the message would
        # be parked again and again, and after five minutes the dead-letter queue takes it for another one.
        now = self.clock.now()
        self.outcomes.add(OutcomeRecord(event_id=event_id, outcome=Outcome.PARKED, at=now, reason=reason))
        self.dead_letters.park(
            message.body,
            event_id=event_id,
            group=message.group,
            reason=reason,
            error=error,
            execution=execution,
            delivery=message.queue_id,
        )
        self.metrics.count(
            "EventsParked", reason="attempts_exhausted" if reason == "AttemptsExhausted" else "permanent"
        )
        self.metrics.count("EventsTriaged", outcome=Outcome.PARKED)

    def _leave(self, rest: Sequence[Received], seconds: int) -> Sequence[Received]:
        """Messages behind the failed one wait with it: the queue does not deliver them before it anyway."""
        self.metrics.count("EventsReturned", len(rest))
        try:
            self.returned.delay([message.receipt for message in rest], seconds)
        except TransientError:
            return rest  # they come back when the queue's own time-out ends
        return rest
