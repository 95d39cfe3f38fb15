"""Time, dates and language: the clock, the calendar, the classifier."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from shared.domain.brand.model import Brand
from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.ports.meaning import PageMeanings


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class Holidays(Protocol):
    def name_of(self, day: date, country: str, subdivision: str | None) -> str | None:
        """The public holiday on that day, or ``None``."""
        ...


class DateTimeFormatter(Protocol):
    def opening(
        self,
        opening: datetime,
        now: datetime,
        language: str,
        time_zone: str,
        *,
        name_zone: bool = False,
        name_day: bool = False,
    ) -> str:
        """The next opening time as a person would say it: "demain à 9 h", "Monday at 9 am".

        With ``name_zone`` it says whose nine o'clock: "tomorrow at 9 am (Paris time)". With ``name_day``, for texts
        that are read days later, it names the day beside "tomorrow": "demain lundi à 9 h".
        """
        ...


class PhoneFinder(Protocol):
    def find(self, text: str, region: str) -> Iterable[tuple[int, int]]:
        """Where phone numbers stand in the text, as (start, end)."""
        ...


class Classifier(Protocol):
    def __call__(self, event: InboundEvent, brand: Brand, pages: PageMeanings | None = None) -> Classification:
        """What the message is, and which of the brand's help pages are near it in meaning. Pure."""
        ...
