"""One run for one subscriber: what waits for another attempt, and what is new, of different subjects side by side."""

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from shared.domain.errors import ConflictError, UpstreamError
from shared.domain.events.model import EventType
from shared.domain.subscriptions.model import (
    AT_ONCE,
    GIVE_UP_AFTER,
    MAX_HELD,
    OPENS_AFTER,
    Attempt,
    Position,
    Progress,
    Subscription,
    concerns_the_event,
)
from shared.ports.events import EventLog, LogEntry
from shared.ports.subscriptions import MessageTexts, Subscribers, SubscriptionRepository
from shared.ports.time_and_language import Clock

ENTRIES = 20  # of the log, read at once
MAX_AHEAD = 200
"""Events that were read and wait for others of their subject. They are held when the run ends."""
MAX_STEPS = 2_000  # that were read and are not behind us, however few of them it is told of
MAX_ATTEMPTS_KEPT = 200
"""Attempts after which they, and the place, are written: a run that is killed repeats no more."""
MAX_ENTRIES_KEPT = 200

GIVEN_UP = "given_up"

_WITH_TEXT = (EventType.MESSAGE_RECEIVED, EventType.MESSAGE_EDITED, EventType.MESSAGE_SENT)

Event = Mapping[str, Any]
Post = Callable[[Event], str | None]


@dataclass(slots=True, kw_only=True, eq=False)
class _Step:
    """A piece of the log. The place goes on behind it (``passed``) when it and all before it are settled.

    ``begun``: the subscriber was asked, or it was held.
    """

    passed: Callable[[Progress, Position], Progress]
    written_at: datetime
    position: Position
    event: Event = field(default_factory=dict)
    begun: bool = False
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Call:
    """``step``: of a new event; none for one that is held. ``probes``: it is tried while the circuit is open."""

    number: int
    subject: str
    event: Event
    step: _Step | None
    probes: bool


@dataclass(slots=True, kw_only=True, eq=False)
class Telling:
    """Posts events in several threads; everything else, and every change of ``progress``, happens in one.

    Of a subject one event is on its way at a time, and the next one begins when it was taken. Otherwise events begin in
    the order of the log. The place goes on to the first event that is neither told nor held; so what was told behind
    it would be told again, and for that reason the run holds at its end what it has passed over. These are events of
    subjects that were on their way, so no more subjects than calls.

    There are ``at_once`` calls at most: five at the beginning, and one more whenever as many were taken. A failure
    halves them: an endpoint that takes few at a time is asked for one too many now and then, and never for five. Nor
    are there more after a failure than open the circuit: one that is down gets five calls, not sixteen.
    """

    subscription: Subscription
    progress: Progress
    subscriptions: SubscriptionRepository
    log: EventLog
    subscribers: Subscribers
    texts: MessageTexts
    clock: Clock
    until: datetime
    at_once: int = AT_ONCE

    attempts: list[Attempt] = field(default_factory=list)
    given_up: int = 0
    failure: UpstreamError | None = None
    superseded: bool = False
    """Somebody else changed the place meanwhile: it has a replay before it, or was resumed."""
    at_end: bool = False
    """Of the log, or of the span that is told once more: nothing is behind what was read."""

    _window: deque[_Step] = field(default_factory=deque)
    _waiting: list[_Step] = field(default_factory=list)
    _entries: dict[int, LogEntry | None] = field(default_factory=dict)
    _calls: dict[Future[str | None], _Call] = field(default_factory=dict)
    _width: int = OPENS_AFTER
    _taken: int = 0  # at this width
    _begun: int = 0
    _read: int = 0
    _pool: ThreadPoolExecutor = field(init=False)
    _lines: ExitStack = field(default_factory=ExitStack)
    _post: Post | None = None

    def __call__(self) -> bool:
        """Whether there is more to tell at once. Raises ``UpstreamError``; ``progress`` says how far it came."""
        self._read, self._width = self.progress.entry, min(self.at_once, OPENS_AFTER)
        with self._lines, ThreadPoolExecutor(max_workers=self.at_once) as self._pool:
            try:
                if self.progress.circuit_open and not self._probe():
                    return False
                self._work()
            finally:
                self._leave()
        if self.failure is not None:
            raise self.failure
        return self._has_more()

    # --- what comes next ----------------------------------------------------------------------------------------------

    def _probe(self) -> bool:
        """One event, to see whether the endpoint works again: in turn one that failed and one that is new.

        What fails by itself must not keep the circuit open: it is another one each time, the longest not tried first.
        """
        if self.progress.failures % 2 == 0 and self.progress.replay_until is None and not self.progress.full:
            before = self._begun
            self._work(probes=True)
            if self._begun > before:
                return not self.progress.circuit_open
        for subject in sorted(self.progress.held, key=lambda each: self.progress.held[each].due_at):
            event = self._event(self.progress.held[subject].events[0])
            if event is None:
                self.progress = self.progress.lost_held(subject, self.clock.now())
            else:
                self._begin(subject, event, step=None, probes=True)
                self._settle()
                return not self.progress.circuit_open
        self._work(probes=True)
        return not self.progress.circuit_open

    def _work(self, *, probes: bool = False) -> None:
        """``probes``: one event that is new, whatever the circuit says."""
        last = self._begun + 1 if probes else None
        try:
            while True:
                while self._begun != last and self._may_begin(probes=probes):
                    if not ((not probes and self._begin_again()) or self._begin_new(probes=probes)):
                        break
                if not self._calls:
                    break
                self._settle()
                if len(self.attempts) >= MAX_ATTEMPTS_KEPT:
                    self._keep()
        finally:
            while self._calls:
                self._settle()

    def _may_begin(self, *, probes: bool) -> bool:
        if self.superseded or self.failure is not None or self.clock.now() >= self.until:
            return False
        if self.progress.circuit_open:
            return probes
        left = OPENS_AFTER - self.progress.failures if self.progress.failures else self.at_once
        return len(self._calls) < min(self._width, left)

    def _has_more(self) -> bool:
        if self.progress.circuit_open:
            return False
        if self._due() is not None:
            return True
        return not self.told_all and not self.progress.full

    @property
    def told_all(self) -> bool:
        """Whether nothing is behind its place; what is held is no matter."""
        return self.at_end and not self._window and self.progress.replay_until is None

    @property
    def waiting_since(self) -> datetime | None:
        """When the first event that waits for its turn was written; ``None`` when there is none, or not known."""
        return self._window[0].written_at if self._window and self.progress.replay_until is None else None

    def _due(self) -> str | None:
        """The subject whose next attempt is due, the longest waiting one first."""
        now, under_way = self.clock.now(), self._under_way()
        held = self.progress.held
        due = [subject for subject, each in held.items() if each.due_at <= now and subject not in under_way]
        return min(due, key=lambda subject: held[subject].events[0].entry, default=None)

    def _begin_again(self) -> bool:
        """They have at most half of the calls: what fails slowly must not hold up what is new."""
        if len(self._calls) - self._news() >= max(1, self._width // 2):
            return False
        while (subject := self._due()) is not None:
            event = self._event(self.progress.held[subject].events[0])
            if event is not None:
                self._begin(subject, event, step=None)
                return True
            self.progress = self.progress.lost_held(subject, self.clock.now())
        return False

    def _begin_new(self, *, probes: bool) -> bool:
        while not self.progress.full and self._news() + len(self.progress.held) < MAX_HELD:
            under_way = self._under_way()
            for step in self._waiting:
                subject = str(step.event["subject"])
                if subject in self.progress.held:
                    self._hold(step)
                    break
                if subject not in under_way:
                    self._begin(subject, step.event, step=step, probes=probes)
                    self._waits_no_more(step)
                    return True
            else:
                if len(self._waiting) >= MAX_AHEAD or len(self._window) >= MAX_STEPS or not self._read_on():
                    return False
        return False

    def _news(self) -> int:
        """Calls that hold a ticket more if they fail."""
        return sum(call.step is not None for call in self._calls.values())

    def _under_way(self) -> set[str]:
        return {call.subject for call in self._calls.values()}

    # --- the log ------------------------------------------------------------------------------------------------------

    def _read_on(self) -> bool:
        """Whether there is something more to tell."""
        if not self.at_end:
            entries = self.log.after(self.subscription.brand, self._read, limit=ENTRIES)
            self.at_end = not entries or self.progress.replays_beyond(entries[0].number)
        if self.at_end:
            if self.progress.replay_until is None or self._window:
                return False
            # The span was told: on with what is new. No sooner, since it may be of the same tickets.
            self.progress, self.at_end = self.progress.replayed(), False
            self._read = self.progress.entry
            return True
        for entry in entries:
            if self.progress.replays_beyond(entry.number):
                break
            self._add(entry)
        self._advance()
        return True

    def _add(self, entry: LogEntry) -> None:
        if len(self._entries) >= MAX_ENTRIES_KEPT:
            self._entries.clear()
        self._entries[entry.number] = entry
        if entry.previous > self._read:  # what lay between has expired
            gap = Position(entry=entry.previous, index=0)
            self._window.append(_Step(passed=_lost, written_at=entry.written_at, position=gap))
        for index in range(self.progress.begin_in(entry.number), len(entry.events)):
            event, position = entry.events[index], Position(entry=entry.number, index=index)
            step = _Step(passed=_reached, written_at=entry.written_at, position=position, event=event)
            if self.subscription.wants(str(event["type"])):
                step.settled = False
                self._waiting.append(step)
            self._window.append(step)
        end = Position(entry=entry.number, index=len(entry.events))
        self._window.append(_Step(passed=_read, written_at=entry.written_at, position=end))
        self._read = entry.number

    def _advance(self) -> None:
        while self._window and self._window[0].settled:
            step = self._window.popleft()
            self.progress = step.passed(self.progress, step.position)

    def _event(self, position: Position) -> Event | None:
        """One that is held; ``None`` when its entry has expired."""
        if position.entry not in self._entries:
            found = self.log.after(self.subscription.brand, position.entry - 1, limit=1)
            self._entries[position.entry] = found[0] if found and found[0].number == position.entry else None
        entry = self._entries[position.entry]
        return None if entry is None else entry.events[position.index]

    def _hold(self, step: _Step, *, failed: bool = True) -> None:
        hold = self.progress.hold if failed else self.progress.put_off
        self.progress = hold(str(step.event["subject"]), step.position, self.clock.now())
        step.begun = step.settled = True
        self._waits_no_more(step)
        self._advance()

    def _waits_no_more(self, step: _Step) -> None:
        self._waiting = [each for each in self._waiting if each is not step]

    def _leave(self) -> None:
        """What was passed over is held, and due at once: the place goes on to the last event that was begun."""
        last = max((number for number, step in enumerate(self._window, start=1) if step.begun), default=0)
        for step in list(self._window)[:last]:
            if not step.settled:
                self._hold(step, failed=False)

    # --- calls --------------------------------------------------------------------------------------------------------

    def _begin(self, subject: str, event: Event, *, step: _Step | None, probes: bool = False) -> None:
        """Raises ``UpstreamError`` when nothing can be signed now."""
        if self._post is None:
            self._post = self._lines.enter_context(self.subscribers.line(self.subscription))
        self._begun += 1
        call = _Call(number=self._begun, subject=subject, event=event, step=step, probes=probes)
        self._calls[self._pool.submit(self._ask, self._post, event)] = call

    def _ask(self, post: Post, event: Event) -> str | None:
        """In a thread of its own."""
        return post(self._with_text(event))

    def _settle(self) -> None:
        """Wait for a call to end, and deal with all that have ended, in the order in which they began."""
        done = wait(self._calls, return_when=FIRST_COMPLETED).done
        for future in sorted(done, key=lambda each: self._calls[each].number):
            call = self._calls.pop(future)
            try:
                problem = future.result()
            except UpstreamError as error:  # a service of ours: nobody knows whether it would have been taken
                self.failure = self.failure or error
                if call.step is not None:
                    self._waiting.insert(0, call.step)
                continue
            self._note(call, problem)
            if call.step is None:
                self._settle_held(call, problem)
            elif problem is None:
                call.step.begun = call.step.settled = True
                self._advance()
            else:
                self._hold(call.step)

    def _note(self, call: _Call, problem: str | None) -> None:
        """What failed before and fails again says nothing new of the endpoint as a whole, unless nothing at all was
        taken since: an endpoint that hears little must not seem to work. Nor does what was on its way when the
        circuit opened: it is one outage, and not several in a row.
        """
        now, event = self.clock.now(), call.event
        self.attempts.append(
            Attempt(
                at=now,
                event_id=str(event["id"]),
                event_type=str(event["type"]),
                subject=call.subject,
                problem=problem,
            )
        )
        if problem is None or concerns_the_event(problem):
            self._taken += 1
            if self._taken >= self._width < self.at_once:
                self._width, self._taken = self._width + 1, 0
            self.progress = self.progress.taken(now)  # the endpoint works, whatever it says of this event
            return
        if self.progress.circuit_open and not call.probes:
            return
        if call.step is not None or call.probes or self.progress.failures:
            self._width, self._taken = max(1, self._width // 2), 0
            self.progress = self.progress.failed(now)

    def _settle_held(self, call: _Call, problem: str | None) -> None:
        now, held = self.clock.now(), self.progress.held[call.subject]
        if problem is None:
            self.progress = self.progress.release(call.subject, now)
        elif not call.probes and now - held.failing_since >= GIVE_UP_AFTER:
            self.given_up += 1
            self.attempts.append(replace(self.attempts[-1], problem=GIVEN_UP))
            self.progress = self.progress.release(call.subject, now)
        else:
            self.progress = self.progress.tried_again(call.subject, now)

    def _keep(self) -> None:
        self.keep_attempts()
        try:
            self.progress = self.subscriptions.save_progress(self.subscription.id, self.progress)
        except ConflictError:
            self.superseded = True

    def keep_attempts(self) -> None:
        if self.attempts:
            self.subscriptions.log(self.subscription.id, self.attempts)
            self.attempts = []

    def _with_text(self, event: Event) -> Event:
        data = event["data"]
        if not self.subscription.trusted or event["type"] not in _WITH_TEXT or not data.get("ticket_id"):
            return event
        at = data.get("occurred_at")
        occurred_at = None if at is None else datetime.fromisoformat(str(at))
        return {**event, "data": {**data, "text": self.texts.text_of(data["ticket_id"], data["message"], occurred_at)}}


def _reached(progress: Progress, position: Position) -> Progress:
    return progress.reached(position.entry, position.index + 1)


def _lost(progress: Progress, position: Position) -> Progress:
    return progress.lost_up_to(position.entry)


def _read(progress: Progress, position: Position) -> Progress:
    return progress.read(position.entry)
