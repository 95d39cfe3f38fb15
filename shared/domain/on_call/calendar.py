"""What a calendar says about who is on duty: its entries, the people they name, and when it is read again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from shared.domain.accents import without_accents
from shared.domain.notifications.target import Person
from shared.domain.on_call.rotation import CalendarSource, Override, Rotation

BEHIND = timedelta(days=1)
AHEAD = timedelta(days=60)
"""Entries are kept from a day ago until then. A calendar that does not change is read whole again long before."""

READ_WHOLE = timedelta(days=30)  # so long the entries must reach ahead; otherwise "not changed" is no answer
MAX_SHIFTS = 400  # of one calendar that are kept: some 30 kB
MAX_UNKNOWN = 10
MAX_NAME = 60  # characters of the title of an entry that names nobody
RETRY = timedelta(minutes=5)
NAMES_NOBODY = "calendar_names_nobody"
WARN_AFTER = 3  # failures in a row: ten minutes or more

_EMAIL = re.compile(r"[^@\s<>\"',;:()]+@[^@\s<>\"',;:()]+\.[^@\s<>\"',;:()]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One entry, or one occurrence of an entry that recurs. ``emails`` are those who take part and did not decline."""

    start: datetime
    end: datetime
    title: str = ""
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarContent:
    """``unreadable`` is the number of entries that the calendar holds and nobody can read."""

    entries: tuple[CalendarEntry, ...]
    unreadable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedShift:
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCalendar:
    """The last good copy of a calendar, and what became of the attempts to read it since.

    ``made_of`` is a digest of the source and of the people it was mapped to: with another one it is read at once.
    ``validator`` is what the server is asked with whether anything has changed. ``unknown`` are titles of entries that
    name none of the people who can be told, or several of them. ``covers_until``: how far the entries were read.
    """

    brand: str
    rotation: str
    made_of: str
    next_at: datetime
    shifts: tuple[ImportedShift, ...] = ()
    read_at: datetime | None = None
    covers_until: datetime | None = None
    validator: str = ""
    unknown: tuple[str, ...] = ()
    unreadable: int = 0
    failures: int = 0
    failing_since: datetime | None = None
    problem: str = ""
    warned: bool = False
    revision: int = 0

    @property
    def is_to_be_warned_of(self) -> bool:
        """Whether people have to hear that it cannot be read: not of one failure while there is a copy."""
        return bool(self.problem) and not self.warned and (self.failures >= WARN_AFTER or self.read_at is None)

    def overrides(self) -> tuple[Override, ...]:
        """Its entries as exceptions from the plan of its rotation. Of those that overlap the last to begin counts."""
        return tuple(
            Override(
                id=f"calendar-{shift.end:%Y%m%dT%H%M%S}-{shift.person}",
                rotation=self.rotation,
                person=shift.person,
                start=shift.start,
                end=shift.end,
                created_at=shift.start,
                created_by="calendar",
                imported=True,
            )
            for shift in self.shifts
        )

    def begun(self, source: CalendarSource, made_of: str, now: datetime) -> "ImportedCalendar":
        """Before an attempt. It counts as a failure until it has succeeded: whatever kills it is not tried again each
        minute, and is seen."""
        same = made_of == self.made_of
        failures = self.failures + 1 if same else 1
        pause = min(RETRY * 2 ** (min(failures, 10) - 1), max(source.every, RETRY))
        return replace(
            self,
            made_of=made_of,
            next_at=now + pause,
            failures=failures,
            failing_since=(self.failing_since if same else None) or now,
            problem=(self.problem if same else "") or "interrupted",
            warned=self.warned and same,
        )

    def failed(self, problem: str) -> "ImportedCalendar":
        """The last good copy goes on."""
        return replace(self, problem=problem)

    def replaced_by(self, read: "ImportedCalendar", now: datetime) -> "ImportedCalendar":
        """The copy that was just read, unless it names nobody any more who has duty from now on, where the one before
        does: a tool that was moved or signed out answers so, too. That one then goes on until its entries are over."""
        if not self._names_somebody(now) or read._names_somebody(now):
            return read
        return replace(self.failed(NAMES_NOBODY), unknown=read.unknown, unreadable=read.unreadable)

    def _names_somebody(self, now: datetime) -> bool:
        return any(shift.end > now for shift in self.shifts)

    def told(self) -> "ImportedCalendar":
        return replace(self, warned=True)

    def unchanged(self, source: CalendarSource, now: datetime) -> "ImportedCalendar":
        return replace(
            self,
            next_at=now + source.every,
            read_at=now,
            failures=0,
            failing_since=None,
            problem="",
            warned=False,
        )

    def changed(
        self,
        source: CalendarSource,
        people: Sequence[Person],
        content: CalendarContent,
        *,
        validator: str,
        covers_until: datetime,
        now: datetime,
    ) -> "ImportedCalendar":
        """A copy that was just read takes the place of the one before."""
        named = [(entry, person_named(entry, people)) for entry in content.entries]
        shifts = sorted(
            {
                ImportedShift(person=person, start=entry.start, end=entry.end)
                for entry, person in named
                if person is not None and entry.start < entry.end
            },
            key=lambda shift: (shift.start, shift.end, shift.person),
        )
        unknown = dict.fromkeys(entry.title.strip()[:MAX_NAME] or "?" for entry, person in named if person is None)
        kept = shifts[:MAX_SHIFTS]
        return replace(
            self.unchanged(source, now),
            shifts=tuple(kept),
            # What did not fit is read again before it counts.
            covers_until=covers_until if len(kept) == len(shifts) else kept[-1].start,
            validator=validator,
            unknown=tuple(unknown)[:MAX_UNKNOWN],
            unreadable=content.unreadable,
        )

    def has_enough(self, now: datetime) -> bool:
        """Whether "not changed" is an answer that helps."""
        return self.covers_until is not None and self.covers_until >= now + READ_WHOLE


def new_calendar(brand_id: str, rotation: str, now: datetime) -> ImportedCalendar:
    return ImportedCalendar(brand=brand_id, rotation=rotation, made_of="", next_at=now)


def digest(source: CalendarSource, people: Iterable[Person]) -> str:
    """Of what a copy depends on beside the calendar itself."""
    parts = [source.url, source.secret, source.time_zone]
    parts += [f"{each.id}|{each.name}|{each.email}|{bool(each.targets)}" for each in people]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def is_due(rotation: Rotation, people: Iterable[Person], known: ImportedCalendar | None, now: datetime) -> bool:
    source = rotation.calendar
    if source is None:
        return False
    return known is None or known.next_at <= now or known.made_of != digest(source, people)


def person_named(entry: CalendarEntry, people: Sequence[Person]) -> str | None:
    """The id of the one person whom an entry names, of those who can be told: by a mail address of who takes part, by
    one in the title, or by the name in the title (whole words, without regard to case and accents)."""
    told = [person for person in people if person.targets]
    by_email = {person.email.casefold(): person.id for person in told if person.email}
    for addresses in (entry.emails, _EMAIL.findall(entry.title)):
        found = {by_email[address.casefold()] for address in addresses if address.casefold() in by_email}
        if len(found) == 1:
            return found.pop()
    title = f" {_folded(entry.title)} "
    names = {person.id: _folded(person.name) for person in told}
    found_names = {person_id: name for person_id, name in names.items() if name and f" {name} " in title}
    # "Léa Martin" names Léa Martin, and not Léa.
    longest = [
        person_id
        for person_id, name in found_names.items()
        if not any(name != other and f" {name} " in f" {other} " for other in found_names.values())
    ]
    return longest[0] if len(longest) == 1 else None


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", without_accents(text.casefold(), "NFKD")))
