"""Checks of a brand's automatic texts before a push: length, personal data, links, disclosure of automation.

Each text is checked on every channel on which it would be used, filled in with the longest values it can get.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.domain.acknowledgement.placeholders import filled
from shared.domain.brand.model import Account, Brand, Calendar
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.text_length import fits, length
from shared.domain.privacy.outbound_guard import is_same_contact
from shared.domain.privacy.personal_data import find
from shared.domain.vocabulary import Surface, Visibility
from shared.ports.time_and_language import DateTimeFormatter

_PRIVATE = frozenset({Surface.DIRECT_MESSAGE, Surface.STORY_REPLY, Surface.STORY_MENTION})
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
SAYS_AUTOMATIC = re.compile(r"autom[aá]ti|\brobot|\bbot\b", re.IGNORECASE)

Text = tuple[str, Visibility, str, str]  # place in the file, visibility, language, text


def problems(
    brand: Brand, policies: Mapping[str, ChannelPolicy], formatter: DateTimeFormatter, now: datetime
) -> Iterator[str]:
    """One sentence per problem. ``policies`` by channel: every channel there is."""
    yield from _unknown_channels(brand, policies)
    if not brand.acknowledgement.enabled:
        return
    longest = {
        (language, visibility): _longest_opening(brand, language, visibility, formatter, now)
        for language in brand.languages
        for visibility in Visibility
    }
    for account in brand.accounts:
        policy = policies.get(account.channel)
        if policy is None or not account.acknowledgements or account.channel in brand.acknowledgement.channels_off:
            continue
        surfaces = policy.automatic_surfaces - brand.acknowledgement.surfaces_off
        used = {Visibility.PRIVATE if surface in _PRIVATE else Visibility.PUBLIC for surface in surfaces}
        for place, visibility, language, text in _texts(brand, account.channel):
            if visibility in used and visibility in policy.lengths:
                whole = filled(text, brand=brand.name, opening=longest[language, visibility], handle=account.handle)
                yield from (f"{place}: {problem}" for problem in _about(whole, visibility, account, policy, brand))


def _unknown_channels(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> Iterator[str]:
    named = {
        **{account.channel: f"accounts[{index}].channel" for index, account in enumerate(brand.accounts)},
        **{channel: f"channel_hours.{channel}" for channel in brand.channel_calendars},
        **{channel: f"acknowledgement.channel_texts.{channel}" for channel in brand.acknowledgement.channel_texts},
        **dict.fromkeys(brand.acknowledgement.channels_off, "acknowledgement.channels_off"),
    }
    for channel, place in named.items():
        if channel not in policies:
            yield f"{place}: {channel!r} is not a channel; the channels are {', '.join(sorted(policies))}"


def _texts(brand: Brand, channel: str) -> Iterator[Text]:
    """Every text that may be used on the channel."""
    policy = brand.acknowledgement
    own = policy.channel_texts.get(channel, {})
    for language in brand.languages:
        for visibility in Visibility:
            place, variants = f"acknowledgement.channel_texts.{channel}", own.get(language, {}).get(visibility)
            if variants is None:
                place, variants = "acknowledgement.texts", policy.texts.get(language, {}).get(visibility, ())
            for number, text in enumerate(variants):
                yield f"{place}.{language}.{visibility}[{number}]", visibility, language, text
        if language in policy.emergency_texts:
            for visibility in Visibility:
                place = f"acknowledgement.emergency_texts.{language}"
                yield place, visibility, language, policy.emergency_texts[language]
        for number, text in enumerate(policy.personal_data_texts.get(language, ())):
            yield f"acknowledgement.personal_data_texts.{language}[{number}]", Visibility.PUBLIC, language, text


def _about(text: str, visibility: Visibility, account: Account, policy: ChannelPolicy, brand: Brand) -> Iterator[str]:
    limit = policy.lengths[visibility]
    if not fits(text, limit):
        yield (
            f"filled in it is up to {length(text, limit.unit)} long, {policy.title} takes {limit.limit} "
            f"({limit.unit.value})"
        )
    personal = (
        found.kind
        for found in find(text)
        if not any(is_same_contact(text[found.start : found.end], own, found.kind) for own in brand.public_contacts)
    )
    for kind in sorted(set(personal)):
        yield f"holds personal data ({kind})"
    if not policy.links_in_acknowledgements and _LINK.search(text):
        yield f"holds a link, and acknowledgements on {policy.title} may not"
    if policy.discloses_automation and not SAYS_AUTOMATIC.search(text):
        yield f"does not say that it is automatic, and {policy.title} wants that"


def _longest_opening(
    brand: Brand, language: str, visibility: Visibility, formatter: DateTimeFormatter, now: datetime
) -> str:
    """The longest way in which an opening of this brand can be said in that language, within the year."""
    openings = (
        formatter.opening(
            datetime.combine(now.date() + timedelta(days=day), at, ZoneInfo(calendar.time_zone)),
            now,
            language,
            calendar.time_zone,
            name_zone=language != brand.default_language,
            name_day=visibility is Visibility.PUBLIC,
        )
        for calendar in (brand.calendar, *brand.channel_calendars.values())
        for at in sorted(_opening_times(calendar))
        for day in range(1, 366)
    )
    return max(openings, key=len, default="")


def _opening_times(calendar: Calendar) -> set[time]:
    """The times of day, local, at which the desk may open."""
    days = (*calendar.weekly.values(), *calendar.half_days.values(), *calendar.yearly_half_days.values())
    starts = {time(interval.start // 60, interval.start % 60) for day in days for interval in day}
    starts |= {opening.start.time() for opening in calendar.openings}
    return starts | {closure.end.time() for closure in calendar.closures}
