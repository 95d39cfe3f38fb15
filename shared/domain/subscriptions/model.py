"""Other systems that are told of events by signed webhooks, and how far each has been told."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from shared.domain.events.model import matches

BACKOFF = tuple(timedelta(seconds=each) for each in (5, 30, 120, 300, 900, 1800, 3600))
"""After the first failure, the second, and so on; the last one repeats."""

GIVE_UP_AFTER = timedelta(days=3)
"""An event that fails for so long is given up; an endpoint that takes nothing for so long is stopped."""

OPENS_AFTER = 5
"""Failures in a row, of whatever events, after which the circuit opens: nothing is sent but one event as a probe."""

AT_ONCE = 16
"""Calls to one subscriber at a time, at most; each for another subject."""

MAX_HELD = 100
"""Tickets that wait for themselves. With so many the webhook is blocked: everything waits, and its owner is told."""

MAX_HELD_EVENTS = 1_000


BEHIND = timedelta(hours=1)
"""What it is told is so late that its owner is told."""

LOOKS_LATE = timedelta(minutes=15)
"""Whoever has not read the log for so long is woken, although nothing for it may be there."""

SETTLED = timedelta(minutes=5)
"""No entry is appended to the log with a number of so long ago: the clocks of its writers agree."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def entry_of(at: datetime) -> int:
    """The number that an entry of the log has at least, if it is written at that instant: milliseconds since 1970."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def written_at(entry: int) -> datetime:
    """When an entry of that number was written, or a little earlier."""
    return _EPOCH + timedelta(milliseconds=entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """``events`` are types or patterns (``ticket.*``). ``trusted``: it is told the texts of messages, too.

    ``owner`` is who is told when it fails: a name or an address for people, never used to send anything.
    """

    id: str
    brand: str
    url: str
    events: tuple[str, ...]
    owner: str
    created_at: datetime
    trusted: bool = False

    def wants(self, event_type: str) -> bool:
        return any(matches(pattern, event_type) for pattern in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One event: the entry of the log and the place in it."""

    entry: int
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Entries behind ``after``, up to ``until``, expired before they were told."""

    after: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far a subscriber is behind what happens, apart from what is held.

    ``told_until``: whatever was written before was told. ``waiting``: events; ``None`` when they are too many to count.
    """

    told_until: datetime
    behind: timedelta
    waiting: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTicket:
    """Events of one ticket that wait until the first of them was taken."""

    events: tuple[Position, ...]
    attempts: int
    failing_since: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a subscriber has been told: everything up to ``entry`` but what is held.

    ``partly``: the entry that a run told in part, and how many of its events are dealt with.
    ``failures`` in a row open the circuit until ``open_until``. ``failing_since``: when the first of them happened.
    ``stopped_at``: it took nothing for three days, and a person has to resume it. ``told_at``: its owner was told.
    ``behind_told_at``: its owner was told that it is far behind, and it still is. ``lost``: of what its owner is not
    told yet.
    """

    version: int = 0
    entry: int = 0
    partly: Position | None = None
    held: Mapping[str, HeldTicket] = field(default_factory=dict)
    failures: int = 0
    failing_since: datetime | None = None
    open_until: datetime | None = None
    told_at: datetime | None = None
    replay_until: int | None = None  # the last entry of a span that is told once more
    resume_at: int | None = None  # where to go on after it
    stopped_at: datetime | None = None
    behind_told_at: datetime | None = None
    lost: Lost | None = None

    @property
    def circuit_open(self) -> bool:
        return self.failures >= OPENS_AFTER

    @property
    def in_trouble(self) -> bool:
        """Whether what happens does not reach it now, or far too late."""
        return self.stopped_at is not None or self.circuit_open or self.full or self.behind_told_at is not None

    @property
    def in_trouble_since(self) -> datetime | None:
        return self.stopped_at or self.failing_since or self.behind_told_at

    @property
    def state(self) -> str:
        """In a word, for people."""
        if self.stopped_at is not None:
            return "stopped"
        if self.circuit_open:
            return "failing"
        if self.full:
            return "blocked"
        if self.replay_until is not None:
            return "replaying"
        return "told" if self.behind_told_at is None else "behind"

    @property
    def told_up_to(self) -> int:
        """The last entry of what is new that was told; a span that is told once more lies before it."""
        return self.entry if self.resume_at is None else self.resume_at

    def taken(self, now: datetime) -> "Progress":
        """The endpoint took an event: the circuit closes, and what waited behind it is due at once.

        The time in which the endpoint took nothing at all is not counted against a single event.
        """
        if self.failures == 0 and self.failing_since is None:
            return self
        held = self.held
        if self.circuit_open:
            lost = now - (self.failing_since or now)
            held = {
                subject: replace(each, due_at=now, failing_since=min(each.failing_since + lost, now))
                for subject, each in self.held.items()
            }
        told_at = self.told_at if self.full else None
        return replace(self, failures=0, failing_since=None, open_until=None, told_at=told_at, held=held)

    def replay(self, after: int, until: int) -> "Progress":
        """Tell the entries behind ``after`` up to ``until`` once more, then go on where it was.

        What is held behind ``after`` is told in its place, so that the order of a ticket holds; the span is as much
        longer as it takes. What is left of a span that is being told is part of it.
        """
        resume = self.resume_at if self.resume_at is not None else self.entry
        if self.replay_until is not None:
            until, after = max(until, self.replay_until), min(after, self.entry)
        again = [each.entry for held in self.held.values() for each in held.events if each.entry > after]
        until = max([until, *again])
        held = {}
        for subject, each in self.held.items():
            left = tuple(position for position in each.events if position.entry <= after)
            if left:
                held[subject] = replace(each, events=left)
        return replace(
            self, entry=min(after, resume), partly=None, held=held, replay_until=min(until, resume), resume_at=resume
        )

    def replays_beyond(self, entry: int) -> bool:
        """Whether that entry lies behind the span that is replayed."""
        return self.replay_until is not None and entry > self.replay_until

    def replayed(self) -> "Progress":
        """The span was told; on with what is new."""
        return replace(self, entry=self.resume_at or self.entry, partly=None, replay_until=None, resume_at=None)

    def begin_in(self, entry: int) -> int:
        """How many events of that entry are dealt with."""
        return self.partly.index if self.partly is not None and self.partly.entry == entry else 0

    def reached(self, entry: int, index: int) -> "Progress":
        """So many events of that entry are dealt with."""
        return replace(self, partly=Position(entry=entry, index=index))

    def read(self, entry: int) -> "Progress":
        """All events of that entry are dealt with."""
        return replace(self, entry=entry, partly=None)

    def lost_up_to(self, entry: int) -> "Progress":
        """What lies before that entry, and it, expired before it was told."""
        after = self.entry if self.lost is None else self.lost.after
        return replace(self, entry=entry, partly=None, lost=Lost(after=after, until=entry))

    def lost_held(self, subject: str, now: datetime) -> "Progress":
        """The first event of a ticket that waits expired."""
        entry = self.held[subject].events[0].entry
        known = self.lost or Lost(after=entry - 1, until=entry)
        lost = Lost(after=min(known.after, entry - 1), until=max(known.until, entry))
        return replace(self.release(subject, now), lost=lost)

    def nothing_behind(self, now: datetime) -> "Progress":
        """All entries were read. The place moves up: what is of no interest would else seem to be lost one day."""
        if self.replay_until is not None or not self.looks_late(now):
            return self
        return self.read(entry_of(now - SETTLED))

    def looks_late(self, now: datetime) -> bool:
        return self.told_up_to < entry_of(now - LOOKS_LATE)

    def is_quiet(self, now: datetime) -> bool:
        """Whether nobody woke it for long, since nothing that it wants has happened or a message was lost."""
        idle = self.stopped_at is None and self.next_due_at is None and self.replay_until is None
        return idle and self.looks_late(now)

    def resumed(self, now: datetime) -> "Progress":
        """A person says that the endpoint works again. What is held is due now, and has three days again."""
        held = {subject: replace(each, due_at=now, failing_since=now) for subject, each in self.held.items()}
        return replace(self, failures=0, failing_since=None, open_until=None, told_at=None, stopped_at=None, held=held)

    def failed(self, now: datetime) -> "Progress":
        """One more failure of the endpoint in a row."""
        failures = self.failures + 1
        since = self.failing_since or now
        opened = failures >= OPENS_AFTER
        return replace(
            self,
            failures=failures,
            failing_since=since,
            open_until=now + backoff(failures - OPENS_AFTER + 1) if opened else None,
            stopped_at=now if opened and now - since >= GIVE_UP_AFTER else None,
        )

    def hold(self, subject: str, position: Position, now: datetime) -> "Progress":
        """The event waits; those of the same ticket that come later wait behind it."""
        known = self.held.get(subject)
        if known is None:
            held = HeldTicket(events=(position,), attempts=1, failing_since=now, due_at=now + backoff(1))
        else:
            held = replace(known, events=(*known.events, position))
        return replace(self, held={**self.held, subject: held})

    def put_off(self, subject: str, position: Position, now: datetime) -> "Progress":
        """The event was passed over, not tried: it is due at once, or behind those of its ticket that wait."""
        if subject in self.held:
            return self.hold(subject, position, now)
        waits = HeldTicket(events=(position,), attempts=0, failing_since=now, due_at=now)
        return replace(self, held={**self.held, subject: waits})

    def tried_again(self, subject: str, now: datetime) -> "Progress":
        """The first event of the ticket failed once more."""
        known = self.held[subject]
        attempts = known.attempts + 1
        held = replace(known, attempts=attempts, due_at=now + backoff(attempts))
        return replace(self, held={**self.held, subject: held})

    def release(self, subject: str, now: datetime) -> "Progress":
        """The first event of the ticket was taken, or given up; the next one is due at once."""
        left = self.held[subject].events[1:]
        others = {name: each for name, each in self.held.items() if name != subject}
        if left:
            others[subject] = HeldTicket(events=left, attempts=0, failing_since=now, due_at=now)
        return replace(self, held=others)

    @property
    def full(self) -> bool:
        """Too much is held to read on."""
        return len(self.held) >= MAX_HELD or sum(len(each.events) for each in self.held.values()) >= MAX_HELD_EVENTS

    @property
    def next_due_at(self) -> datetime | None:
        """When there is something to try again; ``None`` when nothing waits."""
        if self.stopped_at is not None:
            return None
        if self.open_until is not None:
            return self.open_until
        return min((each.due_at for each in self.held.values()), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to deliver. ``problem`` is ``None`` when it was taken: ``http_503``, ``timeout``, ``given_up`` …"""

    at: datetime
    event_id: str
    event_type: str
    subject: str
    problem: str | None = None


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]


def concerns_the_event(problem: str) -> bool:
    """Whether the subscriber refused this event rather than failed: other events may well be taken."""
    return problem in ("http_400", "http_409", "http_413", "http_415", "http_422")
