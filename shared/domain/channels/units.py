"""Units of a platform that counts calls by the day, for all of a project: some of them are kept for answers. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Account

MAX_UNITS = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyUnits:
    """``per_day`` are given anew at midnight of ``zone``. Polls leave ``for_answers`` of them alone, and begin no page
    that may cost more than is left of the rest (``per_page``). A call whose path holds ``path`` costs ``per_read``, or
    ``per_change`` where it changes something.
    """

    per_day: int
    for_answers: int
    per_page: int
    per_read: int
    per_change: int
    path: str
    zone: str

    def of(self, account: Account) -> "DailyUnits":
        """As the brand file says: more that the platform granted, or more or less that is kept."""
        per_day = self.per_day if account.units_per_day is None else account.units_per_day
        kept = self.for_answers if account.units_for_answers is None else account.units_for_answers
        return replace(self, per_day=per_day, for_answers=kept)

    def cost(self, method: str, path: str) -> int:
        if self.path not in path:
            return 0
        return self.per_read if method in ("GET", "HEAD") else self.per_change

    def day(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()

    def ends_at(self, now: datetime) -> datetime:
        midnight = datetime.combine(self.day(now) + timedelta(days=1), time(), ZoneInfo(self.zone))
        return midnight.astimezone(now.tzinfo)

    def may_read(self, spent: int) -> bool:
        """Whether a poll may ask for a page."""
        return spent + self.per_page <= self.per_day - self.for_answers
