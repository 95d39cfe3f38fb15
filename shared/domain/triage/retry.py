"""Whether a message fails alone, and when it is tried again.

A message is parked only for what fails with it alone. While runs of other conversations fail too, or nothing is known
of others, the cause lies in a service: the message waits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

DELAYS = (5, 20, 60, 180)
"""Seconds until the next attempt, after the first, second ... failure."""
MAX_LONE_FAILURES = len(DELAYS)
"""So often a message fails alone, after a first failure, before it is parked."""

MAX_DELAY_SECONDS = 600
MAX_LATER_DELAY_SECONDS = 1800
LATER = timedelta(days=1)
"""From this age on the longer maximum holds. SQS counts receives and moves a message after 1,000 of them at most; with
these delays there are fewer than 800 in fourteen days."""

QUEUE_KEEPS = timedelta(days=14)  # MessageRetentionPeriod of the inbound queue
MAX_AGE = QUEUE_KEEPS - timedelta(days=1)
"""The queue deletes what is older than its retention. A message that still fails a day before that is parked."""

QUIET = timedelta(minutes=10)
"""When nothing else runs: so long after the last success of others a message that goes on failing fails alone."""
LONG_QUIET = timedelta(minutes=30)
"""The same, counted from its first failure, when no other run has succeeded since the message was sent."""
MAX_FAILING_SHARE = 0.1
MAX_OTHERS_FAILING = 2
"""Others may fail too without an outage: two conversations, or a tenth of all runs."""
MAX_FAILING = 200
"""So many failing conversations are told apart in a window; more are an outage whatever succeeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentRuns:
    """What all containers know of recent runs of triage.

    ``failing``: the conversations that failed for passing reasons in this window, ``MAX_FAILING`` of them at most.
    ``succeeded``: successful runs reported in the window. ``succeeded_at``: the latest success, of any window.
    """

    failing: frozenset[str] = frozenset()
    succeeded: int = 0
    succeeded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureHistory:
    """Earlier failures of one event. ``lone`` of them counted towards parking."""

    failures: int
    lone: int
    first_at: datetime
    last_at: datetime


def fails_alone(
    history: FailureHistory, runs: RecentRuns, now: datetime, *, sent_at: datetime, in_our_code: bool
) -> bool:
    """Whether this failure, one more after ``history``, says something about the message rather than about a service.

    Where a run of another message succeeded since this one failed last, it does: the services work, for others. When
    nothing else runs, it does after a while if one of our own functions failed in the run (``in_our_code``): the
    workflow and the functions work then, and so does the table, in which this failure was recorded.
    """
    if len(runs.failing) >= MAX_FAILING:
        return False
    others = len(runs.failing) - 1  # this one is among them
    if others > MAX_OTHERS_FAILING and others > MAX_FAILING_SHARE * (others + runs.succeeded):
        return False
    if runs.succeeded_at is not None and runs.succeeded_at > history.last_at:
        return True
    if not in_our_code or others > MAX_OTHERS_FAILING:
        return False
    if runs.succeeded_at is not None and runs.succeeded_at > sent_at:
        return now - runs.succeeded_at >= QUIET
    return now - history.first_at >= LONG_QUIET


def seconds_to_wait(failures: int, age: timedelta) -> int:
    """Seconds until the next attempt: 5, 20, 60, 180, then a quarter of the time since the first failure."""
    if failures <= len(DELAYS):
        return DELAYS[max(failures, 1) - 1]
    longest = MAX_LATER_DELAY_SECONDS if age >= LATER else MAX_DELAY_SECONDS
    return int(max(DELAYS[-1], min(age.total_seconds() / 4, longest)))
