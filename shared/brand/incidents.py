"""The section ``incidents`` of a brand file, and the check of its texts before a push."""

import re
from collections.abc import Iterator, Mapping
from datetime import time

from shared.brand.languages import texts_by_language
from shared.brand.reading import Part
from shared.brand.sections import MAX_COUNT
from shared.brand.texts import SAYS_AUTOMATIC
from shared.domain.brand.model import Account, Brand, IncidentPolicy
from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.channels.text_length import fits, length
from shared.domain.incidents.updates import UpdateKind
from shared.domain.privacy.outbound_guard import is_same_contact
from shared.domain.privacy.personal_data import find
from shared.domain.vocabulary import Visibility

_PUBLIC = frozenset({"brand", "title", "since"})
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
MAX_TITLE = 100
_LONGEST = {"since": "31/12 23:59", "title": "x" * MAX_TITLE, "link": "https://www.example.com/" + "x" * 80}

Texts = Mapping[str, str]


def incidents(part: Part, languages: tuple[str, ...]) -> IncidentPolicy:
    fields = part.fields(
        optional=(
            *("threshold", "window", "public_updates", "pointer", "pointer_without_link", "follow_up"),
            *("quiet_hours", "resolve_after_follow_up"),
        )
    )
    defaults = IncidentPolicy()
    updates = fields["public_updates"].fields(optional=tuple(UpdateKind)) if fields["public_updates"].given else {}
    found = IncidentPolicy(
        threshold=fields["threshold"].number(defaults.threshold, 2, MAX_COUNT),
        window=fields["window"].duration(defaults.window),
        public_updates={
            kind.value: texts_by_language(updates[kind], languages, _PUBLIC)
            for kind in UpdateKind
            if kind in updates and updates[kind].given
        },
        pointers=texts_by_language(fields["pointer"], languages, _PUBLIC | {"link"}),
        pointers_without_link=texts_by_language(fields["pointer_without_link"], languages, _PUBLIC),
        follow_ups=texts_by_language(fields["follow_up"], languages, _PUBLIC),
        quiet_hours=_quiet_hours(fields["quiet_hours"], defaults.quiet_hours),
        resolve_after_follow_up=fields["resolve_after_follow_up"].flag(True),
    )
    for language, text in fields["pointer"].entries().items():
        if found.pointers.get(language) and "{link}" not in found.pointers[language]:
            text.problem("has no {link}: the text for channels without links is pointer_without_link")
    if found.pointers and not found.pointers_without_link:
        fields["pointer"].problem("needs pointer_without_link too, for channels that take no links")
    return found


def _quiet_hours(part: Part, default: tuple[time, time] | None) -> tuple[time, time] | None:
    """``22:00-08:00``; ``none``: follow-ups are sent at any hour."""
    if not part.given:
        return default
    written = part.text()
    if written == "none":
        return None
    match = _QUIET.fullmatch(written)
    if match is None or match[1] + match[2] == match[3] + match[4]:
        part.problem("write it as 22:00-08:00, or none")
        return default
    return time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))


def problems(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> Iterator[str]:
    """One sentence per text that does not fit a channel of the brand, or that holds personal data."""
    policy = brand.incidents
    for kind, by_language in policy.public_updates.items():
        for language, text in by_language.items():
            place = f"incidents.public_updates.{kind}.{language}"
            yield from _personal_data(place, text, brand)
            if language == brand.default_language:  # where all languages do not fit, this one alone is posted
                for account, rules in _posting(brand, policies):
                    yield from _too_long(f"{place}", text, brand, rules, policies[account.channel].title)
    lines = (
        *((f"incidents.pointer.{language}", text) for language, text in policy.pointers.items()),
        *((f"incidents.pointer_without_link.{each}", text) for each, text in policy.pointers_without_link.items()),
        *((f"incidents.follow_up.{language}", text) for language, text in policy.follow_ups.items()),
    )
    automatic = {found.title: found for a in brand.accounts if (found := policies.get(a.channel)) is not None}
    for place, text in lines:
        yield from _personal_data(place, text, brand)
        if not SAYS_AUTOMATIC.search(text):
            yield f"{place}: does not say that it is automatic"
        for title, channel in automatic.items():
            if not channel.automatic_surfaces or ("{link}" in text and not channel.links_in_acknowledgements):
                continue
            for visibility in Visibility:
                if visibility in channel.lengths:
                    yield from _too_long(place, text, brand, channel.lengths[visibility], title)


def _posting(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> Iterator[tuple[Account, Length]]:
    for account in brand.accounts:
        rules = policies[account.channel].posts if account.channel in policies else None
        if rules is not None:
            yield account, rules.length


def _too_long(place: str, text: str, brand: Brand, limit: Length, title: str) -> Iterator[str]:
    whole = text.replace("{brand}", brand.name)
    for name, longest in _LONGEST.items():
        whole = whole.replace(f"{{{name}}}", longest)
    if not fits(whole, limit):
        yield (
            f"{place}: filled in it is up to {length(whole, limit.unit)} long, {title} takes {limit.limit} "
            f"({limit.unit.value})"
        )


def _personal_data(place: str, text: str, brand: Brand) -> Iterator[str]:
    kinds = {
        found.kind
        for found in find(text)
        if not any(is_same_contact(text[found.start : found.end], own, found.kind) for own in brand.public_contacts)
    }
    for kind in sorted(kinds):
        yield f"{place}: holds personal data ({kind})"
