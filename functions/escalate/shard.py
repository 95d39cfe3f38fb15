"""Works off one shard of a brand, or a part of it, until nothing is due in it any more."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.escalate.due import HandleDueTickets, SweepResult
from shared.domain.tickets.parts import WHOLE, Part
from shared.ports.repositories import TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

MAX_LEFT = 2_000
"""Tickets that stay due although they were handled; behind so many the shard is left to the next minute."""


@dataclass(frozen=True, slots=True)
class SweepShard:
    """The sweep of the next minute asks for what is left, so this never has to ask for itself."""

    tickets: TicketRepository
    handle: HandleDueTickets
    follow: Callable[[Collection[str], datetime], Collection[tuple[str, str]]]
    metrics: Metrics
    clock: Clock
    page: int = 100  # tickets that are read at once
    ticket_time: timedelta = timedelta(seconds=32)
    total_time: timedelta = timedelta(seconds=40)  # the function has 50 s

    def __call__(self, brand_id: str, shard: int, part: Part = WHOLE) -> SweepResult:
        """Raises ``UpstreamError`` when what is due cannot be read; Lambda then invokes again."""
        began = self.clock.now()
        result = SweepResult()
        handled: set[str] = set()
        unreadable: set[str] = set()
        left = 0  # entries of the index that may still show what was handled
        while (now := self.clock.now()) < began + self.ticket_time and left < MAX_LEFT:
            limit = self.page + left
            due = self.tickets.due(brand_id, now, limit=limit, shard=shard, part=part)
            unreadable.update(due.unreadable)
            fresh = [ticket for ticket in due.tickets if ticket.id not in handled]
            if not fresh and len(due.tickets) < limit:
                break
            left = len(due.tickets) - len(fresh)
            handled.update(ticket.id for ticket in fresh)
            self.handle(fresh, now, began + self.ticket_time, result)
        else:
            result.complete = False
        result.failed += [(ticket_id, "UnreadableTicket") for ticket_id in sorted(unreadable)]
        result.failed += self.follow(result.to_follow, began + self.total_time)
        if result.failed:
            self.metrics.count("SweepFailures", len(result.failed))
        return result
