"""What a target was told of a ticket, and what it has to be told now.

A target that keeps what it is told (a message in Slack, an incident of PagerDuty) has to follow the ticket: somebody
has taken it, it was answered, it ended. The ticket notes in ``notices_state`` what its targets know. Where that differs
from what is so, the sweep tells them, and goes on for a day where one of them cannot be reached.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.tickets.model import ANSWERED, Ticket
from shared.domain.vocabulary import NoticeState

BEHIND = "behind"
"""What ``notices_state`` says while some target could not be told."""

MIN_PAUSE = timedelta(minutes=1)
MAX_PAUSE = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(days=1)
MAX_OLDER = 10
"""Escalations of one ticket of which a pager that is down is told that they are over, the latest ones."""


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
    asked: bool = False  # while ``known`` is ``None``: of a pager, which may ring although its answer was lost
    older: tuple[int, ...] = ()  # rounds before this one whose alerts a pager may still keep open; 0: of a warning

    @property
    def key(self) -> str:
        """Names it among those of its ticket: a bad score is told for itself, whatever else the target knows."""
        return f"{self.target}#score" if self.scored else self.target

    def needs(self, about: "Told") -> bool:
        """Whether the target has to be told what is so. One that never took the first word needs only that; unless it
        is a pager, of which nobody can tell."""
        if self.known is None and about.state is NoticeState.OPEN:
            return self.round > 0 and (bool(self.also) or self.round == about.owner.escalation_round)
        if self.known is None and not self.asked:
            return False
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


def called(before: Notice | None, new: Notice, *, rings: bool) -> Notice:
    """What a target has to be told, before it is. ``rings``: it has an alert of its own for each escalation."""
    reference = None if before is None else before.reference
    if not rings:
        return replace(new, reference=reference)
    is_new = before is None or before.round != new.round
    return replace(new, asked=True, reference=None if is_new else reference, older=_older(before, new.round))


def _older(before: Notice | None, number: int) -> tuple[int, ...]:
    """The rounds that are over and whose alerts may be open, when that of ``number`` begins."""
    if before is None:
        return ()
    is_open = before.known not in (NoticeState.RESOLVED, ANSWERED) and before.round != number
    return tuple(dict.fromkeys((*before.older, *((before.round,) if is_open else ()))))[-MAX_OLDER:]


def warned_of(before: Notice | None, new: Notice) -> Notice:
    """What a target knows that was told of the ticket beside an escalation: what it knew of that one stays.

    Of a pager that did not answer, the warning may stand there by itself.
    """
    if before is None:
        return new
    if new.known is None:
        older = tuple(dict.fromkeys((*before.older, *_older(new, before.round))))
        return before if before.known is not None else replace(before, older=older)
    if before.known is None:
        return replace(new, older=_older(before, new.round) if before.asked else ())
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

    The pause before the next attempt grows with the time since the first one failed. After a day it is left at that,
    until the ticket changes.
    """
    if complete:
        return replace(ticket, notices_state=ticket.notice_text, notices_at=None, notices_behind_since=None)
    since = ticket.notices_behind_since or now
    if now - since >= GIVE_UP_AFTER:
        # What becomes of the ticket later is told again: to those who were reached, and to whoever is back by then.
        return replace(ticket, notices_state=ticket.notice_text, notices_at=None, notices_behind_since=None)
    pause = min(max((now - since) / 2, MIN_PAUSE), MAX_PAUSE)
    return replace(ticket, notices_state=BEHIND, notices_at=now + pause, notices_behind_since=since)
