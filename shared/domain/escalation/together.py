"""Missed deadlines of one team that are told in one notice, with the list of their tickets.

The first one is told at once. Whatever the same team misses within five minutes after it is told together, when these
minutes are over; so is what waited for the same opening of the desk. Each ticket keeps an escalation of its own: who
claims one of them ends the calls for that one, and the next tier is told of the others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Brand
from shared.domain.escalation.rounds import EscalationReason, StartDecision, start_of, stop_reason
from shared.domain.escalation.text import NotificationText
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Priority

TOGETHER_WITHIN = timedelta(minutes=5)

LEASE = timedelta(minutes=3)
"""Within which a step tells, with all its tries: one takes 50 seconds at most."""

LOOK_AGAIN = timedelta(minutes=1)
"""After which a member looks whether the others' step has told."""

MAX_TOGETHER = 50
"""Tickets in one notice. Beyond them another notice is made."""

MAX_NAMED = 20
"""Tickets that are named in one line, where a target shows facts. A mail lists all of them."""

_MISSED = (EscalationReason.FIRST_RESPONSE_MISSED, EscalationReason.RESOLUTION_MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGroup:
    """Tickets of one team that are told together. ``at`` is when their escalations began."""

    id: str
    brand: str
    team: str
    members: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNotice:
    """Which ticket's step tells one tier for a group, and the other tickets that its notice names. Fixed when the first
    step asks (``at``): a member that it does not name is told alone.

    ``told_at`` is when that was done, and ``reached`` whether anybody could be reached. A step that has died and is
    not tried again, because its ticket was answered, never does it: after ``LEASE`` another member's takes over.
    """

    ticket_id: str
    named: tuple[str, ...] = ()
    at: datetime | None = None  # ``None``: of an earlier version, and told
    told_at: datetime | None = None
    reached: bool = True

    def tells(self, ticket_id: str) -> bool:
        """Whether the step of ``ticket_id``, or another one, tells people of that ticket."""
        return ticket_id != self.ticket_id and ticket_id in self.named

    @property
    def is_done(self) -> bool:
        return self.told_at is not None or self.at is None

    def is_lost(self, now: datetime) -> bool:
        return not self.is_done and self.at is not None and now >= self.at + LEASE


def may_be_told_together(ticket: Ticket) -> bool:
    """What is urgent is told alone, and so is what somebody holds: its holder is told first. A round that began and is
    not known to have started keeps the group it has."""
    return (
        ticket.escalation_reason in _MISSED
        and ticket.priority is not Priority.URGENT
        and ticket.claimed_by is None
        and not ticket.escalation_running
    )


def group_id(members: Collection[str], at: datetime) -> str:
    return "G-" + sha256("\n".join([at.isoformat(), *sorted(members)]).encode()).hexdigest()[:32]


def still_needs(ticket: Ticket | None, group: str) -> bool:
    """Whether somebody has to be told of this member of the group. The first steps may run while the escalations of
    other members are still being started."""
    if ticket is None or ticket.notice_group != group:
        return False
    return start_of(ticket) is StartDecision.BEGIN or stop_reason(ticket, ticket.escalation_round) is None


def with_tickets(notification: Mapping[str, Any], others: Sequence[Ticket]) -> dict[str, Any]:
    """What programs are told, with the ids of all tickets of the notice, its own first, and the numbers of their
    escalations in the same order."""
    if not others:
        return dict(notification)
    data = notification["data"]
    tickets = [data["ticket_id"], *(other.id for other in others)]
    return {**notification, "data": {**data, "tickets": tickets, "rounds": [data["round"], *map(_number, others)]}}


def _number(ticket: Ticket) -> int:
    """Of the escalation in which people are told of it: one that is about to begin counts."""
    return ticket.escalation_round + (start_of(ticket) is StartDecision.BEGIN)


def with_list(text: NotificationText, brand: Brand, others: Sequence[Ticket], desk_url: str | None) -> NotificationText:
    """The text of one ticket with the list of the others. Like it, it holds no text, name or handle of a customer."""
    if not others:
        return text
    french = text.language == "fr"
    number = len(others) + 1
    title = (
        f"{number} tickets en retard, équipe {others[0].team}"
        if french
        else f"{number} overdue tickets of {others[0].team}"
    )
    label = "Aussi en retard" if french else "Also overdue"
    zone = ZoneInfo(brand.calendar.time_zone)
    lines: list[str] = []
    listed: list[tuple[str, str | None]] = []
    for other in others:
        due = other.noticed_breach_at or other.resolution_breached_at
        when = "" if due is None else f", {due.astimezone(zone):%Y-%m-%d %H:%M}"
        link = None if desk_url is None else f"{desk_url}/tickets/{other.id}"
        listed.append((f"{other.id} ({other.channel}{when})", link))
        lines.append(" ".join(filter(None, ("-", listed[-1][0], link))))
    own = next((value for label, value in text.facts if label == "Ticket"), "")
    text_ids = ", ".join((own, *(other.id for other in others[:MAX_NAMED])))
    ids = ", ".join(other.id for other in others[:MAX_NAMED])
    if len(others) > MAX_NAMED:
        ids += " …"
    return replace(
        text,
        subject=f"[{brand.id}] {number} {'tickets en retard' if french else 'overdue tickets'}",
        title=title,
        short=f"[{brand.id}] {title}{' : ' if french else ': '}{text_ids}",
        body="\n".join([text.body, "", f"{label}{' :' if french else ':'}", *lines]),
        facts=(*text.facts, (f"{label} ({len(others)})", ids)),
        listed=tuple(listed),
    )
