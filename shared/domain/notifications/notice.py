"""What a target was told of a ticket, and what it has to be told now.

A target that keeps what it is told (a message in Slack, an incident of PagerDuty) has to follow the ticket: somebody
has taken it, it was answered, it ended. The ticket notes in ``notices_state`` what its targets know. Where that differs
from what is so, the sweep tells them, and goes on for a day where one of them cannot be reached.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import NoticeState

BEHIND = "behind"
"""What ``notices_state`` says while some target could not be told."""

MIN_PAUSE = timedelta(minutes=1)
MAX_PAUSE = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one target knows of one ticket. ``reference`` is the target's own name for it, such as a message's id.

    ``known`` is the ``notice_text`` of the ticket that the target was told last; ``None`` while it has not taken the
    notification of ``round`` and ``tier``, which the workflow asked for at ``at``.
    """

    ticket_id: str
    target: str
    round: int
    tier: int
    at: datetime
    known: str | None = None
    reference: str | None = None
    also: tuple[str, ...] = ()  # the other tickets that it names, of the group ``group``
    group: str | None = None
    until_resolved: bool = False  # a warning before the resolution target: it is over when the ticket is done
    scored: bool = False  # of a bad score: whatever happens to the ticket, it is over a day later

    @property
    def key(self) -> str:
        """Names it among those of its ticket: a bad score is told for itself, whatever else the target knows."""
        return f"{self.target}#score" if self.scored else self.target

    def needs(self, about: "Told") -> bool:
        """Whether the target has to be told something. One that never took the first word needs only that."""
        if self.known is None:
            return about.state is NoticeState.OPEN and (bool(self.also) or self.round == about.owner.escalation_round)
        if self.until_resolved and about.owner.is_open:
            return False
        return self.known != about.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a notice is about: its own ticket, or with it others that are told together. What has left the group (a new
    wait, another round) is no longer its business."""

    owner: Ticket
    tickets: tuple[Ticket, ...]

    @property
    def state(self) -> NoticeState:
        """Somebody is needed while one of them is open."""
        states = {ticket.notice_state for ticket in self.tickets}
        for state in (NoticeState.OPEN, NoticeState.ACKNOWLEDGED):
            if state in states:
                return state
        return NoticeState.RESOLVED

    @property
    def named(self) -> tuple[Ticket, ...]:
        """Those that are in this state: of several that were told together, who still needs somebody."""
        return tuple(ticket for ticket in self.tickets if ticket.notice_state is self.state) or (self.owner,)

    @property
    def text(self) -> str:
        if len(self.tickets) == 1:
            return self.tickets[0].notice_text
        return ";".join(f"{ticket.id}={ticket.notice_text}" for ticket in self.tickets) or NoticeState.RESOLVED.value


def warned_of(before: Notice | None, new: Notice) -> Notice:
    """What a target knows that was told of the ticket beside an escalation: what it knew of that one stays."""
    if before is None or before.known is None:
        return new
    if before.also:
        return before
    return replace(before, known=new.known, until_resolved=new.until_resolved)


def told_about(notice: Notice, owner: Ticket, others: Iterable[Ticket | None]) -> Told:
    """``others`` are the tickets that ``notice.also`` names."""
    if not notice.also:
        return Told(owner=owner, tickets=(owner,))
    members = (owner, *others)
    return Told(
        owner=owner, tickets=tuple(one for one in members if one is not None and one.notice_group == notice.group)
    )


def told(ticket: Ticket, *, complete: bool, now: datetime) -> Ticket:
    """The ticket after its targets were told what is so; ``complete`` unless one of them could not be reached.

    The pause before the next attempt grows with the time since the first one failed.
    """
    if complete:
        return replace(ticket, notices_state=ticket.notice_text, notices_at=None, notices_behind_since=None)
    since = ticket.notices_behind_since or now
    if now - since >= GIVE_UP_AFTER:
        return replace(ticket, notices_state=None, notices_at=None, notices_behind_since=None)
    pause = min(max((now - since) / 2, MIN_PAUSE), MAX_PAUSE)
    return replace(ticket, notices_state=BEHIND, notices_at=now + pause, notices_behind_since=since)
