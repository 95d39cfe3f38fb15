"""What is checked and computed before a brand file is pushed."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.brand import listening, load, texts
from shared.brand.hours import with_holidays
from shared.brand.incidents import problems as incident_problems
from shared.brand.notifications import problems as notification_problems
from shared.brand.proposals import problems as proposal_problems
from shared.brand.satisfaction import problems as satisfaction_problems
from shared.domain.articles.meaning import said_by
from shared.domain.brand.model import Brand
from shared.domain.business_time.hours import CalendarError, next_opening
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.errors import InvalidBrandError
from shared.domain.polling.terms import EVERY_SOURCE, wanted_sources
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
    found += notification_problems(brand)
    found += _unknown_sources(brand, policies)
    found += _unknown_places(brand, policies)
    found += _unknown_subscriptions(brand, policies)
    found += _unknown_units(brand, policies)
    found += listening.problems(brand, policies)
    found += incident_problems(brand, policies)
    found += proposal_problems(brand, policies)
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


def _unknown_sources(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> list[str]:
    """What is asked of a platform must be something that its channel can ask."""
    problems = []
    for number, account in enumerate(brand.accounts):
        policy = policies.get(account.channel)
        known = sorted(terms.name for terms in policy.sources) if policy is not None else []
        offered = f"the sources are {', '.join(known)}" if known else "there are none"
        named = [("sources", name) for name in account.sources or ()]
        named += [("intervals", name) for name in account.intervals if name != EVERY_SOURCE or not known]
        for key, name in named:
            if policy is not None and name not in known:
                problems.append(f"accounts[{number}].{key}: {account.channel} has no source {name!r}; {offered}")
    return problems


def _unknown_units(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> list[str]:
    """Units are for a channel whose platform counts them, and those that are kept are fewer than all."""
    problems = []
    for number, account in enumerate(brand.accounts):
        units = None if account.channel not in policies else policies[account.channel].units
        given = account.units_per_day is not None or account.units_for_answers is not None
        if given and units is None and account.channel in policies:
            problems.append(f"accounts[{number}]: {account.channel} counts no units")
        elif given and units is not None and not units.of(account).may_read(0):
            problems.append(f"accounts[{number}].units_for_answers: nothing is left to read comments with")
    return problems


def _unknown_subscriptions(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> list[str]:
    """What is named to look after a subscription has to be what the platform wants for that: an id of digits."""
    problems = []
    for number, account in enumerate(brand.accounts):
        policy = policies.get(account.channel)
        if policy is None or account.subscription is None:
            continue
        if policy.subscription is None:
            problems.append(f"accounts[{number}].subscription: {account.channel} needs none")
        elif not (account.subscription.isascii() and account.subscription.isdecimal()):
            problems.append(f"accounts[{number}].subscription: expected {policy.subscription}, which is digits")
    return problems


def _unknown_places(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> list[str]:
    """Where else an account listens has to be a place of its channel, and be read by one of its sources."""
    problems = []
    for number, account in enumerate(brand.accounts):
        policy = policies.get(account.channel)
        read = [] if policy is None else list(wanted_sources(account, policy.sources))
        known = {terms.place for terms in (() if policy is None else policy.sources) if terms.place is not None}
        for place in account.places:
            if not any(re.fullmatch(pattern, place) for pattern, _ in known):
                said = " or ".join(sorted(words for _, words in known)) or f"a place; {account.channel} has none"
                problems.append(f"accounts[{number}].places: {place!r} is not {said}")
        if account.places and known and not any(terms.place for terms in read):
            problems.append(f"accounts[{number}].places: none of its sources looks there")
        for terms in read:
            if terms.needs_place and not account.places:
                problems.append(f"accounts[{number}].sources: {terms.name!r} needs `places`")
    return problems


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
