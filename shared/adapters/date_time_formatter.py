"""An opening time as a person would say it, with the names of days and zones from Unicode's CLDR (Babel)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location

_WEEK = timedelta(days=6)

# language → (today, tomorrow, day and time, whose time it is)
_PHRASES = {
    "fr": ("aujourd'hui", "demain", "{day} à {time}", "{when} (heure de {city})"),
    "en": ("today", "tomorrow", "{day} at {time}", "{when} ({city} time)"),
    "de": ("heute", "morgen", "{day} um {time} Uhr", "{when} (Ortszeit {city})"),
    "es": ("hoy", "mañana", "{day} a las {time}", "{when} (hora de {city})"),
    "it": ("oggi", "domani", "{day} alle {time}", "{when} (ora di {city})"),
    "nl": ("vandaag", "morgen", "{day} om {time}", "{when} (tijd in {city})"),
    "pt": ("hoje", "amanhã", "{day} às {time}", "{when} (hora de {city})"),
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

_OTHER = ("", "", "{day}, {time}", "{when} ({city})")


class BabelDateTimeFormatter:
    """Implements the ``DateTimeFormatter`` port. A language that Babel does not know is answered in English."""

    def opening(
        self, opening: datetime, now: datetime, language: str, time_zone: str, *, name_zone: bool = False
    ) -> str:
        zone = ZoneInfo(time_zone)
        opens, present = opening.astimezone(zone), now.astimezone(zone)
        language = language if _known(language) else "en"
        today, tomorrow, phrase, with_zone = _PHRASES.get(language, _OTHER)
        ahead = opens.date() - present.date()
        if today and not ahead:
            day = today
        elif tomorrow and ahead == timedelta(days=1):
            day = tomorrow
        elif ahead <= _WEEK:
            day = format_date(opens, "EEEE", locale=language)
        else:
            day = _date(opens, language)
        when = phrase.format(day=day, time=_time(opens, language))
        if not name_zone:
            return when
        city = get_timezone_location(zone, locale=language, return_city=True)
        return with_zone.format(when=when, city=_MERGED.get(time_zone) or city.rpartition("/")[2])


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
        return f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"
    if language == "en":
        if at.hour % 12 == at.minute == 0:
            return "noon" if at.hour else "midnight"  # whether 12 am is by day or by night, readers disagree
        half = "am" if at.hour < 12 else "pm"  # noqa: PLR2004  noon
        hour = at.hour % 12 or 12
        return f"{hour}:{at.minute:02d} {half}" if at.minute else f"{hour} {half}"
    return format_time(at.replace(tzinfo=None), "short", locale=language)
