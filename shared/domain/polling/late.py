"""What is found long after it was written: it is answered, and nothing automatic pretends that it has just come."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind

BACK_FILLED = "back_filled"
"""Detail of an event that was found so late that nobody is told automatically that it was read."""

LATE_AFTER = timedelta(hours=1)


def is_late(written_at: datetime, found_at: datetime) -> bool:
    """Whether a message was found by back-fill rather than by an ordinary poll."""
    return found_at - written_at > LATE_AFTER


def marked(event: InboundEvent, found_at: datetime) -> InboundEvent:
    """A message that was found long after it was written says so: nobody is told automatically that it came.

    An edit may be the first that is seen of its message.
    """
    if event.kind not in (EventKind.CREATED, EventKind.EDITED) or not is_late(event.occurred_at, found_at):
        return event
    return replace(event, details={**event.details, BACK_FILLED: "true"})
