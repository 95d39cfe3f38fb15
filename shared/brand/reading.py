"""Reads the parts of a brand file and records what is wrong with each, and where.

A part that cannot be read returns a default and records a problem, so that one check lists every problem of the
file.
"""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)

_DURATION = re.compile(r"(\d{1,5})\s?([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class Part:
    """One value of the file. ``place`` says where it stands: ``business_hours.monday[1]``."""

    def __init__(self, value: Any, place: str, problems: list[str], notes: list[str] | None = None) -> None:
        self.value = value
        self.place = place
        self._problems = problems
        self._notes = [] if notes is None else notes

    @property
    def given(self) -> bool:
        return self.value is not None

    def problem(self, sentence: str) -> None:
        """Record one sentence about this place."""
        self._problems.append(f"{self.place or 'file'}: {sentence}")

    def note(self, sentence: str) -> None:
        """Record what is in order but may not be what the writer expects."""
        self._notes.append(f"{self.place or 'file'}: {sentence}")

    def at(self, value: Any, step: str | int) -> "Part":
        """A part below this one."""
        if isinstance(step, int):
            return Part(value, f"{self.place}[{step}]", self._problems, self._notes)
        return Part(value, f"{self.place}.{step}" if self.place else step, self._problems, self._notes)

    def fields(self, required: Collection[str] = (), optional: Collection[str] = ()) -> dict[str, "Part"]:
        """The named fields, each present (perhaps without a value); anything else is a problem."""
        given: dict[Any, Any] = {}
        if isinstance(self.value, dict):
            given = self.value
        elif self.given or not self.place:
            self.problem(f"expected fields, found {_kind(self.value)}")
        known = [*required, *optional]
        for name in given:
            if name not in known:
                from difflib import get_close_matches  # noqa: PLC0415 - only for who mistyped, not for functions

                near = get_close_matches(str(name), known, n=1)
                hint = f", did you mean {near[0]!r}?" if near else f"; the fields here are {', '.join(sorted(known))}"
                self.at(None, str(name)).problem(f"unknown field{hint}")
        parts = {name: self.at(given.get(name), name) for name in known}
        for name in required:
            if not parts[name].given:
                parts[name].problem("is missing")
        return parts

    def entries(self) -> dict[str, "Part"]:
        """A mapping whose keys are the writer's own."""
        if not self.given:
            return {}
        if not isinstance(self.value, dict):
            self.problem(f"expected fields, found {_kind(self.value)}")
            return {}
        return {str(name): self.at(value, str(name)) for name, value in self.value.items()}

    def items(self) -> list["Part"]:
        if not self.given:
            return []
        if not isinstance(self.value, list):
            self.problem(f"expected a list, found {_kind(self.value)}")
            return []
        return [self.at(value, index) for index, value in enumerate(self.value)]

    def text(self, default: str = "") -> str:
        if not self.given:
            return default
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            self.problem("put it in quotes: it is text, not a number")
        elif not isinstance(self.value, str):
            self.problem(f"expected text, found {_kind(self.value)}")
        elif not self.value.strip():
            self.problem("is empty")
        else:
            return self.value
        return default

    def name(self) -> str:
        """A short identifier: letters, digits, and ``_ . -``."""
        text = self.text()
        if text and not _NAME.fullmatch(text):
            self.problem(f"{text!r} may only hold letters, digits, '_', '.' and '-', and at most 64 of them")
        return text

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def number(self, default: int, minimum: int, maximum: int) -> int:
        if not self.given:
            return default
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.problem(f"expected a whole number, found {_kind(self.value)}")
            return default
        if not minimum <= self.value <= maximum:
            self.problem(f"{self.value} is not between {minimum} and {maximum}")
        return self.value

    def flag(self, default: bool) -> bool:
        if not self.given:
            return default
        if not isinstance(self.value, bool):
            self.problem(f"expected true or false, found {_kind(self.value)}")
            return default
        return self.value

    def duration(self, default: timedelta = timedelta(0)) -> timedelta:
        """``30s``, ``15m``, ``4h``, ``2d``: a day is 24 hours of whichever clock runs."""
        if not self.given:
            return default
        found = _DURATION.fullmatch(self.value) if isinstance(self.value, str) else None
        if found is None:
            self.problem(f"expected a duration such as '30s', '15m', '4h' or '2d', found {self.value!r}")
            return default
        length = timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
        if not length:
            self.problem("must be longer than zero")
        return length

    def moment(self, *, end: bool = False) -> datetime | None:
        """A local instant: ``2026-12-24 12:00``, or a whole day: ``2026-12-24`` (as an end: that day included)."""
        text = self.text()
        for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007 - local by definition, the calendar has the zone
            except ValueError:
                continue
        day = _day(text)
        if day is None:
            if text:
                self.problem(f"expected '2026-12-24' or '2026-12-24 12:00', found {text!r}")
            return None
        return datetime.combine(day + timedelta(days=1) if end else day, datetime.min.time())

    def one_of(self, choices: type[E]) -> E | None:
        if not self.given:
            return None
        try:
            return choices(self.value)
        except ValueError:
            self.problem(f"{self.value!r} is not one of {', '.join(choices)}")
            return None

    def all_of(self, choices: type[E]) -> frozenset[E]:
        values = (item.one_of(choices) for item in self.items())
        return frozenset(value for value in values if value is not None)


def _kind(value: Any) -> str:
    names = {dict: "fields", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return "nothing" if value is None else names.get(type(value), type(value).__name__)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-24") else None
    except ValueError:
        return None


def day_of(part: Part, text: str) -> date | None:
    """A day as a key of the file: ``2026-12-24``."""
    day = _day(text)
    if day is None:
        part.problem(f"{text!r} is not a day such as '2026-12-24'")
    return day


def known_targets(part: Part, known: Collection[str]) -> None:
    """Record each name of the list through which nobody can be told."""
    for target in part.items():
        if target.value not in known:
            target.problem(
                f"{target.value!r} is neither 'topic' nor the name of a webhook, of a notification target, of a "
                "rotation, of a team of on_call or of a person"
            )
