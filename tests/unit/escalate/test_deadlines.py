"""Another brand file moves the deadlines of open tickets in the background, each ticket once."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.escalate.deadlines import MoveDeadlines
from shared.channels import load_policy
from shared.domain.brand.model import Brand, Clock
from shared.domain.errors import ConflictError, UpstreamError
from shared.domain.tickets.moving import DeadlineMove, begun
from shared.domain.vocabulary import Status
from tests.fakes.brands import acme
from tests.fakes.deadline_moves import FakeDeadlineMoves
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START, FakeTickets, FixedClock

HOUR = timedelta(hours=1)


def a_version(number: int, hours: int) -> Brand:
    targets = {
        priority: replace(
            target, clock=Clock.ALWAYS, first_response=hours * HOUR, next_response=None, resolution=10 * hours * HOUR
        )
        for priority, target in acme().targets.items()
    }
    return replace(acme(), version=number, targets=targets)


class Killed(BaseException):
    """The function ends here."""


@dataclass
class Scene:
    moves: FakeDeadlineMoves = field(default_factory=FakeDeadlineMoves)
    tickets: FakeTickets = field(default_factory=FakeTickets)
    clock: FixedClock = field(default_factory=lambda: FixedClock(START + HOUR / 2))
    versions: dict[int, Brand] = field(default_factory=lambda: {1: a_version(1, 4), 2: a_version(2, 2)})

    def __post_init__(self) -> None:
        due = {"first_response_due_at": START + 4 * HOUR, "resolution_due_at": START + 40 * HOUR}
        for number in range(5):
            self.tickets.save(a_ticket(id=f"T-{number}", **due))
        self.push(1, 2)

    def push(self, before: int, after: int) -> None:
        now = self.clock.at
        self.moves.save(begun(self.moves.get("acme"), "acme", before=before, after=after, now=now))

    def version(self, brand_id: str, number: int) -> Brand:
        return self.versions[number]

    def run(self, **ports: Any) -> int:
        made = {"moves": self.moves, "tickets": self.tickets, **ports}
        move = MoveDeadlines(made["moves"], self, made["tickets"], load_policy, self.clock, page=2)
        moved = move(self.versions[max(self.versions)], self.clock.at + HOUR)
        self.clock.pass_time(minutes=3)  # nobody has the old file any more
        return moved + move(self.versions[max(self.versions)], self.clock.at + HOUR)

    @property
    def dues(self) -> set[tuple[float, float]]:
        """Hours after the start."""
        return {
            ((ticket.first_response_due_at - START) / HOUR, (ticket.resolution_due_at - START) / HOUR)
            for ticket in self.tickets.stored.values()
            if ticket.first_response_due_at is not None and ticket.resolution_due_at is not None
        }

    @property
    def progress(self) -> DeadlineMove:
        return self.moves.stored["acme"]


def test_every_open_ticket_gets_the_deadlines_of_the_new_version_once() -> None:
    scene = Scene()
    assert scene.run() == 5
    assert scene.dues == {(2.0, 20.0)}
    assert (scene.progress.is_finished, scene.progress.moved) == (True, 5)
    assert scene.run() == 0
    assert {ticket.version for ticket in scene.tickets.stored.values()} == {2}


def test_a_ticket_that_was_opened_under_the_new_version_is_left_alone() -> None:
    scene = Scene()
    scene.tickets.save(
        a_ticket(id="T-new", first_response_due_at=START + 2 * HOUR, resolution_due_at=START + 20 * HOUR)
    )
    assert scene.run() == 5
    assert scene.dues == {(2.0, 20.0)}


def test_a_ticket_that_was_opened_with_the_old_file_after_the_push_is_moved_too() -> None:
    scene = Scene()
    move = MoveDeadlines(scene.moves, scene, scene.tickets, load_policy, scene.clock, page=2)
    assert move(scene.versions[2], scene.clock.at + HOUR) == 5
    assert move(scene.versions[2], scene.clock.at + HOUR) == 0, "it waits"
    assert not scene.progress.is_finished
    scene.clock.pass_time(minutes=1)
    scene.tickets.save(
        a_ticket(id="T-late", first_response_due_at=START + 4 * HOUR, resolution_due_at=START + 40 * HOUR)
    )
    scene.clock.pass_time(minutes=2)
    assert move(scene.versions[2], scene.clock.at + HOUR) == 1
    assert (scene.dues, scene.progress.is_finished) == ({(2.0, 20.0)}, True)


def test_what_was_missed_stays_missed_and_what_is_done_is_left_alone() -> None:
    scene = Scene()
    scene.clock.at = START + 41 * HOUR
    scene.tickets.save(replace(scene.tickets.stored["T-0"], status=Status.RESOLVED, waiting_since=None))
    assert scene.run() == 0
    assert scene.dues == {(4.0, 40.0)}


def test_a_paused_ticket_gets_them_when_it_is_moved_and_has_its_time_when_it_is_open_again() -> None:
    scene = Scene()
    scene.tickets.save(replace(scene.tickets.stored["T-0"], status=Status.PENDING, paused_at=START + HOUR / 4))
    assert scene.run() == 5
    assert scene.tickets.stored["T-0"].first_response_due_at == START + 2 * HOUR


def test_a_third_version_that_comes_before_the_end_is_reached_from_wherever_a_ticket_is() -> None:
    scene = Scene()
    scene.versions[3] = a_version(3, 3)

    class Stops(FakeDeadlineMoves):
        def save(self, move: DeadlineMove) -> DeadlineMove:
            raise UpstreamError("dynamodb")

    with pytest.raises(UpstreamError):
        scene.run(moves=Stops(scene.moves.stored))
    assert len(scene.dues) == 2, "two tickets are moved, and nobody noted it"
    scene.push(2, 3)
    assert scene.progress.before == 1
    scene.run()
    assert scene.dues == {(3.0, 30.0)}


@pytest.mark.parametrize("error", [Killed, UpstreamError, ConflictError], ids=["killed", "failed", "conflict"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_wherever_it_is_interrupted_it_goes_on_and_each_ticket_is_moved_once(
    error: type[BaseException], after: bool
) -> None:
    for number in range(1, 60):
        scene = Scene()
        calls = 0

        class Fragile:
            def __init__(self, port: Any) -> None:
                self.port = port

            def __getattr__(self, name: str) -> Any:
                method = getattr(self.port, name)

                def call(*args: Any, **kwargs: Any) -> Any:
                    nonlocal calls
                    calls += 1
                    if calls == number and not after:  # noqa: B023  called within the loop
                        raise error("before")
                    found = method(*args, **kwargs)
                    if calls == number:  # noqa: B023  called within the loop
                        raise error("after")
                    return found

                return call

        with suppress(Killed, UpstreamError, ConflictError):
            scene.run(moves=Fragile(scene.moves), tickets=Fragile(scene.tickets))
        for _ in range(3):
            scene.run()
        assert scene.progress.is_finished, number
        assert scene.dues == {(2.0, 20.0)}, number
        assert {ticket.version for ticket in scene.tickets.stored.values()} == {2}, number
        if calls < number:
            assert number > 10
            return
    raise AssertionError("the walk has no end")
