"""Does what a person asks for from another tool: take a ticket, say that it is not urgent, look into a suspicion."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.access.callers import ActingAgent
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import Policies
from shared.domain.errors import ConflictError, RefusedError
from shared.domain.escalation.manual import deescalated
from shared.domain.escalation.rounds import is_of_earlier_call, is_outdated
from shared.domain.notifications.action import ActionKind, ActionOutcome, ActionResult
from shared.domain.tickets.changes import Change, changed, claimed
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import deadlines_with
from shared.domain.vocabulary import Priority
from shared.ports.repositories import SuspicionRegister, TicketRepository
from shared.ports.time_and_language import Clock

MAX_WRITE_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class ActOnTicket:
    """The rules are those of the API. Repeating an action changes nothing.

    Of two people who press the same button one has the ticket, and the other is told who.
    """

    tickets: TicketRepository
    policies: Policies
    clock: Clock

    def __call__(
        self,
        brand: Brand,
        ticket_id: str,
        kind: ActionKind,
        *,
        agent: ActingAgent,
        via: str,
        at: datetime | None = None,
        call: int | datetime | None = None,
    ) -> ActionResult:
        """``via`` is the target by which they were told. What was done before the call in force (``at``) and is told
        late, or once more, ends that call for nobody, nor does what was done where an earlier one is told of
        (``call``). Raises ``UpstreamError``, ``ConflictError``."""
        for attempt in range(1, MAX_WRITE_ATTEMPTS + 1):
            try:
                return self._act(brand, ticket_id, kind, agent=agent, via=via, at=at, call=call)
            except ConflictError:
                if attempt == MAX_WRITE_ATTEMPTS:
                    raise
        raise ConflictError(f"ticket {ticket_id}: no attempt was made")

    def _act(
        self,
        brand: Brand,
        ticket_id: str,
        kind: ActionKind,
        *,
        agent: ActingAgent,
        via: str,
        at: datetime | None,
        call: int | datetime | None,
    ) -> ActionResult:
        now = self.clock.now()
        ticket = self.tickets.get(ticket_id)
        if ticket is None or ticket.brand != brand.id:
            return ActionResult(outcome=ActionOutcome.UNKNOWN_TICKET)
        is_late = call is not None and is_of_earlier_call(ticket, call, now)
        if is_late or (at is not None and is_outdated(ticket, at, now)):
            return ActionResult(outcome=ActionOutcome.LATE, holder=ticket.holder)
        try:
            after = self._changed(brand, ticket, kind, agent, now)
        except RefusedError:
            outcome = ActionOutcome.TAKEN if ticket.is_open else ActionOutcome.ENDED
            return ActionResult(outcome=outcome, holder=ticket.holder)
        if after is ticket:
            outcome = ActionOutcome.ALREADY if kind is ActionKind.CLAIM else ActionOutcome.QUIET
            return ActionResult(outcome=outcome, holder=ticket.holder)
        saved = self.tickets.save(after, _entry(ticket, kind, agent, via, at=now))
        if kind is ActionKind.CLAIM and saved.lacks_acknowledgements:
            return ActionResult(outcome=ActionOutcome.NOTED, holder=saved.holder)
        return ActionResult(outcome=ActionOutcome.DONE, holder=saved.holder)

    def _changed(self, brand: Brand, ticket: Ticket, kind: ActionKind, agent: ActingAgent, now: datetime) -> Ticket:
        """Raises ``RefusedError``."""
        if kind is ActionKind.CLAIM:
            return claimed(ticket, agent, take_over=False, now=now)
        if not ticket.is_open:
            raise RefusedError("The ticket is done.")
        after = deescalated(ticket, now=now)
        if ticket.priority is Priority.URGENT:
            deadlines = deadlines_with(brand, ticket, Priority.NORMAL, self.policies)
            after = changed(after, Change(priority=Priority.NORMAL, urgent=False), deadlines=deadlines, now=now)
            after = with_clocks(ticket, after, brand, now, self.policies)
        return after


@dataclass(frozen=True, slots=True)
class ActOnSuspicion:
    """What the desk suspects is seen, or dismissed. Only people open an incident, in the desk.

    Whoever closes it in their tool says that it is no outage. That is decided by those who may decide it in the desk;
    from anybody else it means that they have seen it.
    """

    incidents: SuspicionRegister
    clock: Clock

    def __call__(
        self, brand: Brand, incident_id: str, kind: ActionKind, *, agent: ActingAgent, may_dismiss: bool
    ) -> ActionResult:
        """Repeating it changes nothing; the first one stays. Raises ``UpstreamError``."""
        known = self.incidents.get(incident_id)
        if known is None or known.brand != brand.id or not known.suspected or kind is ActionKind.NOT_URGENT:
            return ActionResult(outcome=ActionOutcome.UNKNOWN_TICKET)
        now = self.clock.now()
        if known.resolved_at is not None or known.is_stale(now):
            return ActionResult(outcome=ActionOutcome.OVER)
        if kind is ActionKind.RESOLVE and may_dismiss:
            self.incidents.resolve(known.id, by=agent.name, at=now)
            return ActionResult(outcome=ActionOutcome.DISMISSED)
        seen = self.incidents.record_seen(known.id, by=agent.name, at=now)
        return ActionResult(outcome=ActionOutcome.SEEN, holder=None if seen is None else seen.seen_by)


def _entry(ticket: Ticket, kind: ActionKind, agent: ActingAgent, via: str, *, at: datetime) -> HistoryEntry:
    what = "claimed" if kind is ActionKind.CLAIM else "deescalated"
    details = {"agent": agent.name, "via": via}
    return HistoryEntry(
        ticket_id=ticket.id,
        at=at,
        key=f"{what}-{via}-{agent.id}",
        what=what,
        actor=agent.name,
        actor_id=agent.id,
        details=details,
    )
