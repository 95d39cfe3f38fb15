"""The report on social listening: six questions, and at which hours customers write."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Calendar
from shared.domain.figures.listening import QUESTIONS, SENTIMENTS
from shared.domain.figures.model import Figures
from shared.domain.figures.ratings import RatingFigures, by_channel, by_stars, rating_of

_HOUR = timedelta(hours=1)

MAX_EXTRA_HOURS = 10
"""Single hours of the week, before neighbours are put together."""

SAMPLED = timedelta(days=14)
"""The days of the week of a longer span are those of its last two weeks: each is in it as often."""

_DAY, _WEEK = 24 * 60, 7 * 24 * 60  # minutes

USUALLY_OPEN = 0.9
"""Of an hour of a usual week: five minutes between two openings are no hour that is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourOfDay:
    """One hour of the day, local to the brand; ``open_share`` of it the desk is open in a usual week."""

    hour: int
    messages: int
    open_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraHours:
    """Hours of a day of the week (0 is Monday) in which the desk is closed, from ``hour`` to ``until_hour`` (24 is
    midnight), and what opening them would cover."""

    weekday: int
    hour: int
    until_hour: int
    messages: int
    share: float  # of all messages


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningFigures:
    """``totals`` by question, ``sentiments`` of all messages (``shared/domain/figures/listening.py``).

    ``closed_exceptionally``: messages that came while the desk was closed at hours at which it usually is open: on
    holidays and other closed days, or on channels that have hours of their own.

    ``extra_hours``: the busiest first.

    ``searches``: messages by the saved search that found them.

    ``stars``: how many reviews have 1, 2 … 5 of them; ``ratings`` by channel, that of the most reviews first.
    """

    brand: str
    since: datetime
    until: datetime
    time_zone: str
    totals: Mapping[str, int]
    sentiments: Mapping[str, int]
    hours: tuple[HourOfDay, ...]
    closed_exceptionally: int
    extra_hours: tuple[ExtraHours, ...]
    stars: Mapping[int, int]
    rating: RatingFigures
    ratings: Mapping[str, RatingFigures]
    searches: Mapping[str, int]


def listening_figures(
    figures: Figures, calendar: Calendar, brand_id: str, since: datetime, until: datetime
) -> ListeningFigures:
    """Of the ``figures`` of [since, until), beside the opening hours of ``calendar``."""
    messages: Counter[int] = Counter()
    for slot, count in figures.by("messages", "slot").items():
        messages[int(slot.partition("T")[2])] += count
    shares = _open_shares(calendar, since, until)
    gaps, exceptional = _closed(figures, calendar)
    return ListeningFigures(
        brand=brand_id,
        since=since,
        until=until,
        time_zone=calendar.time_zone,
        totals={question: figures.count(question) for question in QUESTIONS},
        sentiments=_sentiments(figures),
        hours=tuple(
            HourOfDay(hour=hour, messages=messages[hour], open_share=shares.get(hour, 0.0)) for hour in range(24)
        ),
        closed_exceptionally=exceptional,
        extra_hours=extra_hours(gaps, figures.count("messages")),
        stars=by_stars(figures),
        rating=rating_of(figures),
        ratings=by_channel(figures),
        searches=figures.by("messages", "search"),
    )


def _sentiments(figures: Figures) -> Mapping[str, int]:
    told = {sentiment: figures.count(sentiment) for sentiment in SENTIMENTS}
    return {**told, "neutral": figures.count("messages") - sum(told.values())}


def _closed(figures: Figures, calendar: Calendar) -> tuple[Mapping[tuple[int, int], int], int]:
    """Messages that came while the desk was closed: by weekday and hour in the gaps of the week, and all others."""
    weekly = weekly_shares(calendar)
    gaps: dict[tuple[int, int], int] = {}
    exceptional = 0
    for slot, count in figures.by("desk_closed", "slot").items():
        day, _, hour = slot.partition("T")
        if weekly[int(day), int(hour)] >= USUALLY_OPEN:
            exceptional += count
        elif count > 0:
            gaps[int(day), int(hour)] = count
    return gaps, exceptional


def extra_hours(counts: Mapping[tuple[int, int], int], total: int) -> tuple[ExtraHours, ...]:
    """The closed hours of the week in which most messages came. Nobody opens for single hours: neighbours are one."""
    busiest = sorted(counts, key=lambda slot: (-counts[slot], slot))[:MAX_EXTRA_HOURS]
    spans: list[list[tuple[int, int]]] = []
    for day, hour in sorted(busiest):
        if spans and spans[-1][-1] == (day, hour - 1):
            spans[-1].append((day, hour))
        else:
            spans.append([(day, hour)])
    total = max(total, 1)
    found = [
        ExtraHours(
            weekday=span[0][0],
            hour=span[0][1],
            until_hour=span[-1][1] + 1,
            messages=messages,
            share=messages / total,
        )
        for span in spans
        for messages in (sum(counts[slot] for slot in span),)
    ]
    return tuple(sorted(found, key=lambda each: (-each.messages, each.weekday, each.hour)))


def _open_shares(calendar: Calendar, since: datetime, until: datetime) -> Mapping[int, float]:
    """Local hour of the day → how much of it the desk is open, in a usual week, on the days of the week of the span."""
    weekly, zone = weekly_shares(calendar), ZoneInfo(calendar.time_zone)
    open_time: Counter[int] = Counter()
    total_time: Counter[int] = Counter()
    begin = max(since, until - SAMPLED)
    while begin < until:
        local = begin.astimezone(zone)
        # Up to the next hour on the wall: it begins at half past that of UTC in India.
        end = min(begin + _HOUR - timedelta(minutes=local.minute, seconds=local.second), until)
        seconds = int((end - begin).total_seconds()) or 1
        total_time[local.hour] += seconds
        open_time[local.hour] += round(seconds * weekly[local.weekday(), local.hour])
        begin = max(end, begin + timedelta(seconds=1))
    return {hour: open_time[hour] / total for hour, total in total_time.items()}


def weekly_shares(calendar: Calendar) -> Mapping[tuple[int, int], float]:
    """Weekday and local hour → how much of it the desk is open in a week without holidays and other exceptions."""
    is_open = bytearray(_WEEK)
    for weekday, intervals in calendar.weekly.items():
        for interval in intervals:
            for minute in range(interval.start, interval.end):
                is_open[(weekday * _DAY + minute) % _WEEK] = 1
    if not any(is_open) and not calendar.openings:
        is_open = bytearray([1]) * _WEEK  # a calendar that never opens counts as open
    return {
        (weekday, hour): sum(is_open[begin : begin + 60]) / 60
        for weekday in range(7)
        for hour in range(24)
        for begin in (weekday * _DAY + hour * 60,)
    }
