"""Queues, and what is set aside from them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.messages.event import InboundEvent
from shared.domain.triage.retry import FailureHistory, RecentRuns


class InboundQueue(Protocol):
    def put(self, events: Sequence[InboundEvent]) -> tuple[str, ...]:
        """Queue them; the ids of those that the queue refused."""
        ...


class DeadLetters(Protocol):
    def park(
        self,
        event_body: str,
        *,
        event_id: str,
        group: str,
        reason: str,
        error: str,
        execution: str,
        delivery: str = "",
    ) -> None:
        """Put a message where a person will look at it. Parking the same event twice leaves one.

        ``delivery`` is the queue's own id of the message that carried the event. It tells an event that was redriven
        and failed again from the same one parked twice: without it the queue would drop the second within 5 minutes.
        """
        ...


class FailedAttempts(Protocol):
    def record(self, event_id: str, at: datetime) -> FailureHistory | None:
        """Record a failed attempt of this event; what was recorded before, or ``None`` for its first failure."""
        ...

    def count_lone(self, event_id: str) -> None:
        """The failure just recorded counts towards parking."""
        ...

    def forget(self, event_id: str) -> None:
        """It was parked: redriven, it has all its attempts again."""
        ...


class TriageRuns(Protocol):
    """Recent runs of triage, as all containers of dispatch report them."""

    def record_failure(self, group: str, at: datetime) -> RecentRuns:
        """A run of this conversation failed for a passing reason; the recent runs, this one included."""
        ...

    def record_successes(self, count: int, at: datetime) -> None:
        """So many runs succeeded, the last of them then."""
        ...

    def last_failure(self) -> datetime | None:
        """When a failure was last recorded."""
        ...


class ReturnedMessages(Protocol):
    def delay(self, receipts: Sequence[str], seconds: int) -> None:
        """Let messages that stay on the queue be seen again after so many seconds."""
        ...
