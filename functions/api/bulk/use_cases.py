"""Changes many tickets at once. Each ticket has its own result: one that cannot be changed stops no other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from functions.api.claiming import MAX_ATTEMPTS
from functions.api.ticket_resource import ReadTicket
from functions.api.tickets.assigning import AssignTicket, UnknownAssigneeError
from functions.api.tickets.errors import StaleVersionError, UnknownTeamError
from functions.api.tickets.use_cases import ChangeTicket, ReleaseTicket
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import ConflictError, NotFoundError, PermanentError, RefusedError, TransientError
from shared.domain.tickets.changes import Change, released
from shared.domain.tickets.model import Ticket
from shared.ports.time_and_language import Clock

TIME_LIMIT = timedelta(seconds=12)  # well below the time-out of the function
MAX_TAGS = 20  # of one ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """The same for each ticket. ``change.tags`` is not used: tags are added and removed.

    A ticket of ``versions`` is changed in that version only.
    """

    change: Change
    assignee: str | None = None
    release: bool = False
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """``status`` is what the change of this one ticket would be answered with."""

    ticket_id: str
    status: int
    detail: str | None = None
    reason: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTickets:
    read_ticket: ReadTicket
    change: ChangeTicket
    assign: AssignTicket
    release: ReleaseTicket
    clock: Clock

    def __call__(
        self, caller: Caller, ticket_ids: Sequence[str], wanted: BulkChange, *, by: ActingAgent
    ) -> tuple[BulkResult, ...]:
        """One result for each ticket, in the order given; a ticket that is named twice is changed once."""
        until = self.clock.now() + TIME_LIMIT
        results: list[BulkResult] = []
        for ticket_id in dict.fromkeys(ticket_ids):
            if self.clock.now() >= until:
                detail = "There was no time left: repeat the request with this ticket."
                results.append(BulkResult(ticket_id=ticket_id, status=503, detail=detail))
            else:
                results.append(self._one(caller, ticket_id, wanted, by))
        return tuple(results)

    def _one(self, caller: Caller, ticket_id: str, wanted: BulkChange, by: ActingAgent) -> BulkResult:
        written: list[Ticket] = []
        result = self._attempt(caller, ticket_id, wanted, by, written)
        if result.version is None and written:
            # Others came between our parts: what is done stays, and whoever asked can see that something is.
            return replace(result, version=written[-1].version)
        return result

    def _attempt(
        self, caller: Caller, ticket_id: str, wanted: BulkChange, by: ActingAgent, written: list[Ticket]
    ) -> BulkResult:
        try:
            ticket = self._changed(caller, ticket_id, wanted, by, written)
        except NotFoundError as error:
            return BulkResult(ticket_id=ticket_id, status=404, detail=str(error))
        except StaleVersionError as error:
            # Without a version of the caller's it is others who write this ticket all the time.
            status = 412 if ticket_id in wanted.versions else 409
            return BulkResult(
                ticket_id=ticket_id, status=status, detail=str(error), reason=error.reason, version=error.current
            )
        except (UnknownAssigneeError, UnknownTeamError) as error:
            return BulkResult(ticket_id=ticket_id, status=422, detail=str(error), reason=error.reason)
        except RefusedError as error:
            return BulkResult(ticket_id=ticket_id, status=409, detail=str(error), reason=error.reason)
        except ConflictError:
            detail = "It is being changed by others at this moment; try again."
            return BulkResult(ticket_id=ticket_id, status=409, detail=detail, reason="busy")
        except TransientError:
            detail = "A service this one depends on does not answer; try again."
            return BulkResult(ticket_id=ticket_id, status=503, detail=detail)
        except PermanentError:
            detail = "It cannot be changed; repeating the request will probably not help."
            return BulkResult(ticket_id=ticket_id, status=500, detail=detail)
        return BulkResult(ticket_id=ticket_id, status=200, version=ticket.version)

    def _changed(
        self, caller: Caller, ticket_id: str, wanted: BulkChange, by: ActingAgent, written: list[Ticket]
    ) -> Ticket:
        ticket = self.read_ticket(caller, ticket_id)
        version = wanted.versions.get(ticket_id)
        if version is not None and ticket.version != version:
            if self._is_done(caller, ticket, wanted):
                return ticket  # the answer to an earlier request like this one may have been lost
            raise StaleVersionError(ticket.version)
        checked = version is not None
        self._asked_for(caller, ticket, wanted)
        before = ticket.version
        if wanted.release:
            ticket = self.release(caller, ticket_id, agent=by, version=ticket.version if checked else None)
            written += [ticket] if ticket.version != before else []
        if wanted.assignee is not None:
            version = ticket.version if checked else None
            ticket = self.assign(caller, ticket_id, by=by, assignee=wanted.assignee, team=None, version=version)
            written += [ticket] if ticket.version != before else []
        for attempt in range(MAX_ATTEMPTS):
            change = replace(wanted.change, tags=_tags(ticket, wanted))
            try:
                return self.change(caller, ticket_id, version=ticket.version, change=change)
            except StaleVersionError:
                if checked or attempt == MAX_ATTEMPTS - 1:
                    raise
                ticket = self.read_ticket(caller, ticket_id)
        return ticket

    def _is_done(self, caller: Caller, ticket: Ticket, wanted: BulkChange) -> bool:
        try:
            return self._asked_for(caller, ticket, wanted) is ticket
        except RefusedError:
            return False

    def _asked_for(self, caller: Caller, ticket: Ticket, wanted: BulkChange) -> Ticket:
        """The ticket after all parts, before one of them is written. Raises what they raise."""
        now = self.clock.now()
        if wanted.release:
            ticket = released(ticket, now=now)
        if wanted.assignee is not None:
            ticket = self.assign.given_to(ticket, wanted.assignee, now)
        return self.change.asked_for(caller, ticket, replace(wanted.change, tags=_tags(ticket, wanted)), now)


def _tags(ticket: Ticket, wanted: BulkChange) -> tuple[str, ...] | None:
    """``None`` if they stay as they are. Raises ``RefusedError`` for more than a ticket may have."""
    if not wanted.add_tags and not wanted.remove_tags:
        return None
    tags = tuple(tag for tag in dict.fromkeys((*ticket.tags, *wanted.add_tags)) if tag not in wanted.remove_tags)
    if len(tags) > MAX_TAGS:
        raise RefusedError(f"A ticket has at most {MAX_TAGS} tags.", reason="too_many_tags")
    return tags
