"""Tells one subscriber what is new: in order for each ticket, and nobody else waits for it."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.deliver.telling import Telling
from shared.domain.errors import ConflictError, NightdeskError, UpstreamError
from shared.domain.subscriptions.model import AT_ONCE, BEHIND, written_at
from shared.ports.events import EventLog
from shared.ports.subscriptions import FailureNotices, MessageTexts, Subscribers, SubscriptionRepository
from shared.ports.time_and_language import Clock

LOOKS_EVERY = timedelta(seconds=10)
"""How late something new is told at most while something else of the same subscriber waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverEvents:
    """Reads the event log behind the subscriber's place in it. One run of a subscriber at a time: the queue sees to it.

    Events of different subjects are told side by side, at most ``at_once``; those of one subject one after the other.
    An event that the subscriber refuses is held, with those of its ticket that follow; other tickets go on. When
    nothing at all is taken the circuit opens: the place in the log stays, and one event is tried from time to time.
    So an endpoint that was down for a day gets everything, in order.

    The place is saved at the end of a run, also of one that could not read on or whose time was over in the middle of
    an entry, and in long runs now and then. A run that is killed is repeated from there, with the same ids.
    ``settling``: how long publish may not know a new subscriber. ``run_time``: after that nothing more is begun; the
    calls that are on their way then take at most sixteen seconds, and the function has a minute.
    """

    subscriptions: SubscriptionRepository
    log: EventLog
    subscribers: Subscribers
    texts: MessageTexts
    notices: FailureNotices
    clock: Clock
    run_time: timedelta = timedelta(seconds=30)
    settling: timedelta = timedelta(minutes=2)
    at_once: int = AT_ONCE

    def __call__(self, subscription_id: str) -> datetime | None:
        """When to come back; ``None`` when everything was told. Raises ``TransientError``."""
        began = self.clock.now()
        subscription = self.subscriptions.get(subscription_id)
        progress = self.subscriptions.progress(subscription_id)
        if subscription is None or progress is None or progress.stopped_at is not None:
            return None
        if progress.open_until is not None and progress.open_until > began:
            return progress.open_until
        run = Telling(
            subscription=subscription,
            progress=progress,
            subscriptions=self.subscriptions,
            log=self.log,
            subscribers=self.subscribers,
            texts=self.texts,
            clock=self.clock,
            until=began + self.run_time,
            at_once=self.at_once,
        )
        failure: UpstreamError | None = None
        more = False
        try:
            more = run()
        except UpstreamError as error:  # a service of ours: what was told until then need not be told again
            failure = error
        run.keep_attempts()
        if run.superseded:  # somebody has it told a span once more, or resumed it: from there
            return self.clock.now()
        if run.told_all:
            run.progress = run.progress.nothing_behind(self.clock.now())
        self._notice(run)
        try:
            if run.progress != progress:
                run.progress = self.subscriptions.save_progress(subscription_id, run.progress)
        except ConflictError:
            return self.clock.now()
        if failure is not None:
            raise failure
        not_woken = progress.next_due_at is not None or progress.behind_told_at is not None
        return self.clock.now() if more else self._come_back(run, not_woken=not_woken)

    def _come_back(self, run: Telling, *, not_woken: bool) -> datetime | None:
        """Its messages on the queue stand in one line: who comes back late is told late of what is new.

        Whoever comes back anyway is not woken by publish, so there is one more look when the last of it is told; nor
        is one that publish does not know yet.
        """
        now, due = self.clock.now(), run.progress.next_due_at
        if due is not None:
            return due if run.progress.circuit_open else min(due, now + LOOKS_EVERY)
        if run.progress.stopped_at is not None:
            return None
        if not_woken:
            return now
        return now + LOOKS_EVERY if now - run.subscription.created_at < self.settling else None

    def _notice(self, run: Telling) -> None:
        """Whoever owns the endpoint hears once that nothing goes on, once more when it is stopped, what was given up or
        has expired, and once that it is told too late. A notice that fails is tried again with the next run."""
        progress, now = run.progress, self.clock.now()
        waits = progress.circuit_open or progress.full
        try:
            if run.given_up:
                self.notices.events_given_up(run.subscription, run.given_up, now)
            if progress.lost is not None:
                since, until = written_at(progress.lost.after), written_at(progress.lost.until)
                self.notices.events_lost(run.subscription, since, until, now)
                run.progress = replace(run.progress, lost=None)
            if (waits and progress.told_at is None) or progress.stopped_at is not None:
                self.notices.endpoint_fails(run.subscription, progress, now)
                run.progress = replace(run.progress, told_at=now)
            elif not waits:
                run.progress = replace(run.progress, told_at=None)
                self._notice_lag(run, now)
        except NightdeskError as error:
            logging.getLogger(__name__).warning("a notice was not taken: %s", error)

    def _notice_lag(self, run: Telling, now: datetime) -> None:
        """One that is told a span once more is behind because somebody asked for it."""
        since, told_at = run.waiting_since, run.progress.behind_told_at
        if since is not None and told_at is None and now - since >= BEHIND:
            self.notices.falls_behind(run.subscription, since, now)
            run.progress = replace(run.progress, behind_told_at=now)
        elif told_at is not None and run.told_all:
            run.progress = replace(run.progress, behind_told_at=None)
