"""What the first response of a ticket is counted as. Pure.

It is decided when the response becomes known, and the ticket keeps it (``Ticket.answered_as``). If it turns out to be
none, or to be another, exactly that is taken back: by then its team, agent and deadlines may be others.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.brand.model import Brand, Calendar, Clock
from shared.domain.business_time.hours import CalendarError, business_time_between
from shared.domain.tickets.history import opened_in
from shared.domain.tickets.model import Ticket

NEAR_MISS = 0.2
"""An answer, or a solution, in the last fifth of the time that was allowed is a near miss."""

WROTE_AGAIN_AFTER = timedelta(minutes=5)
"""Whoever writes in several short messages has not written again. The same with and without an acknowledgement, which
is mostly sent within these minutes."""

_FACTS = 5
NEAR, ACKNOWLEDGED, UNACKNOWLEDGED, WROTE_AGAIN = "n", "a", "u", "w"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedResponse:
    """``acknowledged`` and ``wrote_again`` are ``None`` where the customer had no time to write again, or nobody knows
    whether they did."""

    team: str
    agent: str | None
    category: str
    priority: str
    near_miss: bool
    acknowledged: bool | None = None
    wrote_again: bool = False

    def noted_on(self, ticket: Ticket) -> tuple[str, ...]:
        """As the ticket keeps it: marks and agent, and what is not as it was opened. Few bytes: see
        ``shared/adapters/dynamodb/compact.py``."""
        kind = "" if self.acknowledged is None else ACKNOWLEDGED if self.acknowledged else UNACKNOWLEDGED
        marks = (NEAR if self.near_miss else "") + kind + (WROTE_AGAIN if self.wrote_again else "")
        parts = zip((self.team, self.category, self.priority), opened_in(ticket), strict=True)
        found = [marks, self.agent or "", *("" if part == opened else part for part, opened in parts)]
        while len(found) > 1 and not found[-1]:
            found.pop()
        return tuple(found)

    @classmethod
    def noted(cls, ticket: Ticket) -> "CountedResponse | None":
        """As the ticket keeps it; ``None`` for one that was answered under an earlier version."""
        if not ticket.answered_as:
            return None
        marks, agent, *parts = (*ticket.answered_as, "", "", "", "")[:_FACTS]
        team, category, priority = (part or opened for part, opened in zip(parts, opened_in(ticket), strict=True))
        known = ACKNOWLEDGED in marks or UNACKNOWLEDGED in marks
        return cls(
            team=team,
            agent=agent or None,
            category=category,
            priority=priority,
            near_miss=NEAR in marks,
            acknowledged=ACKNOWLEDGED in marks if known else None,
            wrote_again=WROTE_AGAIN in marks,
        )


def with_response_noted(before: Ticket, after: Ticket, brand: Brand) -> Ticket:
    """``after`` with what its first response is counted as. ``before`` is the ticket as it was read, or as it opens."""
    if after.first_response_at is None:
        return replace(after, answered_as=()) if after.answered_as else after
    if after.version > 0 and _response(before) == _response(after):
        return after
    by_hours = brand.target_of(before.priority, before.channel).clock is Clock.BUSINESS
    calendar = brand.calendar_of(before.channel) if by_hours else None
    return replace(after, answered_as=counted_response(before, after, calendar).noted_on(after))


def counted_response(before: Ticket, after: Ticket, calendar: Calendar | None) -> CountedResponse:
    """``before``: the ticket as the response found it. ``calendar``: of the clock that its target runs by, if it is not
    always."""
    at, since = after.first_response_at or after.created_at, responded_since(after)
    acknowledged, wrote_again = _effect(before, since, at)
    return CountedResponse(
        team=after.team,
        agent=after.claimed_by,
        category=after.category.value,
        priority=after.priority.value,
        near_miss=after.breached_at is None and is_near(before.first_response_due_at, before, at, since, calendar),
        acknowledged=acknowledged,
        wrote_again=wrote_again,
    )


def responded_since(ticket: Ticket) -> datetime:
    """Since when the customer had waited for the first response."""
    return ticket.first_response_since or ticket.created_at


def is_near(due: datetime | None, before: Ticket, at: datetime, since: datetime, calendar: Calendar | None) -> bool:
    """Whether little was left of the time that was allowed until ``due``, by the hours of ``calendar`` or without it by
    all hours. The time in which the clocks stood still was not allowed, but put off; those of a ticket that was pending
    had stopped before."""
    if before.is_paused and before.paused_at is not None:
        at = min(at, before.paused_at)
    if due is None or not since < at <= due:
        return False
    stood_still = sum(
        open_seconds(calendar, max(stopped, since), min(resumed, due))
        for stopped, resumed in before.pauses
        if max(stopped, since) < min(resumed, due)
    )
    return open_seconds(calendar, at, due) <= NEAR_MISS * (open_seconds(calendar, since, due) - stood_still)


def open_seconds(calendar: Calendar | None, start: datetime, end: datetime) -> float:
    """Of the hours of ``calendar``, or of all hours."""
    if calendar is not None:
        try:
            return max(business_time_between(calendar, start, end).total_seconds(), 0.0)
        except CalendarError:
            pass  # a calendar that never opens counts as open
    return max((end - start).total_seconds(), 0.0)


def _response(ticket: Ticket) -> tuple[datetime | None, datetime | None]:
    return ticket.first_response_at, ticket.first_response_since


def _effect(before: Ticket, since: datetime, at: datetime) -> tuple[bool | None, bool]:
    """Whether the customer had been acknowledged when a person answered, and whether they had written again."""
    last = before.last_customer_message_at
    if at - since <= WROTE_AGAIN_AFTER or last > at:
        return None, False
    acknowledged = before.acknowledged_at is not None and before.acknowledged_at <= at
    return acknowledged, last - since > WROTE_AGAIN_AFTER
