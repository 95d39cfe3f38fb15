"""Tells one subscriber what is new: in order for each ticket, and nobody else waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import UpstreamError
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

    The place is saved at the end of a run, also of one that could not read on. A run that is killed is repeated from
    its beginning, with the same ids.
    """

    subscriptions: SubscriptionRepository
    log: EventLog
    subscribers: Subscribers
    texts: MessageTexts
    notices: FailureNotices
    clock: Clock
    run_time: timedelta = timedelta(seconds=40)

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
        self._notice(run)
        if run.progress != progress:
            run.progress = self.subscriptions.save_progress(subscription_id, run.progress)
        if run.attempts:
            self.subscriptions.log(subscription_id, run.attempts)
        if failure is not None:
            raise failure
        return self.clock.now() if more else run.progress.next_due_at

    def _tell(self, run: _Run, until: datetime) -> bool:
        """Whether there is more to tell at once."""
        if not self._tell_held(run, until):
            return True
        while not run.progress.circuit_open and not run.progress.full:
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
                for index, event in enumerate(entry.events):
                    if run.subscription.wants(str(event["type"])):
                        self._tell_new(run, Position(entry=entry.number, index=index), event)
                run.progress = run.progress.read(entry.number)
                if run.progress.circuit_open or run.progress.full:
                    return False
                if self.clock.now() >= until or len(run.attempts) >= MAX_ATTEMPTS_LOGGED:
                    return True
            run.entries.clear()
        return False

    def _tell_new(self, run: _Run, position: Position, event: Event) -> None:
        subject, now = str(event["subject"]), self.clock.now()
        if subject in run.progress.held or run.progress.circuit_open:
            run.progress = run.progress.hold(subject, position, now)
        elif not self._send(run, event):
            run.progress = run.progress.hold(subject, position, self.clock.now())

    def _tell_held(self, run: _Run, until: datetime) -> bool:
        """Try again what is due, the longest waiting first. Whether there was time for all of it."""
        by_due = sorted(run.progress.held, key=lambda subject: run.progress.held[subject].events[0].entry)
        for subject in by_due:
            while (held := run.progress.held.get(subject)) is not None:
                now = self.clock.now()
                probing = run.progress.circuit_open  # what failed is tried whatever its own time is
                if held.due_at > now and not probing:
                    break
                if now >= until or len(run.attempts) >= MAX_ATTEMPTS_LOGGED:
                    return False
                event = self._event(run, held.events[0])
                if event is None:
                    run.progress = run.progress.release(subject, now)
                    continue
                if self._send(run, event):
                    run.progress = run.progress.release(subject, self.clock.now())
                    continue
                gave_up = now - held.failing_since >= GIVE_UP_AFTER and not run.progress.circuit_open
                if gave_up:
                    run.attempts.append(replace(run.attempts[-1], problem="given_up"))
                    run.progress = run.progress.release(subject, self.clock.now())
                    continue
                run.progress = run.progress.tried_again(subject, self.clock.now())
                if run.progress.circuit_open:
                    return True
                break
        return True

    def _send(self, run: _Run, event: Event) -> bool:
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
        else:
            run.progress = run.progress.failed(now)
        return problem is None

    def _with_text(self, subscription: Subscription, event: Event) -> Event:
        data = event["data"]
        if not subscription.trusted or event["type"] not in _WITH_TEXT or not data.get("ticket_id"):
            return event
        return {**event, "data": {**data, "text": self.texts.text_of(data["ticket_id"], data["message"])}}

    def _event(self, run: _Run, position: Position) -> Event | None:
        if position.entry not in run.entries:
            found = self.log.after(run.subscription.brand, position.entry - 1, limit=1)
            run.entries[position.entry] = found[0] if found and found[0].number == position.entry else None
        entry = run.entries[position.entry]
        return None if entry is None else entry.events[position.index]

    def _notice(self, run: _Run) -> None:
        """Whoever owns the endpoint hears once that its circuit is open, and once more when it is stopped."""
        progress = run.progress
        stopped = progress.stopped_at is not None
        if (progress.circuit_open and progress.told_at is None) or stopped:
            now = self.clock.now()
            self.notices.endpoint_fails(run.subscription, progress, now)
            run.progress = replace(progress, told_at=now)
