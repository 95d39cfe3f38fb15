"""Figures in memory, counted by the same rules from the changes that a test makes."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from shared.adapters.dynamodb.figures import bucket, counted, figures_from
from shared.domain.brand.model import Calendar
from shared.domain.events.changes import Change
from shared.domain.figures.counting import FigureDelta, figures_of
from shared.domain.figures.model import Figures


class FakeFigures:
    def __init__(self, calendar: Calendar | None = None) -> None:
        self.hours: dict[tuple[str, datetime], Counter[str]] = {}
        self.calendar = calendar
        self.until: datetime | None = datetime(9999, 1, 1, tzinfo=UTC)

    def add(self, brand_id: str, at: datetime, counts: dict[str, int]) -> None:
        self._add(brand_id, [FigureDelta(hour=at.replace(minute=0, second=0, microsecond=0), counts=counts)])

    def measure(self, brand_id: str, at: datetime, name: str, *durations: float) -> None:
        self.add(brand_id, at, dict(Counter(bucket(name, each) for each in durations)))

    def happened(self, brand_id: str, change: Change, at: datetime) -> None:
        """Count a change, as publish does."""
        self._add(brand_id, figures_of(change, at, lambda _brand, _channel: self.calendar))

    def _add(self, brand_id: str, deltas: list[FigureDelta] | tuple[FigureDelta, ...]) -> None:
        for hour, counts in counted(deltas).items():
            self.hours.setdefault((brand_id, hour), Counter()).update(counts)

    def counts(self, brand_id: str, since: datetime, until: datetime) -> Mapping[str, int]:
        return self.between(brand_id, since, until).counts

    def counted_until(self, brand_id: str) -> datetime | None:
        return self.until

    def between(self, brand_id: str, since: datetime, until: datetime, *, timed: Collection[str] = ()) -> Figures:
        total: Counter[str] = Counter()
        for (brand, hour), counts in self.hours.items():
            if brand == brand_id and since.astimezone(UTC) <= hour < until.astimezone(UTC):
                total.update(counts)
        return figures_from(total, timed)
