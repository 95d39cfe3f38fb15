"""Many deadlines of one brand missed in the same minute: how many minutes until all of them are dealt with.

Time is counted, not measured: the clock stands still but for calls to AWS, each of which takes ``CALL_SECONDS``. Shards
that are worked off at the same time begin at the same instant, as invocations of Lambda do. What is stored is in
memory; ``tests/integration/test_sustained_load.py`` runs the same with fewer tickets on moto, and needs as many calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from functions.escalate.due import HandleDueTickets
from functions.escalate.shard import SweepShard
from functions.escalate.start import StartEscalation
from functions.escalate.sweep import Sweep
from functions.escalate.together import StartTogether
from shared.channels import load_policy
from shared.ports.repositories import HistoryRepository, NoticeGroups, TicketRepository
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeAcknowledger, FakeShardInvoker, a_brand
from tests.fakes.incidents import FakeIncidents
from tests.fakes.notices import FakeNoticeGroups
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeHistory, FakeMetrics, FakeTickets, FixedClock

CALL_SECONDS = 0.016
"""Of a call to DynamoDB: 12 ms of processor time at 512 MB, where a whole core takes 3.5, and 4 ms for the answer."""

TICKETS = 20_000
MAX_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Sustained:
    """Minutes from the first sweep on. ``told``: after the five minutes for which the missed deadlines of a team wait
    to be told together."""

    noted: float
    told: float


@dataclass
class _CountedWorkflow:
    clock: FixedClock
    started: set[str] = field(default_factory=set)

    def start(self, *, name: str, state: Mapping[str, Any]) -> None:
        self.clock.pass_time(seconds=CALL_SECONDS)
        self.started.add(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    tickets: TicketRepository
    history: HistoryRepository
    groups: NoticeGroups


class _Counted:
    """Every call of what it stands for takes so much time."""

    def __init__(self, target: object, clock: FixedClock, calls: Mapping[str, int]) -> None:
        self._target, self._clock, self._calls = target, clock, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if name in self._calls:
            self._clock.pass_time(seconds=CALL_SECONDS * self._calls[name])
        return found


def in_memory(clock: FixedClock, shards: int) -> Storage:
    tickets = FakeTickets(number_of_shards=shards)
    # What is due is read in two calls: entries of the index, then tickets.
    counted: Any = _Counted(tickets, clock, {"get": 1, "save": 1, "due": 2})
    history: Any = _Counted(FakeHistory(), clock, {"add": 1})
    groups: Any = _Counted(FakeNoticeGroups(), clock, {"last_told": 1, "put": 1, "mark_told": 1})
    return Storage(tickets=counted, history=history, groups=groups)


class _World:
    def __init__(self, clock: FixedClock, storage: Storage) -> None:
        self.clock = clock
        self.tickets = storage.tickets
        self.workflow = _CountedWorkflow(clock)
        self.invoker = FakeShardInvoker()
        metrics = FakeMetrics()
        start = StartEscalation(self.tickets, storage.history, self.workflow, metrics, clock)
        handle = HandleDueTickets(
            brands=FakeBrands.of(a_brand()),
            tickets=self.tickets,
            history=storage.history,
            incidents=FakeIncidents(),
            respond=FakeAcknowledger(),
            start=start,
            metrics=metrics,
            clock=clock,
            policies=load_policy,
            alert=lambda *_: False,
            warn=lambda *_: 0,
            together=StartTogether(self.tickets, storage.groups, start, clock),
        )
        self.sweep = Sweep(
            brands=FakeBrands.of(a_brand()),
            tickets=self.tickets,
            handle=handle,
            shards=self.invoker,
            suspicions=lambda *_: None,
            metrics=metrics,
            clock=clock,
            proposals=lambda _: 0,
            deadlines=lambda *_: 0,
            calendars=lambda _brand: 0,
            stopped_accounts=lambda _: (),
            stopped_webhooks=lambda _: (),
            follow=lambda *_: (),
        )
        self.shard = SweepShard(self.tickets, handle, lambda *_: (), metrics, clock)

    def until_nothing_is_due(self) -> float:
        """Minutes until the last shard has ended. The clock then stands at the next whole minute."""
        began = ended = self.clock.at
        for _ in range(MAX_MINUTES):
            minute = self.clock.at
            swept = self.sweep()
            last = self.clock.at
            for brand_id, shard, part in self.invoker.asked:
                self.clock.at = minute + timedelta(seconds=1)
                self.shard(brand_id, shard, part)
                last = max(last, self.clock.at)
            self.invoker.asked.clear()
            if not swept.looked_at and not swept.spread:
                return (ended - began) / timedelta(minutes=1)
            ended = last
            self.clock.at = minute + timedelta(minutes=1)
        raise AssertionError(f"more than {MAX_MINUTES} minutes")


def add(tickets: TicketRepository, number: int) -> None:
    """Tickets whose first response is due in the same minute."""
    for each in range(number):
        due = START + timedelta(hours=1, milliseconds=each % 60_000)
        tickets.save(a_ticket(id=f"T-{each:06d}", first_response_due_at=due))


def measure(clock: FixedClock, storage: Storage, number: int) -> Sustained:
    """``number`` tickets of ``storage`` are due."""
    world = _World(clock, storage)
    clock.at = _whole_minute(START + timedelta(hours=1, minutes=1))
    noted = world.until_nothing_is_due()
    clock.at = max(clock.at, _whole_minute(START + timedelta(hours=1, minutes=7)))
    told = world.until_nothing_is_due()
    assert len(world.workflow.started) == number, len(world.workflow.started)
    return Sustained(noted=round(noted, 2), told=round(told, 2))


def _whole_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def main(number: int = TICKETS, shards: Sequence[int] = (8,)) -> dict[str, dict[str, float]]:
    found = {}
    for each in shards:
        clock = FixedClock()
        storage = in_memory(clock, each)
        add(storage.tickets, number)
        result = measure(clock, storage, number)
        found[f"{number} tickets, {each} shards"] = {"noted": result.noted, "told": result.told}
    return found
