"""What one change adds to the figures of its brand. Pure: a change in, counts and durations out.

Figures are counted for the hour in which something happened. A message is counted for the hour in which it was written.
They hold numbers under closed names, words of a closed list, and names of teams, agents, channels, accounts of ours and
help pages: nothing of a customer.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Calendar, Clock
from shared.domain.events.changes import Change, HistoryAdded, MessageChange, TicketChange
from shared.domain.events.derive import was_answered
from shared.domain.figures.listening import ACKNOWLEDGED, FAILED, SUPPRESSED, correction
from shared.domain.figures.ratings import rating_counts
from shared.domain.figures.words import PREFIX, words_of
from shared.domain.messages.model import Message
from shared.domain.tickets.first_response import (
    CountedResponse,
    counted_response,
    is_near,
    open_seconds,
    responded_since,
)
from shared.domain.tickets.history import contact_number
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Direction, Priority, Resolution, Status

Calendars = Callable[[str, str], Calendar | None]
"""The calendar of a brand and channel; ``None`` when it cannot be read, which counts as always open."""
Clocks = Callable[[str, str, Priority], Clock]
"""By which clock the targets of a brand, a channel and a priority run."""


def always(_brand: str, _channel: str, _priority: Priority) -> Clock:
    return Clock.ALWAYS


MAX_CONTACT_NUMBER = 20
"""Whoever writes every day must not stand for all others."""

ANSWERED_BY = "agent"
FACETS = ("channel", "team", "category", "priority")
OPENED_FACETS = ("channel", "team")
PART_FACETS = ("channel", "team", ANSWERED_BY)
"""The report on the service has parts for each of them."""
KIND_FACETS = ("category", "priority")
"""Only who asks for them reads their durations."""
TIMED_FACETS = (*PART_FACETS, *KIND_FACETS)

DURATIONS = (
    "first_response",
    "first_response_business",
    "resolution",
    "resolution_business",
    "acknowledgement",
)

LATE_MESSAGE = timedelta(days=30)
"""A message that was written earlier is counted for the hour in which it came."""

HISTORY_COUNTED = frozenset({"acknowledged", "acknowledgement_failed", "acknowledgement_suppressed"})


def named(name: str, facet: str, value: str) -> str:
    """The name of a figure of one channel, team …"""
    return f"{name}|{facet}={value}"


def facet_of(name: str) -> str:
    """The facet that a figure of that name belongs to; of a figure of all it is empty."""
    return name.partition("|")[2].partition("=")[0]


def account_name(channel: str, account_id: str) -> str:
    """One of our own accounts."""
    return f"{channel}/{account_id}"


def slot_of(at: datetime, zone: tzinfo) -> str:
    """Weekday (0 is Monday) and hour, in the time zone of the brand: ``5T10``."""
    local = at.astimezone(zone)
    return f"{local.weekday()}T{local.hour:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDelta:
    """What is added to the figures of one hour. ``durations`` are pairs of a name and seconds; those ``taken_back``
    were added to the same hour before."""

    hour: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    durations: tuple[tuple[str, float], ...] = ()
    taken_back: tuple[tuple[str, float], ...] = ()


def figures_of(change: Change, at: datetime, calendars: Calendars, clocks: Clocks = always) -> tuple[FigureDelta, ...]:
    """What a change adds. ``at`` is when it was written."""
    match change:
        case TicketChange(before=None, after=Ticket() as opened):
            counts = _with_facets("opened", opened) | Counter(_pages(opened)) | _came_back(opened) | _contact(opened)
            answered = _first_responses(None, opened, at, calendars, clocks)
            return (_delta(at, counts | _danger(Danger.NONE, opened)), *answered)
        case TicketChange(before=Ticket() as before, after=Ticket() as after) if before.version != after.version:
            return (*_of_ticket(before, after, at, calendars, clocks), *_corrected(before, after, change.opening))
        case MessageChange(before=known, after=Message() as message):
            return tuple(_of_message(known, message, at, calendars))
        case HistoryAdded(entry=entry) if entry.what in HISTORY_COUNTED:
            name = _of_acknowledgement(entry.what, entry.details)
            return () if name is None else (_delta(at, Counter({name: 1})),)
    return ()


def _of_ticket(
    before: Ticket, after: Ticket, at: datetime, calendars: Calendars, clocks: Clocks
) -> Iterator[FigureDelta]:
    counts: Counter[str] = Counter()
    durations: list[tuple[str, float]] = []
    yield from _first_responses(before, after, at, calendars, clocks)
    again = _answered_again(before, after)
    if again is not None and is_near(
        before.first_response_due_at, before, again, before.waiting_since or again, _clock(before, calendars, clocks)
    ):
        counts += _with_facets("next_near_miss", after, after.claimed_by)
    if not before.acknowledged_as and after.acknowledged_as:
        counts[ACKNOWLEDGED] += 1  # later ones are entries of the history
    if before.acknowledged_at != after.acknowledged_at and after.acknowledged_at is not None:
        counts += _with_facets("acknowledged_tickets", after) if before.acknowledged_at is None else Counter()
        if after.acknowledged_message_at is not None:
            durations.append(("acknowledgement", _seconds(after.acknowledged_at - after.acknowledged_message_at)))
    was_withdrawn, withdrawn = (each.resolution is Resolution.WITHDRAWN for each in (before, after))
    if before.resolved_at is None and after.resolved_at is not None and withdrawn:
        counts["withdrawn"] += 1  # nobody resolved it
    elif before.resolved_at is None and after.resolved_at is not None:
        counts += _with_facets("resolved", after, after.claimed_by)
        counts["messages_of_resolved"] += after.message_count
        calendar, parts = calendars(after.brand, after.channel), _parts(after, after.claimed_by)
        durations.extend(_took("resolution", calendar, parts, after.created_at, after.resolved_at))
        due = before.resolution_due_at
        if after.resolution_breached_at is None and is_near(
            due, before, after.resolved_at, after.created_at, _clock(before, calendars, clocks)
        ):
            counts += _with_facets("resolution_near_miss", after, after.claimed_by)
    if before.status in (Status.RESOLVED, Status.CLOSED) and after.is_open and not was_withdrawn:
        counts += _with_facets("reopened", after, before.claimed_by)
    counts += _missed(before, after)
    counts += _danger(before.danger, after)
    if before.satisfaction_asked_at is None and after.satisfaction_asked_at is not None:
        counts += _of_parts("satisfaction_asked", _parts(after, after.claimed_by))
    yield from _scores(before, after, at)
    if not before.labels and after.labels:
        counts["corrected"] += 1
    if counts or durations:
        yield FigureDelta(hour=_hour(at), counts=dict(counts), durations=tuple(durations))


def _missed(before: Ticket, after: Ticket) -> Counter[str]:
    """The first response, each later one, and the resolution: by whoever held it when its time was over."""
    counts: Counter[str] = Counter()
    if before.first_response_at is None and before.breached_at is None and after.breached_at is not None:
        counts += _with_facets("breached", after, before.claimed_by)
    if before.first_response_at is not None and after.noticed_breach_at not in (None, before.noticed_breach_at):
        counts += _with_facets("next_breached", after, before.claimed_by)
    if before.resolution_breached_at is None and after.resolution_breached_at is not None:
        counts += _with_facets("resolution_breached", after, before.claimed_by)
    return counts


def _first_responses(
    before: Ticket | None, after: Ticket, at: datetime, calendars: Calendars, clocks: Clocks
) -> Iterator[FigureDelta]:
    """A first response counts for the hour in which it was given. One that was none after all (an automatic reply of
    the platform's own app), or turns out to be another, is taken back from there, as it was counted."""
    old, new = (
        None if each is None else (each.first_response_at, each.first_response_since) for each in (before, after)
    )
    if old == new:
        return
    if before is not None and before.first_response_at is not None:
        counts, took = _first_response(before, before, before.first_response_at, calendars, clocks)
        hour = _hour(_happened(before.first_response_at, at))
        yield FigureDelta(hour=hour, counts={name: -count for name, count in counts.items()}, taken_back=took)
    if after.first_response_at is not None:
        counts, took = _first_response(before or after, after, after.first_response_at, calendars, clocks)
        yield FigureDelta(hour=_hour(_happened(after.first_response_at, at)), counts=dict(counts), durations=took)


def _first_response(
    known: Ticket, ticket: Ticket, answered_at: datetime, calendars: Calendars, clocks: Clocks
) -> tuple[Counter[str], tuple[tuple[str, float], ...]]:
    """``known``: the ticket as the answer found it, for those that do not say what they were counted as."""
    response = CountedResponse.noted(ticket) or counted_response(known, ticket, _clock(known, calendars, clocks))
    parts = {
        "channel": ticket.channel,
        "team": response.team,
        "category": response.category,
        "priority": response.priority,
    }
    if response.agent is not None:
        parts[ANSWERED_BY] = response.agent
    counts = _with_parts("answered", parts)
    if response.near_miss:
        counts += _with_parts("near_miss", parts)
    if response.acknowledged is not None:
        kind = "acknowledged" if response.acknowledged else "unacknowledged"
        counts += _of_parts(f"answered_{kind}", parts)
        if response.wrote_again:
            counts += _of_parts(f"wrote_again_{kind}", parts)
    since = responded_since(ticket)
    return counts, tuple(_took("first_response", calendars(ticket.brand, ticket.channel), parts, since, answered_at))


def _clock(ticket: Ticket, calendars: Calendars, clocks: Clocks) -> Calendar | None:
    """The calendar that its targets run by; ``None`` where they run always."""
    by_hours = clocks(ticket.brand, ticket.channel, ticket.priority) is Clock.BUSINESS
    return calendars(ticket.brand, ticket.channel) if by_hours else None


def _took(
    name: str, calendar: Calendar | None, parts: Mapping[str, str], start: datetime, end: datetime
) -> Iterator[tuple[str, float]]:
    """A duration by both clocks, of all tickets and of each part that is timed."""
    for kind, seconds in ((name, _seconds(end - start)), (f"{name}_business", open_seconds(calendar, start, end))):
        yield kind, seconds
        for facet, value in parts.items():
            if facet in TIMED_FACETS:
                yield named(kind, facet, value), seconds


def _danger(before: Danger, after: Ticket) -> Counter[str]:
    """Once for a ticket whose customer is found to be in danger, unless a person takes it back and it comes again."""
    return Counter({"danger": 1}) if before is Danger.NONE and after.danger is not Danger.NONE else Counter()


def _corrected(before: Ticket, after: Ticket, opening: Message | None) -> Iterator[FigureDelta]:
    """People label the message that opened a ticket. It moves from what it was counted as, where it was counted."""
    if opening is None or not opening.listening or before.labels == after.labels:
        return  # nobody knows any more what one that is gone was counted as
    moved = correction(opening.listening, opening.category, before.labels, after.labels)
    if moved:
        yield _delta(_written(opening, after.created_at), Counter(moved))


def _scores(before: Ticket, after: Ticket, at: datetime) -> Iterator[FigureDelta]:
    """A second answer takes the place of the first, each where it was given, and of the same team and agent."""
    was, score = before.satisfaction, after.satisfaction
    if score == was:
        return
    if was is not None:
        counts = dict.fromkeys(_of_score(before, was), -1)
        yield _delta(before.satisfaction_at or at, Counter(counts))
    if score is not None:
        yield _delta(after.satisfaction_at or at, _of_score(after, score))


def _of_score(ticket: Ticket, score: int) -> Counter[str]:
    team, agent = ticket.satisfaction_as or (ticket.team, ticket.claimed_by or "")  # unsaid by an earlier version
    parts = {"channel": ticket.channel, "team": team} | ({ANSWERED_BY: agent} if agent else {})
    return _of_parts(named("satisfaction", "score", str(score)), parts)


def _of_message(known: Message | None, message: Message, at: datetime, calendars: Calendars) -> Iterator[FigureDelta]:
    if not message.listening:
        return
    if known is not None and known.listening:
        moved = rating_counts(known, message)
        if moved:
            yield _delta(_written(known, at), moved)
        return
    if known is None and message.deleted_at is not None:
        return  # the tombstone of an erased person, under another key: the message was counted when it came
    written = _written(message, at)
    counts = Counter(dict.fromkeys(message.listening, 1)) + rating_counts(None, message)
    counts[named("messages", "channel", message.channel)] += 1
    counts[named("messages", "account", account_name(message.channel, message.account_id))] += 1
    calendar = calendars(message.brand, message.channel)
    slot = slot_of(written, ZoneInfo(calendar.time_zone) if calendar is not None else UTC)
    counts[named("messages", "slot", slot)] += 1
    if "desk_closed" in message.listening:
        counts[named("desk_closed", "slot", slot)] += 1
    counts.update(f"{PREFIX}{word}" for word in words_of(message.text, message.language))
    if message.ticket_id is not None and message.direction is Direction.INBOUND:
        counts["messages_of_tickets"] += 1
    yield _delta(written, counts)


def _written(message: Message, at: datetime) -> datetime:
    """The time whose hour a message is counted for: the same whenever it is asked for, so that it can be moved there.

    ``at`` is taken for the time at which it was stored where that is not known.
    """
    stored = message.stored_at or at
    return _happened(message.occurred_at or stored, stored)


def _happened(told: datetime, at: datetime) -> datetime:
    """When something happened that was written at ``at``, if the platform's word for it can be."""
    return told if at - LATE_MESSAGE <= told <= at + timedelta(hours=1) else at


def _of_acknowledgement(what: str, details: Mapping[str, str]) -> str | None:
    if what == "acknowledged":
        return ACKNOWLEDGED
    if what == "acknowledgement_failed":
        return FAILED + details.get("class", "unknown")
    # What is suppressed as soon as a message is stored, is counted with the message.
    return SUPPRESSED + details.get("reason", "unknown") if "message_id" in details else None


def _pages(ticket: Ticket) -> Mapping[str, int]:
    """The help pages that answer it: what customers ask about, in the words of the brand."""
    return {named("asked_about", "page", page): 1 for page in ticket.suggested_articles}


def _came_back(ticket: Ticket) -> Counter[str]:
    """The customer had a ticket before in this conversation, and it was closed."""
    return Counter({"came_back": 1} if ticket.previous_ticket_id is not None else {})


def _contact(ticket: Ticket) -> Counter[str]:
    """Which ticket of its customer within a month it is. What is counted of one ticket must say something in a span of
    any length: how many customers there were in it cannot be added up."""
    number = contact_number(ticket)
    if number is None:
        return Counter()
    found = {"contact": 1, "contact_number": min(number, MAX_CONTACT_NUMBER), "repeat_contact": int(number > 1)}
    return Counter(
        {
            each: count
            for name, count in found.items()
            if count
            for each in (name, *(named(name, facet, str(getattr(ticket, facet))) for facet in OPENED_FACETS))
        }
    )


def _with_facets(name: str, ticket: Ticket, agent: str | None = None) -> Counter[str]:
    return _with_parts(name, _parts(ticket, agent))


def _with_parts(name: str, parts: Mapping[str, str]) -> Counter[str]:
    return Counter({name: 1, **{named(name, facet, value): 1 for facet, value in parts.items()}})


def _of_parts(name: str, parts: Mapping[str, str]) -> Counter[str]:
    """Of all, and of each part that a report has figures of its own for."""
    return _with_parts(name, {facet: value for facet, value in parts.items() if facet in PART_FACETS})


def _parts(ticket: Ticket, agent: str | None) -> Mapping[str, str]:
    parts = {facet: str(getattr(ticket, facet)) for facet in FACETS}
    return parts if agent is None else parts | {ANSWERED_BY: agent}


def _answered_again(before: Ticket, after: Ticket) -> datetime | None:
    """When a person answered in time a customer who had written again."""
    if before.first_response_at is None or not before.needs_first_response or not was_answered(before, after):
        return None
    return after.last_answered_at if after.noticed_breach_at == before.noticed_breach_at else None


def _seconds(duration: timedelta) -> float:
    return max(duration.total_seconds(), 0.0)


def _delta(at: datetime, counts: Counter[str]) -> FigureDelta:
    return FigureDelta(hour=_hour(at), counts=dict(counts))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
