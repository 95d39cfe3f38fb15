"""The calendar of a brand file: hours of the week, holidays, half days, closures, exceptional openings."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from shared.brand.reading import Part, day_of
from shared.domain.brand.model import Calendar, Exceptional, Interval
from shared.domain.business_time.hours import MAX_GAP, short_gaps
from shared.ports.time_and_language import Holidays

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = 24 * 60
LAST_MINUTE = DAY - 1
_MAX_GAP = MAX_GAP // timedelta(minutes=1)
ALWAYS = "24/7"
FIELDS = ("business_hours", "holidays", "half_days", "closures", "openings")
"""The fields of a file that make a calendar; those of ``channel_hours`` are the same."""

_INTERVAL = re.compile(r"(\d\d):(\d\d)\s?[-–]\s?(\d\d):(\d\d)")
_YEARLY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def calendar(time_zone: str, parts: Mapping[str, Part]) -> Calendar:
    """The brand's calendar. A week without an hour in it and hours that overlap are problems."""
    weekly = _week(parts["business_hours"])
    start = Calendar(time_zone=time_zone, weekly=weekly, open_on_holidays=parts["business_hours"].value == ALWAYS)
    return _with_exceptions(start, parts)


def channel_calendar(brand: Calendar, part: Part) -> Calendar:
    """The calendar of one channel: what it does not say is as in the brand's own."""
    parts = part.fields(optional=FIELDS)
    start = brand
    if parts["business_hours"].given:
        hours = parts["business_hours"]
        start = replace(brand, weekly=_week(hours), open_on_holidays=hours.value == ALWAYS)
        inherits = not parts["holidays"].given and (brand.holidays or brand.holiday_country)
        if start.open_on_holidays and inherits:
            hours.note("the brand's holidays do not close this channel: '24/7' is open on public holidays too")
    return _with_exceptions(start, parts)


def time_zone(part: Part) -> str:
    name = part.text()
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, badly spelt, or the name of a folder
        if name:
            part.problem(f"{name!r} is not a time zone; write one such as 'Europe/Paris'")
    return name


def _with_exceptions(start: Calendar, parts: Mapping[str, Part]) -> Calendar:
    found = start
    if parts["holidays"].given:
        fields = parts["holidays"].fields(required=("country",), optional=("subdivision", "days", "until"))
        until = fields["until"]
        found = replace(
            found,
            holiday_country=fields["country"].text() or None,
            holiday_subdivision=fields["subdivision"].text() or None,
            holidays={
                day: name.text()
                for text, name in fields["days"].entries().items()
                if (day := day_of(fields["days"], text)) is not None
            },
            holidays_until=day_of(until, until.text()) if until.given else None,
        )
        if found.open_on_holidays:
            parts["holidays"].note(
                "they do not close the desk: '24/7' is open on public holidays too; name days off under 'closures'"
            )
    if parts["half_days"].given:
        yearly: dict[str, tuple[Interval, ...]] = {}
        once: dict[date, tuple[Interval, ...]] = {}
        for text, hours in parts["half_days"].entries().items():
            if _YEARLY.fullmatch(text):
                yearly[text] = _intervals(hours)
            elif (day := day_of(parts["half_days"], text)) is not None:
                once[day] = _intervals(hours)
        found = replace(found, half_days=once, yearly_half_days=yearly)
    if parts["closures"].given:
        found = replace(found, closures=_exceptions(parts["closures"]))
    if parts["openings"].given:
        found = replace(found, openings=_exceptions(parts["openings"]))
    return found


def _week(part: Part) -> dict[int, tuple[Interval, ...]]:
    if part.value == ALWAYS:
        return {weekday: (Interval(start=0, end=DAY),) for weekday in range(7)}
    if isinstance(part.value, str):
        part.problem("expected the days of the week, or '24/7'")
        return {}
    parts = part.fields(optional=WEEKDAYS)
    week = {weekday: _intervals(parts[name]) for weekday, name in enumerate(WEEKDAYS)}
    if part.given and not any(week.values()):
        part.problem("the desk is never open; name at least one interval, or '24/7'")
    for weekday, name in enumerate(WEEKDAYS):
        week[weekday] = _joined_to_the_next_day(week[weekday], week[(weekday + 1) % 7], parts[name])
    for weekday, name in enumerate(WEEKDAYS):
        tomorrow = week[(weekday + 1) % 7]
        last = max((interval.end for interval in week[weekday]), default=0) - DAY
        if tomorrow and last > tomorrow[0].start:
            parts[name].problem(f"the night shift runs into the hours of {WEEKDAYS[(weekday + 1) % 7]}")
    return week


def _intervals(part: Part) -> tuple[Interval, ...]:
    """``["09:00-12:30", "14:00-18:00"]``; ``22:00-06:00`` ends on the next day; ``24:00`` is midnight."""
    found = []
    for item in part.items():
        text = item.text()
        match = _INTERVAL.fullmatch(text)
        if match is None:
            if text:
                item.problem(f"expected hours such as '09:00-12:30', found {text!r}")
            continue
        start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if start >= DAY or end > DAY or max(match[2], match[4]) >= "60":
            item.problem(f"{text!r} is not a time of day")
        elif start == end:
            item.problem(f"{text!r} begins and ends at the same time; for a whole day write '00:00-24:00'")
        elif end == LAST_MINUTE:
            item.note(f"{text!r} is read as until 24:00: 23:59 means the end of the day")
            found.append(Interval(start=start, end=DAY))
        else:
            found.append(Interval(start=start, end=end if end > start else end + DAY))
    found.sort(key=lambda interval: interval.start)
    for earlier, later in pairwise(found):
        if later.start < earlier.end:
            part.problem(f"two intervals overlap at {_clock(later.start)}")
    return _without_slips(found, part)


def _without_slips(intervals: Sequence[Interval], part: Part) -> tuple[Interval, ...]:
    """Intervals of one day, those with a gap of less than five minutes made one. Intervals that meet stay two."""
    found: list[Interval] = []
    for interval in intervals:
        if found and 0 < interval.start - found[-1].end < _MAX_GAP:
            part.note(f"the gap from {_clock(found[-1].end)} to {_clock(interval.start)} is closed: it is too short")
            found[-1] = replace(found[-1], end=interval.end)
        else:
            found.append(interval)
    return tuple(found)


def _joined_to_the_next_day(
    today: tuple[Interval, ...], tomorrow: tuple[Interval, ...], part: Part
) -> tuple[Interval, ...]:
    """A gap of less than five minutes around midnight is closed as well."""
    if not today or not tomorrow:
        return today
    begins = DAY + tomorrow[0].start
    if not 0 < begins - today[-1].end < _MAX_GAP:
        return today
    part.note(f"the gap from {_clock(today[-1].end)} to {_clock(begins)} is closed: it is too short")
    return (*today[:-1], replace(today[-1], end=begins))


def gaps_between_kinds(found: Calendar, place: str = "") -> tuple[str, ...]:
    """One sentence for each short gap beside an opening or a half day: the arithmetic of hours closes it."""
    around: list[tuple[str, date, object]] = [
        ("openings", day, day) for one in found.openings for day in (one.start.date(), one.end.date())
    ]
    around += [("half_days", day, day) for day in found.half_days]
    for text in found.yearly_half_days:
        month, day_of_month = map(int, text.split("-"))
        # Which weekdays are beside it changes from year to year. 29 February is in one of these years as well.
        for year in range(_ANY_YEAR, _ANY_YEAR + 11):
            if day_of_month <= monthrange(year, month)[1]:
                around.append(("half_days", date(year, month, day_of_month), text))
    sentences = []
    for field, day, named in around:
        for start, end in short_gaps(found, day - timedelta(days=1), 3):
            # A gap from midnight on belongs to the hours that end there.
            if day in ((start - timedelta(minutes=1)).date(), end.date()):
                gap = f"the gap from {start:%H:%M} to {end:%H:%M}"
                sentences.append(f"{place}{field}: {gap} beside {named} is closed: it is too short")
    return tuple(dict.fromkeys(sentences))


_ANY_YEAR = 2024  # a leap year


def _clock(minutes: int) -> str:
    return f"{minutes % DAY // 60:02d}:{minutes % 60:02d}"


def _exceptions(part: Part) -> tuple[Exceptional, ...]:
    found = []
    for item in part.items():
        fields = item.fields(required=("from", "to"), optional=("reason",))
        start, end = fields["from"].moment(), fields["to"].moment(end=True)
        if start is None or end is None:
            continue
        if end.hour * 60 + end.minute == LAST_MINUTE:
            fields["to"].note(f"{fields['to'].text()!r} is read as until 24:00: 23:59 means the end of the day")
            end += timedelta(minutes=1)
        if end <= start:
            item.problem("ends before it begins")
            continue
        found.append(Exceptional(start=start, end=end, reason=fields["reason"].text() or None))
    return tuple(sorted(found, key=lambda exception: (exception.start, exception.end)))


# --- holidays, computed when a file is pushed -----------------------------------------------------------------------

YEARS_BACK, YEARS_AHEAD = 1, 3


def with_holidays(document: Mapping[str, Any], holidays: Holidays, today: date) -> dict[str, Any]:
    """The document with the dates of its public holidays, from last year to three years ahead.

    Days that the file names itself stay. Raises ``LookupError`` for a country or subdivision that is not known.
    """
    filled = {**document}
    if isinstance(filled.get("holidays"), dict):
        filled["holidays"] = _computed(filled["holidays"], holidays, today)
    channels = filled.get("channel_hours")
    if isinstance(channels, dict):
        filled["channel_hours"] = {
            channel: {**hours, "holidays": _computed(hours["holidays"], holidays, today)}
            if isinstance(hours, dict) and isinstance(hours.get("holidays"), dict)
            else hours
            for channel, hours in channels.items()
        }
    return filled


def _computed(section: Mapping[str, Any], holidays: Holidays, today: date) -> dict[str, Any]:
    country, subdivision = section.get("country"), section.get("subdivision")
    if not isinstance(country, str):
        return dict(section)
    last = date(today.year + YEARS_AHEAD, 12, 31)
    days: dict[str, str] = {}
    for ordinal in range(date(today.year - YEARS_BACK, 1, 1).toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        name = holidays.name_of(day, country, subdivision)
        if name is not None:
            days[day.isoformat()] = name
    return {**section, "days": {**days, **(section.get("days") or {})}, "until": last.isoformat()}
