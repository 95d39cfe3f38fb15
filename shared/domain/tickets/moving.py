"""How far the deadlines of open tickets were moved to another version of the brand file. Pure.

The list of open tickets is ordered by their deadlines, and changes while it is read. So it is read again until nothing
is left to move; a ticket that was moved says by which version (``Ticket.deadlines_version``).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MAX_PASSES = 5
"""Of tickets that customers and agents write all the time one may be missed each time; in five passes none is."""

SETTLES_AFTER = timedelta(minutes=3)
"""Until then a ticket may be opened by whoever still has the file of before: they keep it for a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMove:
    """``cursor`` is how far the present pass has read. ``looked_at`` and ``moved`` count over all passes."""

    brand: str
    before: int
    after: int
    started_at: datetime
    finished_at: datetime | None = None
    cursor: str | None = None
    passes: int = 0
    moved_in_pass: int = 0
    looked_at: int = 0
    moved: int = 0
    failed: int = 0
    revision: int = 0
    goes_on_at: datetime | None = None  # when the last pass begins

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    def waits(self, now: datetime) -> bool:
        return self.goes_on_at is not None and now < self.goes_on_at

    def read(self, *, looked_at: int, moved: int, failed: int, cursor: str | None, now: datetime) -> "DeadlineMove":
        """After one more page. A pass in which nothing moved is the last, once nobody has the old file."""
        known = replace(
            self,
            looked_at=self.looked_at + looked_at,
            moved=self.moved + moved,
            failed=self.failed + failed,
            moved_in_pass=self.moved_in_pass + moved + failed,
            cursor=cursor,
        )
        if cursor is not None:
            return known
        passes = self.passes + 1
        if known.moved_in_pass == 0 or passes >= MAX_PASSES:
            settled_at = self.started_at + SETTLES_AFTER
            if now < settled_at:
                return replace(known, moved_in_pass=0, goes_on_at=settled_at)
            return replace(known, passes=passes, finished_at=now)
        return replace(known, passes=passes, moved_in_pass=0)


def begun(known: DeadlineMove | None, brand_id: str, *, before: int, after: int, now: datetime) -> DeadlineMove:
    """The move that a new version asks for. One that is not finished goes on, to the newer version."""
    unfinished = known is not None and not known.is_finished
    return DeadlineMove(
        brand=brand_id,
        before=known.before if known is not None and unfinished else before,
        after=after,
        started_at=now,
        revision=0 if known is None else known.revision,
    )
