"""The report on social listening: six questions, and at which hours customers write."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.brand.model import Calendar
from shared.domain.business_time.hours import CalendarError, business_time_between
from shared.domain.figures.listening import QUESTIONS, SENTIMENTS
from shared.domain.figures.model import Figures
from shared.domain.figures.ratings import RatingFigures, by_channel, by_stars, rating_of

_HOUR = timedelta(hours=1)

MAX_EXTRA_HOURS = 10
"""Single hours of the week, before neighbours are put together."""

SAMPLED = timedelta(days=14)
"""Opening hours repeat each week; reading a year of them would take seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourOfDay:
    """One hour of the day, local to the brand; ``open_share`` of it the desk was open."""

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
    extra_hours: tuple[ExtraHours, ...]
    stars: Mapping[int, int]
    rating: RatingFigures
    ratings: Mapping[str, RatingFigures]
    searches: Mapping[str, int]


def listening_figures(
    figures: Figures, calendar: Calendar, brand_id: str, since: datetime, until: datetime
) -> ListeningFigures:
    """Of the ``figures`` of [since, until), beside the opening hours of ``calendar``."""
    zone = ZoneInfo(calendar.time_zone)
    messages: Counter[int] = Counter()
    for slot, count in figures.by("messages", "slot").items():
        messages[int(slot.partition("T")[2])] += count
    shares = _open_shares(calendar, since, until, zone)
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
        extra_hours=extra_hours(figures),
        stars=by_stars(figures),
        rating=rating_of(figures),
        ratings=by_channel(figures),
        searches=figures.by("messages", "search"),
    )


def _sentiments(figures: Figures) -> Mapping[str, int]:
    told = {sentiment: figures.count(sentiment) for sentiment in SENTIMENTS}
    return {**told, "neutral": figures.count("messages") - sum(told.values())}


def extra_hours(figures: Figures) -> tuple[ExtraHours, ...]:
    """The closed hours of the week in which most messages came. Nobody opens for single hours: neighbours are one."""
    counts = {
        (int(day), int(hour)): count
        for slot, count in figures.by("desk_closed", "slot").items()
        for day, _, hour in (slot.partition("T"),)
        if count > 0
    }
    busiest = sorted(counts, key=lambda slot: (-counts[slot], slot))[:MAX_EXTRA_HOURS]
    spans: list[list[tuple[int, int]]] = []
    for day, hour in sorted(busiest):
        if spans and spans[-1][-1] == (day, hour - 1):
            spans[-1].append((day, hour))
        else:
            spans.append([(day, hour)])
    total = figures.count("messages") or 1
    found = [
        ExtraHours(
            weekday=span[0][0], hour=span[0][1], until_hour=span[-1][1] + 1, messages=messages, share=messages / total
        )
        for span in spans
        for messages in (sum(counts[slot] for slot in span),)
    ]
    return tuple(sorted(found, key=lambda each: (-each.messages, each.weekday, each.hour)))


def _open_shares(calendar: Calendar, since: datetime, until: datetime, zone: ZoneInfo) -> Mapping[int, float]:
    """Local hour of the day → how much of it the desk was open, in the last two weeks of the span at most."""
    open_time: dict[int, timedelta] = {}
    total_time: dict[int, timedelta] = {}
    begin = max(since, until - SAMPLED)
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
