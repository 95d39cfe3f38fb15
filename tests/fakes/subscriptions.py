"""Subscribers of events, in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import ConflictError, NotFoundError, UpstreamError
from shared.domain.subscriptions.model import Attempt, Progress, Subscription, entry_of
from shared.ports.events import LogEntry
from tests.fakes.stored import FixedClock


class FakeLog:
    """What was appended, under the numbers that a test gives."""

    def __init__(self, clock: FixedClock | None = None) -> None:
        self.clock = clock or FixedClock()
        self.entries: list[LogEntry] = []
        self.last = 0

    def add(self, number: int, *events: Mapping[str, Any]) -> None:
        at = self.clock.now()
        self.entries.append(LogEntry(number=number, previous=self.last, written_at=at, events=events))
        self.last = number

    def expire(self, *numbers: int) -> None:
        self.entries = [entry for entry in self.entries if entry.number not in numbers]

    def add_batch(self, brand_id: str, records: Sequence[Any], now: datetime) -> int:
        raise NotImplementedError

    def after(self, brand_id: str, number: int, *, limit: int) -> tuple[LogEntry, ...]:
        return tuple(entry for entry in self.entries if entry.number > number)[:limit]


class FakeSubscriptions:
    def __init__(self, *subscriptions: Subscription) -> None:
        self.known = {each.id: each for each in subscriptions}
        self.saved = {each.id: Progress(version=1) for each in subscriptions}
        self.logged: list[Attempt] = []

    def of_brand(self, brand_id: str) -> tuple[Subscription, ...]:
        return tuple(each for each in self.known.values() if each.brand == brand_id)

    def get(self, subscription_id: str) -> Subscription | None:
        return self.known.get(subscription_id)

    def every(self) -> tuple[Subscription, ...]:
        return tuple(self.known.values())

    def add(self, subscription: Subscription, *, entry: int) -> None:
        self.known[subscription.id] = subscription
        self.saved[subscription.id] = Progress(version=1, entry=entry)

    def remove(self, subscription_id: str) -> Subscription:
        if subscription_id not in self.known:
            raise NotFoundError(subscription_id)
        del self.saved[subscription_id]
        return self.known.pop(subscription_id)

    def attempts(self, subscription_id: str, since: datetime, *, limit: int) -> tuple[Attempt, ...]:
        return tuple(each for each in reversed(self.logged) if each.at >= since)[:limit]

    def progress(self, subscription_id: str) -> Progress | None:
        return self.saved.get(subscription_id)

    def save_progress(self, subscription_id: str, progress: Progress) -> Progress:
        if self.saved[subscription_id].version != progress.version:
            raise ConflictError(subscription_id)
        self.saved[subscription_id] = replace(progress, version=progress.version + 1)
        return self.saved[subscription_id]

    def log(self, subscription_id: str, attempts: Sequence[Attempt]) -> None:
        self.logged += attempts


class FakeSubscriber:
    """An endpoint. ``down``: it takes nothing. ``refuses``, ``breaks``: subjects of which it takes nothing, or on which
    it fails. ``takes``: how long each call lasts.
    """

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.taken: list[Mapping[str, Any]] = []
        self.calls = 0
        self.down = False
        self.refuses: set[str] = set()
        self.breaks: set[str] = set()
        self.takes = timedelta()

    @contextmanager
    def line(self, subscription: Subscription) -> Iterator[Callable[[Mapping[str, Any]], str | None]]:
        yield lambda event: self.post(subscription, event)

    def post(self, subscription: Subscription, event: Mapping[str, Any]) -> str | None:
        self.calls += 1
        self.clock.pass_time(seconds=self.takes.total_seconds())
        if self.down:
            return "timeout"
        if event["subject"] in self.refuses:
            return "http_400"
        if event["subject"] in self.breaks:
            return "http_500"
        self.taken.append(event)
        return None


class FakeNotices:
    def __init__(self) -> None:
        self.told: list[str] = []
        self.fails = False

    def endpoint_fails(self, subscription: Subscription, progress: Progress, at: datetime) -> None:
        if self.fails:
            raise UpstreamError("sns: not now")
        self.told.append(progress.state)

    def events_given_up(self, subscription: Subscription, count: int, at: datetime) -> None:
        self.told.append(f"{count} given up")

    def falls_behind(self, subscription: Subscription, since: datetime, at: datetime) -> None:
        self.told.append(f"behind by {at - since}")

    def events_lost(self, subscription: Subscription, since: datetime, until: datetime, at: datetime) -> None:
        if self.fails:
            raise UpstreamError("sns: not now")
        self.told.append(f"lost {entry_of(since)}-{entry_of(until)}")


class FakeTexts:
    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def text_of(self, ticket_id: str, message_reference: str, occurred_at: datetime | None) -> str | None:
        return self.texts.get(message_reference)


class FakeSubscriberSecrets:
    def __init__(self) -> None:
        self.held: dict[str, tuple[str, ...]] = {}

    def of(self, subscription_id: str) -> tuple[str, ...]:
        return self.held.get(subscription_id, ())

    def add(self, subscription_id: str, secret: str, *, keep: int) -> None:
        self.held[subscription_id] = (secret, *self.of(subscription_id))[:keep]

    def remove(self, subscription_id: str) -> None:
        self.held.pop(subscription_id, None)


class FakeDeliveries:
    def __init__(self) -> None:
        self.woken: list[str] = []

    def wake(self, subscription_ids: Sequence[str], reference: str) -> None:
        self.woken += subscription_ids
