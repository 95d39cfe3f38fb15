"""How far a source of an account was read, who reads it now, and when it is read next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.polling.page import FoundItem
from shared.domain.polling.terms import SourceTerms

LEASE = timedelta(seconds=90)
"""How long a poll has. Longer than the function may run: a lease that ended belongs to nobody who still works."""

MAX_SEEN = 200
"""Entries that a cursor remembers: those of the first page and of the overlap. Of others their natural keys tell that
they are known.
"""

MAX_CLOCK_SKEW = timedelta(minutes=10)
"""By which a platform's clock may be ahead of ours. A later time must not carry the cursor into the future."""

MAX_BACKOFF = timedelta(hours=1)
MAX_WAIT = timedelta(days=1)
"""A platform that names a later instant is asked again after a day."""

KEPT = timedelta(days=30)
"""How long the cursor of an account that is polled no longer is kept."""

MAX_PAGE_TOKEN = 4096
"""Characters of a platform's page token that a cursor keeps. What lies behind a longer one is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """``position`` is the platform's time of the newest entry that was queued; ``seen`` the marks of those that were
    read last. Nothing written before ``began`` is looked for: the account was not connected then. A gap is what a poll
    could not read to its end: from ``gap_page`` back to ``gap_since``.

    ``spent`` is how many posts each saved search found on the day ``spent_on`` (UTC). ``refused`` has the platform's
    code for each search that it did not take the last time.

    ``lease`` names the run that polls until ``lease_until``. ``asked_at`` is when the last one began, and ``every`` how
    many seconds it left to the next. ``failures`` are those since the last success, ``error`` is the code of the last
    one. ``noted``: its beginning is kept elsewhere as well, for when the cursor is lost.
    """

    channel: str
    account_id: str
    source: str
    brand: str
    position: datetime | None = None
    began: datetime | None = None
    seen: tuple[str, ...] = ()
    gap_since: datetime | None = None
    gap_page: str | None = None
    next_at: datetime | None = None
    lease: str | None = None
    lease_until: datetime | None = None
    failures: int = 0
    error: str | None = None
    polled_at: datetime | None = None
    asked_at: datetime | None = None
    every: int = 0
    noted: bool = False
    spent: Mapping[str, int] = field(default_factory=dict)
    spent_on: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.channel, self.account_id, self.source

    def due_at(self, terms: SourceTerms) -> datetime | None:
        """``None``: at once. Where nothing else decided it the interval of now counts, which a person may have changed
        since the last poll.
        """
        if self.asked_at is not None and self.next_at == self.asked_at + timedelta(seconds=self.every):
            return self.asked_at + terms.interval
        return self.next_at

    def is_due(self, terms: SourceTerms, now: datetime) -> bool:
        """Whether it is time, and nobody reads it."""
        due_at = self.due_at(terms)
        return (due_at is None or due_at <= now) and not self.is_leased(now)

    def is_leased(self, now: datetime) -> bool:
        return self.lease_until is not None and self.lease_until > now

    def claimed(self, by: str, terms: SourceTerms, now: datetime) -> "Cursor":
        """The cursor while that run polls. Where nothing new is found this is all that is written.

        The first one says since when the list is read: attempts that fail must not move that on.
        """
        return replace(
            self,
            began=self.began or (now - terms.first_look_back if self.position is None else None),
            lease=by,
            lease_until=now + LEASE,
            next_at=now + terms.interval,
            asked_at=now,
            every=int(terms.interval.total_seconds()),
            expires_at=now + KEPT,
        )

    def since(self, terms: SourceTerms, now: datetime) -> datetime:
        """How far back to read: over the overlap; as far as a first poll looks; or, where the cursor was lost, to where
        the first poll began, within bounds.
        """
        if self.position is None and self.began is None:
            return now - terms.first_look_back
        if self.position is None:
            return max(self.began or now, now - min(terms.lost_look_back, terms.max_look_back))
        return max(self.position - terms.overlap, now - terms.max_look_back)

    def began_at(self, terms: SourceTerms, now: datetime) -> datetime:
        """Since when the list is read at all; cursors of before did not say."""
        return self.began or self.since(terms, now)

    def read(
        self,
        found: Sequence[FoundItem],
        terms: SourceTerms,
        now: datetime,
        *,
        gap: tuple[datetime, str] | None,
        marks: Sequence[str] = (),
    ) -> "Cursor":
        """The cursor after everything in ``found`` was queued. ``gap`` is what the poll left unread, ``marks`` all that
        stood on its pages, the newest first.
        """
        newest = max((item.at for item in found), default=None)
        position = self.position
        if newest is not None:
            newest = min(newest, now + MAX_CLOCK_SKEW)
            position = newest if position is None else max(position, newest)
        if position is None:
            position = self.since(terms, now)
        since, page = gap or (None, None)
        return replace(
            self,
            position=position,
            began=self.began_at(terms, now),
            seen=tuple(dict.fromkeys((*marks, *self.seen)))[:MAX_SEEN],
            gap_since=since,
            gap_page=page or None,
            # What is paid for is not read on at once just when most is written.
            next_at=now if gap and not terms.dollars_per_thousand else self.next_at or now + terms.interval,
            failures=0,
            error=None,
            polled_at=now,
            expires_at=now + KEPT,
        )

    def failed(self, error: str, terms: SourceTerms, now: datetime, *, until: datetime | None = None) -> "Cursor":
        """The cursor after a failure: the interval is doubled with each one, or the platform said until when."""
        longest = max(MAX_BACKOFF, terms.interval)
        wait = min(terms.interval * 2 ** min(self.failures, 10), longest)
        later = now + wait if until is None else min(max(until, now + terms.interval), now + MAX_WAIT)
        return replace(self, failures=self.failures + 1, error=error, next_at=later, expires_at=later + KEPT)

    def spent_by(self, search: str, now: datetime) -> int:
        """How many posts the search has found today."""
        return self.spent.get(search, 0) if self.spent_on == f"{now:%Y-%m-%d}" else 0

    def spending(self, found: Mapping[str, int], now: datetime) -> "Cursor":
        """The cursor after these posts were found, by search. Unchanged when there were none."""
        if not found:
            return self
        spent = {name: self.spent_by(name, now) + found.get(name, 0) for name in {*self.spent, *found}}
        return replace(self, spent={name: count for name, count in spent.items() if count}, spent_on=f"{now:%Y-%m-%d}")

    def released(self) -> "Cursor":
        return replace(self, lease=None, lease_until=None)
