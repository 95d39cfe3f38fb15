"""What is checked and computed before a brand file is pushed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.brand import load, texts
from shared.brand.hours import with_holidays
from shared.brand.satisfaction import problems as satisfaction_problems
from shared.domain.articles.meaning import said_by
from shared.domain.brand.model import Brand
from shared.domain.business_time.hours import CalendarError, next_opening
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.errors import InvalidBrandError
from shared.ports.meaning import Encoder
from shared.ports.time_and_language import DateTimeFormatter, Holidays


def prepare(
    document: Mapping[str, Any],
    brand_id: str,
    *,
    holidays: Holidays,
    formatter: DateTimeFormatter,
    policies: Mapping[str, ChannelPolicy],
    now: datetime,
) -> tuple[dict[str, Any], Brand]:
    """The document as it is stored, with the dates of its holidays, and the brand it makes.

    Raises ``InvalidBrandError`` with everything that is wrong with it.
    """
    load(document, brand_id, 0)  # what is wrong with the file itself comes first
    try:
        filled = with_holidays(document, holidays, now.date())
    except LookupError as error:
        raise InvalidBrandError((f"holidays: {error}",)) from None
    brand = load(filled, brand_id, 0)
    found = [*_never_open(brand, now), *texts.problems(brand, policies, formatter, now)]
    found += satisfaction_problems(brand, policies)
    if found:
        raise InvalidBrandError(tuple(dict.fromkeys(found)))
    return filled, brand


def article_meanings(brand: Brand, encoder: Encoder) -> dict[str, list[bytes]]:
    """The meaning of everything that each help page says."""
    said = [(article.id, text) for article in brand.articles for text in said_by(article)]
    found: dict[str, list[bytes]] = {article.id: [] for article in brand.articles}
    for (article_id, _), meaning in zip(said, encoder([text for _, text in said]), strict=True):
        found[article_id].append(meaning)
    return found


def _never_open(brand: Brand, now: datetime) -> list[str]:
    """A week may have hours and still never open, because of closures and holidays."""
    places = {"business_hours": brand.calendar} | {
        f"channel_hours.{channel}": calendar for channel, calendar in brand.channel_calendars.items()
    }
    problems = []
    for place, calendar in places.items():
        try:
            next_opening(calendar, now)
        except CalendarError as error:
            problems.append(f"{place}: the desk never opens ({error})")
    return problems
