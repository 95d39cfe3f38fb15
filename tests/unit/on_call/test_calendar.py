"""What a calendar says about who has duty: recurrences, zones, the nights of the clock change, names, bad files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.adapters.ical.reader import read_calendar
from shared.domain.errors import UpstreamError
from shared.domain.notifications.target import Person
from shared.domain.on_call.calendar import AHEAD, CalendarContent, CalendarEntry, new_calendar, person_named
from shared.domain.on_call.rotation import CalendarSource, Override, Rotation, Shift, next_duty, on_duty

PARIS = ZoneInfo("Europe/Paris")
LEA = Person(id="lea", name="Léa Martin", email="lea@acme.example", targets=("sms",))
TOM = Person(id="tom", name="Tom", email="tom@acme.example", targets=("sms",))
ZOE = Person(id="zoe", name="Zoé", email="zoe@acme.example")  # nobody could tell her
PEOPLE = (LEA, TOM, ZOE)
SOURCE = CalendarSource(time_zone="Europe/Paris", url="https://calendar.example/night.ics")


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ical(*events: str, end: str = "END:VCALENDAR") -> bytes:
    """Events as lines separated by ``|``."""
    body = "".join(f"BEGIN:VEVENT|UID:{n}|{event}|END:VEVENT|" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR|VERSION:2.0|PRODID:test|{body}{end}|".replace("|", "\r\n").encode()


def read(content: bytes, start: str = "2026-03-02T00:00", days: int = 30) -> CalendarContent:
    at = utc(start)
    return read_calendar(content, time_zone="Europe/Paris", start=at, end=at + timedelta(days=days))


def spans(content: bytes, start: str = "2026-03-02T00:00", days: int = 30) -> list[tuple[datetime, datetime]]:
    return [(entry.start, entry.end) for entry in read(content, start, days).entries]


def test_an_entry_has_its_time_its_title_and_who_takes_part() -> None:
    event = (
        "DTSTART;TZID=Europe/Paris:20260302T180000|DTEND;TZID=Europe/Paris:20260303T080000|SUMMARY:Astreinte  Léa"
        "|ATTENDEE;CN=Lea;PARTSTAT=ACCEPTED:mailto:lea@acme.example|ATTENDEE;PARTSTAT=DECLINED:mailto:tom@acme.example"
    )
    (entry,) = read(ical(event)).entries
    assert entry == CalendarEntry(
        start=paris("2026-03-02T18:00"),
        end=paris("2026-03-03T08:00"),
        title="Astreinte Léa",
        emails=("lea@acme.example",),
    )


def test_times_without_a_zone_and_whole_days_are_of_the_rotations_zone() -> None:
    floating = "DTSTART:20260302T180000|DURATION:PT2H|SUMMARY:a"
    whole = "DTSTART;VALUE=DATE:20260304|SUMMARY:b"
    universal = "DTSTART:20260306T180000Z|DTEND:20260306T190000Z|SUMMARY:c"
    assert spans(ical(floating, whole, universal)) == [
        (paris("2026-03-02T18:00"), paris("2026-03-02T20:00")),
        (paris("2026-03-04T00:00"), paris("2026-03-05T00:00")),
        (utc("2026-03-06T18:00"), utc("2026-03-06T19:00")),
    ]


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("America/New_York", "2026-03-02T23:00"),
        ("Eastern Standard Time", "2026-03-02T23:00"),  # as Outlook writes it
        ("/citadel.org/20260101_1/America/New_York", "2026-03-02T23:00"),
        ("Mars/Olympus", "2026-03-02T17:00"),  # the rotation's
        ('"My zone"', "2026-03-02T17:00"),
    ],
)
@pytest.mark.filterwarnings("ignore::icalendar.error.GloballyUniqueTZIDGuessed")
def test_a_zone_that_nobody_knows_is_the_rotations(zone: str, begins: str) -> None:
    event = f"DTSTART;TZID={zone}:20260302T180000|DTEND;TZID={zone}:20260302T200000"
    assert spans(ical(event)) == [(utc(begins), utc(begins) + timedelta(hours=2))]


def test_a_zone_that_the_calendar_describes_counts() -> None:
    """As Outlook exports it, under a name of its own: that of New York."""
    rule = "RRULE:FREQ=YEARLY;BYDAY={day};BYMONTH={month}|TZOFFSETFROM:{before}|TZOFFSETTO:{after}"
    winter = rule.format(day="1SU", month=11, before="-0400", after="-0500")
    summer = rule.format(day="2SU", month=3, before="-0500", after="-0400")
    zone = (
        f"BEGIN:VTIMEZONE|TZID:My zone|BEGIN:STANDARD|DTSTART:16011104T020000|{winter}|END:STANDARD"
        f"|BEGIN:DAYLIGHT|DTSTART:16010311T020000|{summer}|END:DAYLIGHT|END:VTIMEZONE|"
    )
    weekly = "DTSTART;TZID=My zone:20260302T180000|DTEND;TZID=My zone:20260302T200000|RRULE:FREQ=WEEKLY;COUNT=2"
    content = ical(weekly).replace(b"BEGIN:VEVENT", zone.replace("|", "\r\n").encode() + b"BEGIN:VEVENT", 1)
    assert [start for start, _ in spans(content)] == [utc("2026-03-02T23:00"), utc("2026-03-09T22:00")]


def test_whole_weeks_that_recur_begin_at_midnight_on_the_wall_after_the_clock_change_too() -> None:
    fortnightly = "DTSTART;VALUE=DATE:20260316|DTEND;VALUE=DATE:20260323|RRULE:FREQ=WEEKLY;INTERVAL=2"
    assert spans(ical(fortnightly)) == [
        (paris("2026-03-16T00:00"), paris("2026-03-23T00:00")),
        (paris("2026-03-30T00:00"), paris("2026-04-06T00:00")),
    ]


def test_a_recurrence_keeps_its_hour_on_the_wall_in_the_night_of_the_clock_change() -> None:
    """29 March 2026: clocks in Paris go from 02:00 to 03:00 at 01:00 UTC; 25 October: from 03:00 back to 02:00."""
    nightly = "DTSTART;TZID=Europe/Paris:20260302T200000|DTEND;TZID=Europe/Paris:20260303T080000|RRULE:FREQ=DAILY"
    assert spans(ical(nightly), "2026-03-28T12:00", 2) == [
        (utc("2026-03-28T19:00"), utc("2026-03-29T06:00")),  # eleven hours
        (utc("2026-03-29T18:00"), utc("2026-03-30T06:00")),
    ]
    assert spans(ical(nightly), "2026-10-24T12:00", 1) == [(utc("2026-10-24T18:00"), utc("2026-10-25T07:00"))]


def test_a_hand_over_at_an_hour_that_does_not_exist_or_exists_twice_is_one_instant() -> None:
    early = "DTSTART;TZID=Europe/Paris:20260302T023000|DTEND;TZID=Europe/Paris:20260302T090000|RRULE:FREQ=DAILY"
    assert spans(ical(early), "2026-03-29T00:00", 1)[0] == (utc("2026-03-29T01:30"), utc("2026-03-29T07:00"))
    assert spans(ical(early), "2026-10-25T00:00", 1)[0] == (utc("2026-10-25T00:30"), utc("2026-10-25T08:00"))


def test_exceptions_of_a_recurrence_count() -> None:
    weekly = (
        "DTSTART;TZID=Europe/Paris:20260302T090000|DTEND;TZID=Europe/Paris:20260302T180000"
        "|RRULE:FREQ=WEEKLY;COUNT=4|EXDATE;TZID=Europe/Paris:20260309T090000"
    )
    moved = (
        "RECURRENCE-ID;TZID=Europe/Paris:20260316T090000|DTSTART;TZID=Europe/Paris:20260317T100000"
        "|DTEND;TZID=Europe/Paris:20260317T180000"
    )
    content = ical(weekly, moved).replace(b"UID:1", b"UID:0")
    starts = [start for start, _ in spans(content)]
    assert starts == [paris("2026-03-02T09:00"), paris("2026-03-17T10:00"), paris("2026-03-23T09:00")]


def test_what_was_cancelled_is_no_duty() -> None:
    assert spans(ical("DTSTART:20260302T180000Z|DTEND:20260302T190000Z|STATUS:CANCELLED")) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><title>Sign in</title>",
        b"\xff\xfe\x00binary",
        ical("DTSTART:20260302T180000Z", end=""),  # cut off
        ical("DTSTART:tomorrow"),
        ical("SUMMARY:Léa"),
        ical("DTSTART:20260302T180000Z|DTEND:20260301T180000Z"),
        ical("DTSTART:20260302T180000Z|DTEND:20260302T190000Z|RRULE:FREQ=SECONDLY"),
        ical("DTSTART:00010101T000000Z|DTEND:00010101T010000Z|RRULE:FREQ=HOURLY"),
        b"BEGIN:VCALENDAR\r\n" * 2_000,
    ],
    ids=["empty", "html", "binary", "cut", "date", "no_start", "backwards", "each_second", "year_1", "nested"],
)
def test_what_is_no_calendar_is_an_error(content: bytes) -> None:
    with pytest.raises(UpstreamError, match="calendar_unreadable"):
        read(content)


def test_one_bad_entry_is_counted_and_spoils_nothing() -> None:
    found = read(ical("DTSTART:tomorrow", "DTSTART:20260302T180000Z|DTEND:20260302T190000Z|SUMMARY:Tom"))
    assert (len(found.entries), found.unreadable) == (1, 1)


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=DAILY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=0", "FREQ=MONTHLY;INTERVAL=0", "FREQ=YEARLY;INTERVAL=-1"),
        *("FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=12", "FREQ=NEVER", "COUNT=3"),
        *("FREQ=DAILY;BYHOUR=1,2,3,4,5", "FREQ=WEEKLY;BYMINUTE=0,10,20,30,40", "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30"),
        *("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYYEARDAY=366"),
    ],
)
def test_a_rule_that_would_be_counted_without_end_is_one_bad_entry(rule: str) -> None:
    long_ago = f"DTSTART:19700101T000000Z|DTEND:19700101T010000Z|RRULE:{rule}"
    found = read(ical(*[long_ago] * 20, "DTSTART:20260302T180000Z|DTEND:20260302T190000Z|SUMMARY:Tom"))
    assert ([entry.title for entry in found.entries], found.unreadable) == (["Tom"], 20)


def test_an_entry_that_recurs_each_day_for_years_is_one_bad_entry() -> None:
    endless = "DTSTART:19700101T000000Z|DTEND:20260101T000000Z|RRULE:FREQ=DAILY"
    found = read(ical(endless, "DTSTART:20260302T180000Z|DTEND:20260302T190000Z"))
    assert (len(found.entries), found.unreadable) == (1, 1)


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=DAILY", "FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU", "FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=2"),
        *("FREQ=MONTHLY;BYDAY=1MO", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=2", "FREQ=DAILY;BYHOUR=8,20"),
    ],
)
def test_the_usual_rules_of_a_duty_are_read(rule: str) -> None:
    found = read(ical(f"DTSTART:20200302T080000Z|DTEND:20200302T090000Z|RRULE:{rule}"))
    assert found.entries
    assert found.unreadable == 0


def test_a_calendar_without_entries_is_one() -> None:
    assert read(ical()) == CalendarContent(entries=())


@pytest.mark.parametrize(
    ("title", "emails", "expected"),
    [
        ("whatever", ("LEA@acme.example",), "lea"),
        ("Tom", ("lea@acme.example",), "lea"),  # a mail address says more than a title
        ("Tom", ("stranger@acme.example",), "tom"),
        ("On call: tom@acme.example", (), "tom"),
        ("ASTREINTE - LEA MARTIN (nuit)", (), "lea"),
        ("Tomás", (), None),
        ("Léa", (), None),  # there may be another Léa
        ("Tom / Léa Martin", (), None),
        ("", ("lea@acme.example", "tom@acme.example"), None),
        ("Zoé", ("zoe@acme.example",), None),  # she has no targets: nobody would be told
        ("", (), None),
    ],
)
def test_an_entry_names_one_person_who_can_be_told_or_nobody(
    title: str, emails: tuple[str, ...], expected: str | None
) -> None:
    entry = CalendarEntry(start=utc("2026-03-02T18:00"), end=utc("2026-03-02T19:00"), title=title, emails=emails)
    assert person_named(entry, PEOPLE) == expected


def test_a_longer_name_is_not_the_shorter_one() -> None:
    people = (LEA, replace(LEA, id="lea2", name="Léa", email="other@acme.example"))
    entry = CalendarEntry(start=utc("2026-03-02T18:00"), end=utc("2026-03-02T19:00"), title="Léa Martin")
    assert person_named(entry, people) == "lea"


PLAN = Rotation(
    name="night",
    shifts=(Shift(time_zone="Europe/Paris", hand_over=time(9), people=("tom",), start=date(2026, 1, 5)),),
    calendar=SOURCE,
)


def overrides_of(*entries: tuple[str, str, str]) -> tuple[Override, ...]:
    now = utc("2026-03-01T00:00")
    content = CalendarContent(
        entries=tuple(CalendarEntry(start=paris(start), end=paris(end), title=title) for title, start, end in entries)
    )
    calendar = new_calendar("acme", "night", now)
    return calendar.changed(SOURCE, PEOPLE, content, validator="", covers_until=now + AHEAD, now=now).overrides()


@pytest.fixture
def at() -> Callable[..., tuple[str, bool, bool]]:
    def look(text: str, overrides: tuple[Override, ...]) -> tuple[str, bool, bool]:
        duty = on_duty(PLAN, overrides, paris(text))
        return duty.person, duty.imported, duty.overridden

    return look


def test_the_calendar_counts_more_than_the_plan_and_less_than_an_override(
    at: Callable[..., tuple[str, bool, bool]],
) -> None:
    imported = overrides_of(("Léa Martin", "2026-03-02T18:00", "2026-03-03T08:00"))
    by_hand = Override(
        id="o1",
        rotation="night",
        person="ana",
        start=paris("2026-03-02T20:00"),
        end=paris("2026-03-02T22:00"),
        created_at=utc("2020-01-01T00:00"),
        created_by="sophie",
    )
    known = (*imported, by_hand)
    assert at("2026-03-02T17:59", known) == ("tom", False, False)
    assert at("2026-03-02T18:00", known) == ("lea", True, False)
    assert at("2026-03-02T20:00", known) == ("ana", False, True)
    assert at("2026-03-02T22:00", known) == ("lea", True, False)
    assert at("2026-03-03T08:00", known) == ("tom", False, False)
    following = next_duty(PLAN, imported, paris("2026-03-02T12:00"))
    assert following is not None
    assert (following.person, following.since) == ("lea", paris("2026-03-02T18:00"))


def test_of_entries_that_overlap_the_one_that_began_last_counts(at: Callable[..., tuple[str, bool, bool]]) -> None:
    known = overrides_of(
        ("Léa Martin", "2026-03-02T00:00", "2026-03-09T00:00"), ("Tom", "2026-03-04T00:00", "2026-03-05T00:00")
    )
    assert at("2026-03-03T12:00", known)[0] == "lea"
    assert at("2026-03-04T12:00", known)[:2] == ("tom", True)
    assert at("2026-03-05T12:00", known)[0] == "lea"
