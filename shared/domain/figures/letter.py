"""When a brand gets its weekly letter, and of which week."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.domain.figures.model import hour_of

LATEST = timedelta(hours=48)
"""After the start of Monday. A letter that could not be sent by then is left out: the next one is on its way."""


PATIENCE = timedelta(hours=42)
"""After the start of Monday. Until then the letter waits for figures that are counted late; afterwards it says how far
they are, with some hours left in which it can be sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyLetter:
    """``recipients``: mail addresses; with none the letter goes to the notification topic. ``hour``: of Monday, by the
    clock of the brand."""

    language: str
    recipients: tuple[str, ...] = ()
    hour: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterMail:
    """A letter as it is sent. ``key`` is the same each time that it is tried. ``recipient``: none for the topic.

    ``page`` is the same letter with pictures, as a file: mail programs show none that stand in a mail itself.
    """

    brand: str
    recipient: str | None
    subject: str
    html: str
    text: str
    page: str
    page_name: str
    key: str


def due_monday(letter: WeeklyLetter, time_zone: str, now: datetime) -> date | None:
    """The Monday whose letter is to be sent at ``now``."""
    local = now.astimezone(ZoneInfo(time_zone))
    monday = local.date() - timedelta(days=local.weekday())
    since = local.replace(tzinfo=None) - datetime.combine(monday, time())
    return monday if timedelta(hours=letter.hour) <= since < LATEST else None


def waits_for_figures(monday: date, time_zone: str, now: datetime) -> bool:
    """Whether a letter whose figures are not all counted is better sent later."""
    local = now.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    return local - datetime.combine(monday, time()) < PATIENCE


def week_before(monday: date, time_zone: str) -> tuple[datetime, datetime]:
    """From Monday to Monday, by the clock of the brand: 167 or 169 hours where the clocks are changed.

    Where its hours begin at half past, the hour that Monday begins in counts for the week that begins: once.
    """
    zone = ZoneInfo(time_zone)
    begin, end = (datetime.combine(day, time(), zone) for day in (monday - timedelta(days=7), monday))
    return hour_of(begin), hour_of(end)
