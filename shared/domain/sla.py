"""Deadlines: absolute instants, computed once from the brand's targets and the clock each of them runs by."""

from datetime import datetime, timedelta

from shared.domain.brand import Brand, Clock
from shared.domain.business_hours import CalendarError, add_business_time
from shared.domain.ticket_rules import Deadlines
from shared.domain.vocabulary import Priority


def deadlines_of(
    brand: Brand, channel: str, priority: Priority, *, since: datetime, window_closes_at: datetime | None
) -> Deadlines:
    """When a first response and a solution are due for a customer who waits since then.

    A first response is due before the platform's window for answering closes, whatever the target says.
    """
    target = brand.targets[priority]
    first = _due(brand, channel, target.clock, since, target.first_response)
    if window_closes_at is not None:
        first = min(first, window_closes_at)
    return Deadlines(
        first_response_due_at=first, resolution_due_at=_due(brand, channel, target.clock, since, target.resolution)
    )


def _due(brand: Brand, channel: str, clock: Clock, since: datetime, duration: timedelta) -> datetime:
    if clock is Clock.ALWAYS:
        return since + duration
    try:
        return add_business_time(brand.calendar_of(channel), since, duration)
    except CalendarError:
        return since + duration  # a calendar that never opens counts as always open
