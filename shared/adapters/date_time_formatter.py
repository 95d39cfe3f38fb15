"""An opening time as a person would say it, with the names of days and zones from Unicode's CLDR (Babel)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location

_DAYS_BY_NAME = 6  # days ahead; a later day is told by its date


@dataclass(frozen=True, slots=True)
class _Phrases:
    """How a language says a day and a time. ``named``: a relative day beside the name of the day, for public texts."""

    today: str
    tomorrow: str
    named: str
    at: str
    zone: str


_PHRASES = {
    "fr": _Phrases("aujourd'hui", "demain", "{day} {name}", "{day} à {time}", "{when} (heure de {city})"),
    "en": _Phrases("today", "tomorrow", "{day}, {name},", "{day} at {time}", "{when} ({city} time)"),
    "de": _Phrases("heute", "morgen", "{day}, {name},", "{day} um {time} Uhr", "{when} (Ortszeit {city})"),
    "es": _Phrases("hoy", "mañana", "{day}, {name},", "{day} a las {time}", "{when} (hora de {city})"),
    "it": _Phrases("oggi", "domani", "{day}, {name},", "{day} alle {time}", "{when} (ora di {city})"),
    "nl": _Phrases("vandaag", "morgen", "{day}, {name},", "{day} om {time}", "{when} (tijd in {city})"),
    "pt": _Phrases("hoje", "amanhã", "{day}, {name},", "{day} às {time}", "{when} (hora de {city})"),
}
_OTHER = _Phrases("", "", "", "{day}, {time}", "{when} ({city})")


@dataclass(frozen=True, slots=True)
class _Midnight:
    tonight: str
    tomorrow: str
    weekday: str
    date: str
    name: str


# People take midnight for the end of a day: an opening on Saturday at 0:00 is "Friday night at midnight".
_MIDNIGHT = {
    "fr": _Midnight("ce soir", "demain soir", "{day} soir", "{day} au soir", "minuit"),
    "en": _Midnight("tonight", "tomorrow night", "{day} night", "the night of {day}", "midnight"),
}
_DATES = {
    "fr": "EEEE d MMMM",
    "en": "EEEE d MMMM",
    "de": "EEEE, d. MMMM",
    "es": "EEEE d 'de' MMMM",
    "it": "EEEE d MMMM",
    "nl": "EEEE d MMMM",
    "pt": "EEEE, d 'de' MMMM",
}
_MERGED = {"America/Montreal": "Montréal"}
"""Zones that CLDR has merged with another city's: nobody in Québec goes by the time of Toronto."""


class BabelDateTimeFormatter:
    """Implements the ``DateTimeFormatter`` port. A language that Babel does not know is answered in English."""

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
        zone = ZoneInfo(time_zone)
        opens, present = opening.astimezone(zone), now.astimezone(zone)
        language = language if _known(language) else "en"
        phrases = _PHRASES.get(language, _OTHER)
        midnight = _MIDNIGHT.get(language)
        if midnight is not None and opens.time() == time():
            day, at = _eve(opens, present, language, midnight, name_day=name_day), midnight.name
        else:
            day, at = _day(opens, present, language, phrases, name_day=name_day), _time(opens, language)
        when = phrases.at.format(day=day, time=at)
        if not name_zone:
            return when
        city = get_timezone_location(zone, locale=language, return_city=True)
        return phrases.zone.format(when=when, city=_MERGED.get(time_zone) or city.rpartition("/")[2])


def _day(opens: datetime, present: datetime, language: str, phrases: _Phrases, *, name_day: bool) -> str:
    ahead = (opens.date() - present.date()).days
    if ahead > _DAYS_BY_NAME:
        return _date(opens, language)
    name = format_date(opens, "EEEE", locale=language)
    relative = {0: phrases.today, 1: phrases.tomorrow}.get(ahead)
    if not relative:
        return name
    return phrases.named.format(day=relative, name=name) if name_day else relative


def _eve(opens: datetime, present: datetime, language: str, midnight: _Midnight, *, name_day: bool) -> str:
    """The evening before an opening at midnight."""
    eve = opens - timedelta(days=1)
    ahead = (eve.date() - present.date()).days
    if ahead > _DAYS_BY_NAME:
        return midnight.date.format(day=_date(eve, language))
    relative = {0: midnight.tonight, 1: midnight.tomorrow}.get(ahead)
    if relative and not name_day:
        return relative
    return midnight.weekday.format(day=format_date(eve, "EEEE", locale=language))


def _known(language: str) -> bool:
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _date(day: datetime, language: str) -> str:
    found = format_date(day, _DATES.get(language, "full"), locale=language)
    return found.replace(" 1 ", " 1er ", 1) if language == "fr" else found


def _time(at: datetime, language: str) -> str:
    if language == "fr":
        if at.hour == 12 and not at.minute:  # noqa: PLR2004  noon
            return "midi"
        return f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"
    if language == "en":
        if (at.hour, at.minute) == (12, 0):
            return "noon"  # readers disagree whether 12 am is by day or by night; for midnight see ``_eve``
        half = "am" if at.hour < 12 else "pm"  # noqa: PLR2004  noon
        hour = at.hour % 12 or 12
        return f"{hour}:{at.minute:02d} {half}" if at.minute else f"{hour} {half}"
    return format_time(at.replace(tzinfo=None), "short", locale=language)
