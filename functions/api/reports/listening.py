"""The report on social listening: six questions, and at which hours customers write."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Calendar
from shared.domain.business_time.hours import CalendarError, business_time_between
from shared.domain.figures.listening import QUESTIONS
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import ListeningCounters

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HourOfDay:
    """One hour of the day, local to the brand; ``open_share`` of it the desk was open."""

    hour: int
    messages: int
    open_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningFigures:
    """``totals`` by question (``shared/domain/figures/listening.py``)."""

    brand: str
    since: datetime
    until: datetime
    time_zone: str
    totals: Mapping[str, int]
    hours: tuple[HourOfDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportListening:
    listening: ListeningCounters
    brands: BrandRepository

    def __call__(self, brand_id: str, since: datetime, until: datetime) -> ListeningFigures:
        """Counted from the beginning of the hour of ``since``."""
        calendar = self.brands.current(brand_id).calendar
        zone = ZoneInfo(calendar.time_zone)
        by_hour = self.listening.between(brand_id, since, until)
        totals = dict.fromkeys(QUESTIONS, 0)
        messages: Counter[int] = Counter()
        for hour, figures in by_hour.items():
            for question in QUESTIONS:
                totals[question] += figures.get(question, 0)
            messages[hour.astimezone(zone).hour] += figures.get("messages", 0)
        shares = _open_shares(calendar, since, until, zone)
        return ListeningFigures(
            brand=brand_id,
            since=since,
            until=until,
            time_zone=calendar.time_zone,
            totals=totals,
            hours=tuple(
                HourOfDay(hour=hour, messages=messages[hour], open_share=shares.get(hour, 0.0)) for hour in range(24)
            ),
        )


def _open_shares(calendar: Calendar, since: datetime, until: datetime, zone: ZoneInfo) -> Mapping[int, float]:
    """Local hour of the day → how much of it the desk was open."""
    open_time: dict[int, timedelta] = {}
    total_time: dict[int, timedelta] = {}
    begin = since
    while begin < until:
        end = min(begin + _HOUR, until)
        hour = begin.astimezone(zone).hour
        try:
            open_part = business_time_between(calendar, begin, end)
        except CalendarError:
            open_part = end - begin  # a calendar that never opens counts as open
        open_time[hour] = open_time.get(hour, timedelta()) + open_part
        total_time[hour] = total_time.get(hour, timedelta()) + (end - begin)
        begin = end
    return {hour: open_time[hour] / total_time[hour] for hour in total_time}
