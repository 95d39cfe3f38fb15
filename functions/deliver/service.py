"""Tells one subscriber what is new: in order for each ticket, and nobody else waits for it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import ConflictError, NightdeskError, UpstreamError
from shared.domain.events.model import EventType
from shared.domain.subscriptions.model import (
    GIVE_UP_AFTER,
    Attempt,
    Position,
    Progress,
    Subscription,
    concerns_the_event,
)
from shared.ports.events import EventLog, LogEntry
from shared.ports.subscriptions import FailureNotices, MessageTexts, Subscribers, SubscriptionRepository
from shared.ports.time_and_language import Clock

ENTRIES = 20  # of the log, read at once
MAX_ATTEMPTS_LOGGED = 200  # of one run, before they are written
LOOKS_EVERY = timedelta(seconds=10)
"""How late something new is told at most while something else of the same subscriber waits."""
GIVEN_UP = "given_up"

_WITH_TEXT = (EventType.MESSAGE_RECEIVED, EventType.MESSAGE_EDITED, EventType.MESSAGE_SENT)

Event = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class _Run:
    """What one run knows. ``progress`` is what will be saved."""

    subscription: Subscription
    progress: Progress
    attempts: list[Attempt] = field(default_factory=list)
    entries: dict[int, LogEntry | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverEvents:
    """Reads the event log behind the subscriber's place in it. One run of a subscriber at a time: the queue sees to it.

    An event that the subscriber refuses is held, with those of its ticket that follow; other tickets go on. When
    nothing at all is taken the circuit opens: the place in the log stays, and one event is tried from time to time.
    So an endpoint that was down for a day gets everything, in order.

    The place is saved at the end of a run, also of one that could not read on or whose time was over in the middle of
    an entry. A run that is killed is repeated from its beginning, with the same ids. ``settling``: how long publish
    may not know a new subscriber.
    """

    subscriptions: SubscriptionRepository
    log: EventLog
    subscribers: Subscribers
    texts: MessageTexts
    notices: FailureNotices
    clock: Clock
    run_time: timedelta = timedelta(seconds=40)
    settling: timedelta = timedelta(minutes=2)

    def __call__(self, subscription_id: str) -> datetime | None:
        """When to come back; ``None`` when everything was told. Raises ``TransientError``."""
        began = self.clock.now()
        subscription = self.subscriptions.get(subscription_id)
        progress = self.subscriptions.progress(subscription_id)
        if subscription is None or progress is None or progress.stopped_at is not None:
            return None
        if progress.open_until is not None and progress.open_until > began:
            return progress.open_until
        run = _Run(subscription=subscription, progress=progress)
        failure: UpstreamError | None = None
        more = False
        try:
            more = self._tell(run, began + self.run_time)
        except UpstreamError as error:  # a service of ours: what was told until then need not be told again
            failure = error
        if run.attempts:
            self.subscriptions.log(subscription_id, run.attempts)
        self._notice(run)
        try:
            if run.progress != progress:
                run.progress = self.subscriptions.save_progress(subscription_id, run.progress)
        except ConflictError:  # somebody has it told a span once more, or resumed it: from there
            return self.clock.now()
        if failure is not None:
            raise failure
        return self.clock.now() if more else self._come_back(run, was_due=progress.next_due_at is not None)

    def _come_back(self, run: _Run, *, was_due: bool) -> datetime | None:
        """Its messages on the queue stand in one line: who comes back late is told late of what is new.

        Whoever comes back anyway is not woken by publish, so there is one more look when the last of it is told; nor
        is one that publish does not know yet.
        """
        now, due = self.clock.now(), run.progress.next_due_at
        if due is not None:
            return due if run.progress.circuit_open else min(due, now + LOOKS_EVERY)
        if run.progress.stopped_at is not None:
            return None
        if was_due:
            return now
        return now + LOOKS_EVERY if now - run.subscription.created_at < self.settling else None

    def _tell(self, run: _Run, until: datetime) -> bool:
        """Whether there is more to tell at once."""
        if run.progress.circuit_open and not self._probe(run, until):
            return False
        if not self._tell_held(run, until):
            return True
        return self._read_on(run, until)

    def _probe(self, run: _Run, until: datetime) -> bool:
        """One event, to see whether the endpoint works again: in turn one that failed and one that is new.

        What fails by itself must not keep the circuit open: it is another one each time, the longest not tried first.
        """
        if run.progress.failures % 2 == 0 and run.progress.replay_until is None and not run.progress.full:
            before = len(run.attempts)
            self._read_on(run, until, probes=True)
            if len(run.attempts) > before:
                return not run.progress.circuit_open
        for subject in sorted(run.progress.held, key=lambda each: run.progress.held[each].due_at):
            event = self._event(run, run.progress.held[subject].events[0])
            if event is None:
                run.progress = run.progress.release(subject, self.clock.now())
            elif self._send(run, event):
                run.progress = run.progress.release(subject, self.clock.now())
                return True
            else:
                run.progress = run.progress.tried_again(subject, self.clock.now())
                return not run.progress.circuit_open
        self._read_on(run, until, probes=True)
        return not run.progress.circuit_open

    def _read_on(self, run: _Run, until: datetime, *, probes: bool = False) -> bool:
        """Tell what is new; whether there is more to tell at once. ``probes``: one event, while the circuit is open."""
        before = len(run.attempts)

        def ends() -> bool:
            closed = len(run.attempts) > before if probes else run.progress.circuit_open
            return closed or run.progress.full

        while not ends():
            entries = self.log.after(run.subscription.brand, run.progress.entry, limit=ENTRIES)
            if not entries or run.progress.replays_beyond(entries[0].number):
                if run.progress.replay_until is None:
                    return False
                run.progress = run.progress.replayed()
                continue
            for entry in entries:
                if run.progress.replays_beyond(entry.number):
                    break  # what was replayed ends here: go on where the replay began
                run.entries[entry.number] = entry
                for index in range(run.progress.begin_in(entry.number), len(entry.events)):
                    if self.clock.now() >= until or len(run.attempts) >= MAX_ATTEMPTS_LOGGED:
                        return True
                    event = entry.events[index]
                    if run.subscription.wants(str(event["type"])):
                        self._tell_new(run, Position(entry=entry.number, index=index), event)
                    run.progress = run.progress.reached(entry.number, index + 1)
                    if ends():
                        return False
                run.progress = run.progress.read(entry.number)
            run.entries.clear()
        return False

    def _tell_new(self, run: _Run, position: Position, event: Event) -> None:
        subject = str(event["subject"])
        if subject in run.progress.held or not self._send(run, event):
            run.progress = run.progress.hold(subject, position, self.clock.now())

    def _tell_held(self, run: _Run, until: datetime) -> bool:
        """Try again what is due, the longest waiting first. Whether there was time for all of it."""
        by_age = sorted(run.progress.held, key=lambda subject: run.progress.held[subject].events[0].entry)
        for subject in by_age:
            while (held := run.progress.held.get(subject)) is not None and held.due_at <= self.clock.now():
                now = self.clock.now()
                if now >= until or len(run.attempts) >= MAX_ATTEMPTS_LOGGED:
                    return False
                event = self._event(run, held.events[0])
                if event is None:
                    run.progress = run.progress.release(subject, now)
                    continue
                if self._send(run, event, again=True):
                    run.progress = run.progress.release(subject, self.clock.now())
                    continue
                if now - held.failing_since >= GIVE_UP_AFTER:
                    run.attempts.append(replace(run.attempts[-1], problem=GIVEN_UP))
                    run.progress = run.progress.release(subject, self.clock.now())
                    continue
                run.progress = run.progress.tried_again(subject, self.clock.now())
                break
        return True

    def _send(self, run: _Run, event: Event, *, again: bool = False) -> bool:
        """Whether it was taken. ``again``: it failed before, which says nothing new of the endpoint as a whole, unless
        nothing at all was taken since: an endpoint that hears little must not seem to work.
        """
        problem = self.subscribers.post(run.subscription, self._with_text(run.subscription, event))
        now = self.clock.now()
        run.attempts.append(
            Attempt(
                at=now,
                event_id=str(event["id"]),
                event_type=str(event["type"]),
                subject=str(event["subject"]),
                problem=problem,
            )
        )
        if problem is None or concerns_the_event(problem):
            run.progress = run.progress.taken(now)  # the endpoint works, whatever it says of this event
        elif not again or run.progress.failures:
            run.progress = run.progress.failed(now)
        return problem is None

    def _with_text(self, subscription: Subscription, event: Event) -> Event:
        data = event["data"]
        if not subscription.trusted or event["type"] not in _WITH_TEXT or not data.get("ticket_id"):
            return event
        at = data.get("occurred_at")
        occurred_at = None if at is None else datetime.fromisoformat(str(at))
        return {**event, "data": {**data, "text": self.texts.text_of(data["ticket_id"], data["message"], occurred_at)}}

    def _event(self, run: _Run, position: Position) -> Event | None:
        if position.entry not in run.entries:
            found = self.log.after(run.subscription.brand, position.entry - 1, limit=1)
            run.entries[position.entry] = found[0] if found and found[0].number == position.entry else None
        entry = run.entries[position.entry]
        return None if entry is None else entry.events[position.index]

    def _notice(self, run: _Run) -> None:
        """Whoever owns the endpoint hears once that nothing goes on, once more when it is stopped, and what was given
        up. A notice that fails is tried again with the next run."""
        progress, now = run.progress, self.clock.now()
        given_up = sum(each.problem == GIVEN_UP for each in run.attempts)
        waits = progress.circuit_open or progress.full
        try:
            if given_up:
                self.notices.events_given_up(run.subscription, given_up, now)
            if (waits and progress.told_at is None) or progress.stopped_at is not None:
                self.notices.endpoint_fails(run.subscription, progress, now)
                run.progress = replace(progress, told_at=now)
            elif not waits and progress.told_at is not None:
                run.progress = replace(progress, told_at=None)
        except NightdeskError as error:
            logging.getLogger(__name__).warning("a notice was not taken: %s", error)
