"""The use case: run triage for every message of a batch, one conversation beside the other, each in order.

A batch is handled in one run of triage. What did not simply succeed in it has a run of its own, which decides
(``shared/domain/triage/together.py``).

Dispatch parks a message (puts it into the dead-letter queue) for a permanent error, or when it alone keeps failing.
Left to SQS, the messages behind it would be parked with it, since SQS counts receives for all of them. While other
conversations fail too, the cause is an outage: the messages stay on the queue, and their failures do not count
(``shared/domain/triage/retry.py``).
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from functions.dispatch.health import TriageHealth
from shared.domain.errors import NightdeskError, RunFailedError
from shared.domain.messages.event import InboundEvent
from shared.domain.triage.retry import DELAYS, MAX_AGE, MAX_LONE_FAILURES, fails_alone, seconds_to_wait
from shared.domain.triage.together import Sized, shared_runs
from shared.domain.vocabulary import Outcome
from shared.ports.queues import DeadLetters, FailedAttempts, ReturnedMessages
from shared.ports.repositories import OutcomeRecord, OutcomeRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock
from shared.ports.workflows import TriageOutcome, TriageWorkflow

WORKFLOW_SECONDS = 30.0
"""The time-out of the workflow itself (``infra/triage.asl.json``)."""
NEEDED_SECONDS = WORKFLOW_SECONDS + 10
"""No run is started with less time left than this: its end could not be awaited."""
GIVEN_UP = ("AttemptsExhausted", "RetentionEnds")
"""Reasons of messages that failed for passing causes until we stopped trying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedMessage:
    """One message of the inbound queue. ``event_id`` is ``None`` when the body is not an event at all."""

    queue_id: str
    receipt: str
    group: str
    receive_count: int
    body: str
    event_id: str | None
    sent_at: datetime
    position: InboundEvent | None = None  # of a live location: it needs no run of triage
    signal: InboundEvent | None = None  # that is only counted: it needs none either
    may_share: bool = False  # a run of triage with others
    has_words: bool = True  # it is classified


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchBatch:
    workflow: TriageWorkflow
    dead_letters: DeadLetters
    outcomes: OutcomeRepository
    attempts: FailedAttempts
    health: TriageHealth
    returned: ReturnedMessages
    keep_position: Callable[[InboundEvent], bool]
    note_signal: Callable[[InboundEvent], bool]
    clock: Clock
    metrics: Metrics
    name_of: Callable[[QueuedMessage], str]

    def __call__(self, batch: Sequence[QueuedMessage], seconds_left: Callable[[], float]) -> tuple[str, ...]:
        """The queue ids of the messages that stay on the queue."""
        groups: dict[str, list[QueuedMessage]] = {}
        for message in batch:
            groups.setdefault(message.group, []).append(message)
        if not groups:
            return ()
        known = self._run_together(list(groups.values()), seconds_left)
        with ThreadPoolExecutor(max_workers=len(groups)) as threads:
            left = threads.map(lambda group: self._group(group, known, seconds_left), groups.values())
            return tuple(message.queue_id for group in left for message in group)

    def _run_together(
        self, groups: Sequence[Sequence[QueuedMessage]], seconds_left: Callable[[], float]
    ) -> Mapping[str, TriageOutcome]:
        """What one run of triage for all of them settled, by queue id: of each conversation the first messages.

        A message that came before, and whatever follows it, has a run of its own: a batch is never repeated.
        """
        shared = [list(takewhile(lambda each: each.may_share and each.receive_count == 1, group)) for group in groups]
        by_id = {message.queue_id: message for group in shared for message in group}
        sized = [[Sized(each.queue_id, len(each.body.encode())) for each in group] for group in shared]
        known: dict[str, TriageOutcome] = {}
        for run in shared_runs(sized):
            if seconds_left() < NEEDED_SECONDS:
                break
            first = by_id[run[0][0]]
            bodies = [[by_id[queue_id].body for queue_id in conversation] for conversation in run]
            has_words = any(by_id[queue_id].has_words for conversation in run for queue_id in conversation)
            name = f"{self.name_of(first)[:70]}-batch"
            try:
                found = self.workflow.run_together(
                    bodies, name=name, classify=has_words, timeout_seconds=WORKFLOW_SECONDS
                )
            except Exception as error:  # runs of their own say what is wrong, and with which of them
                logging.getLogger(__name__).warning("a batch was not handled in one run: %s", type(error).__name__)
                continue
            for conversation, results in zip(run, found, strict=True):
                settled = takewhile(lambda pair: pair[1] is not None, zip(conversation, results, strict=True))
                known.update((queue_id, result) for queue_id, result in settled if result is not None)
        return known

    def _group(
        self,
        messages: Sequence[QueuedMessage],
        known: Mapping[str, TriageOutcome],
        seconds_left: Callable[[], float],
    ) -> Sequence[QueuedMessage]:
        """Handle one conversation in order; what could not be handled, from the first of it on."""
        for position, message in enumerate(messages):
            rest = messages[position:]
            result = known.get(message.queue_id)
            if result is None and seconds_left() < NEEDED_SECONDS:
                return self._return(rest, DELAYS[0])
            try:
                self._handle(message, result)
            except Exception as error:  # one conversation must not end the batch of the others, whatever failed
                seconds = self._retry_in(message, error)
                if seconds is not None:
                    return self._return(rest, seconds)
        return ()

    def _handle(self, message: QueuedMessage, known: TriageOutcome | None) -> None:
        if message.event_id is None:
            self._park(message, reason="UnreadableEventError", error="the body is not an event", execution="none")
            return
        if message.position is not None and self.keep_position(message.position):
            self.metrics.count("EventsTriaged", outcome=Outcome.EDITED)
            return
        if message.signal is not None:
            if self.note_signal(message.signal):
                self.metrics.count("EventsTriaged", outcome=Outcome.SIGNAL)
            return
        result = known or self.workflow.run(message.body, name=self.name_of(message), timeout_seconds=WORKFLOW_SECONDS)
        if result.permanent:
            reason = result.reason or "unknown"
            self._park(message, reason=reason, error=result.error or reason, execution=result.execution)
        else:
            self.health.succeeded(self.clock.now())

    def _retry_in(self, message: QueuedMessage, error: Exception) -> int | None:
        """Seconds until the next attempt, or ``None`` when the message was parked instead."""
        if not isinstance(error, NightdeskError):
            logging.getLogger(__name__).error("a fault of our own in dispatch: %s", type(error).__name__)
        now = self.clock.now()
        # Where failures cannot be recorded, the queue's count of receives stands in. It is too high for messages behind
        # a failing one, so it only makes them wait; nothing is parked by it.
        unrecorded = seconds_to_wait(message.receive_count, now - message.sent_at)
        if now - message.sent_at >= MAX_AGE:
            return self._park_before_deletion(message, error, unrecorded)
        if message.event_id is None:  # only parking it has failed
            return unrecorded
        try:
            runs = self.health.failed(message.group, now)
            before = self.attempts.record(message.event_id, now)
            if before is None:
                return DELAYS[0]
            ours = isinstance(error, RunFailedError) or not isinstance(error, NightdeskError)
            if not fails_alone(before, runs, now, sent_at=message.sent_at, in_our_code=ours):
                return seconds_to_wait(before.failures + 1, now - before.first_at)
            lone = before.lone + 1
            if lone < MAX_LONE_FAILURES:
                self.attempts.count_lone(message.event_id)
                return DELAYS[min(max(lone, before.failures), len(DELAYS) - 1)]
            self._park(message, reason="AttemptsExhausted", error=type(error).__name__, execution=str(error))
            self.attempts.forget(message.event_id)
        except Exception:  # what records or parks fails too: the message is safe on the queue
            return unrecorded
        return None

    def _park_before_deletion(self, message: QueuedMessage, error: Exception, unrecorded: int) -> int | None:
        """The queue would soon delete it. Parked, it is kept for fourteen more days, if need be without an outcome."""
        try:
            self._park(message, reason="RetentionEnds", error=type(error).__name__, execution=str(error))
        except Exception:
            try:
                self._send_to_dead_letters(message, "RetentionEnds", type(error).__name__, str(error))
            except Exception:
                return unrecorded
        return None

    def _park(self, message: QueuedMessage, *, reason: str, error: str, execution: str) -> None:
        # The outcome is written first, since repeating it is harmless. If it came last and failed, the message would be
        # parked again, and after five minutes the dead-letter queue no longer recognises the duplicate.
        self.outcomes.add(
            OutcomeRecord(event_id=_event_id(message), outcome=Outcome.PARKED, at=self.clock.now(), reason=reason)
        )
        self._send_to_dead_letters(message, reason, error, execution)

    def _send_to_dead_letters(self, message: QueuedMessage, reason: str, error: str, execution: str) -> None:
        self.dead_letters.park(
            message.body,
            event_id=_event_id(message),
            group=message.group,
            reason=reason,
            error=error,
            execution=execution,
            delivery=message.queue_id,
        )
        self.metrics.count("EventsParked", reason="attempts_exhausted" if reason in GIVEN_UP else "permanent")
        self.metrics.count("EventsTriaged", outcome=Outcome.PARKED)

    def _return(self, rest: Sequence[QueuedMessage], seconds: int) -> Sequence[QueuedMessage]:
        """Messages behind the failed one wait with it: the queue does not deliver them before it."""
        self.metrics.count("EventsReturned", len(rest))
        try:
            self.returned.delay([message.receipt for message in rest], seconds)
        except Exception:
            return rest  # they come back when the queue's own time-out ends
        return rest


def _event_id(message: QueuedMessage) -> str:
    return message.event_id or f"unreadable:{message.queue_id}"
