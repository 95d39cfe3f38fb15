"""Deadlines: absolute instants, computed from the brand's targets and the clock each of them runs by; and when people
are told that one was missed.
"""

from collections.abc import Sequence
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
    pauses: Sequence[tuple[datetime, datetime]] = (),
) -> Deadlines:
    """When a first response and a solution are due for a customer who waits since then. ``pauses`` do not count.

    ``answered``: a person has answered the ticket before, so that the next response is due. A response is due before
    the platform's window for people's answers closes (``window_closes_at``), whatever the target says: while somebody
    is at work if there is such a time, and early enough that it can still be given.
    """
    target = brand.target_of(priority, channel)
    response, resolution = (
        _with_pauses(brand, channel, target.clock, since, duration, pauses=pauses)
        for duration in (target.response(answered=answered), target.resolution)
    )
    if window_closes_at is not None:
        response = min(response, in_time(brand.calendar_of(channel), since, window_closes_at))
    return Deadlines(first_response_due_at=response, resolution_due_at=resolution)


def deadlines_with(brand: Brand, ticket: Ticket, priority: Priority, policies: Policies) -> Deadlines:
    """Those of a ticket with another priority, counted from when its customer began to wait."""
    return deadlines_of(
        brand,
        ticket.channel,
        priority,
        since=ticket.waiting_since or ticket.last_customer_message_at,
        window_closes_at=window_of(ticket, policies),
        answered=ticket.first_response_at is not None,
        pauses=ticket.pauses,
    )


def _with_pauses(
    brand: Brand,
    channel: str,
    clock: Clock,
    since: datetime,
    duration: timedelta,
    *,
    pauses: Sequence[tuple[datetime, datetime]],
) -> datetime:
    due_at = due_after(brand, channel, clock, since, duration)
    for stopped, resumed in sorted(pauses):
        begin = max(stopped, since)
        if begin < min(due_at, resumed):
            due_at = due_after(brand, channel, clock, resumed, time_until(brand, channel, clock, begin, due_at))
    return due_at


def time_until(brand: Brand, channel: str, clock: Clock, at: datetime, due_at: datetime) -> timedelta:
    """What is left from ``at`` on, by that clock of the channel."""
    if clock is Clock.ALWAYS:
        return due_at - at
    try:
        return business_time_between(brand.calendar_of(channel), at, due_at)
    except CalendarError:
        return due_at - at


def due_after(brand: Brand, channel: str, clock: Clock, since: datetime, duration: timedelta) -> datetime:
    """The instant at which that clock of the channel has run for ``duration`` since then."""
    if clock is Clock.ALWAYS:
        return since + duration
    try:
        return add_business_time(brand.calendar_of(channel), since, duration)
    except CalendarError:
        return since + duration  # a calendar that never opens counts as always open


def in_time(calendar: Calendar, since: datetime, window_closes_at: datetime) -> datetime:
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
    if ticket.paused_at is not None and ticket.is_paused:
        now = ticket.paused_at  # its clocks stand still: what was left then is left
    first, resolution = ticket.first_response_due_at, ticket.resolution_due_at
    old, new = before.calendar_of(ticket.channel), after.calendar_of(ticket.channel)
    always = after.target_of(ticket.priority, ticket.channel).clock is Clock.ALWAYS
    if ticket.waits_for_us and ticket.waiting_since is not None and first is not None and first > now:
        wanted = _of(after, ticket, ticket.waiting_since, policies).first_response_due_at
        if first == _of(before, ticket, ticket.waiting_since, policies).first_response_due_at:
            first = wanted
        elif first != wanted and not always:
            first = _moved(old, new, now, first)
    if resolution is not None and resolution > now:
        resolution = _resolution(ticket, before, after, resolution, policies) or (
            resolution if always else _moved(old, new, now, resolution)
        )
    return replace(ticket, first_response_due_at=first, resolution_due_at=resolution)


def _resolution(ticket: Ticket, before: Brand, after: Brand, due_at: datetime, policies: Policies) -> datetime | None:
    """The resolution by the targets of the new version, where it is known since when it was counted."""
    for since in (ticket.waiting_since, ticket.first_response_since, ticket.last_customer_message_at):
        if since is None:
            continue
        wanted = _of(after, ticket, since, policies).resolution_due_at
        if due_at in (wanted, _of(before, ticket, since, policies).resolution_due_at):
            return wanted
    return None


def _of(brand: Brand, ticket: Ticket, since: datetime, policies: Policies) -> Deadlines:
    window = window_of(ticket, policies)
    return deadlines_of(
        brand,
        ticket.channel,
        ticket.priority,
        since=since,
        window_closes_at=window,
        answered=ticket.first_response_at is not None,
        pauses=ticket.pauses,
    )


def _moved(old: Calendar, new: Calendar, now: datetime, due_at: datetime) -> datetime:
    try:
        return add_business_time(new, now, business_time_between(old, now, due_at))
    except CalendarError:
        return due_at
