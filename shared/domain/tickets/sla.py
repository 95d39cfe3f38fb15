"""Deadlines: absolute instants, computed from the brand's targets and the clock each of them runs by; and when people
are told that one was missed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.brand.model import Brand, Calendar, Clock
from shared.domain.business_time.hours import (
    CalendarError,
    add_business_time,
    business_time_between,
    closed_period,
    next_opening,
)
from shared.domain.channels.policy import Policies
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Priority

BEFORE_THE_WINDOW_CLOSES = timedelta(hours=1)
"""How long before a platform's window for answering closes somebody must have been told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    first_response_due_at: datetime | None
    resolution_due_at: datetime | None


def deadlines_of(
    brand: Brand,
    channel: str,
    priority: Priority,
    *,
    since: datetime,
    window_closes_at: datetime | None,
    answered: bool = False,
) -> Deadlines:
    """When a first response and a solution are due for a customer who waits since then.

    ``answered``: a person has answered the ticket before, so that the next response is due. A response is due before
    the platform's window for people's answers closes (``window_closes_at``), whatever the target says: while somebody
    is at work if there is such a time, and early enough that it can still be given.
    """
    target = brand.target_of(priority, channel)
    first = _due(brand, channel, target.clock, since, target.response(answered=answered))
    if window_closes_at is not None:
        first = min(first, _in_time(brand.calendar_of(channel), since, window_closes_at))
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


def _in_time(calendar: Calendar, since: datetime, window_closes_at: datetime) -> datetime:
    """The last moment to answer before the window closes; an hour before the desk does, if it does so earlier."""
    latest = window_closes_at - BEFORE_THE_WINDOW_CLOSES
    try:
        closed = closed_period(calendar, latest)
    except CalendarError:
        closed = None
    if closed is not None and closed[0] - BEFORE_THE_WINDOW_CLOSES > since:
        return closed[0] - BEFORE_THE_WINDOW_CLOSES
    return min(max(latest, since), window_closes_at)


# --- quiet hours ----------------------------------------------------------------------------------------------------


def window_of(ticket: Ticket, policies: Policies) -> datetime | None:
    """When the platform takes a person's answer no longer: what is too late for a robot may not be for people."""
    return policies(ticket.private_channel or ticket.channel).closes_for_people(ticket.reply_window_closes_at)


def notify_from(brand: Brand, ticket: Ticket, at: datetime, policies: Policies) -> datetime:
    """When people are told of a missed deadline that is noticed at ``at``.

    What runs by the clock on the wall is told at any hour, and so is what is urgent. The rest can wait until the desk
    opens, except for an answer that the platform would no longer take then.
    """
    if ticket.priority is Priority.URGENT or brand.target_of(ticket.priority, ticket.channel).clock is Clock.ALWAYS:
        return at
    try:
        opening = next_opening(brand.calendar_of(ticket.channel), at)
    except CalendarError:
        return at
    closes_at = window_of(ticket, policies)
    return at if closes_at is not None and at < closes_at <= opening else opening


# --- a calendar or a target that changes ----------------------------------------------------------------------------


def recomputed(ticket: Ticket, before: Brand, after: Brand, now: datetime, policies: Policies) -> Ticket:
    """The ticket when another version of its brand file comes into force; unchanged if that means nothing for it.

    What was missed stays missed. A deadline that is not simply that of the ticket's priority, because a later message
    brought it forward, or a reopening began it anew, keeps what was left of it in opening time.
    """
    if not ticket.is_open:
        return ticket
    first, resolution = ticket.first_response_due_at, ticket.resolution_due_at
    old, new = before.calendar_of(ticket.channel), after.calendar_of(ticket.channel)
    always = after.target_of(ticket.priority, ticket.channel).clock is Clock.ALWAYS
    if ticket.waits_for_us and ticket.waiting_since is not None and first is not None and first > now:
        if first == _of(before, ticket, ticket.waiting_since, policies).first_response_due_at:
            first = _of(after, ticket, ticket.waiting_since, policies).first_response_due_at
        elif not always:
            first = _moved(old, new, now, first)
    if resolution is not None and resolution > now and not always:
        resolution = _moved(old, new, now, resolution)
    return replace(ticket, first_response_due_at=first, resolution_due_at=resolution)


def _of(brand: Brand, ticket: Ticket, since: datetime, policies: Policies) -> Deadlines:
    window = window_of(ticket, policies)
    return deadlines_of(
        brand,
        ticket.channel,
        ticket.priority,
        since=since,
        window_closes_at=window,
        answered=ticket.first_response_at is not None,
    )


def _moved(old: Calendar, new: Calendar, now: datetime, due_at: datetime) -> datetime:
    try:
        return add_business_time(new, now, business_time_between(old, now, due_at))
    except CalendarError:
        return due_at
