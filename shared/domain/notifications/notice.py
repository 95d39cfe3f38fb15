"""What a target was told of a ticket, and what it has to be told now.

A target that keeps what it is told (a message in Slack, an incident of PagerDuty) has to follow the ticket: somebody
has taken it, it was answered, it ended. The ticket notes in ``notices_state`` what its targets know. Where that differs
from what is so, the sweep tells them, and goes on for a day where one of them cannot be reached.
"""

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

    def needs(self, ticket: Ticket) -> bool:
        """Whether the target has to be told something. One that never took the first word needs only that."""
        if self.known is None:
            return ticket.notice_state is NoticeState.OPEN and self.round == ticket.escalation_round
        return self.known != ticket.notice_text


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
