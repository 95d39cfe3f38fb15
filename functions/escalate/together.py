"""Starts the escalations of missed deadlines; those of one team that come together are told in one notice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from shared.domain.errors import ConflictError
from shared.domain.escalation.rounds import StartDecision
from shared.domain.escalation.together import MAX_TOGETHER, TOGETHER_WITHIN, NoticeGroup, group_id
from shared.domain.tickets.model import Ticket
from shared.ports.repositories import NoticeGroups, TicketRepository
from shared.ports.time_and_language import Clock


@dataclass(slots=True)
class StartResult:
    """``failed`` pairs what could not be handled with the error's name; it is due again in the next sweep."""

    started: int
    failed: list[tuple[str, str]]
    complete: bool = True  # false when something was left, for want of time


@dataclass(frozen=True, slots=True)
class StartTogether:
    """Killed anywhere in between, what was not started is still due, and keeps the group that it was put into."""

    tickets: TicketRepository
    groups: NoticeGroups
    start: Callable[[str], StartDecision]
    clock: Clock

    def __call__(self, due: Iterable[Ticket], give_up_at: datetime) -> StartResult:
        """``due`` are tickets of one brand, as they were saved. Tickets beyond ``give_up_at`` stay due."""
        result = StartResult(0, [])
        for team, found in groupby(sorted(due, key=lambda ticket: ticket.team), key=lambda ticket: ticket.team):
            tickets = tuple(found)
            try:
                self._of_team(team, tickets, result, give_up_at)
            except Exception as error:  # whatever is wrong with one team must not keep the others waiting
                result.failed += [(ticket.id, type(error).__name__) for ticket in tickets]
        return result

    def _of_team(self, team: str, tickets: Sequence[Ticket], result: StartResult, give_up_at: datetime) -> None:
        now = self.clock.now()
        brand_id = tickets[0].brand
        before = result.started
        # Put into a group by a run that was killed: a step that ran meanwhile may have told people of them.
        self._start_all([ticket for ticket in tickets if ticket.notice_group is not None], result, give_up_at)
        new = self._due_now([ticket for ticket in tickets if ticket.notice_group is None], now, result)
        for first in range(0, len(new), MAX_TOGETHER):
            members = new[first : first + MAX_TOGETHER]
            group = None
            if len(members) > 1:
                ids = tuple(ticket.id for ticket in members)
                group = group_id(ids, now)
                self.groups.put(NoticeGroup(id=group, brand=brand_id, team=team, members=ids, at=now))
            # All of them first: a step that tells the group reads who belongs to it.
            saved = [ticket for ticket in members if self._save(replace(ticket, notice_group=group), result)]
            self._start_all(saved, result, give_up_at)
        if result.started > before:  # where nothing could be started nobody is told, and the next minute tries again
            # Last: killed before this, the team is told once more rather than late.
            self.groups.mark_told(brand_id, team, now)

    def _due_now(self, tickets: Sequence[Ticket], now: datetime, result: StartResult) -> Sequence[Ticket]:
        """Those that do not have to wait until five minutes have passed since the team's last notice."""
        if not tickets:
            return tickets
        last = self.groups.last_told(tickets[0].brand, tickets[0].team)
        if last is None or not last <= now < last + TOGETHER_WITHIN:
            return tickets
        # What was to be told before that notice has waited already: it is too much for one page or one notice.
        late = [ticket for ticket in tickets if ticket.escalate_at is not None and ticket.escalate_at < last]
        for ticket in tickets:
            if ticket not in late:
                self._save(replace(ticket, escalate_at=last + TOGETHER_WITHIN), result)
        return late

    def _start_all(self, tickets: Iterable[Ticket], result: StartResult, give_up_at: datetime) -> None:
        for ticket in tickets:
            if self.clock.now() >= give_up_at:
                result.complete = False
                break
            self._start(ticket.id, result)

    def _save(self, ticket: Ticket, result: StartResult) -> bool:
        try:
            self.tickets.save(ticket)
        except ConflictError:
            return False  # somebody is at work on it: whatever is left is due again in the next sweep
        except Exception as error:
            result.failed.append((ticket.id, type(error).__name__))
            return False
        return True

    def _start(self, ticket_id: str, result: StartResult) -> None:
        try:
            result.started += self.start(ticket_id) is StartDecision.BEGIN
        except Exception as error:
            result.failed.append((ticket_id, type(error).__name__))
