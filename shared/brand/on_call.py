"""The section ``on_call`` of a brand file: rotations, and teams of people who are told together."""

import re
from collections.abc import Collection
from datetime import date, time, timedelta
from urllib.parse import urlsplit

from shared.brand.hours import time_zone
from shared.brand.notifications import secret_name
from shared.brand.reading import Part
from shared.domain.notifications.target import TOPIC, Person
from shared.domain.on_call.rotation import CalendarSource, Rotation, Shift, Turn

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = ("daily", "weekly", "follow_the_sun")
MIN_EVERY, MAX_EVERY = timedelta(minutes=5), timedelta(hours=24)  # between two looks at a calendar
DEFAULT_START = date(2024, 1, 1)  # a Monday: from when turns are counted if the file does not say


def rotations(
    part: Part, people: tuple[Person, ...], taken: Collection[str], default_zone: str
) -> tuple[Rotation, ...]:
    """``taken`` are the names of everything else that a tier may name."""
    found: list[Rotation] = []
    for item in part.items():
        fields = item.fields(("name", "kind"), ("time_zone", "hand_over", "people", "start", "shifts", "calendar"))
        name, kind = fields["name"].name(), fields["kind"].text()
        if name in (TOPIC, *taken) or name in (other.name for other in found):
            fields["name"].problem(f"{name!r} is used twice")
        if kind not in KINDS:
            if kind:
                fields["kind"].problem(f"{kind!r} is not one of {', '.join(KINDS)}")
            continue
        if kind == "follow_the_sun":
            shifts = tuple(
                _shift(
                    each.fields(("time_zone", "hand_over", "people"), ("start", "turn")), people, "daily", default_zone
                )
                for each in fields["shifts"].items()
            )
            if not shifts:
                fields["shifts"].problem("name at least one shift")
            for other in ("hand_over", "people", "time_zone"):
                if fields[other].given:
                    fields[other].problem("each shift has its own")
        else:
            for needed in ("hand_over", "people"):
                if not fields[needed].given:
                    fields[needed].problem("is missing")
            if fields["shifts"].given:
                fields["shifts"].problem(f"a {kind} rotation has no shifts")
            shifts = (_shift(fields, people, kind, default_zone),)
        zone = time_zone(fields["time_zone"]) if fields["time_zone"].given else default_zone
        source = _calendar(fields["calendar"], zone) if fields["calendar"].given else None
        if shifts and all(shift is not None for shift in shifts):
            planned = tuple(shift for shift in shifts if shift is not None)
            found.append(Rotation(name=name, shifts=planned, calendar=source))
    return tuple(found)


def _shift(fields: dict[str, Part], people: tuple[Person, ...], kind: str, default_zone: str) -> Shift | None:
    zone = time_zone(fields["time_zone"]) if fields["time_zone"].given else default_zone
    weekday, hand_over = _hand_over(fields["hand_over"], weekly=kind == "weekly")
    start = _start(fields["start"])
    turn = Turn.WEEK if kind == "weekly" else Turn.DAY
    if "turn" in fields and fields["turn"].given:
        turn = fields["turn"].one_of(Turn) or turn
    names = people_of(fields["people"], people)
    if hand_over is None or not names:
        return None
    return Shift(time_zone=zone, hand_over=hand_over, people=names, start=start, weekday=weekday, turn=turn)


def _calendar(part: Part, zone: str) -> CalendarSource | None:
    """``url`` or ``secret`` (a record with ``url``): most addresses of calendars are keys in themselves."""
    fields = part.fields((), ("url", "secret", "every"))
    url = fields["url"].text()
    if fields["url"].given is fields["secret"].given:
        part.problem("name url, or secret for a record that holds the url")
    if url and urlsplit(url).scheme not in ("https", "webcal"):
        fields["url"].problem("must begin with https:// or webcal://")
    every = fields["every"].duration(CalendarSource(time_zone=zone).every)
    if not MIN_EVERY <= every <= MAX_EVERY:
        fields["every"].problem("expected 5m to 24h")
    secret = secret_name(fields["secret"]) if fields["secret"].given else ""
    return CalendarSource(time_zone=zone, url=url, secret=secret, every=every)


def people_of(part: Part, people: tuple[Person, ...]) -> tuple[str, ...]:
    """Ids of people who can be told."""
    for item in part.items():
        person = next((person for person in people if person.id == item.value), None)
        if person is None:
            item.problem(f"{item.value!r} is not the id of one of the people")
        elif not person.targets:
            item.problem(f"{item.value!r} has no targets, so that nobody would be told")
    if part.value == []:
        part.problem("name at least one person")
    return part.texts()


def _hand_over(part: Part, *, weekly: bool) -> tuple[int | None, time | None]:
    text = part.text()
    example = "'monday 09:00'" if weekly else "'09:00'"
    found = re.fullmatch(r"(?:([a-z]+) )?([01]\d|2[0-3]):([0-5]\d)", text)
    if not text:
        return None, None
    if found is None or bool(found[1]) is not weekly or (weekly and found[1] not in WEEKDAYS):
        part.problem(f"expected a time such as {example}, found {text!r}")
        return None, None
    return (WEEKDAYS.index(found[1]) if weekly else None), time(int(found[2]), int(found[3]))


def _start(part: Part) -> date:
    text = part.text()
    if not text:
        return DEFAULT_START
    try:
        return date.fromisoformat(text)
    except ValueError:
        part.problem(f"expected a day such as '2026-01-05', found {text!r}")
        return DEFAULT_START


def teams(part: Part, people: tuple[Person, ...], taken: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Name → ids of the people who are told together."""
    found: dict[str, tuple[str, ...]] = {}
    for name, members in part.entries().items():
        if name in (TOPIC, *taken):
            members.problem(f"{name!r} is used twice")
        found[name] = people_of(members, people)
    return found
