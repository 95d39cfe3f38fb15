"""Gives open tickets the deadlines of the brand file in force, some at a time, until all have them."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.brand.model import Brand
from shared.domain.channels.policy import Policies
from shared.domain.errors import ConflictError
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.moving import DeadlineMove
from shared.domain.tickets.sla import recomputed
from shared.ports.deadlines import BrandVersions, DeadlineMoves
from shared.ports.pages import TicketFilter
from shared.ports.repositories import TicketRepository
from shared.ports.time_and_language import Clock

PAGE = 50
MAX_WRITE_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class MoveDeadlines:
    """Called each minute for every brand, with the time that is left. Killed anywhere, it goes on at the same page.

    A ticket is moved once: it says to which version. What others write meanwhile comes first.
    """

    moves: DeadlineMoves
    brands: BrandVersions
    tickets: TicketRepository
    policies: Policies
    clock: Clock
    page: int = PAGE

    def __call__(self, brand: Brand, give_up_at: datetime) -> int:
        """How many tickets were moved. Raises ``UpstreamError``, ``InvalidBrandError``, ``ConflictError``."""
        move = self.moves.get(brand.id)
        if move is None or move.is_finished or move.waits(self.clock.now()):
            return 0
        versions = {each: self.brands.version(brand.id, each) for each in (move.before, move.after)}
        moved = 0
        while not move.is_finished and not move.waits(now := self.clock.now()) and now < give_up_at:
            after = self._one_page(move, versions)
            moved += after.moved - move.moved
            move = self.moves.save(after)
        return moved

    def _one_page(self, move: DeadlineMove, versions: dict[int, Brand]) -> DeadlineMove:
        page = self.tickets.open_page(move.brand, TicketFilter(), limit=self.page, cursor=move.cursor)
        moved = failed = 0
        for ticket in page.items:
            try:
                moved += self._move(ticket.id, move, versions)
            except ConflictError:
                failed += 1  # the next pass finds it
        return move.read(
            looked_at=len(page.items), moved=moved, failed=failed, cursor=page.cursor, now=self.clock.now()
        )

    def _move(self, ticket_id: str, move: DeadlineMove, versions: dict[int, Brand]) -> bool:
        for attempt in range(MAX_WRITE_ATTEMPTS):
            ticket = self.tickets.get(ticket_id)
            if ticket is None or ticket.deadlines_version == move.after:
                return False
            wanted = self._wanted(ticket, move, versions)
            if wanted == ticket:
                return False
            try:
                self.tickets.save(replace(wanted, deadlines_version=move.after))
            except ConflictError:
                if attempt == MAX_WRITE_ATTEMPTS - 1:
                    raise
            else:
                return True
        return False

    def _wanted(self, ticket: Ticket, move: DeadlineMove, versions: dict[int, Brand]) -> Ticket:
        number = move.before if ticket.deadlines_version is None else max(ticket.deadlines_version, move.before)
        if number not in versions:
            versions[number] = self.brands.version(move.brand, number)
        now, after = self.clock.now(), versions[move.after]
        wanted = recomputed(ticket, versions[number], after, now, self.policies)
        return with_clocks(ticket, wanted, after, now, self.policies)
