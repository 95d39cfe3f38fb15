"""Once a minute: does what is due, for whatever reason nobody has done it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.escalate.due import HandleDueTickets, SweepResult
from shared.domain.brand.model import Brand
from shared.domain.tickets.parts import parts
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock
from shared.ports.workflows import ShardInvoker

MIN_WORKERS = 32
"""Invocations that work side by side where much is due: 20,000 tickets are told within five minutes (docs/scale.md)."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What little is due is done here. Where more is due of a brand than one sweep takes, each of its shards is worked
    off by an invocation of its own (``shard.py``), all at the same time."""

    brands: BrandRepository
    tickets: TicketRepository
    handle: HandleDueTickets
    shards: ShardInvoker
    suspicions: Callable[[Brand, datetime], object]
    metrics: Metrics
    clock: Clock
    stopped_accounts: Callable[[Brand], Collection[object]]
    stopped_webhooks: Callable[[Brand], Collection[object]]
    follow: Callable[[Collection[str], datetime], Collection[tuple[str, str]]]
    proposals: Callable[[Brand], int]
    deadlines: Callable[[Brand, datetime], int]
    calendars: Callable[[Brand], int]
    max_tickets: int = 100  # of one brand in one sweep; where more are due, its shards are worked off side by side
    ticket_time: timedelta = timedelta(seconds=22)
    total_time: timedelta = timedelta(seconds=30)  # one more call may take 17 s, and the function has 50 s

    def __call__(self) -> SweepResult:
        """Tickets come first. Suspected outages are told in the time that is left, at least eight seconds."""
        began = self.clock.now()
        result = SweepResult()
        brand_ids = self._brands_in_rotation(began)
        readable = [self._handle_due_tickets(brand_id, began, result) for brand_id in brand_ids]
        for brand_id in brand_ids:
            self._notify_suspicions(brand_id, began + self.total_time, result)
        for brand_id in brand_ids:
            self._look_after_proposals(brand_id, began + self.total_time, result)
        for brand_id in brand_ids:
            self._request_calendars(brand_id, began + self.total_time, result)
        result.failed += self.follow(result.to_follow, began + self.total_time)
        self._count_stopped(brand_ids, began + self.total_time, result)
        if all(readable):
            self.metrics.count("SweepsDone")
        if result.failed:
            self.metrics.count("SweepFailures", len(result.failed))
        return result

    def _handle_due_tickets(self, brand_id: str, began: datetime, result: SweepResult) -> bool:
        """Whether what is due of the brand could be read."""
        give_up_at = began + self.ticket_time
        if self.clock.now() >= give_up_at:
            result.complete = False
            return True
        try:
            due = self.tickets.due(brand_id, began, limit=self.max_tickets)
        except Exception as error:  # whatever is wrong with one brand must not stop the deadlines of the others
            result.failed.append((brand_id, type(error).__name__))
            return False
        if len(due.tickets) == self.max_tickets and self._spread(brand_id, result):
            return True
        result.complete = result.complete and len(due.tickets) < self.max_tickets
        result.failed += [(ticket_id, "UnreadableTicket") for ticket_id in due.unreadable]
        self.handle(due.tickets, began, give_up_at, result)
        return True

    def _spread(self, brand_id: str, result: SweepResult) -> bool:
        """Whether every shard is worked off elsewhere. If not, as much as there is time for is done here: two who work
        at one ticket do it once."""
        try:
            shards = self.tickets.shards(brand_id)
            for part in parts(MIN_WORKERS, shards):
                for shard in range(shards):
                    self.shards.work_off(brand_id, shard, part)
                    result.spread += 1
        except Exception as error:
            result.failed.append((brand_id, type(error).__name__))
            return False
        return True

    def _notify_suspicions(self, brand_id: str, give_up_at: datetime, result: SweepResult) -> None:
        if self.clock.now() >= give_up_at:
            result.complete = False
            return
        try:
            self.suspicions(self.brands.current(brand_id), give_up_at)
        except Exception as error:
            result.failed.append((brand_id, type(error).__name__))

    def _look_after_proposals(self, brand_id: str, give_up_at: datetime, result: SweepResult) -> None:
        if self.clock.now() >= give_up_at:
            return  # what is due stays so
        try:
            brand = self.brands.current(brand_id)
            result.proposals += self.proposals(brand)
            result.moved += self.deadlines(brand, give_up_at)
        except Exception as error:
            result.failed.append((brand_id, type(error).__name__))

    def _request_calendars(self, brand_id: str, give_up_at: datetime, result: SweepResult) -> None:
        if self.clock.now() >= give_up_at:
            return
        try:
            result.calendars += self.calendars(self.brands.current(brand_id))
        except Exception as error:
            result.failed.append((brand_id, type(error).__name__))

    def _count_stopped(self, brand_ids: Iterable[str], give_up_at: datetime, result: SweepResult) -> None:
        accounts = webhooks = 0
        for brand_id in brand_ids:
            if self.clock.now() >= give_up_at:
                break
            try:
                brand = self.brands.current(brand_id)
                accounts += len(self.stopped_accounts(brand))
                webhooks += len(self.stopped_webhooks(brand))
            except Exception as error:
                result.failed.append((brand_id, type(error).__name__))
        for kind, stopped in (("account", accounts), ("webhook", webhooks)):
            if stopped:
                self.metrics.count("ConnectionsStopped", stopped, kind=kind)

    def _brands_in_rotation(self, now: datetime) -> tuple[str, ...]:
        """Every brand, beginning with another one each minute, so that none is always last."""
        brand_ids = self.brands.ids()
        first = int(now.timestamp() // 60) % len(brand_ids) if brand_ids else 0
        return brand_ids[first:] + brand_ids[:first]
