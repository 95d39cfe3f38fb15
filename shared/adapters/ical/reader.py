"""iCal calendars (RFC 5545) as entries with instants: recurrences, exceptions and time zones worked out."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from math import prod
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from shared.domain.errors import UpstreamError
from shared.domain.on_call.calendar import CalendarContent, CalendarEntry

if TYPE_CHECKING:
    from icalendar import Calendar, Event

MAX_TITLE = 200  # characters that are looked at
FIRST_YEAR = 1970  # of an entry that recurs: its occurrences are counted from there
MAX_A_DAY = 4  # occurrences of one entry
MAX_LENGTH = timedelta(days=366)  # of an entry that recurs

# What recurs otherwise is nobody's duty, and counting it takes longer than a function may run.
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_HOURS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_RARE_DAYS = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER")  # of a month or year; a day is looked at till 9999


def read_calendar(content: bytes, *, time_zone: str, start: datetime, end: datetime) -> CalendarContent:
    """The entries that touch the time from ``start`` to ``end``. Whole days and local times are of ``time_zone``.

    Entries that nobody can read are counted. Raises ``UpstreamError`` (``calendar_unreadable``) for what is no
    calendar, or one of which nothing can be read.
    """
    # Here and not above: they take a third of a second, and only an invocation that reads a calendar needs them.
    from icalendar import Calendar  # noqa: PLC0415  slow to import, and needed where a calendar is read only
    from recurring_ical_events import of  # noqa: PLC0415  slow to import, and needed where a calendar is read only

    zone = ZoneInfo(time_zone)
    try:
        calendar = Calendar.from_ical(content)
        written = len(calendar.events)
        unreadable = _without_unreadable(calendar)
        # A day more at both sides: whole days begin elsewhere at another instant.
        margin = timedelta(days=1)
        found = of(calendar, skip_bad_series=True).between(
            start.astimezone(zone) - margin, end.astimezone(zone) + margin
        )
        entries = [_entry(event, zone) for event in found if not _is_cancelled(event)]
    except Exception as error:  # the libraries raise whatever a file makes them meet
        raise UpstreamError("calendar_unreadable") from error
    if written and unreadable == written:
        raise UpstreamError("calendar_unreadable")
    within = sorted(
        (entry for entry in entries if entry.start < end and entry.end > start),
        key=lambda entry: (entry.start, entry.end, entry.title),
    )
    return CalendarContent(entries=tuple(within), unreadable=unreadable)


def _without_unreadable(calendar: "Calendar") -> int:
    """Takes out what cannot be read, or must not be counted. How many entries that were."""
    bad = [event for event in calendar.events if not _is_readable(event)]
    for event in bad:
        calendar.subcomponents.remove(event)
    return len(bad)


def _is_readable(event: "Event") -> bool:
    try:
        start, end = event.start, event.end
        rules = _listed(event.get("RRULE", []))
        if rules and (start.year < FIRST_YEAR or end - start > MAX_LENGTH):
            return False
        if not all(_is_countable(rule) for rule in rules):
            return False
        return _instant(start, ZoneInfo("UTC")) <= _instant(end, ZoneInfo("UTC"))
    except Exception:  # as above
        return False


def _is_countable(rule: Mapping[str, Any]) -> bool:
    """Whether the occurrences of a rule are few, and found soon."""
    (frequency,) = _listed(rule["FREQ"])
    if frequency not in _FREQUENCIES or any(int(each) < 1 for each in _listed(rule.get("INTERVAL", 1))):
        return False
    if prod(len(_listed(rule.get(name, 0))) for name in _HOURS) > MAX_A_DAY:
        return False
    return frequency in ("MONTHLY", "YEARLY") or not any(name in rule for name in _RARE_DAYS)


def _listed(value: Any) -> list[Any]:
    """A property that may stand there once or several times."""
    return value if isinstance(value, list) else [value]


def _entry(event: "Event", zone: ZoneInfo) -> CalendarEntry:
    return CalendarEntry(
        start=_instant(event.start, zone),
        end=_instant(event.end, zone),
        title=" ".join(str(event.get("SUMMARY", ""))[:MAX_TITLE].split()),
        emails=tuple(_emails(event)),
    )


def _instant(at: date, zone: ZoneInfo) -> datetime:
    """A day begins at midnight on the clock on the wall."""
    found = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)


def _is_cancelled(event: "Event") -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _emails(event: "Event") -> Iterator[str]:
    for attendee in _listed(event.get("ATTENDEE", [])):
        scheme, _, address = str(attendee).strip().partition(":")
        declined = str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper() == "DECLINED"
        if scheme.lower() == "mailto" and address and not declined:
            yield address
