"""Clocks that stand still while a ticket is pending, and the warning before a deadline. Pure.

A ticket notes since when its clocks stand still (``paused_at``) and keeps its deadlines as they were then. When it is
open again each deadline has the time that was left, by the clock it runs by. So nothing is lost if the step that moves
them is not taken: the deadlines are then earlier than they need be, and the sweep moves them.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.brand.model import Brand, Clock, Target
from shared.domain.business_time.hours import CalendarError, subtract_business_time
from shared.domain.channels.policy import Policies
from shared.domain.tickets.first_response import with_response_noted
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import due_after, in_time, time_until, window_of
from shared.domain.vocabulary import Status

MAX_PAUSES = 10  # that a ticket remembers


class DeadlineKind(StrEnum):
    RESPONSE = "response"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineWarning:
    """Little is left until ``due_at``: people are warned from ``at`` on."""

    kind: DeadlineKind
    at: datetime
    due_at: datetime


def with_clocks(before: Ticket, after: Ticket, brand: Brand, at: datetime, policies: Policies) -> Ticket:
    """``after`` with clocks that run if it is open again since ``at``, with the instant of its next warning, and with
    what its first response is counted as.

    ``before`` is the ticket as it was read. Unchanged when there is nothing to do.
    """
    running = _resumed(before, with_response_noted(before, after, brand), brand, at, policies)
    warn_at = _next_warning(running, brand)
    return running if warn_at == running.warn_at else replace(running, warn_at=warn_at)


def due_warnings(ticket: Ticket, brand: Brand, now: datetime) -> tuple[DeadlineWarning, ...]:
    """Of what people have to be warned at ``now``. A deadline that has passed is told as missed, not as near."""
    return tuple(warning for warning in _warnings(ticket, brand) if warning.at <= now < warning.due_at)


def warned(ticket: Ticket, kind: DeadlineKind, now: datetime) -> Ticket:
    """People were warned: once for a wait of the customer, and once for the resolution target."""
    if kind is DeadlineKind.RESPONSE:
        return replace(ticket, response_warned_for=ticket.waiting_since)
    return replace(ticket, resolution_warned_at=now)


def _resumed(before: Ticket, after: Ticket, brand: Brand, at: datetime, policies: Policies) -> Ticket:
    stopped = after.paused_at
    if stopped is None or after.status not in (Status.NEW, Status.OPEN):
        return after
    at = max(at, stopped)
    first, resolution = after.first_response_due_at, after.resolution_due_at
    is_same = first == before.first_response_due_at or _is_same_wait(before, after)
    if before.waits_for_us and after.waits_for_us and first is not None and is_same:
        first = _moved(brand, after, stopped, at, first)
        window = window_of(after, policies)
        if window is not None:
            first = min(first, in_time(brand.calendar_of(after.channel), at, window))
    if resolution is not None:
        resolution = _moved(brand, after, stopped, at, resolution)
    pauses = (*after.pauses, (stopped, at))[-MAX_PAUSES:]
    return replace(after, first_response_due_at=first, resolution_due_at=resolution, paused_at=None, pauses=pauses)


def _is_same_wait(before: Ticket, after: Ticket) -> bool:
    """Whether no message came in between: another deadline is then that of another priority."""
    return before.waiting_since == after.waiting_since and before.message_count == after.message_count


def _moved(brand: Brand, ticket: Ticket, stopped: datetime, at: datetime, due_at: datetime) -> datetime:
    """The deadline with what was left of it when the clocks stopped. One that had passed stays."""
    if due_at <= stopped:
        return due_at
    clock = brand.target_of(ticket.priority, ticket.channel).clock
    left = time_until(brand, ticket.channel, clock, stopped, due_at)
    return due_after(brand, ticket.channel, clock, at, left)


def _next_warning(ticket: Ticket, brand: Brand) -> datetime | None:
    return min((warning.at for warning in _warnings(ticket, brand)), default=None)


def _warnings(ticket: Ticket, brand: Brand) -> tuple[DeadlineWarning, ...]:
    """What people are still to be warned of."""
    if brand.warn_at is None:
        return ()
    target = brand.target_of(ticket.priority, ticket.channel)
    found = []
    due_at = ticket.first_response_due_at
    if due_at is not None and ticket.needs_first_response and ticket.response_warned_for != ticket.waiting_since:
        allowed = target.response(answered=ticket.first_response_at is not None)
        at = _before(brand, ticket, target, due_at, allowed * brand.warn_at)
        found.append(DeadlineWarning(kind=DeadlineKind.RESPONSE, at=at, due_at=due_at))
    due_at = ticket.resolution_due_at
    if due_at is not None and ticket.needs_resolution and ticket.resolution_warned_at is None:
        at = _before(brand, ticket, target, due_at, target.resolution * brand.warn_at)
        found.append(DeadlineWarning(kind=DeadlineKind.RESOLUTION, at=at, due_at=due_at))
    return tuple(found)


def _before(brand: Brand, ticket: Ticket, target: Target, due_at: datetime, left: timedelta) -> datetime:
    """The instant at which so much of the time is left, by the clock of the target."""
    if target.clock is Clock.ALWAYS:
        return due_at - left
    try:
        return subtract_business_time(brand.calendar_of(ticket.channel), due_at, left)
    except CalendarError:
        return due_at - left
